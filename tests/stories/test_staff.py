"""Two hundred and fifty people come to work: a spreadsheet is tried, entered, entered again, and cards are printed."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter

from server import identity
from server.__main__ import main
from server.clock import SystemClock
from server.storage import tables as t
from server.storage.engine import open_engine
from server.tokens import open_keys

HEADER = ("姓名", "岗位", "职责")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOMEWARD_DATABASE", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(tmp_path / "house.key"))
    monkeypatch.setenv("HOMEWARD_PUBLIC_URL", "https://homeward.example")
    return tmp_path


def workbook(path: Path, *rows: tuple[str, ...]) -> str:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate((HEADER, *rows)):
            sheet.write_row(n, 0, row)
    return str(path)


def staff(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    engine = open_engine(f"sqlite:///{folder}/house.db")
    with engine.connect() as db:
        found = {one.who: (one.place, one.roles) for one in identity.everybody(db)}
    engine.dispose()
    return found


def test_a_list_is_looked_through_before_anything_is_entered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(
        folder / "staff.xlsx",
        ("Lin Wei", "station:PVG-T1", "station"),
        ("王芳", "浦东机场T1点位", "点位工作人员、点位带班领导"),
        ("Nobody knows", "the moon", "station"),
        ("Tan", "street:310105009", "pilot"),
        ("", "site:HP1", "holding_point"),
        ("Twin", "site:HP1", "holding_point"),
        ("Twin", "site:HP1", "medical"),
        ("", "", ""),
    )
    assert main(["staff", "try", path]) == 0
    said = capsys.readouterr().out
    assert "row 4: Nobody knows: 'the moon' is no post of this programme" in said
    assert "row 5: Tan: 'pilot' is no role of this programme" in said
    assert "row 6: (nobody): a name of 1 to 60 characters is needed" in said
    assert said.count("the name is in the list more than once") == 2
    assert "2 new, 0 with another post or roles, 0 as they are, 5 to mend." in said
    assert staff(folder) == {}


def test_sound_rows_are_entered_and_the_same_list_again_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("Lin Wei", "station:PVG-T1", "station"), ("Tan", "Jiangsu Road", "street, street_lead")]
    path = workbook(folder / "staff.xlsx", *rows, ("Bad", "the moon", "station"))
    assert main(["staff", "enter", path]) == 1
    known = {"Lin Wei": ("station:PVG-T1", ("station",)), "Tan": ("street:310105002", ("street", "street_lead"))}
    assert staff(folder) == known
    capsys.readouterr()
    assert main(["staff", "enter", workbook(folder / "staff.xlsx", *rows)]) == 0
    assert "0 new, 0 with another post or roles, 2 as they are, 0 to mend." in capsys.readouterr().out
    assert staff(folder) == known


def test_whoever_moves_has_other_rights_from_the_next_request_on(folder: Path) -> None:
    main(["staff", "enter", workbook(folder / "staff.xlsx", ("Tan", "street:310105002", "street"))])
    keys, now_ms = open_keys(folder / "house.key"), SystemClock().now_ms()
    engine = open_engine(f"sqlite:///{folder}/house.db")
    with engine.begin() as db:
        [tan] = identity.everybody(db)
        device = identity.enrol(db, keys, identity.issue_code(db, keys, tan.id, now_ms), None, None, now_ms)
    assert device
    assert main(["staff", "enter", workbook(folder / "staff.xlsx", ("Tan", "street:310105009", "street"))]) == 0
    with engine.connect() as db:
        moved = identity.find_device(db, device.inc)
    engine.dispose()
    assert moved
    assert (moved.person.place, moved.scopes) == ("street:310105009", ("street:310105009",))


def test_cards_for_two_hundred_and_fifty_open_the_app_once_each(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"Volunteer {n:03}", "station:PVG-T2", "station") for n in range(250)]
    assert main(["staff", "enter", workbook(folder / "staff.xlsx", *rows)]) == 0
    assert main(["staff", "cards", str(folder / "cards.html"), "--hours", "12"]) == 0
    page = (folder / "cards.html").read_text("utf-8")
    assert page.count("<article>") == page.count("Opens once, until ") == 250
    assert (folder / "cards.html").stat().st_mode & 0o077 == 0
    codes = re.findall(r"[0-9A-Z]{12}(?=</li>)", page)
    keys, now_ms = open_keys(folder / "house.key"), SystemClock().now_ms()
    engine = open_engine(f"sqlite:///{folder}/house.db")
    with engine.begin() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(t.codes)).scalar_one() == 250
        first = identity.enrol(db, keys, codes[0], None, None, now_ms + 11 * 3_600_000)
        assert first
        assert first.person.who == "Volunteer 000"
        assert identity.enrol(db, keys, codes[0], None, None, now_ms) is None
        assert identity.enrol(db, keys, codes[1], None, None, now_ms + 13 * 3_600_000) is None
    engine.dispose()
    capsys.readouterr()
    assert main(["staff", "cards", str(folder / "rest.html"), "--post", "station:PVG-T2"]) == 0
    assert "249 cards" in capsys.readouterr().out


def test_a_list_without_its_columns_says_which_are_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "staff.csv").write_text("name,shoe size\nLin,42\n", "utf-8")
    assert main(["staff", "try", str(folder / "staff.csv")]) == 1
    assert "missing: post, roles" in capsys.readouterr().err
    assert main(["staff", "try", str(folder / "nowhere.csv")]) == 1
