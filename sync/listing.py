"""Somebody's list becomes rows of values: which column says what is guessed, shown, corrected and kept."""

from collections.abc import Mapping, Sequence

import msgspec

from sync import cell, form
from sync.canon import equal
from sync.cell import Words, folded
from sync.op import Value
from sync.programme import Field, Programme
from sync.roll_rules import Roll, RollColumn

HEAD_ROWS_MAX = 20
"""Lists begin with a title or two; further down nobody writes heads."""
Rows = Sequence[Sequence[str]]
Columns = Mapping[int, str]
"""Position of a column -> the name of what it says."""


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with a row (counted from 1, as on the sheet). `code`: a code of `sync.answer.value_fault`, needed,
    pattern, elsewhere (it says something else than the record the list is for), twice. `kept`: the row enters all the
    same, without what the cell said."""

    row: int
    code: str
    field: str = ""
    said: str = ""
    kept: bool = False


class Line(msgspec.Struct, frozen=True):
    """A row that can enter: its number on the sheet and what it says."""

    row: int
    values: dict[str, Value]


class Listing(msgspec.Struct, frozen=True):
    """What a list says."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


class _Used(msgspec.Struct, frozen=True):
    """A column in use: how it writes days, and what its cells may mean, field by field."""

    column: RollColumn
    order: str
    meanings: dict[str, dict[str, str]]


class Reader:
    """Reads lists of one roll. `whole`: what the record the list is for says of itself; `year`: the year it is now."""

    def __init__(self, programme: Programme, roll: Roll, words: Words, whole: Mapping[str, Value], year: int) -> None:
        self._programme, self._roll, self._words, self._whole, self._year = programme, roll, words, whole, year
        self._form = programme.forms[roll.form]

    def head_row(self, rows: Rows) -> int:
        """The row with the heads: the one of the first few in which most is recognised."""
        first = rows[:HEAD_ROWS_MAX]
        known = [len(self.guess(row)) for row in first]
        return max(range(len(first)), key=lambda n: (known[n], -n), default=0)

    def guess(self, heads: Sequence[str]) -> dict[int, str]:
        """What each column seems to say, by what stands above it. Nothing is said twice."""
        found: dict[int, str] = {}
        for exactly in (True, False):
            for at, head in enumerate(heads):
                name = self._called(folded(head), exactly)
                if at not in found and name and name not in found.values():
                    found[at] = name
        return found

    def _called(self, head: str, exactly: bool) -> str | None:
        if not head:
            return None
        best: tuple[int, str] | None = None
        for column in self._roll.columns:
            for said in self._heads(column):
                is_it = head == said if exactly else len(said) > 2 and said in head
                if is_it and (best is None or len(said) > best[0]):
                    best = (len(said), column.name)
        return best[1] if best else None

    def _heads(self, column: RollColumn) -> set[str]:
        label = f"roll.{column.name}" if column.parts else self._field(column.name).label
        own = (texts.get(label, "") for texts in self._words.values())
        return {folded(said) for said in (*column.heads, column.name, *own)} - {""}

    def read(self, rows: Rows, columns: Columns, first: int) -> Listing:
        """Everything below row `first` (from 0). A row without anything in it says nothing."""
        known = {column.name: column for column in self._roll.columns}
        body = [(n, row) for n, row in enumerate(rows) if n >= first and any(text.strip() for text in row)]
        used = {
            at: self._use(known[name], [_at(row, at) for _, row in body])
            for at, name in columns.items()
            if name in known
        }
        lines: list[Line] = []
        faults: list[Fault] = []
        seen: dict[tuple[object, ...], int] = {}
        for n, row in body:
            values, wrong = self._read_row(row, used)
            wrong += self._missing(values, {fault.field for fault in wrong})
            same = self._twice(values, seen, n)
            wrong += [Fault(0, "twice", said=str(same + 1))] if same is not None else []
            enters = all(fault.kept for fault in wrong)
            faults += [msgspec.structs.replace(fault, row=n + 1) for fault in wrong]
            if enters:
                lines.append(Line(n + 1, values))
        return Listing(tuple(lines), tuple(faults))

    def _use(self, column: RollColumn, cells: Sequence[str]) -> _Used:
        meanings = {name: cell.meanings_of(self._field(name), column.values, self._words) for name in column.fields}
        return _Used(column, cell.order_of(cells, self._year), meanings)

    def _read_row(self, row: Sequence[str], used: Mapping[int, _Used]) -> tuple[dict[str, Value], list[Fault]]:
        values: dict[str, Value] = {}
        faults: list[Fault] = []
        for at, use in used.items():
            for name, text in zip(use.column.fields, _cut(_at(row, at), use.column), strict=True):
                field = self._field(name)
                value, fault = cell.read(
                    field, text, use.meanings[name], use.order, self._year, self._programme.place_codes
                )
                if fault:
                    faults.append(Fault(0, fault, name, text[:80], kept=not self._is_needed(name)))
                elif value is not None and name in self._roll.carry:
                    if not equal(value, self._whole.get(name), field.policy.normal):
                        faults.append(Fault(0, "elsewhere", name, text[:80]))
                elif value is not None:
                    values.setdefault(name, value)
        return values, faults

    def _missing(self, values: dict[str, Value], wrong: set[str]) -> list[Fault]:
        """What the form needs to be finished, and some key to know the row by again."""
        carried = {name: self._whole.get(name) for name in self._roll.carry}
        open_ = form.faults(self._form, {**carried, **values}, lambda _: None, self._programme.place_codes)
        found = [Fault(0, fault.code, fault.field) for fault in open_ if fault.field not in wrong]
        if not found and not any(all(name in values for name in key) for key in self._roll.keys):
            found = [Fault(0, "needed", name) for name in self._roll.keys[0] if name not in wrong]
        return found

    def _twice(self, values: dict[str, Value], seen: dict[tuple[object, ...], int], row: int) -> int | None:
        keys = keys_of(self._roll, values)
        before = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, row)
        return before

    def _is_needed(self, name: str) -> bool:
        return self._form.fields[name].needed is not False or any(name in key for key in self._roll.keys[:1])

    def _field(self, name: str) -> Field:
        return self._form.fields[name]


def keys_of(roll: Roll, values: Mapping[str, Value]) -> list[tuple[object, ...]]:
    """By what this row or record is recognised, the best key first; a key with a gap is none."""
    found: list[tuple[object, ...]] = []
    for n, names in enumerate(roll.keys):
        said = [folded(str(values.get(name) or "")) for name in names]
        if all(said):
            found.append((n, *said))
    return found


def _at(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _cut(text: str, column: RollColumn) -> list[str]:
    """A cell that says several things, cut at the first of the column's signs that is in it; the last has the rest."""
    words = text.split()
    while len(words) > 1 and words[-1].strip(".").upper() in column.drop:
        words.pop()
    plain = " ".join(words)
    if not column.parts:
        return [plain]
    sign = next((sign for sign in column.at if sign in plain), None)
    parts = [part.strip() for part in plain.split(sign, len(column.parts) - 1)] if sign else [plain]
    return [*parts, *[""] * (len(column.parts) - len(parts))]
