"""Cards for travellers, as the command writes them."""

import re
from html import unescape
from pathlib import Path

import pytest

from server.__main__ import main
from server.tokens import open_keys
from sync.check_character import is_checked


def test_a_sheet_of_cards_numbers_check_and_opens_only_with_its_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(tmp_path / "house.key"))
    wanted = ["cards", str(tmp_path / "cards.html"), "--series", "PVG", "--first", "98", "--count", "12"]
    assert main(wanted) == 1
    assert "HOMEWARD_PUBLIC_URL" in capsys.readouterr().err

    monkeypatch.setenv("HOMEWARD_PUBLIC_URL", "https://homeward.example")
    assert main(wanted) == 0
    page = (tmp_path / "cards.html").read_text("utf-8")
    numbers = re.findall(r"<h1>([^<]+)</h1>", unescape(page))
    assert len(numbers) == page.count("<svg") == 12
    assert numbers[0].startswith("PVG-00098-")
    assert all(is_checked(number) for number in numbers)
    for language in ("zh-Hans", "zh-Hant", "en", "ja", "ko"):
        assert page.count(f'lang="{language}"') == 12
    keys = open_keys(tmp_path / "house.key")
    assert keys.proves_card(numbers[0], keys.card_proof(numbers[0]))
    assert not keys.proves_card(numbers[0], keys.card_proof(numbers[1]))
