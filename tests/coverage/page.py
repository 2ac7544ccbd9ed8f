"""docs/coverage.md: each row of the dossier beside the tests that say they assert it."""

import ast
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).with_name("rows.toml")
PAGE = ROOT / "docs" / "coverage.md"
HOW = ".venv/bin/python -m tests.coverage"
LEAD = f"""# What is shown, and by which test

Made by `{HOW}` from `tests/coverage/rows.toml` and the marks on the tests; a test holds it up to date.
*Asserted*: a test fails when it is not so. *In part*: a test shows some of it, and what is missing is said. *Open*:
nothing shows it yet, or only people can.
"""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a row asks for. `missing`: what no test reaches yet; `people`: how people measure what only they can."""

    name: str
    asks: str
    missing: str = ""
    people: str = ""


class Claim(msgspec.Struct, frozen=True, order=True):
    """A test that says it asserts a row. `test`: path::name."""

    name: str
    test: str


def rows() -> list[Asked]:
    """The rows in scope, in the dossier's order."""
    return [Asked(said.pop("id"), **said) for said in tomllib.loads(ROWS.read_text("utf-8"))["row"]]


def paths() -> list[Asked]:
    """The sixteen abnormal paths."""
    found = tomllib.loads(ROWS.read_text("utf-8"))["path"]
    return [Asked(str(said.pop("number")), said.pop("case"), **said) for said in found]


def claims(mark: str) -> list[Claim]:
    """Every test with `pytest.mark.<mark>(...)`, once for each of its arguments."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return sorted(claim for file in files for claim in _claims(file, mark))


def _claims(file: Path, mark: str) -> Iterator[Claim]:
    text = file.read_text("utf-8")
    if f"pytest.mark.{mark}(" not in text:
        return
    place = file.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and ast.unparse(call.func) == f"pytest.mark.{mark}":
                yield from (Claim(str(ast.literal_eval(one)), f"{place}::{node.name}") for one in call.args)


def page() -> str:
    """The page as it must be."""
    return "\n".join(
        [
            LEAD,
            "## The rows of the main programme\n",
            *_table("Accept when", rows(), claims("accepts")),
            "\n## The sixteen abnormal paths\n",
            *_table("Case", paths(), claims("path")),
            "",
        ]
    )


def _table(head: str, asked: Sequence[Asked], claimed: Sequence[Claim]) -> list[str]:
    lines = [f"| | {head} | | Shown by | Not shown |", "|---|---|---|---|---|"]
    for one in asked:
        tests = [claim.test for claim in claimed if claim.name == one.name]
        lines.append(
            f"| {one.name} | {one.asks} | {standing(one, tests)} | {_named(tests)} | {_lacking(one)} |".replace(
                "  ", " "
            )
        )
    return lines


def standing(one: Asked, tests: Sequence[str]) -> str:
    """A row without a test is open, never passed; so is what only people can show."""
    if one.people or not tests:
        return "open"
    return "in part" if one.missing else "asserted"


def _named(tests: Sequence[str]) -> str:
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests)


def _lacking(one: Asked) -> str:
    by_people = f"for people: {one.people}" if one.people else ""
    return "; ".join(filter(None, (one.missing, by_people)))
