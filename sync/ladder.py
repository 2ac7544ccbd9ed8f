"""How a notice is passed on, edited by people: a record in force says it in the programme's place."""

import msgspec

from sync.match import Look
from sync.notice_rules import Call, Ladder, Rung
from sync.op import Value
from sync.programme import Programme


def climbing(programme: Programme, look: Look) -> Programme:
    """The programme with the steps, minutes and texts of one ladder, read by `look`. What it leaves open stays."""
    rules = programme.ladder
    if rules is None:
        return programme
    calls = (edited(call, rules, look) if call.words == rules.call else call for call in programme.notices)
    return msgspec.structs.replace(programme, notices=tuple(calls))


def edited(call: Call, rules: Ladder, look: Look) -> Call:
    """The rungs keep their order: each waits so long after the one before."""
    rungs: list[Rung] = []
    minutes = before = 0
    for rung in call.heard_by:
        waits = _minutes(look(rules.waits.get(rung.tell, "")))
        minutes += rung.minutes - before if waits is None else waits
        before = rung.minutes
        rungs.append(msgspec.structs.replace(rung, minutes=minutes))
    texts = {
        language: (title, body)
        for language, field in rules.title.items()
        if isinstance(title := look(field), str) and isinstance(body := look(rules.body[language]), str)
    }
    return msgspec.structs.replace(call, heard_by=tuple(rungs), again_minutes=_minutes(look(rules.again)), texts=texts)


def _minutes(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
