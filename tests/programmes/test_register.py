"""The register of fields is made from the programme, says why each is asked, and is the one in the docs."""

from pathlib import Path

from server import programme
from server.register import register

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"
HOW = "make it anew: homeward programme fields server/programmes/changning > docs/fields.md"


def test_the_page_is_what_the_programme_says_today() -> None:
    assert PAGE.read_text("utf-8") == register(programme.read(programme.seed("changning"))), HOW


def test_no_field_is_left_out_and_none_is_without_purpose_basis_and_days() -> None:
    compiled = programme.read(programme.seed("changning"))
    page = PAGE.read_text("utf-8")
    for kind, fields in compiled.programme.kinds.items():
        for name, field in fields.items():
            assert field.purpose in compiled.purposes, (kind, name)
            assert f"| `{name}` |" in page.split(f"\n## {kind}\n")[1].split("\n## ")[0]
    assert all(one.basis and one.keep_days for one in compiled.purposes.values())
