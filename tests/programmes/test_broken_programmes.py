"""Programmes with one thing wrong: the fault names the file, the key and what would be allowed."""

import copy
import tomllib
from pathlib import Path

import pytest

from server.programme import check, seed
from sync.compile import BrokenProgramme, Fault, Files, compile_programme

GOOD = seed("changning")
FILES: Files = {
    path.relative_to(GOOD).as_posix(): tomllib.loads(path.read_text(encoding="utf-8")) for path in GOOD.rglob("*.toml")
}
GONE = object()
"""Take the key away."""
ROW = ["open", "accept", "accepted", "decision", ["street"], "none", ["own_street"]]

# file, path of the key there, its new value -> key that the fault names, and one of what it allows
BROKEN: list[tuple[str, tuple[str | int, ...], object, str, str]] = [
    ("programme.toml", ("name",), GONE, "name", "a text"),
    ("programme.toml", ("time_zone",), "Shanghai", "time_zone", "Area/City"),
    ("programme.toml", ("langages",), ["en"], "langages", "languages"),
    ("roles.toml", ("groups", "staff"), ["porter"], "groups.staff", "escort"),
    ("places.toml", ("place", 0, "code"), "Changning", "place[0].code", "kind:ID"),
    ("places.toml", ("place", 0, "names"), {"en": "Changning"}, "place[0].names", "zh-Hans"),
    ("places.toml", ("place", 1, "opens"), "6 March", "place[1].opens", "YYYY-MM-DD"),
    ("policy.toml", ("row", 0, "since"), "2020-03-06T00:00:00", "row[0].since", "YYYY-MM-DDThh:mm:ss+hh:mm"),
    ("policy.toml", ("row", 0, "days"), "14", "row[0].days", "a whole number"),
    ("forms/notice.toml", ("by",), ["porter"], "by", "station"),
    ("forms/notice.toml", ("about",), "notise", "about", "notice"),
    ("forms/notice.toml", ("record",), "old", "record", "existing"),
    ("forms/notice.toml", ("fields", "choice", "type"), "chioce", "fields.choice.type", "choice"),
    ("forms/notice.toml", ("fields", "choice", "merge"), "revue", "fields.choice.merge", "review"),
    ("forms/notice.toml", ("fields", "choice", "options"), [], "fields.choice.options", '["…", "…"]'),
    ("forms/notice.toml", ("fields", "choice", "decided_by"), "judge", "fields.choice.decided_by", "station_lead"),
    ("forms/notice.toml", ("fields", "choice", "colour"), "blue", "fields.choice.colour", "merge"),
    ("plan.toml", ("area", 0, "takes"), 0, "area[0].takes", "a whole number from 1"),
    ("plan.toml", ("area", 1, "numbered"), 4, "area[1].numbered", "at most 3"),
    ("plan.toml", ("area", 0, "name"), "lounge", "area[0].name", "waiting"),
    ("plan.toml", ("area", 0, "at"), "site:HP9", "area[0].at", "site:HP1"),
    ("plan.toml", ("occupants", 0, "act"), "care", "occupants[0].act", "settle"),
    ("programme.toml", ("purposes", "health", "basis"), GONE, "purposes.health.basis", "a text"),
    (
        "programme.toml",
        ("purposes", "health", "keep_days"),
        GONE,
        "purposes.health.keep_days",
        "a whole number of days",
    ),
    ("programme.toml", ("purposes", "health", "keep_days"), "long", "purposes.health.keep_days", "a whole number"),
    ("programme.toml", ("purposes",), GONE, "purposes", "[purposes]"),
    ("forms/notice.toml", ("fields", "choice", "purpose"), "fun", "fields.choice.purpose", "custody"),
    ("forms/notice.toml", ("fields", "choice", "purpose"), GONE, "fields.choice.purpose", "custody"),
    ("forms/notice.toml", ("fields", "state"), {"type": "text"}, "fields.state", "another name"),
    (
        "forms/notice.toml",
        ("fields", "home_terms", "shown"),
        {"choise": "home"},
        "fields.home_terms.shown.choise",
        "choice",
    ),
    (
        "forms/notice.toml",
        ("fields", "home_terms", "needed"),
        {"choice": "hme"},
        "fields.home_terms.needed.choice",
        "home",
    ),
    ("forms/notice.toml", ("fields", "people", "of"), "persn", "fields.people.of", "person"),
    ("forms/notice.toml", ("fields", "people", "among"), {"state": "chosing"}, "fields.people.among.state", "choosing"),
    ("forms/notice.toml", ("fields", "lang", "default"), "my.language", "fields.lang.default", "choice"),
    ("forms/notice.toml", ("fields", "lang", "default"), "tomorrow", "fields.lang.default", "today"),
    ("forms/notice.toml", ("also", "people"), ["chioce"], "also.people.chioce", "choice"),
    ("forms/notice.toml", ("also", "peple"), ["choice"], "also.peple", "people"),
    ("forms/notice.toml", ("events", 0, "is", "central"), "choose_centre", "events[0].is", "choose_central"),
    ("forms/notice.toml", ("events", 0, "is", "centre"), "choose_central", "events[0].is", "central"),
    ("forms/notice.toml", ("events", 0, "to"), "persons", "events[0].to", "people"),
    ("forms/notice.toml", ("events", 0, "name"), "refuse", "events[0].name", "by + is"),
    ("forms/notice.toml", ("by",), ["street"], "by", "station"),
    ("forms/notice.toml", ("steps", 0, "fields"), ["people", "lang"], "steps", "each field in one step"),
    ("forms/boarding.toml", ("events", 0, "other"), "", "events[0].other", "self"),
    ("forms/boarding.toml", ("also", "boarded"), {"bound_for": "self.to_sight"}, "also.boarded.bound_for", "boarded"),
    ("forms/trip.toml", ("events",), [], "events", "plan"),
    ("forms/trip.toml", ("fields", "to_site", "after"), {"left": "review"}, "fields.to_site.after", "depart"),
    ("forms/trip.toml", ("fields", "to_site", "of"), "sight", "fields.to_site.of", "site"),
    ("forms/plan_car.toml", ("fields", "class", "like"), "trip.klass", "fields.class.like", "trip.class"),
    ("forms/plan_car.toml", ("fields", "class", "options"), ["taxi"], "fields.class.options", "street"),
    (
        "forms/arrival.toml",
        ("fields", "doc_no", "merge"),
        ["source"],
        "fields.doc_no.merge",
        '["source", "mrz", "typed"]',
    ),
    ("forms/arrival.toml", ("fields", "sex", "contested"), "yes", "fields.sex.contested", "true"),
    ("forms/arrival.toml", ("fields", "mates", "safer_first"), True, "fields.mates.safer_first", "merge = review"),
    ("forms/arrival.toml", ("fields", "notes", "merge"), "count", "fields.notes.merge", "type = int"),
    ("forms/arrival.toml", ("fields", "seat_no", "pattern"), "[0-9", "fields.seat_no.pattern", "a regular expression"),
    ("forms/arrival.toml", ("fields", "mates", "type"), GONE, "fields.mates.type", "int"),
    (
        "journeys/handoff.toml",
        ("steps", 1),
        ROW[:6],
        "steps[1]",
        '["from", "event", "to", "kind", ["by"], "holder", ["only_if"]]',
    ),
    ("journeys/handoff.toml", ("steps", 1, 3), "guess", "steps[1].kind", "decision"),
    ("journeys/handoff.toml", ("steps", 1, 5), "there", "steps[1].holder", "here"),
    ("journeys/handoff.toml", ("steps", 1, 4), ["porter"], "steps[1].by", "street"),
    ("journeys/handoff.toml", ("steps", 1, 6), ["own_strete"], "steps", "own_street"),
    ("journeys/handoff.toml", ("steps", 1, 2), "acepted", "steps", "done"),
    ("journeys/handoff.toml", ("steps", 2), ROW, "steps", "one row for a state and event"),
    (
        "journeys/handoff.toml",
        ("only_if", "own_street"),
        {"to_palce": "actor.place"},
        "only_if.own_street.to_palce",
        "to_place",
    ),
    (
        "journeys/handoff.toml",
        ("only_if", "own_street"),
        {"to_place": "actor.plaice"},
        "only_if.own_street.to_place",
        "actor.place",
    ),
    ("journeys/handoff.toml", ("only_if", "idle"), {"to_place": "given"}, "only_if.idle", "a step that names it"),
    ("journeys/handoff.toml", ("only_if", "whole_party", "party"), "family", "only_if.whole_party.party", "party_id"),
    (
        "journeys/handoff.toml",
        ("only_if", "whole_party", "call"),
        "all_there",
        "only_if.whole_party.call",
        "whole_party",
    ),
    ("journeys/handoff.toml", ("final",), ["lost"], "final", "done"),
    ("journeys/person.toml", ("links", "handoff"), "handoff.persons", "links.handoff", "handoff.people"),
    ("journeys/person.toml", ("groups", "any_open"), ["registerd"], "groups.any_open", "registered"),
    ("journeys/person.toml", ("resume", "found"), GONE, "resume.found", "holding"),
    ("journeys/person.toml", ("results",), ["negativ"], "results", "negative"),
    (
        "journeys/person.toml",
        ("only_if", "signed"),
        {"other.signatur": "given"},
        "only_if.signed.other.signatur",
        "choice",
    ),
    (
        "journeys/person.toml",
        ("decides", "choice", "emits", "home"),
        "go_home",
        "decides.choice.emits.home",
        "change_to_home",
    ),
    ("timers.toml", ("timer", 0, "in"), ["expectd"], "timer[0].in", "expected"),
    ("timers.toml", ("timer", 7, "steps", 1, "emit"), "time_out", "timer[7].steps[1].emit", "timeout"),
    ("timers.toml", ("timer", 0, "steps", 0, "who"), [], "timer[0].steps[0].who", '["…", "…"]'),
    ("feeds.toml", ("feed", 0, "into"), ["{holdr}"], "feed[0].into", "holder"),
    ("feeds.toml", ("feed", 0, "into"), ["district:310106"], "feed[0].into", "district:310105"),
    ("acts.toml", ("board", "forms"), ["bording"], "board.forms", "boarding"),
    ("acts.toml", ("board", "by"), ["medical"], "board.by", "escort"),
    ("acts.toml", ("board", "on"), "person", "board.forms", 'on = "trip"'),
    ("acts.toml", ("check_in", "in"), ["holding"], "check_in.in", "on_bus_test"),
    ("acts.toml", ("offer", "when"), {"handoff.state": "shut"}, "offer.when.handoff.state", "declined"),
    ("acts.toml", ("sample", "carry"), {"sample": {"person": "trip"}}, "sample.carry.sample.person", "record"),
    ("tabs.toml", ("inbox", "of"), "handof", "inbox.of", "handoff"),
    ("cards.toml", ("person", "title"), ["nom"], "person.title", "name_native"),
    ("cards.toml", ("person", "marks", "choice", "home"), "flag", "person.marks.choice.home", "house"),
    ("wall.toml", ("of",), "persn", "of", "person"),
    ("wall.toml", ("at",), ["district:31"], "at", "district:310105"),
    ("wall.toml", ("not_counted",), ["expected", "no_arrival"], "column", "not_counted"),
    ("wall.toml", ("column", 5, "in"), ["lost"], "column[5].in", "missing"),
    ("wall.toml", ("column", 5, "in"), ["missing", "holding"], "column[5].in", "each once"),
    ("wall.toml", ("column", 1, "name"), "home", "column[1].name", "a name of its own"),
    ("wall.toml", ("column", 0, "custody"), "done", "column[0].custody", "over"),
    ("wall.toml", ("promises", "in"), ["opened"], "promises.in", "escalated"),
    ("wall.toml", ("vehicles", "of"), "bus", "vehicles.of", "trip"),
    ("wall.toml", ("unaccounted", "late"), ["bus_late"], "unaccounted.late", "bus_silent"),
    ("wall.toml", ("silent_minutes",), 0, "silent_minutes", "1 or more"),
    ("wall.toml", ("together", 0, "in"), ["waiting"], "together[0].in", "queued_central"),
    ("words/en.toml", ("wall.home",), GONE, "wall.home", "a text"),
    ("words/ko.toml", ("notice.text.01",), GONE, "notice.text.01", "the same keys in every language"),
    ("notices.toml", ("notice", 0, "about"), "handof", "notice[0].about", "handoff"),
    ("notices.toml", ("notice", 0, "on"), "offered", "notice[0].on", "offer"),
    ("notices.toml", ("notice", 0, "to"), "{to_plaice}", "notice[0].to", "to_place"),
    ("notices.toml", ("notice", 0, "to"), "street:310106", "notice[0].to", "street:310105009"),
    ("notices.toml", ("notice", 0, "words"), GONE, "notice[0].words", "a text"),
    ("notices.toml", ("notice", 0, "who"), "street", "notice[0].who", "words"),
    ("notices.toml", ("notice", 0, "on"), "withdraw", "notice[0].words", "a timer that emits from 'withdrawn'"),
    ("ladder.toml", ("calls", "offer"), "notice.ofer", "calls.offer", "notice.offer"),
    ("ladder.toml", ("calls", "ofer"), "notice.offer", "calls.ofer", "offer"),
    ("ladder.toml", ("calls", "office_silent"), GONE, "calls.office_silent", "offer"),
    ("ladder.toml", ("which",), "wich", "which", "which_call"),
    ("ladder.toml", ("within",), "title_en", "within", 'type = "int", lowest = 1'),
    ("ladder.toml", ("in",), ["steps_held"], "in", "steps_hold"),
    ("ladder.toml", ("waits", "chanel"), "wait_channel", "waits.chanel", "channel"),
    ("ladder.toml", ("waits", "place"), "title_en", "waits.place", 'type = "int", lowest = 1'),
    ("ladder.toml", ("title", "en"), GONE, "title.en", "title.en"),
    ("ladder.toml", ("body", "en"), "in_force_by", "body.en", "a text with a pattern"),
    ("words/en.toml", ("notice.offer",), GONE, "notice.offer", "a text"),
    ("words/en.toml", ("notice.offer.body",), "{name_family} waits", "notice.offer.body", "{count}"),
    ("words/en.toml", ("notice.digest.body",), "{name_family} waits", "notice.digest.body", "late"),
    ("words/en.toml", ("notice.digest",), GONE, "notice.digest", "a text"),
    ("words/en.toml", ("notice.choice.home",), GONE, "notice.choice.home", "a text"),
    ("words/en.toml", ("notice.choice.hom",), "Home", "notice.choice.hom", "notice.choice.home"),
    ("words/en.toml", ("notice.text.09",), "One more line.", "notice.text.09", "the same keys in every language"),
    ("words/en.toml", (), GONE, "", "words/en.toml"),
    ("words/fr.toml", ("notice",), "Avis", "", "words/en.toml"),
]


