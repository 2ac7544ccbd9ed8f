"""What a programme says of answers that older versions of its forms asked otherwise."""

import msgspec


class Upcast(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a field of kind `of` is read that an older form wrote.

    `to`: the name it has now ("" = the same). `times`, `over`: a number in today's unit is the old one times this, over
    that. `values`: old answer -> answer of now. `by` + `is_` (TOML `is`): an old answer that became several is told by
    what the same act answers to the field `by`: old answer -> {answer to `by` -> answer of now}; "" = nobody can tell.
    """

    of: str
    field: str
    to: str = ""
    times: int = 1
    over: int = 1
    values: dict[str, str] = {}
    by: str = ""
    is_: dict[str, dict[str, str]] = msgspec.field(default_factory=dict, name="is")

    @property
    def now(self) -> str:
        """The field's name today."""
        return self.to or self.field
