"""The bytes of somebody's list become rows of text. Nothing in it is run, followed or believed."""

import asyncio
import csv
import io
import itertools
import sys

import charset_normalizer
import msgspec

from server.lists.workbook import CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX, TOO_LARGE

LIST_BYTES_MAX = 2 * 1024 * 1024
SECONDS_MAX = 20
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin: the present format, and the one before it."""
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
USUAL = ["gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "utf_16_le", "utf_16_be"]
"""What lists come in when it is not UTF-8."""
SIGNS = ",;\t|"
MOST = f"at most {ROWS_MAX} rows of {COLUMNS_MAX} columns"


class Unread(Exception):
    """A list that cannot be read. `code`: what the problem catalogue calls it; `why` for whoever brought it."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


class Table(msgspec.Struct, frozen=True):
    """Rows as they stand, ragged. `encoding`: how the text was read, "" for a workbook."""

    rows: list[list[str]]
    encoding: str = ""


async def read_table(body: bytes, encoding: str = "") -> Table:
    """Raises Unread. A workbook is opened by a process of its own, which may use little and not for long."""
    if len(body) > LIST_BYTES_MAX:
        raise Unread("too-large", f"at most {LIST_BYTES_MAX} bytes")
    if body.startswith((ZIP, COMPOUND)):
        return Table(bounded(await _open_workbook(body)))
    return await asyncio.to_thread(_read_text, body, encoding)


def bounded(rows: list[list[str]]) -> list[list[str]]:
    """The same rows, or Unread where there are more than any list has."""
    if len(rows) > ROWS_MAX or any(len(row) > COLUMNS_MAX for row in rows):
        raise Unread("too-large", MOST)
    return [[text[:CELL_CHARS_MAX] for text in row] for row in rows]


async def _open_workbook(body: bytes) -> list[list[str]]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "server.lists.workbook"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said, _ = await asyncio.wait_for(child.communicate(body), SECONDS_MAX)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise Unread("unreadable", "the workbook takes too long") from None
    if child.returncode == TOO_LARGE:
        raise Unread("too-large", MOST)
    if child.returncode:
        raise Unread("unreadable", "no workbook, or one that asks for too much")
    return msgspec.json.decode(said, type=list[list[str]])


def _read_text(body: bytes, encoding: str) -> Table:
    encoding = encoding or _encoding_of(body)
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise Unread("unreadable", f"not {encoding}") from fault
    if "\0" in text:
        raise Unread("unreadable", "neither a table nor a workbook")
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(text), delimiter=_sign(text)), ROWS_MAX + 1))
    except csv.Error as fault:
        raise Unread("unreadable", str(fault)) from fault
    return Table(bounded([[cell.strip() for cell in row] for row in rows]), encoding)


def _encoding_of(body: bytes) -> str:
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return encoding
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(body, cp_isolation=USUAL).best()
        return best.encoding if best else "gb18030"
    return "utf-8"


def _sign(text: str) -> str:
    """What parts the cells: of the usual signs the one that stands most often in the first lines."""
    first = text[:8000]
    return max(SIGNS, key=first.count)
