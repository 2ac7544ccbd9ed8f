"""The pages are true: their examples are replayed, their tables compared, their commands read by the command itself."""

import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from server import programme
from server.__main__ import parser
from server.app import create_app
from server.routes.devices import Enrolled, Enrolment
from server.routes.quarantine import Quarantine
from server.settings import Settings, read_settings
from sync import canon, exchange, op
from sync.custody import fold, row
from sync.exchange import LIMITS, Answer, Entry, Exchange
from sync.merge import conflicted, differing, merge_all, pick
from sync.problem import PROBLEMS, Problem
from tests.actors.house import Hand
from tests.server.door import SHELF
from tests.sync.test_custody import CustodyVector
from tests.sync.test_vectors_merge import MergeVector, writes

ROOT = Path(__file__).resolve().parents[1]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```json (\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL_ANYWHERE = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
QUICK = ("version", "rebuild", "programme", "enrol")
"""Words of the command that end by themselves."""
JUDGES = ("sync/shape.py", "sync/rights.py", "sync/acceptance.py", "sync/custody.py", "server/intake/taking.py")


def examples(*tags: str) -> list[tuple[str, str]]:
    return [(tag, text) for tag, text in BLOCK.findall(PROTOCOL) if tag in tags]


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading of the protocol, without its head."""
    below = PROTOCOL.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip(" |`") for cell in row] for row in rows[2:]]


def test_every_example_is_replayed_by_one_of_these_tests() -> None:
    known = {"enrolment", "enrolled", "exchange", "answer", "quarantine", "op", "merge", "journey", "leave", "gone"}
    assert {tag for tag, _ in BLOCK.findall(PROTOCOL)} == known | {"hash64", "problem"}


@pytest.mark.parametrize("text", [text for _, text in examples("merge")])
def test_the_merges_shown_come_out_as_shown_in_any_order(text: str) -> None:
    vector = msgspec.json.decode(text.replace("{", '{"rule": "", ', 1), type=MergeVector)
    for ops in permutations(vector.ops):
        state = merge_all(writes(ops), vector.policy)
        for expected in vector.expect:
            assert pick(state, vector.policy) == expected.pick
            assert conflicted(state, vector.policy) == expected.conflicted
            assert [head.value for head in differing(state, vector.policy)] == expected.differing


def test_the_journey_shown_ends_as_shown_in_any_order() -> None:
    [(_, text)] = examples("journey")
    vector = msgspec.json.decode(text.replace("{", '{"rule": "", ', 1), type=CustodyVector)
    for order in permutations([event.happened() for event in vector.events]):
        assert fold(order, vector.rules) == vector.journey


SHAPES: Mapping[str, object] = {
    "enrolment": Enrolment,
    "enrolled": Enrolled,
    "quarantine": Quarantine,
    "op": op.Op,
    "leave": Entry,
    "gone": Entry,
}


@pytest.mark.parametrize("tag", SHAPES)
def test_the_messages_shown_are_such_messages(tag: str) -> None:
    """Read and written again they say the same: no slot is missing, none is made up."""
    [(_, text)] = examples(tag)
    said = msgspec.json.decode(text, type=SHAPES[tag])
    assert msgspec.json.decode(msgspec.json.encode(said)) == msgspec.json.decode(text)


def test_the_hash_shown_is_the_hash() -> None:
    [(_, text)] = examples("hash64")
    record, v, shown = msgspec.json.decode(text, type=tuple[str, int, str])
    assert f"{canon.hash64(record, v):016x}" == shown


def test_the_problem_shown_is_of_the_catalogue() -> None:
    [(_, text)] = examples("problem")
    said = msgspec.json.decode(text, type=dict[str, object])
    assert msgspec.convert(said, Problem) == PROBLEMS["seq-gap"]
    assert said["type"] == "/problems/seq-gap"


def test_the_problems_and_what_comes_next_are_all_told() -> None:
    problems = {(each.code, str(each.status), each.next) for each in PROBLEMS.values()}
    rows = table("Problems")
    assert {tuple(row[:3]) for row in rows} >= problems
    assert {row[0] for row in rows} >= {each.next for each in PROBLEMS.values()}


def test_the_limits_are_all_told() -> None:
    assert {row[0]: int(row[1]) for row in table("Limits")} == msgspec.structs.asdict(LIMITS)


def test_every_detail_told_is_given_by_somebody_who_judges() -> None:
    judges = "\n".join((ROOT / name).read_text() for name in JUDGES)
    below = PROTOCOL.split("| detail | with |", 1)[1].split("\n\n", 1)[0]
    told = [re.split(r"[:`]", code)[0] for code in re.findall(r"`([a-z][^`]*)`", below)]
    assert [code for code in told if not re.search(rf'"{code}[":]', judges)] == []
    given = set(re.findall(r'"(?:quarantined|refused|superseded)", f?"([a-z-]+)', judges))
    given |= set(re.findall(r'return "([a-z]+-[a-z]+|unseen)"', judges))
    assert given - set(told) == set()


