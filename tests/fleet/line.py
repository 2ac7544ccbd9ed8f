"""A made-up programme with one field for every way to merge: people who go from a gate by bus to a street."""

import msgspec

from sync.programme import (
    Emit,
    Feed,
    Field,
    Form,
    Guard,
    JourneyRules,
    JourneyStep,
    Place,
    Policy,
    Programme,
    Timer,
    TimerStep,
)

GATES, STREETS, OFFICE, DEPOT = ("gate:G1", "gate:G2"), ("street:S1", "street:S2"), "office:O1", "depot:D1"
BUSES = tuple(f"01900000-0000-7000-8000-0000000000b{at}" for at in (1, 2))
RISKS, CARES = ("high", "middle", "low"), ("ward", "watch", "home")

PERSON = {
    "name": Field("text", Policy("first", decided_by="lead")),
    "phone": Field("phone", Policy("review", decided_by="lead", normal="digits")),
    "care": Field("choice", Policy("review", CARES, decided_by="lead", after={"deliver": "latest"}), options=CARES),
    "risk": Field("choice", Policy("safest", RISKS), options=RISKS),
    "paper": Field("text", Policy("source", ("scan", "typed"), contested=True, decided_by="lead")),
    "seat": Field("text", Policy("latest")),
    "tags": Field("multi", Policy("set"), options=("a", "b", "c", "d")),
    "remarks": Field("list", Policy("log")),
    "bags": Field("int", Policy("count", decided_by="lead")),
    "street": Field("place", Policy("latest"), of="street"),
}
BUS = {"plate": Field("text", Policy("latest")), "oil": Field("int", Policy("count", decided_by="lead"))}
SINCE_TWO = {"shoe": Field("text", Policy("latest"))}
"""What the second version of the forms asks besides."""


def _on(about: str, by: tuple[str, ...], fields: dict[str, Field], event: str = "", other: str = "") -> Form:
    events = (Emit(name=event, other=other),) if event else ()
    return Form(about=about, by=by, fields=fields, steps=(), record="existing", events=events)


ANYBODY = ("clerk", "driver", "doorman", "lead")
RIDE = {"bus": Field("ref", Policy("latest"), of="bus")}
FORMS = {
    "register": Form(about="person", by=("clerk",), fields=PERSON, steps=(), events=(Emit(name="arrive"),)),
    "mark": _on("person", ANYBODY, PERSON),
    "board": _on("person", ("clerk", "driver"), RIDE, "board", "bus"),
    "deliver": _on("person", ("driver", "doorman"), {}, "deliver"),
    "accept": _on("person", ("doorman",), {"seat": PERSON["seat"]}, "accept"),
    "decline": _on("person", ("doorman",), {"seat": PERSON["seat"]}, "decline"),
    "cancel": _on("person", ("lead",), {}, "cancel"),
    "miss": _on("person", ANYBODY, {}, "miss"),
    "find": _on("person", ANYBODY, {}, "find"),
    "bus": Form(about="bus", by=("clerk",), fields=BUS, steps=()),
    "plate": _on("bus", ANYBODY, BUS),
}

STEPS = (
    JourneyStep("", "arrive", "waiting", "fact", ("clerk",), "here"),
    JourneyStep("open", "accept", "accepted", "decision", ("doorman",), "same"),
    JourneyStep("accepted", "decline", "waiting", "decision", ("doorman",), "same"),
    JourneyStep("open", "board", "riding", "fact", ("clerk", "driver"), "other", ("sent",)),
    JourneyStep("riding", "deliver", "delivered", "fact", ("driver", "doorman"), "here"),
    JourneyStep("late", "deliver", "delivered", "fact", ("driver", "doorman"), "here"),
    JourneyStep("open", "cancel", "cancelled", "decision", ("lead",), "same"),
    JourneyStep("riding", "overdue", "late", "clock", ("clock",), "same"),
    JourneyStep("under_way", "miss", "missing", "fact", ANYBODY, "same"),
    JourneyStep("missing", "find", "waiting", "fact", ANYBODY, "here"),
)
JOURNEY = JourneyRules(
    about="person",
    steps=STEPS,
    final=("delivered", "cancelled"),
    groups={"open": ("waiting", "accepted"), "under_way": ("waiting", "accepted", "riding", "late")},
    guards={"sent": Guard({"street": "given"})},
)
AFOOT = ("waiting", "accepted", "riding", "late", "missing")

LINE = Programme(
    name="line",
    version="l1",
    time_zone="Asia/Shanghai",
    languages=("en",),
    roles={"clerk": (), "driver": (), "doorman": (), "lead": ("oversee",)},
    forms=FORMS,
    kinds={"person": {**PERSON, **RIDE}, "bus": BUS},
    journeys={"person": JOURNEY},
    timers=(Timer("person", ("riding",), (TimerStep(120, emit="overdue"),)),),
    feeds=(
        Feed("person", ("{holder}",)),
        Feed("person", ("{street}",), AFOOT),
        Feed("person", (OFFICE,)),
        Feed("bus", ("group:buses",)),
    ),
    places=tuple(Place(code, {"en": code}) for code in (*GATES, *STREETS, OFFICE, DEPOT)),
    policy=(),
    acts=(),
    tabs=(),
    cards={},
)

_MARK_TWO = msgspec.structs.replace(FORMS["mark"], fields={**PERSON, **SINCE_TWO})
LINE_TWO = msgspec.structs.replace(
    LINE,
    version="l2",
    forms={**FORMS, "mark": _MARK_TWO},
    kinds={**LINE.kinds, "person": {**LINE.kinds["person"], **SINCE_TWO}},
)


class Crew(msgspec.Struct, frozen=True):
    """A phone of the fleet as it is enrolled."""

    name: str
    place: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]


CREWS = (
    *(Crew(f"gate{at}", GATES[at % 2], ("clerk",), (GATES[at % 2], "group:buses")) for at in range(4)),
    *(Crew(f"bus{at}", DEPOT, ("driver",), (f"bus:{BUSES[at]}", "group:buses")) for at in range(2)),
    *(Crew(f"street{at}", STREETS[at % 2], ("doorman",), (STREETS[at % 2], "group:buses")) for at in range(3)),
    Crew("office", OFFICE, ("lead",), (OFFICE, "group:buses")),
)
