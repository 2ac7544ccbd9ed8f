"""What a programme says of the boards a post works from: who waits for which vehicle."""

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
