"""Specimen passports of Utopia with right check digits (ICAO Doc 9303, part 4: TD3)."""

WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """Sum of values times 7, 3, 1 repeating, modulo 10; letters are 10-35, the filler is 0."""
    values = [0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text]
    return str(sum(value * WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)


def lines(family: str, given: str, number: str, birth: str, sex: str) -> str:
    """Both lines of a TD3 passport. `birth`: YYMMDD."""
    names = f"{family}<<{given}".replace(" ", "<")
    upper = f"P<UTO{names}".ljust(44, "<")[:44]
    document = number.ljust(9, "<")
    document += check_digit(document)
    born, expires, optional = birth + check_digit(birth), "300415" + check_digit("300415"), "<" * 15
    whole = check_digit(document + born + expires + optional)
    return f"{upper}\n{document}UTO{born}{sex}{expires}{optional}{whole}"
