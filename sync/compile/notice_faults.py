"""What may be wrong with notices: events nobody knows, places that are not there, words that say too much."""

import re

from sync.compile.dictionary import Words, file_of
from sync.compile.screen_faults import note_scope
from sync.compile.screens import LADDER, NOTICES, ROSTER
from sync.compile.sheet import Faults
from sync.notice import ANSWER_BY, DIGEST_SLOTS, SLOTS, standing
from sync.notice_rules import Call, Ladder, all_words
from sync.programme import Field, FieldType, Programme

ROSTERED: dict[str, tuple[FieldType, ...]] = {
    "place": ("place",),
    "person": ("text",),
    "who": ("text",),
    "telephone": ("phone", "text"),
    "rank": ("choice",),
    "since": ("datetime",),
    "hours": ("int", "choice"),
}
"""What the fields of a roster must be."""
BRACED = re.compile(r"\{([^{}]*)\}")


def note_notice_faults(programme: Programme, faults: Faults) -> None:
    for n, call in enumerate(programme.notices):
        key = f"notice[{n}]"
        if not faults.unless_in(call.about, programme.journeys, NOTICES, f"{key}.about", "kind with a journey"):
            continue
        events = dict.fromkeys(step.event for step in programme.journeys[call.about].steps)
        faults.unless_in(call.on, events, NOTICES, f"{key}.on", f"event of {call.about}")
        note_scope(programme, call.about, call.to, NOTICES, f"{key}.to", faults)
        for event in call.taken_back:
            faults.unless_in(event, events, NOTICES, f"{key}.taken_back", f"event of {call.about}")
        for event in call.says_no:
            faults.unless_in(event, events, NOTICES, f"{key}.says_no", f"event of {call.about}")
        _note_ladder(programme, call, key, faults)
    _note_roster(programme, faults)
    _note_edited(programme, faults)


def _note_ladder(programme: Programme, call: Call, key: str, faults: Faults) -> None:
    minutes = -1
    for n, rung in enumerate(call.heard_by):
        where = f"{key}.heard_by[{n}]"
        if rung.minutes <= minutes:
            faults.add(NOTICES, f"{where}.minutes", f"{rung.minutes} is not after the rung before", ("rising minutes",))
        minutes = rung.minutes
        if rung.tell in ("place", "telephone"):
            note_scope(programme, call.about, rung.at, NOTICES, f"{where}.at", faults)
        elif rung.at:
            faults.add(NOTICES, f"{where}.at", f"{rung.tell!r} is of the office itself", ('tell = "place"',))


def _note_roster(programme: Programme, faults: Faults) -> None:
    roster = programme.roster
    if roster is None or not faults.unless_in(roster.of, programme.journeys, ROSTER, "of", "kind with a journey"):
        return
    states = {step.to for step in programme.journeys[roster.of].steps}
    for state in roster.in_:
        faults.unless_in(state, states, ROSTER, "in", f"state of {roster.of}")
    fields = programme.kinds[roster.of]
    for key, types in ROSTERED.items():
        name = getattr(roster, key)
        if faults.unless_in(name, fields, ROSTER, key, f"field of {roster.of}") and fields[name].type not in types:
            faults.add(ROSTER, key, f"{name!r} is a {fields[name].type}", types)


