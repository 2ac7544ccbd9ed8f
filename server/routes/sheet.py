"""A sheet: a small readable page for people who open a machine's door in a browser. Nothing comes from elsewhere."""

import base64
import hashlib
from html import escape

from litestar import Response

from server.routes.outgoing import fresh
from server.routes.request import Asked

_STYLE = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "dt{margin-top:1rem;font-weight:600}dd{margin:0}code{font-size:.95em}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def sheet(
    request: Asked, title: str, rows: list[tuple[str, str]], status: int = 200, about: str = ""
) -> Response[bytes]:
    """A title, a sentence, and rows of a name and what it means. Everything is text; nothing is trusted."""
    listed = "".join(f"<dt><code>{escape(name)}</code></dt><dd>{escape(meaning)}</dd>" for name, meaning in rows)
    intro = f"<p>{escape(about)}</p>" if about else ""
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>{intro}<dl>{listed}</dl></html>"
    )
    answer = fresh(request, page.encode(), "text/html", status)
    answer.headers["content-security-policy"] = POLICY
    return answer
