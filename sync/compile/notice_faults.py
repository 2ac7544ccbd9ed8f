"""What may be wrong with notices: events nobody knows, places that are not there, words that say too much."""

import re

from sync.compile.dictionary import Words, file_of
from sync.compile.screen_faults import note_scope
from sync.compile.screens import NOTICES
from sync.compile.sheet import Faults
from sync.notice import ANSWER_BY, SLOTS, standing
from sync.programme import Programme

BRACED = re.compile(r"\{([^{}]*)\}")


def note_notice_faults(programme: Programme, faults: Faults) -> None:
    for n, call in enumerate(programme.notices):
        key = f"notice[{n}]"
        if not faults.unless_in(call.about, programme.journeys, NOTICES, f"{key}.about", "kind with a journey"):
            continue
        events = dict.fromkeys(step.event for step in programme.journeys[call.about].steps)
        faults.unless_in(call.on, events, NOTICES, f"{key}.on", f"event of {call.about}")
        note_scope(programme, call.about, call.to, NOTICES, f"{key}.to", faults)


def note_wrong_slots(programme: Programme, words: Words, faults: Faults) -> None:
    """A notice passes through the hands of strangers, so its words can name nobody."""
    for n, call in enumerate(programme.notices):
        for language, texts in words.items():
            for key in (call.words, f"{call.words}.body"):
                slots = BRACED.findall(texts.get(key, ""))
                for slot in slots:
                    if slot not in SLOTS:
                        said = f"{{{slot}}} cannot be said in a notice"
                        faults.add(file_of(language), key, said, [f"{{{one}}}" for one in SLOTS])
                if ANSWER_BY in slots:
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