@pytest.mark.parametrize("shape", [Exchange, Answer, op.Op, op.Part, op.Write, op.Event])
def test_the_slots_are_told_in_their_order(shape: type[msgspec.Struct]) -> None:
    slots = re.search(rf"`{shape.__name__}` is `\[([^]]*)\]`", PROTOCOL)
    assert slots
    assert tuple(slots[1].split(", ")) == shape.__struct_fields__


def test_the_slots_of_entries_are_told_in_their_order() -> None:
    for shape in (exchange.Put, exchange.Leave, exchange.Gone):
        tag = shape.__struct_config__.tag
        assert f'`["{tag}", {", ".join(shape.__struct_fields__)}]`' in PROTOCOL


def test_every_door_is_told(tmp_path: Path) -> None:
    own = str(tmp_path)
    settings = Settings(f"sqlite:///{own}/house.db", key_file=f"{own}/key", programme=own, site=own)
    app = create_app(settings, Hand(), read=lambda _folder: SHELF)
    told = set(re.findall(r"`((?:GET|POST) /[^` ]*)`", PROTOCOL))
    doors = {
        f"{method} {re.sub(r':[a-z]+}', '}', route.path)}"
        for route in app.routes
        for method in route.methods & {"GET", "POST"}
        if route.path not in ("/", "/{path:path}") and not route.path.startswith("/schema")
    }
    app.state.house.close()
    assert doors - told == set()
    assert "GET /schema/openapi.json" in told


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every line of a shell example, with its page."""
    for page in PAGES:
        for block in SHELL.findall(page.read_text("utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                while words and "=" in words[0]:
                    words.pop(0)
                if words:
                    yield page.name, words


def test_every_homeward_line_is_understood_and_the_quick_ones_are_run(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOMEWARD_DATABASE": f"sqlite:///{tmp_path}/house.db"}
    environment["HOMEWARD_KEY_FILE"] = str(tmp_path / "house.key")
    lines = [words[1:] for _, words in commands() if words[0].endswith("homeward")]
    assert lines
    for words in lines:
        if "--help" in words:
            continue
        parser().parse_args(words)
        if words[0] in QUICK:
            command = [sys.executable, "-m", "server", *words]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, (words, done.stderr)


def test_other_commands_are_of_the_house_or_of_every_machine() -> None:
    known = {"make", "git", "cd", "curl", "sqlite3", "cp", "install", "systemctl", "tar", "sh", "docker"}
    known |= {"homeward", ".venv/bin/homeward", "/opt/homeward/bin/homeward"}
    assert [(page, words) for page, words in commands() if words[0] not in known] == []


def test_the_unit_of_systemd_starts_a_house_with_settings_there_are() -> None:
    lines = (ROOT / "docs" / "homeward.service").read_text("utf-8").splitlines()
    unit = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith(("#", "Environment=")))
    program, *words = unit["ExecStart"].split()
    assert program.endswith("/.venv/bin/homeward")
    parser().parse_args(words)
    given = [line.removeprefix("Environment=").partition("=") for line in lines if line.startswith("Environment=")]
    settings = read_settings({name: value for name, _, value in given})
    kept = f"/var/lib/{unit['StateDirectory']}/"
    assert all(kept in path for path in (settings.database, settings.key_file, settings.copies))


def test_every_setting_is_told() -> None:
    told = set(re.findall(r"`HOMEWARD_([A-Z_]+)`", (ROOT / "docs" / "operate.md").read_text("utf-8")))
    assert {name.upper() for name in Settings.__struct_fields__} - told == set()


def test_the_chinese_page_says_the_same_commands_settings_and_chapters() -> None:
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in ("operate.md", "operate.zh-Hans.md")]
    assert len({tuple(textwrap.dedent(block) for block in SHELL_ANYWHERE.findall(page)) for page in pages}) == 1
    assert len({tuple(re.findall(r"^\| (`(?:HOMEWARD|GET)[^`]*`)", page, re.MULTILINE)) for page in pages}) == 1
    assert len({tuple(re.findall(r"^(#+) ", page, re.MULTILINE)) for page in pages}) == 1


def test_decisions_are_numbered_once_and_dated() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert all(re.fullmatch(r"[0-9]{4}", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    undated = [
        path.name for path in records if not re.search(r"^Date: 2026-\d\d", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert undated == []


def test_the_story_names_acts_forms_events_and_states_that_are_there() -> None:
    compiled = programme.read(programme.seed("changning"))
    told = (ROOT / "docs" / "story.md").read_text("utf-8")
    steps = [line for line in told.splitlines() if re.match(r"\| \d", line)]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in steps]
    assert len(rows) == 17
    labels = {compiled.words["en"][f"act.{act.name}"]: act for act in compiled.programme.acts}
    state = ""
    for _step, _post, label, form, event, then in rows:
        assert form in labels[label].forms
        emits = {name for emit in compiled.programme.forms[form].events for name in (emit.name, *emit.is_.values())}
        assert not event or event in emits
        if then:
            taken = row(compiled.programme.journeys["person"], state, event)
            assert taken is not None
            assert taken.to == then
            state = then
