"""Tokens and the key they hang on."""

from pathlib import Path

import pytest

from server.tokens import KEY_BYTES, Claim, Keys, open_keys

LIN = Claim("k7x4mq", "u3m8kq", "林", "station:PVG-T1", ("station",), ("station:PVG-T1",))


def test_a_token_names_its_installation_and_whom_it_was_enrolled_for() -> None:
    keys = Keys(b"k" * KEY_BYTES)
    assert keys.verify(keys.sign(LIN)) == LIN


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        "..",
        "h2",
        "h2.k7x4mq",
        "h2.k7x4mq.",
        "h2..",
        "h1.k7x4mq.AAAA",
        "h2.k7x4mq.A A",
        "h2.k7x4mq.é",
        "x" * 5000,
    ],
)
def test_what_we_did_not_sign_names_nobody(forged: str) -> None:
    assert Keys(b"k" * KEY_BYTES).verify(forged) is None


def test_no_part_of_a_token_can_be_changed() -> None:
    keys = Keys(b"k" * KEY_BYTES)
    token = keys.sign(LIN)
    for i in range(len(token) - 1):
        other = "a" if token[i] != "a" else "b"
        assert keys.verify(token[:i] + other + token[i + 1 :]) is None


def test_another_house_signs_otherwise() -> None:
    assert Keys(b"k" * KEY_BYTES).verify(Keys(b"l" * KEY_BYTES).sign(LIN)) is None


def test_a_code_is_hidden_otherwise_than_a_token_is_signed() -> None:
    keys = Keys(b"k" * KEY_BYTES)
    assert keys.hide("h2.k7x4mq") != keys._mac("h2.k7x4mq")


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "house.key"
    token = open_keys(path).sign(LIN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert open_keys(path).verify(token) == LIN
    assert [each.name for each in path.parent.iterdir()] == ["house.key"]


def test_a_damaged_key_stops_the_house(tmp_path: Path) -> None:
    path = tmp_path / "house.key"
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match="not a key"):
        open_keys(path)
