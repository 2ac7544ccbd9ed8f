"""A printed code that is read wrongly says so."""

from hypothesis import given
from hypothesis import strategies as st

from sync.check_character import ALPHABET, character_for, is_checked

CODES = st.text(ALPHABET, min_size=1, max_size=20)


def test_as_the_standard_has_it() -> None:
    """ISO/IEC 7064 shows this one."""
    assert character_for("A12425GABC1234002") == "M"


@given(CODES, st.data())
def test_one_wrong_character_is_always_noticed(code: str, data: st.DataObject) -> None:
    whole = code + character_for(code)
    assert is_checked(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(whole[at], "")))
    assert not is_checked(whole[:at] + other + whole[at + 1 :])


def test_hyphens_are_for_eyes_only_and_anything_else_is_no_code() -> None:
    assert is_checked("PVG-00001-M") == is_checked("PVG00001M")
    for wrong in ("", "A", "PVG 00001", "pvg-00001-m", "PVG-00001-é"):
        assert not is_checked(wrong)
