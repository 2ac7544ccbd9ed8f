"""`python -m server.lists.workbook`: a workbook on standard input becomes rows of text, as JSON, on standard output.

A process of its own with little memory and little time: a workbook can be made to unfold into gigabytes. Formulas give
the result kept beside them; macros, links and pictures are not looked at.
"""

import datetime
import io
import sys

import msgspec

MEMORY_BYTES_MAX = 768 * 1024 * 1024
CPU_SECONDS_MAX = 15
ROWS_MAX = 2_000
COLUMNS_MAX = 60
CELL_CHARS_MAX = 400
TOO_LARGE = 3
"""The exit code for more rows or columns than any list has."""


def confine() -> None:
    """No more memory and time than the largest honest list needs. Where the system knows no such limits, the caller's
    patience is the limit."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES_MAX), (resource.RLIMIT_CPU, CPU_SECONDS_MAX)):
        resource.setrlimit(kind, (most, most))


def rows_of(body: bytes) -> list[list[str]]:
    """The first sheet with anything on it. A merged cell says the same in each of its rows."""
    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(body))
    sheets = (book.get_sheet_by_index(n) for n in range(min(len(book.sheet_names), 10)))
    sheet = next((sheet for sheet in sheets if sheet.height), None)
    if sheet is None:
        return []
    if sheet.total_height > ROWS_MAX or sheet.total_width > COLUMNS_MAX:
        sys.exit(TOO_LARGE)
    first_row, first_column = sheet.start or (0, 0)
    found: list[list[str]] = [[] for _ in range(first_row)]
    found += [[*[""] * first_column, *map(_text, row)] for row in sheet.iter_rows()]
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        for n in range(top + 1, min(bottom + 1, len(found))):
            if top < len(found) and left < min(len(found[top]), len(found[n])):
                found[n][left] = found[n][left] or found[top][left]
    return found


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.date():
            return value.isoformat()
    return str(value).strip()[:CELL_CHARS_MAX]


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.write(msgspec.json.encode(rows_of(sys.stdin.buffer.read())))
