"""All that can be wrong with what a phone sends, in one table: what is said to it, and that nobody else pays for it."""

import gzip
import random

import pytest

from server.app import House
from tests.actors.house import Hand
from tests.server.door import Staff
from tests.server.scene import Row, Scene, act, bomb, cursor, message, packed
from tests.server.sequences import SEQUENCES

GZIP = {"content_encoding": "gzip"}
DAY_MS = 86_400_000
NOISE = random.Random(7).randbytes
LATE = {"form": '"mark"', "record": '"<known>"', "event": "null", "seen": '["<clerk>",1]'}


def colour(said: str) -> str:
    return f'["colour","set",{said},[]]'


def weight(said: str) -> str:
    return f'["weight","inc",{said},[]]'


MESSAGES = [
    message("an empty body", "400 malformed", pack=lambda _good: b""),
    message("JSON that breaks off", "400 malformed", pack=lambda good: good[:-1]),
    message("JSON with something behind it", "400 malformed", pack=lambda good: good + b"]"),
    message("no JSON at all", "400 malformed", pack=lambda _good: b"hello"),
    message("an object for an array", "400 malformed", pack=lambda _good: b'{"inc":"k7x4mq"}'),
    message("an array of nothing", "400 malformed", pack=lambda _good: b"[]"),
    message("bytes that are no UTF-8", "400 malformed", inc='"\udcff"'),
    message("NaN", "400 malformed", ops="[NaN]"),
    message("lists 100,000 deep", "400 malformed", skip="[" * 100_000 + "]" * 100_000),
    message("text where the time goes", "400 malformed", now='"noon"'),
    message("a time with a point", "400 malformed", now="1.0"),
    message("a time of 5,000 digits", "400 malformed", now="9" * 5000),
    message(
        "an object where the acts go", "400 malformed", pack=lambda good: good.replace(b",null,[[", b",null,{[", 1)
    ),
    message("a skip of nothing", "400 malformed", skip="[[0,3]]"),
    message("a skip that is no range", "400 malformed", skip="[3]"),
    message("a refill that names no stamp", "400 malformed", refill="[[1]]"),
    message("a limit of none", "400 malformed", limit="0"),
    message("a limit of 31 digits", "400 malformed", limit="1" + "0" * 30),
    message("fewer than no acts held", "400 malformed", held="-1"),
    message("text for a cursor's text", "400 malformed", cursor="7"),
    message("another type of content", "415 wrong-type", headers={"content_type": "text/plain"}),
    message("a form of a web page", "415 wrong-type", headers={"content_type": "application/x-www-form-urlencoded"}),
    message("no type of content", "415 wrong-type", headers={"content_type": ""}),
    message("a packing unknown here", "415 wrong-type", headers={"content_encoding": "br"}),
    message("gzip that is none", "400 malformed", headers=GZIP),
    message("gzip that breaks off", "400 malformed", pack=lambda good: gzip.compress(good)[:-9], headers=GZIP),
    message("a gzip bomb", "413 too-large", pack=bomb, headers=GZIP),
    message("too much of it packed", "413 too-large", pack=lambda _good: NOISE(256 * 1024 + 1), headers=GZIP),
    message("too much of it as it is", "413 too-large", pack=lambda good: good + b" " * 1024 * 1024),
    message("201 acts", "413 too-large", ops=",".join(["[]"] * 201)),
    message("acts out of order", "400 malformed", ops="[3],[2]"),
    message("an act twice", "400 malformed", ops="[2],[2]"),
    message("a gap", "409 seq-gap", ops="[9]"),
    message("a gap of 2^53", "409 seq-gap", ops="[9007199254740992]"),
    message("a gap and a skip of other numbers", "409 seq-gap", ops="[9]", skip="[[4,8]]"),
    message("a gap behind a skip", "409 seq-gap", ops="[9]", skip="[[2,4]]"),
    message("no token", "401 unauthorised", headers={"authorization": ""}),
    message("a forged token", "401 unauthorised", headers={"authorization": "Bearer h1.k7x4mq.AAAA"}),
    message("a token for another door", "401 unauthorised", headers={"authorization": "Basic azd4NG1xOng="}),
    message("another device's name under this token", "403 forbidden", inc='"zzzzzz"'),
    cursor("a cursor of nobody's", lambda _: "rubbish"),
    cursor("a cursor in Chinese", lambda _: "光标"),
    cursor("a cursor of another history", lambda _: [1, 1, "another", ["depot:D1"], {}]),
    cursor("a cursor of the future", lambda _: [10**6, 1, "", ["depot:D1"], {}]),
    cursor("a cursor before all time", lambda _: [-1, 0, "", ["depot:D1"], {}]),
    cursor("a cursor of 31 digits", lambda _: packed(b"[1" + b"0" * 30 + b"]")),
    cursor("a cursor less 31 digits", lambda _: packed(b"[-1" + b"0" * 30 + b"]")),
    cursor("a cursor since 31 digits", lambda s: packed(b'[0,1%s,"",["depot:D1"],{}]' % (b"0" * 30))),
    cursor("a cursor that catches up to 31 digits", lambda s: packed(b'[0,0,"",[],{"depot:D1":-1%s}]' % (b"0" * 30))),
    cursor("a cursor 100,000 deep", lambda _: packed(b"[" * 100_000 + b"]" * 100_000)),
]

