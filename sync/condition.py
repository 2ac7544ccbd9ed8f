"""The tables of conditions a programme writes; `sync.match` reads them."""

Scalar = str | int | bool
Match = dict[str, Scalar | list[Scalar]]
"""Reference word -> what it must equal, any of a list, or "given". All must hold, none holds."""
