"""A tiny made-up programme for the server's own tests: parcels that change hands between a depot and a shop."""

from sync.programme import (
    Decides,
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
    Step,
    Timer,
    TimerStep,
)

DEPOT, SHOP, OFFICE = "depot:D1", "shop:S1", "office:O1"

PARCEL = {
    "label": Field("text", Policy("first")),
    "colour": Field("text", Policy("latest")),
    "care": Field("choice", Policy("review", ("cold", "dry"), decided_by="lead"), options=("cold", "dry")),
    "tags": Field("multi", Policy("set"), options=("a", "b", "c")),
    "remarks": Field("list", Policy("log")),
    "weight": Field("int", Policy("count")),
    "pictures": Field("photo", Policy("set"), bytes_max=300_000),
    "shop": Field("place", Policy("latest"), of="shop"),
}

FORMS = {
    "take_in": Form(
        about="parcel",
        by=("clerk",),
        fields=PARCEL,
        steps=(Step("all", tuple(PARCEL)),),
        events=(Emit(name="arrive"), Emit(by="care", is_={"cold": "chill"}, when={"state": "given"})),
    ),
    "mark": Form(about="parcel", by=("clerk", "shopkeeper"), fields=PARCEL, steps=(), record="existing"),
    "send": Form(about="parcel", by=("clerk",), fields={}, steps=(), record="existing", events=(Emit(name="send"),)),
    "receive": Form(
        about="parcel",
        by=("clerk", "shopkeeper"),
        fields={},
        steps=(),
        record="existing",
        events=(Emit(name="receive"),),
    ),
    "seize": Form(about="parcel", by=("clerk",), fields={}, steps=(), record="existing", events=(Emit(name="seize"),)),
    "weigh": Form(
        about="parcel", by=("clerk", "lead"), fields={}, steps=(), record="existing", events=(Emit(name="weigh"),)
    ),
    "cancel": Form(
        about="parcel", by=("clerk", "lead"), fields={}, steps=(), record="existing", events=(Emit(name="cancel"),)
    ),
}

JOURNEY = JourneyRules(
    about="parcel",
    steps=(
        JourneyStep("", "arrive", "stored", "fact", ("clerk",), "here"),
        JourneyStep("stored", "send", "sent", "fact", ("clerk",), "same", ("addressed",)),
        JourneyStep("sent", "receive", "received", "fact", ("shopkeeper",), "here"),
        JourneyStep("stored", "seize", "seized", "fact", ("clerk",), "same"),
        JourneyStep("stored", "weigh", "stored", "fact", ("lead",), "same"),
        JourneyStep("stored", "cancel", "cancelled", "decision", ("lead",), "none"),
        JourneyStep("sent", "overdue", "late", "clock", ("clock",), "same"),
        JourneyStep("stored", "chill", "stored", "decision", ("lead",), "same"),
    ),
    final=("received", "cancelled", "seized"),
    results=("weigh",),
    guards={"addressed": Guard({"shop": "given"})},
    decides={"care": Decides({"cold": "chill"}, {"cold": ()})},
)

PARCELS = Programme(
    name="parcels",
    version="p1",
    time_zone="Asia/Shanghai",
    languages=("en",),
    roles={"clerk": (), "lead": ("oversee",), "shopkeeper": ()},
    forms=FORMS,
    kinds={"parcel": PARCEL},
    journeys={"parcel": JOURNEY},
    timers=(Timer("parcel", ("sent",), (TimerStep(60, emit="overdue"),)),),
    feeds=(Feed("parcel", ("{holder}",)), Feed("parcel", ("{shop}",), ("sent", "received")), Feed("parcel", (OFFICE,))),
    places=(Place(DEPOT, {"en": "Depot"}), Place(SHOP, {"en": "Shop"}), Place(OFFICE, {"en": "Office"})),
    policy=(),
    acts=(),
    tabs=(),
    cards={},
)