ACTS = [
    act("no parts", "quarantined malformed", parts=""),
    act("65 parts", "quarantined malformed", parts=",".join(["<part>"] * 65)),
    act("one record twice", "quarantined malformed", parts="<part>,<part>"),
    act("65 writes", "quarantined malformed", writes=",".join(["<write>"] * 65)),
    act("an act over 128 KiB", "quarantined too-large", reason=f'"{"x" * 128 * 1024}"'),
    act("a value over 24 KiB", "quarantined bad-value:colour", write=colour(f'"{"x" * 24 * 1024}"')),
    act("a value over 24 KiB in Chinese", "quarantined bad-value:colour", write=colour(f'"{"红" * 9000}"')),
    act("words for the time", "quarantined malformed", at='"noon"'),
    act("a form that is a number", "quarantined malformed", form="7"),
    act("an action nobody knows", "quarantined malformed", write='["label","burn","L1",[]]'),
    act("an action its policy does not know", "quarantined bad-value:label", write='["label","add","L1",[]]'),
    act("a type of another field", "quarantined bad-value:colour", write=colour("1")),
    act("an option nobody offers", "quarantined bad-value:care", write='["care","set","warm",[]]'),
    act("a place nobody knows", "quarantined bad-value:shop", write='["shop","set","shop:S9",[]]'),
    act("a place of another kind", "quarantined bad-value:shop", write='["shop","set","depot:D1",[]]'),
    act("1.0", "quarantined bad-value:weight", write=weight("1.0")),
    act("1e2", "quarantined bad-value:weight", write=weight("1e2")),
    act("1e999", "quarantined malformed", write=weight("1e999")),
    act("2^53 + 1", "quarantined bad-value:weight", write=weight("9007199254740993")),
    act("5,000 digits", "quarantined malformed", write=weight("9" * 5000)),
    act("an object for a value", "quarantined bad-value:colour", write=colour('{"red":1,"red":2}')),
    act("lists three deep", "quarantined bad-value:remarks", write='["remarks","add",[[["x"]]],[]]'),
    act("lists 500 deep", "quarantined bad-value:remarks", write=f'["remarks","add",{"[" * 500 + "]" * 500},[]]'),
    act("lists 100 KiB deep", "quarantined malformed", write=f'["remarks","add",{"[" * 50_000 + "]" * 50_000},[]]'),
    act("a text not in NFC", "quarantined bad-value:colour", write=colour('"e\u0301"')),
    act("a text with NUL", "quarantined bad-value:colour", write=colour('"\\u0000"')),
    act("half a character", "quarantined malformed", write=colour('"\\ud800"')),
    act("bytes that are no text", "quarantined malformed", write=colour('"\udcff"')),
    act("a field's name with a space", "quarantined malformed", write='["La bel","set","x",[]]'),
    act("a field's name with NUL", "quarantined malformed", write='["la\\u0000bel","set","x",[]]'),
    act("a field's name with NUL and 1.0", "quarantined malformed", write='["la\\u0000bel","set",1.0,[]]'),
    act("a field's name of 100 KiB", "quarantined malformed", write=f'["{"x" * 100_000}","set",1.0,[]]'),
    act("a record's id in capitals", "quarantined malformed", record='"01900000-0000-7000-8000-00000000000A"'),
    act("a record's id of version 4", "quarantined malformed", record='"01900000-0000-4000-8000-00000000000a"'),
    act("a record's id with NUL", "quarantined malformed", record='"\\u0000"'),
    act("a form nobody knows", "quarantined unknown-form", form='"dream"'),
    act("a kind nobody knows", "quarantined unknown-kind", part='["ghost","<new>",[]]'),
    act("a kind the record is not of", "quarantined unknown-kind", part='["trip","<known>",[]]'),
    act("a field nobody knows", "applied unknown-fields", write='["shoe_size","set",44,[]]'),
    act("an event nobody knows", "refused role:take_in", event='["fly","depot:D1"]'),
    act("an event whose name is no name", "quarantined malformed", event='["\\u0000","depot:D1"]'),
    act("an event at no place of ours", "quarantined malformed", event='["arrive","nowhere:7"]'),
    act("an event with a record of no kind", "quarantined malformed", event='["arrive","depot:D1","ghost"]'),
    act("an event with NUL", "quarantined malformed", event='["arrive","depot:D1","parcel:\\u0000"]'),
    act("an event that says 1.5", "quarantined malformed", event='["arrive","depot:D1",null,{"x":1.5}]'),
    act("an event whose word is no name", "quarantined malformed", event='["arrive","depot:D1",null,{"\\u0000":1}]'),
    act("a record nobody registered", "quarantined unknown-record", form='"mark"', event="null"),
    act("a number 0", "quarantined malformed", seq="0"),
    act("a number below 0", "quarantined malformed", seq="-1"),
    act("a number with a point", "quarantined malformed", seq="3.0"),
    act("a number of 31 digits", "quarantined malformed", seq="1" + "0" * 30),
    act("a clock 3 days fast", "applied", at=str(1_584_000_000_000 + 3 * DAY_MS)),
    act("a clock 3 days slow", "applied", at=str(1_584_000_000_000 - 3 * DAY_MS)),
    act("a clock 50 years fast", "applied", at=str(1_584_000_000_000 + 50 * 365 * DAY_MS)),
    act("a clock 50 years slow", "applied", at=str(1_584_000_000_000 - 50 * 365 * DAY_MS)),
    act("a clock before 1970", "applied", at="-1"),
    act("a clock of 31 digits", "quarantined malformed", at="1" + "0" * 30),
    act("paper from tomorrow", "applied", paper_at=str(1_584_000_000_000 + DAY_MS)),
    act("paper from before 1970", "applied", paper_at="-1"),
    act("paper of 31 digits", "quarantined malformed", paper_at="-1" + "0" * 30),
    act("a page's clock of 31 digits", "quarantined malformed", mono='["s",-1' + "0" * 30 + "]"),
    act("an author who is somebody else", "quarantined unknown-actor", by='"usomebody"'),
    act("an author with NUL", "quarantined malformed", by='"u\\u0000"'),
    act("the house's own form", "refused role:clock", form='"clock"', part='["parcel","<known>",[],["overdue"]]'),
    act(
        "a decision over nothing to decide",
        "refused role:decide",
        **LATE | {"form": '"decide"', "write": colour('"red"')},
    ),
    act(
        "a decision without the right",
        "refused decided-by:care",
        **LATE | {"form": '"decide"', "write": '["care","set","dry",[]]'},
    ),
    act(
        "a decision that makes a record",
        "quarantined unknown-record",
        form='"decide"',
        event="null",
        write='["care","set","dry",[]]',
    ),
    act(
        "a result without its role",
        "refused role:weigh",
        **LATE | {"form": '"weigh"', "writes": "", "event": '["weigh"]'},
    ),
    act(
        "an end without its role",
        "refused role:cancel",
        **LATE | {"form": '"cancel"', "writes": "", "event": '["cancel"]'},
    ),
    act("a field its form does not ask", "refused role:send", **LATE | {"form": '"send"', "event": '["send"]'}),
    act("a record never on this phone", "quarantined unseen", "stranger", **LATE),
    act("a record taken in once more", "quarantined no-seen", "stranger", record='"<known>"'),
    act("nothing seen", "quarantined no-seen", **{**LATE, "seen": "null"}),
    act("seen what never was", "quarantined unseen", **{**LATE, "seen": '["zzzzzz",7]'}),
    act("seen what cannot be", "quarantined malformed", **{**LATE, "seen": '["<clerk>",1' + "0" * 30 + "]"}),
    act("seen what has no name", "quarantined malformed", **{**LATE, "seen": '["\\u0000",1]'}),
    act("a base nobody knows", "applied", write='["colour","set","red",[["zzzzzz",7]]]'),
    act(
        "a base that cannot be", "quarantined malformed", write='["colour","set","red",[["<clerk>",1' + "0" * 30 + "]]]"
    ),
    act(
        "a base of 9,000 names",
        "applied",
        write='["colour","set","red",[' + ",".join(f'["z",{n}]' for n in range(1, 9001)) + "]]",
    ),
    act("an act that adopts what never was", "applied", adopts='["zzzzzz",7]'),
    act("an act that adopts what cannot be", "quarantined malformed", adopts='["zzzzzz",1' + "0" * 30 + "]"),
]


@pytest.mark.parametrize("row", [*MESSAGES, *ACTS, *SEQUENCES], ids=lambda row: row.what)
async def test_bad_input_is_answered_and_costs_nobody_anything(
    row: Row, opened: House, staff: Staff, clock: Hand
) -> None:
    scene = await Scene(opened, staff, clock).open()
    assert await row.send(scene) == row.said
    await scene.is_well()
