"""The register of fields: what a programme asks about whom, why, by what right, who fills it in, for how long."""

from collections.abc import Iterator

from sync.compile import Compiled
from sync.programme import Field, Programme

HEAD = """# Register of fields: {name}

Written by `homeward programme fields` from the programme's folder; a test compares. What each column means:
[add a form](add_a_form.md). A field without a purpose, or a purpose without basis and days, does not load. *Days*: for
how long after the end of a record's way the programme lets it be kept, and from which day on it goes when the person
asks for that. A record goes as a whole, by the longest of its fields (see [privacy](privacy.md#how-long)).

| purpose | by what right | days | on request |
|---|---|---|---|
"""
COLUMNS = "| field | what is asked | kind of answer | why | sensitive | filled in by |\n|---|---|---|---|---|---|"


def register(compiled: Compiled) -> str:
    """One page of Markdown, the same for the same programme."""
    programme, words = compiled.programme, compiled.words["en"]
    rows = [
        f"| {name} | {one.basis} | {one.keep_days:,} | {one.asked_days:,} |" for name, one in compiled.purposes.items()
    ]
    page = [HEAD.format(name=programme.name) + "\n".join(rows)]
    for kind, fields in sorted(programme.kinds.items()):
        if fields:
            listed = [_row(kind, name, field, programme, words) for name, field in sorted(fields.items())]
            page.append(f"## {kind}\n\n{COLUMNS}\n" + "\n".join(listed))
    return "\n\n".join(page) + "\n"


def _row(kind: str, name: str, field: Field, programme: Programme, words: dict[str, str]) -> str:
    said = words.get(field.label, "").replace("|", "/")
    roles = sorted({role for by in _asked_by(kind, name, programme) for role in by})
    sensitive = "yes" if field.sensitive else ""
    return f"| `{name}` | {said} | {field.type} | {field.purpose} | {sensitive} | {', '.join(roles)} |"


def _asked_by(kind: str, name: str, programme: Programme) -> Iterator[tuple[str, ...]]:
    """The roles of each form that asks for the field, or writes it on a record it names."""
    for form in programme.forms.values():
        own = form.about == kind and name in form.fields
        if own or any(name in copies and form.fields[ref].of == kind for ref, copies in form.also.items()):
            yield form.by
