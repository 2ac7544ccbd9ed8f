"""How a notice is passed on, edited by people: a record in force says it in the programme's place."""

import msgspec

from sync.match import Look
from sync.notice_rules import Call, Ladder, Rung, all_words
from sync.op import Value
from sync.programme import Programme


def words_of(rules: Ladder, look: Look) -> str:
    """The words of the notice that a record is about."""
    said = look(rules.which)
    first = next(iter(rules.calls.values()))
    return rules.calls.get(said, first) if isinstance(said, str) else first


def climbing(programme: Programme, look: Look) -> Programme:
    """The programme with the steps, minutes and texts of one ladder, read by `look`. What it leaves open stays."""
    rules = programme.ladder
    if rules is None:
        return programme
    words = words_of(rules, look)
    calls = (edited(call, words, rules, look) if words in all_words(call) else call for call in programme.notices)
    return msgspec.structs.replace(programme, notices=tuple(calls))


def edited(call: Call, words: str, rules: Ladder, look: Look) -> Call:
    """Texts are of the words that are edited, which may be those of a rung; the clocks are of the notice itself."""
    typed = {
        language: (_text(look(field)), _text(look(rules.body[language]))) for language, field in rules.title.items()
    }
    texts = {language: both for language, both in typed.items() if any(both)}
    texted = msgspec.structs.replace(call, texts={**call.texts, words: texts} if texts else call.texts)
    return _timed(texted, rules, look) if words == call.words else texted


def _timed(call: Call, rules: Ladder, look: Look) -> Call:
    """The rungs keep their order: each waits so long after the one before."""
    rungs: list[Rung] = []
    minutes = before = 0
    for rung in call.heard_by:
        waits = _minutes(look(rules.waits.get(rung.tell, "")))
        minutes += rung.minutes - before if waits is None else waits
        before = rung.minutes
        rungs.append(msgspec.structs.replace(rung, minutes=minutes))
    again, answer = _minutes(look(rules.again)), _minutes(look(rules.within))
    return msgspec.structs.replace(call, heard_by=tuple(rungs), again_minutes=again, answer_minutes=answer)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _minutes(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
