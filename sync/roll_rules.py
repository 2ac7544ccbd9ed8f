"""What a programme says of a roll: who should come with what, how their list is read, and who has been seen since."""

import msgspec


class RollGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """Those of a roll in one of the states `in_`, called "roll.<name>". `open`: nobody has seen them yet."""

    name: str
    in_: tuple[str, ...] = msgspec.field(name="in")
    open: bool = False


class RollColumn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one column of somebody's list says: the field it is called after, or several (`parts`, cut at one of `at`).

    `heads`: what lists call it, besides the field's own words. `values`: what a cell may say -> the value it means.
    `drop`: words at the end of a cell that say nothing here.
    """

    name: str
    parts: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    values: dict[str, str] = {}
    drop: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return self.parts or (self.name,)


class RollNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """The form the house fills once a list is in, and which of its fields take whose list it was, how many rows it had
    and when it came."""

    form: str
    who: str
    rows: str
    at: str


class Roll(msgspec.Struct, frozen=True, omit_defaults=True):
    """Records of kind `of` have a roll: whoever is on a list of theirs is a record that `form` makes.

    `by`: who brings lists and sees the page. `again`: the form that writes on somebody who is on record already.
    `link`: the field of theirs that names the record; `carry`: fields of its that they take over, also when these
    change later, as long as they are awaited. `same`: whoever says the same here came with it, list or not.
    `keys`: fields by which a row is recognised, the best first. `renew`: states in which a newer list still speaks.
    `count`: the field with how many were announced. `remember`: the field whose start (`remember_chars`) a list's
    columns are remembered by. `apart`: states that count for nothing.
    """

    of: str
    by: tuple[str, ...]
    form: str
    again: str
    link: str
    carry: tuple[str, ...]
    same: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    renew: tuple[str, ...]
    groups: tuple[RollGroup, ...]
    columns: tuple[RollColumn, ...]
    count: str = ""
    remember: str = ""
    remember_chars: int = 0
    apart: tuple[str, ...] = ()
    note: RollNote | None = None

    @property
    def awaited(self) -> frozenset[str]:
        """The states of whom nobody has seen yet."""
        return frozenset(state for group in self.groups if group.open for state in group.in_)
