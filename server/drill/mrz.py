"""Both lines of a passport (ICAO Doc 9303, part 4: TD3), with right check digits."""

import unicodedata

WEIGHTS = (7, 3, 1)
LINE_CHARS = 44
NAME_CHARS = 39
SPELT = str.maketrans({"Ü": "UE", "Ä": "AE", "Ö": "OE", "ß": "SS", "Ø": "OE", "Å": "AA", "Ł": "L", "Đ": "D", "Æ": "AE"})
"""Letters the standard spells out; of the rest the marks are left away."""


def check_digit(text: str) -> str:
    """Sum of values times 7, 3, 1 repeating, modulo 10; letters are 10-35, the filler is 0."""
    values = [0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text]
    return str(sum(value * WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)


def spelt(name: str) -> str:
    """A name in the 26 letters, words apart by one space; an apostrophe joins, a hyphen parts."""
    upper = unicodedata.normalize("NFC", name).upper().replace("ẞ", "SS").translate(SPELT)
    plain = "".join(c for c in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(c))
    kept = "".join(c if "A" <= c <= "Z" else "" if c in "'’." else " " for c in plain)
    return " ".join(kept.split())


def lines(issuer: str, family: str, given: str, number: str, nation: str, born: str, sex: str, expires: str) -> str:
    """`born` and `expires` are ISO dates; a name too long is cut at 39 letters."""
    names = "<<".join(spelt(part).replace(" ", "<") for part in (family, given) if part)
    upper = f"P<{issuer:<<3}{names[:NAME_CHARS]:<<39}"
    document, birth, expiry = (
        text + check_digit(text) for text in (f"{number:<<9}", _six_digits(born), _six_digits(expires))
    )
    spare = "<" * 15
    lower = f"{document}{nation:<<3}{birth}{sex if sex in 'MF' else '<'}{expiry}{spare}"
    return f"{upper}\n{lower}{check_digit(document + birth + expiry + spare)}"


def _six_digits(date: str) -> str:
    return date.replace("-", "")[2:]
