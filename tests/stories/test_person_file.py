"""Somebody asks what is kept of them: one file in their language, and that it was read stands in the book."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from server.__main__ import main
from server.person_file import PersonFile
from server.storage import reads
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.engine import reading
from sync.record import Record
from tests.actors.house import key_file_in
from tests.server.stores import ON_BOTH
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family, signs


@ON_BOTH
@pytest.mark.parametrize(
    ("language", "asked", "sex"),
    [
        ("zh-Hans", "姓", "女"),
        ("en", "Family name (Latin letters)", "Female"),
        ("ja", "姓", "女"),
        ("ko", "성", "여"),
    ],
)
async def test_a_person_reads_all_that_is_kept_of_them_in_their_language(
    operation: Operation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    asked: str,
    sex: str,
) -> None:
    house, desk = operation.house, operation.desk
    [person], [other] = registers_family(desk, 1), registers_family(desk, 1)
    signs(desk, [person], "home")
    desk.fills("symptom", person, temp="37.9", alert_by="Who")
    await operation.all_sync()
    monkeypatch.setenv("HOMEWARD_DATABASE", house.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(key_file_in(tmp_path)))
    file = tmp_path / "person.json"
    assert main(["person-file", person, str(file), "--language", language, "--reason", "by letter"]) == 0
    found = msgspec.json.decode(file.read_bytes(), type=PersonFile)
    assert (found.record, found.language, len(found.papers)) == (person, language, 3), "the briefing and the notice too"
    own = found.papers[0]
    answers = {told.asked: told for paper in found.papers for told in paper.answers}
    assert any(asked in each for each in answers)
    said = [one for told in answers.values() for one in told.said]
    assert {"ERIKSSON", "37.9", sex} <= set(said)
    assert all(told.why for told in answers.values()), "each says what it was asked for"
    assert [event.who for event in own.chain] == ["Who desk01"] * len(own.chain)
    assert own.state
    assert not any(event.event.startswith("event.") for event in own.chain)
    everything = file.read_text("utf-8")
    assert other not in everything
    with house.engine.begin() as db:
        kept = unseal_all(db, db.execute(sa.select(t.records.c.body).where(t.records.c.id == person)).scalars(), Record)
    fields = house.programme.kinds["person"]
    assert len(own.answers) == len(kept[0].fields.keys() & fields.keys()), "no answer is left out"
    with reading(house.engine) as db:
        assert [(one.door, one.why) for one in reads.of_record(db, person)] == [("person-file", "by letter")]
    assert main(["person-file", person, str(file)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["person-file", "nobody", str(tmp_path / "none.json")]) == 1
    assert not (tmp_path / "none.json").exists()
