"""A page for a traveller's own telephone: no account, no script needed, nothing from elsewhere, few bytes."""

import base64
import hashlib
from html import escape
from pathlib import Path

RIGHT_TO_LEFT = {"fa", "ar", "he", "ur"}
STYLE = (Path(__file__).parent / "plain_page.css").read_text("utf-8")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "img-src 'self'; script-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types homeward"
)

Texts = dict[str, str]
"""Language -> text."""


def page(language: str, title: str, body: str, name: str, head: str = "") -> str:
    """The whole document. `body` and `head` are markup, made by the caller; `name` says how it is laid out."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head}<style>{STYLE}</style>"
        f'<main class="{name}">{body}</main></html>'
    )


def calls(numbers: tuple[Texts, ...], language: str) -> str:
    """Whom to call: each a number ("number") and who answers there."""
    listed = "".join(
        f'<li><a href="tel:{escape(one["number"], quote=True)}"><b>{escape(one["number"])}</b> '
        f"{escape(one[language])}</a></li>"
        for one in numbers
    )
    return f'<ul class="calls">{listed}</ul>'