def _note_edited(programme: Programme, faults: Faults) -> None:
    """Minutes are whole numbers above nought; a text has no slot that a notice lacks. A language without fields keeps
    the programme's words."""
    rules = programme.ladder
    if rules is None or not faults.unless_in(rules.of, programme.journeys, LADDER, "of", "kind with a journey"):
        return
    states = {step.to for step in programme.journeys[rules.of].steps}
    for state in rules.in_:
        faults.unless_in(state, states, LADDER, "in", f"state of {rules.of}")
    fields = programme.kinds[rules.of]
    _note_calls(programme, rules, faults)
    minutes = {
        "again": rules.again,
        "within": rules.within,
        **{f"waits.{reach}": name for reach, name in rules.waits.items()},
    }
    for key, name in minutes.items():
        if faults.unless_in(name, fields, LADDER, key, f"field of {rules.of}"):
            field = fields[name]
            if field.type != "int" or (field.lowest or 0) < 1:
                faults.add(LADDER, key, f"{name!r} may be less than a minute", ('type = "int", lowest = 1',))
    for key, texts in (("title", rules.title), ("body", rules.body)):
        for language in (rules.title.keys() | rules.body.keys()) - texts.keys():
            faults.add(LADDER, f"{key}.{language}", "a language has both or neither", (f"{key}.{language}",))
        for language, name in texts.items():
            faults.unless_in(language, programme.languages, LADDER, f"{key}.{language}", "language")
            if faults.unless_in(name, fields, LADDER, f"{key}.{language}", f"field of {rules.of}"):
                _note_loose_text(fields[name], name, f"{key}.{language}", faults)


def _note_calls(programme: Programme, rules: Ladder, faults: Faults) -> None:
    """Every text a notice may bear can be edited, and each option says which."""
    fields, texts = programme.kinds[rules.of], {words for call in programme.notices for words in all_words(call)}
    if not rules.calls:
        faults.add(LADDER, "calls", "nothing can be edited", tuple(sorted(texts)))
    options: tuple[str, ...] = ()
    if faults.unless_in(rules.which, fields, LADDER, "which", f"field of {rules.of}"):
        options = fields[rules.which].options
        for option in options:
            faults.unless_in(option, rules.calls, LADDER, f"calls.{option}", "notice")
    for option, words in rules.calls.items():
        faults.unless_in(option, options, LADDER, f"calls.{option}", f"option of {rules.which}")
        faults.unless_in(words, texts, LADDER, f"calls.{option}", "words of a notice")


def _note_loose_text(field: Field, name: str, key: str, faults: Faults) -> None:
    """A text that people type must be held to the slots by its pattern."""
    loose = not field.pattern or any(re.fullmatch(field.pattern, text) for text in ("{name}", "{", "{count"))
    if field.type != "text" or loose:
        faults.add(LADDER, key, f"{name!r} may say more than a notice can", ("a text with a pattern",))


def note_wrong_slots(programme: Programme, words: Words, faults: Faults) -> None:
    """A notice passes through the hands of strangers, so its words can name nobody."""
    for language, texts in words.items():
        for key in (programme.digest, f"{programme.digest}.body") if programme.digest else ():
            for slot in BRACED.findall(texts.get(key, "")):
                faults.unless_in(slot, DIGEST_SLOTS, file_of(language), key, "slot of a digest")
    for n, call in enumerate(programme.notices):
        for language, texts in words.items():
            for key in (key for said in all_words(call) for key in (said, f"{said}.body")):
                slots = BRACED.findall(texts.get(key, ""))
                for slot in slots:
                    if slot not in SLOTS:
                        said = f"{{{slot}}} cannot be said in a notice"
                        faults.add(file_of(language), key, said, [f"{{{one}}}" for one in SLOTS])
                if ANSWER_BY in slots and key.removesuffix(".body") not in call.taken_back.values():
                    _note_no_deadline(programme, n, faults)


def _note_no_deadline(programme: Programme, n: int, faults: Faults) -> None:
    call = programme.notices[n]
    rules = programme.journeys.get(call.about)
    clocked = {
        state
        for timer in programme.timers
        if timer.about == call.about and any(step.emit for step in timer.steps)
        for state in timer.in_
    }
    for state in standing(rules, call.on) if rules else ():
        if state not in clocked:
            said = f"no clock ends {state!r}, so its words cannot say {{{ANSWER_BY}}}"
            faults.add(NOTICES, f"notice[{n}].words", said, (f"a timer that emits from {state!r}",))
