"""What a programme says of one thing that was recorded twice."""

import msgspec


class AliasRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """`field`: a set of refs to the same kind, the link; `event`: what closes all but the survivor, derived from it.
    `differs`: a set of refs too, to those it was said to be another than. `suspects`: lists of fields; records that
    answer one list alike may be one. `open_`: only records in these states are looked at. Two that are both open longer
    than `minutes` are overdue: the words "timer.<tell>" for `who`. `merge`, `part`, `differ`: the forms that link, that
    take the link back, and that say they are two.
    """

    field: str
    event: str
    differs: str
    suspects: tuple[tuple[str, ...], ...]
    open_: tuple[str, ...] = msgspec.field(name="open")
    minutes: int = 0
    tell: str = ""
    who: tuple[str, ...] = ()
    merge: str = ""
    part: str = ""
    differ: str = ""
