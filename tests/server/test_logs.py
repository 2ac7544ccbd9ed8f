"""What the house writes to its log: a line a machine can read, and nothing that anybody answered."""

import io
import json
import logging

import pytest
import sqlalchemy as sa

from server import logs
from server.app import House
from tests.actors.house import parcel
from tests.server.door import Phone
from tests.server.stores import ON_BOTH

SECRET = "an-answer-of-somebody"


@ON_BOTH
async def test_a_database_that_fails_puts_no_answer_into_the_log(
    phone: Phone, opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "server")
    with opened.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE ops RENAME TO elsewhere"))
    answer = await phone.posts(phone.message(phone.takes_in(parcel(1), label=SECRET)))
    with opened.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE elsewhere RENAME TO ops"))
    assert answer.status_code == 503
    assert "was not written" in caplog.text
    assert "elsewhere" in caplog.text or "ops" in caplog.text, "what went wrong is there"
    assert SECRET not in caplog.text


def test_a_line_of_the_log_is_one_object() -> None:
    written = io.StringIO()
    logger = logging.getLogger("server.test_logs")
    handler = logs.handler("json", written)
    logger.addHandler(handler)
    try:
        try:
            raise ValueError("the disk\nis full")
        except ValueError:
            logger.exception("the %s of the night failed", "copy")
    finally:
        logger.removeHandler(handler)
    [line] = written.getvalue().splitlines()
    said = json.loads(line)
    assert (said["level"], said["name"], said["message"]) == (
        "ERROR",
        "server.test_logs",
        "the copy of the night failed",
    )
    assert said["time"].endswith("Z")
    assert "ValueError: the disk\nis full" in said["trace"]


def test_plain_lines_are_for_people() -> None:
    written = io.StringIO()
    record = logging.LogRecord("server", logging.WARNING, "", 1, "%s has lost its ops", ("abc",), None)
    logs.handler("text", written).emit(record)
    assert written.getvalue().endswith("WARNING server: abc has lost its ops\n")
