"""The forms against the dossier: the same ids, types, needs and policies, but for the differences named here."""

import json
from pathlib import Path

import pytest

from server.programme import read, seed
from sync.programme import Field, Policy

FORMS: dict[str, dict[str, dict[str, dict[str, object]]]] = json.loads(
    (Path(__file__).parent / "dossier_forms.json").read_text(encoding="utf-8")
)
PROGRAMME = read(seed("changning")).programme

RECORD_ID = "the record's own id says it"
BAGS = "bags come with their own form"
FOLLOWS = "follows from the journey and is not a field"
ABSENT = {
    ("person", "person_id"): RECORD_ID,
    ("handoff", "offer_id"): RECORD_ID,
    ("trip", "bags"): BAGS,
    ("trip", "off"): FOLLOWS,
    ("handoff", "decision"): FOLLOWS,
}
PLACE = "a place of the list, typed as such"
TYPED_NAME = "a person outside the system may be named, so a name is typed"
TYPES = {
    ("person", "reg_no"): ("code", "it is scanned and read out"),
    ("person", "station"): ("place", PLACE),
    ("person", "mrz"): ("mrz", "its lines are checked as such"),
    ("person", "language"): ("language", "shown in its own name"),
    ("person", "street_code"): ("place", PLACE),
    ("person", "countries_14d"): ("countries", "each with its last date"),
    ("person", "contact_alt"): ("list", "several stand side by side under its policy"),
    ("notice", "notice_ver"): ("text", "the programme's version; the words of a version never change"),
    ("notice", "lang"): ("language", "shown in its own name"),
    ("trip", "to_site"): ("place", PLACE),
    ("trip", "lead"): ("text", TYPED_NAME),
    ("stay", "site"): ("place", PLACE),
    ("stay", "care"): ("text", "one line at a time, gathered by its policy"),
    ("handoff", "pickup_by"): ("text", TYPED_NAME),
    ("arrival", "where"): ("text", "an address or a room; the place itself is the event's"),
    ("arrival", "handed_by"): ("text", TYPED_NAME),
    ("arrival", "received_by"): ("text", TYPED_NAME),
}
NEEDED = {
    ("trip", "explained"): ("if", "needed as soon as somebody did not get off"),
    ("notice", "notice_ver"): ("N", "worked out; a phone that cannot say it must not stop a notice"),
    ("arrival", "pledge"): ("Y", "the form for a home is its own"),
    ("handoff", "pickup_at"): ("Y", "the form for accepting is its own"),
    ("handoff", "pickup_by"): ("Y", "the form for accepting is its own"),
    ("handoff", "decline_why"): ("Y", "the form for declining is its own"),
    ("person", "name_family"): ("if", "may be empty for who has one name only"),
}
RULED = {("sample", "result_at"): ({"policy": "latest"}, "a corrected result has a time of its own")}
FIELDS = [
    (code, str(form["about"]), name, said) for code, form in FORMS.items() for name, said in form["fields"].items()
]


def asked(kind: str, name: str) -> Field:
    """The field as the form that lays it down asks for it."""
    form, _, field = PROGRAMME.kinds[kind][name].label.partition(".")
    return PROGRAMME.forms[form].fields[field]


@pytest.mark.parametrize(("code", "kind", "name", "said"), FIELDS, ids=lambda one: one if isinstance(one, str) else "")
def test_a_field_is_as_the_dossier_says(code: str, kind: str, name: str, said: dict[str, object]) -> None:
    if (kind, name) in ABSENT:
        assert name not in PROGRAMME.kinds[kind]
        return
    field = PROGRAMME.kinds[kind][name]
    assert field.type == TYPES.get((kind, name), (said["type"], ""))[0]
    assert policy_of(field.policy) == expected_policy(RULED.get((kind, name), (said["merge"], ""))[0])
    assert needs(kind, name) == NEEDED.get((kind, name), (str(said["required"])[:2].strip(), ""))[0]


def test_every_difference_is_one() -> None:
    """A reason for a difference that is gone is a riddle."""
    said = {(kind, name): facts for _, kind, name, facts in FIELDS}
    assert set(ABSENT) | set(TYPES) | set(NEEDED) <= set(said)
    assert not [key for key, (kind, _) in TYPES.items() if said[key]["type"] == kind]
    assert not [key for key, (need, _) in NEEDED.items() if str(said[key]["required"])[:2].strip() == need]


def needs(kind: str, name: str) -> str:
    needed = asked(kind, name).needed
    return "Y" if needed is True else "if" if needed else "N"


def policy_of(policy: Policy) -> tuple[object, ...]:
    after = dict(policy.after)
    return policy.name, policy.order, policy.contested, after


def expected_policy(said: object) -> tuple[object, ...]:
    assert isinstance(said, dict)
    order = tuple(said.get("order") or said.get("meanwhile") or ())
    # The dossier says "departed" where the journey's event is called depart.
    after = {{"departed": "depart"}.get(event, event): policy for event, policy in said.get("after", {}).items()}
    return said["policy"], order, said.get("then") == "review", after
