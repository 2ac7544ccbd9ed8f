"""The operator's three words about copies, as they are typed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.__main__ import main
from server.audit import open_marks


def test_a_copy_is_made_proved_and_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEWARD_DATABASE", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(tmp_path / "keys" / "house.key"))
    copy = str(tmp_path / "copies" / "monday.db")
    assert main(["backup", copy]) == 0
    assert main(["prove", copy]) == 0
    assert f"{copy}: 0 ops in 0 records, the newest of never." in capsys.readouterr().out
    marks = open_marks(tmp_path / "keys" / "house.key")
    marks.note(7, b"the seal of a reading that the copy does not have")
    assert main(["restore", copy]) == 0
    said = capsys.readouterr().out
    assert "Put back: 0 ops" in said
    [kept] = tmp_path.glob("house.db.replaced-*")
    assert f"kept as {kept}" in said
    assert 7 not in open_marks(tmp_path / "keys" / "house.key").known()

    (tmp_path / "letter").write_text("Dear house,")
    assert main(["restore", str(tmp_path / "letter")]) == 1
    assert "is no database" in capsys.readouterr().err
    assert main(["backup", copy]) == 1
    assert "a backup never overwrites another" in capsys.readouterr().err


def test_an_older_house_leaves_the_tables_of_a_newer_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEWARD_DATABASE", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(tmp_path / "keys" / "house.key"))
    monkeypatch.setenv("HOMEWARD_PORT", "0")
    before, after = str(tmp_path / "before.db"), str(tmp_path / "after.db")
    assert main(["backup", before]) == 0
    with closing(sqlite3.connect(tmp_path / "house.db")) as db, db:
        db.execute("update alembic_version set version_num = '9999'")
    assert main(["run"]) == 1
    assert "a newer Homeward" in capsys.readouterr().err
    assert main(["backup", after]) == 1
    assert main(["restore", before]) == 0
    assert main(["backup", after]) == 0
