"""Files of all makes come in as rows; what was made to hurt is turned away and nothing of the house is held up."""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import httpx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from server import programme
from server.app import create_app
from server.lists.reading import Table, Unread, read_table
from server.lists.workbook import ROWS_MAX
from server.settings import Settings
from sync import cell
from sync.op import Event, Op, Part, Write
from tests.actors.house import Hand
from tests.server.door import Client, Phone, Staff

ROWS = [["Flight", "Name", "Passport", "DOB"], ["CA930", "王/小明", "E12345678", "1980-01-31"]]
STATION = "station:PVG-T1"
FLIGHT = "01980000-0000-7000-8000-0000000000f1"


def workbook(*fill: Callable[[Worksheet], object]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for each in fill:
            each(sheet)
    return packed.getvalue()


def plain(sheet: Worksheet) -> None:
    for n, row in enumerate(ROWS):
        sheet.write_row(n, 0, row)


def with_part(book: bytes, name: str, body: bytes) -> bytes:
    """The workbook with one more or another part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "航班,姓名\nCA930,王/小明\nCA930,欧阳/丽\n"),
        ("utf-8-sig", "航班,姓名\nCA930,王/小明\nCA930,欧阳/丽\n"),
        ("utf-16", "航班\t姓名\nCA930\t王/小明\nCA930\t欧阳/丽\n"),
        ("gb18030", "航班,姓名,护照号\nCA930,王/小明,E12345678\nCA930,欧阳/丽,E12345679\n"),
        ("big5", "航班,姓名,護照號碼\nCI501,王/大明,300000001\nCI501,陳/美玲,300000002\n"),
        ("cp932", "便名,氏名,旅券番号\nNH919,山田/太郎,TK1234567\nNH919,髙橋/花子,TK1234568\n"),
        ("cp949", "항공편;성명;여권번호\nKE893;김/민수;M12345678\nKE893;이/서연;M12345679\n"),
        ("cp1252", "Flight;Name;Passport\nLH728;Müller/Jürgen;C01X0006H\nLH728;Núñez/José;C01X0006J\n"),
    ],
)
async def test_text_in_any_usual_encoding_is_read_as_it_was_written(encoding: str, text: str) -> None:
    table = await read_table(text.encode(encoding))
    sign = next(sign for sign in ",;\t" if sign in text)
    assert table.rows == [line.split(sign) for line in text.splitlines()]


async def test_whoever_knows_the_encoding_better_says_so() -> None:
    body = "姓名\n王\n".encode("gb18030")
    assert (await read_table(body, "gb18030")).rows == [["姓名"], ["王"]]
    with pytest.raises(Unread):
        await read_table(body, "no-such-encoding")


async def test_a_workbook_gives_days_numbers_and_merged_cells() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["Party", "Born", "Number"])
        sheet.merge_range(1, 0, 2, 0, "A")
        sheet.write_datetime(1, 1, datetime(1980, 1, 31), None)  # noqa: DTZ001  a day has no zone
        sheet.write_number(1, 2, 12345678901)
        sheet.write_formula(2, 2, '=HYPERLINK("http://example.test/","x")', value="7")

    found = (await read_table(workbook(fill))).rows
    assert [row[0] for row in found] == ["Party", "A", "A"]
    assert [row[2] for row in found] == ["Number", "12345678901", "7"], "a formula is its kept result, never run"


async def test_macros_and_links_to_elsewhere_are_not_looked_at() -> None:
    book = with_part(workbook(plain), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 a macro")
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert (await read_table(with_part(book, "xl/externalLinks/externalLink1.xml", link))).rows == ROWS


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]><worksheet>&z;</worksheet>' % b"".join(
    b'<!ENTITY %c "%s">' % (b + 1, b"&%c;" % b * 10) for b in range(ord("a"), ord("z"))
)


async def test_entities_within_entities_unfold_to_nothing() -> None:
    book = with_part(workbook(plain), "xl/worksheets/sheet1.xml", ENTITIES)
    assert (await read_table(book)).rows == []


def far(sheet: Worksheet) -> None:
    sheet.write(1_048_575, 16_383, "far")


def many(sheet: Worksheet) -> None:
    for n in range(ROWS_MAX + 5):
        sheet.write(n, 0, n)


BOMB = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b" " * 200_000_000
HOSTILE = {
    "cells at both ends of the sheet": workbook(far),
    "more rows than any aircraft has": workbook(many),
    "a part that unfolds a thousand times": with_part(workbook(plain), "xl/worksheets/sheet1.xml", BOMB),
    "a zip of something else": with_part(b"PK\x05\x06" + b"\0" * 18, "hello.txt", b"hello"),
    "half a workbook": workbook(plain)[:900],
    "the older format, broken": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50,
    "text without end": b"a,b\n" * 5000,
    "columns without end": b"a," * 5000,
    "more bytes than a list has": b"a" * (2 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_was_made_to_hurt_is_turned_away(name: str) -> None:
    with pytest.raises(Unread) as unread:
        await read_table(HOSTILE[name])
    assert unread.value.code in ("unreadable", "too-large")


@given(st.binary(max_size=300))
async def test_any_bytes_are_a_table_or_turned_away(body: bytes) -> None:
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf")):
        return
    with suppress(Unread):
        assert isinstance(await read_table(body), Table)


@given(st.dates(min_value=datetime(1930, 1, 1).date(), max_value=datetime(2020, 1, 1).date()))  # noqa: DTZ001  days
def test_a_day_is_the_same_day_however_it_is_written(day: object) -> None:
    written = {f"{day:{how}}": order for how, order in WAYS.items()}
    assert {cell.read_day(text, order, 2020) for text, order in written.items()} == {f"{day:%Y-%m-%d}"}


WAYS = {
    "%Y-%m-%d": "dmy", "%Y/%m/%d": "mdy", "%Y%m%d": "dmy", "%d.%m.%Y": "dmy", "%m/%d/%Y": "mdy", "%d%b%Y": "dmy",
    "%d-%b-%Y": "mdy", "%b %d, %Y": "dmy", "%Y年%m月%d日": "dmy", "%Y-%m-%dT00:00:00": "dmy",
}  # fmt: skip


class Scene(NamedTuple):
    desk: Phone
    stranger: Phone
    escort: Phone

    async def posts(
        self, body: bytes, who: Phone | None = None, flight: str = FLIGHT, **read: object
    ) -> httpx.Response:
        phone = who or self.desk
        headers = {**phone.headers, "content-type": "application/octet-stream"}
        path = f"/rolls/{flight}/lists"
        return await phone.client.post(path, content=body, headers=headers, params={"read": json.dumps(read)})


@pytest.fixture
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder, clock = tmp_path_factory.mktemp("door"), Hand()
    settings = Settings(
        database=f"sqlite:///{folder}/house.db",
        key_file=str(folder / "keys" / "house.key"),
        site=str(folder / "site"),
        programme=str(programme.seed("changning")),
    )
    app = create_app(settings, clock)
    async with Client(app) as client:
        staff = Staff(client, app.state.house, clock)
        desk = await staff.enrols(STATION, ("station",))
        scene = Scene(
            desk, await staff.enrols("station:PVG-T2", ("station",)), await staff.enrols(STATION, ("escort",))
        )
        said = {"flight_no": "CA930", "flight_date": "2020-03-12", "expected_at": STATION}
        writes = [Write(name, "set", value) for name, value in said.items()]
        part = Part("flight", FLIGHT, writes, Event("announce", STATION))
        version = app.state.house.library.programme.version
        op = Op(1, clock.ms, None, desk.person, "flight", version, None, None, None, [part])
        assert [verdict.code for verdict in (await desk.exchange(op)).verdicts] == ["applied"]
        yield scene


async def test_a_list_is_shown_before_it_enters(scene: Scene) -> None:
    shown = (await scene.posts(workbook(plain))).json()
    assert (shown["entered"], shown["counts"]["new"], shown["rows"]) == (False, 1, 1)
    assert shown["columns"] == {"0": "flight_no", "1": "full_name", "2": "doc_no", "3": "birth_date"}
    assert (await scene.desk.opens(f"/rolls/{FLIGHT}")).json()["total"] == 0
    assert (await scene.posts(workbook(plain), enter=True)).json()["entered"]
    page = (await scene.desk.opens(f"/rolls/{FLIGHT}")).json()
    assert (page["total"], page["balanced"]) == (1, True)
    assert [face["title"]["name_family"] for face in page["faces"].values()] == ["王"]


async def test_the_doors_are_for_those_who_have_the_flight(scene: Scene) -> None:
    body = workbook(plain)
    assert (await scene.posts(body, scene.stranger)).status_code == 404
    assert (await scene.posts(body, scene.escort)).status_code == 403
    assert (await scene.desk.opens("/rolls/01980000-0000-7000-8000-000000000bad")).status_code == 404
    assert (await scene.desk.client.post(f"/rolls/{FLIGHT}/lists", content=body)).status_code in (401, 415)


async def test_refusals_say_what_is_wrong(scene: Scene) -> None:
    broken = await scene.posts(HOSTILE["half a workbook"])
    assert (broken.status_code, broken.json()["code"]) == (422, "unreadable")
    large = await scene.posts(HOSTILE["more bytes than a list has"])
    assert large.status_code == 413
    assert (await scene.posts(b"a,b\n1,2\n", head_row="first")).status_code == 400
    assert (await scene.posts(b"", enter=True)).json()["counts"]["new"] == 0
