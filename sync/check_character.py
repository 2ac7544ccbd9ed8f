"""The last character of a printed code, so that a wrongly read one is noticed: ISO/IEC 7064, MOD 37,36."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_M = len(ALPHABET)


def character_for(code: str) -> str:
    """What to put after `code`. ValueError where it holds more than 0-9, A-Z and hyphens (passed by)."""
    rest = _M
    for each in code.replace("-", ""):
        rest = (rest + ALPHABET.index(each)) % _M or _M
        rest = rest * 2 % (_M + 1)
    return ALPHABET[(1 - rest) % _M]


def is_checked(code: str) -> bool:
    """Whether the last character is the right one for those before it."""
    plain = code.replace("-", "")
    return len(plain) > 1 and all(each in ALPHABET for each in plain) and character_for(plain[:-1]) == plain[-1]
