"""A link as a picture in the terminal, where a phone could open it."""

import io

import segno


def picture(link: str) -> list[str]:
    """The QR lines of an https link; of any other a sentence that says why there is none: phones would not open it."""
    if not link.startswith("https://"):
        return ["    No QR: phones open only https. Set HOMEWARD_PUBLIC_URL to this house's public https address."]
    drawn = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue().splitlines()
