"""What a programme says of the boards a post works from: who waits for which vehicle, and who is where in a site."""

import msgspec


class Queue(msgspec.Struct, frozen=True):
    """Whoever stands in one of the states `in_` waits for a vehicle of this class."""

    class_: str = msgspec.field(name="class")
    in_: tuple[str, ...] = msgspec.field(name="in")


class Took(msgspec.Struct, frozen=True):
    """What is measured: from a person's event to the event of the first vehicle they board."""

    from_: str = msgspec.field(name="from")
    until: str


class Dispatch(msgspec.Struct, frozen=True):
    """The dispatch board of the roles `by`: records of kind `of` wait, records of kind `vehicle` take them.

    `class_`, `seats`, `driver`, `from_`, `to`: fields of the vehicle. `ready`: its states before it leaves.
    `plan`: the act that calls for one. `took`: what its waiting times are counted between.
    """

    of: str
    vehicle: str
    by: tuple[str, ...]
    class_: str = msgspec.field(name="class")
    seats: str
    driver: str
    from_: str = msgspec.field(name="from")
    to: str
    ready: tuple[str, ...]
    plan: str
    took: Took
    queues: tuple[Queue, ...]


class Occupants(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in a site's areas: records of kind `of` that the site holds.

    `area`: the field that names the area, "" where there is only one for them; `spot`: the field with the numbered
    place. `act`: with it they are given another.
    """

    of: str
    spot: str
    act: str
    area: str = ""


class Area(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the place `at`, called "plan.<name>": it takes `takes` records of kind `of` at once.

    `numbered`: how many places in it bear a number, written `prefix` and 1, 2, 3 …
    """

    at: str
    name: str
    of: str
    takes: int
    prefix: str = ""
    numbered: int = 0


class SitePlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """How sites are laid out, for the roles `by`. An area is nearly full from `near_percent` of what it takes on."""

    by: tuple[str, ...]
    near_percent: int
    occupants: tuple[Occupants, ...]
    areas: tuple[Area, ...]