def broken(file: str, path: tuple[str | int, ...], value: object) -> Files:
    """The good programme with one key set, or taken away."""
    files = copy.deepcopy(FILES)
    if not path:
        del files[file]
        return files
    table: object = files.setdefault(file, {})
    for step in path[:-1]:
        table = at(table, step)
    put(table, path[-1], value)
    return files


def at(table: object, step: str | int) -> object:
    if isinstance(table, list) and isinstance(step, int):
        return table[step]
    assert isinstance(table, dict)
    return table.setdefault(step, {})


def put(table: object, key: str | int, value: object) -> None:
    if isinstance(table, list) and isinstance(key, int):
        table[key] = value
        return
    assert isinstance(table, dict)
    if value is GONE:
        del table[key]
    else:
        table[key] = value


def faults_of(files: Files) -> list[Fault]:
    with pytest.raises(BrokenProgramme) as broke:
        compile_programme(files)
    return broke.value.faults


@pytest.mark.parametrize(
    ("file", "path", "value", "key", "allowed"), BROKEN, ids=[f"{row[0]}:{row[3]}" for row in BROKEN]
)
@pytest.mark.accepts("M27")
def test_a_fault_says_where_and_what_instead(
    file: str, path: tuple[str | int, ...], value: object, key: str, allowed: str
) -> None:
    # A word that only one language has is missing in the other.
    where = {"words/en.toml", "words/zh-Hans.toml"} if file == "words/en.toml" else {file}
    found = [fault for fault in faults_of(broken(file, path, value)) if fault.key == key and fault.file in where]
    assert any(allowed in fault.allowed for fault in found), [
        str(fault) for fault in faults_of(broken(file, path, value))
    ]


def test_every_fault_is_told_at_once() -> None:
    files = broken("forms/notice.toml", ("fields", "choice", "merge"), "revue")
    put(at(files["roles.toml"], "groups"), "staff", ["porter"])
    assert {fault.file for fault in faults_of(files)} >= {"forms/notice.toml", "roles.toml"}


def test_a_fault_reads_as_a_line() -> None:
    [fault] = faults_of(broken("forms/notice.toml", ("fields", "choice", "merge"), "revue"))[:1]
    assert str(fault).startswith("forms/notice.toml: fields.choice.merge: 'revue' is none of these; allowed: latest,")


def test_what_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text("name = ", encoding="utf-8")
    [line] = check(tmp_path)
    assert line.startswith("programme.toml: cannot be read: ")
    assert check(tmp_path / "nowhere")[0].endswith("allowed: a folder with programme.toml")


def test_the_version_is_of_the_content() -> None:
    once, again = compile_programme(copy.deepcopy(FILES)), compile_programme(copy.deepcopy(FILES))
    other = compile_programme(broken("words/en.toml", ("notice.choice.home",), "My home"))
    assert once.version == again.version
    assert once.version != other.version
