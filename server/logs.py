"""What goes to standard error: lines for people, or one JSON object a line for a machine that gathers them."""

import logging
from datetime import UTC, datetime
from typing import Literal, TextIO

import msgspec

Style = Literal["text", "json"]
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def open_logs(style: Style) -> None:
    """Warnings and errors of the whole process."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler(style)])


def handler(style: Style, stream: TextIO | None = None) -> logging.Handler:
    """`stream`: standard error where none is given."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Line() if style == "json" else logging.Formatter(TEXT))
    return made


class _Line(logging.Formatter):
    """`time` (RFC 3339, UTC), `level`, `name`, `message`, and `trace` where something was raised."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {"time": at, "level": record.levelname, "name": record.name, "message": record.getMessage()}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(said).decode()
