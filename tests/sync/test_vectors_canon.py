"""Every example of canonical values and of the wire. The phone app runs the same files."""

from typing import Any  # Any: a case is JSON of its own shape

import msgspec
import pytest

from sync import canon
from sync.exchange import Answer, Exchange
from sync.op import Op
from tests.sync.vectors import named

CANON = named("canon")
EXCHANGE = named("exchange")


def cases(vectors: dict[str, Any], kind: str) -> list[Any]:
    """Every (vector, example) of a kind. JSON of many shapes, hence Any."""
    found = [
        pytest.param(vector, case, id=f"{name}-{at}")
        for name, vector in vectors.items()
        if vector["kind"] == kind
        for at, case in enumerate(vector["cases"])
    ]
    assert found, kind
    return found


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "fault"))
def test_what_may_stand(vector: Any, case: Any) -> None:
    assert canon.fault(case[0]) == case[1], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "name"))
def test_what_may_be_a_name(vector: Any, case: Any) -> None:
    assert canon.name_fault(case[0]) == case[1], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "clean"))
def test_what_the_phone_makes_of_typing(vector: Any, case: Any) -> None:
    assert canon.clean(case[0]) == case[1], vector["rule"]
    assert canon.fault(canon.clean(case[0])) is None


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "normal"))
def test_what_is_compared(vector: Any, case: Any) -> None:
    assert canon.normal(case[0], vector["how"]) == case[1], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "equal"))
def test_what_is_equal(vector: Any, case: Any) -> None:
    assert canon.equal(case[0], case[1], vector["how"]) is case[2], vector["rule"]
    assert canon.equal(case[1], case[0], vector["how"]) is case[2], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "hash64"))
def test_fingerprints(vector: Any, case: Any) -> None:
    assert f"{canon.hash64(case[0], case[1]):016x}" == case[2], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(CANON, "sum"))
def test_sums(vector: Any, case: Any) -> None:
    assert canon.sum_of([(record, v) for record, v in case[0]]) == (case[1], case[2]), vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(EXCHANGE, "trimmed"))
def test_absent_slots(vector: Any, case: Any) -> None:
    assert canon.trimmed(case[0], case[1]) == case[2], vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(EXCHANGE, "op"))
def test_a_frozen_text_is_the_op(vector: Any, case: Any) -> None:
    full = msgspec.json.encode(case[0])
    assert msgspec.json.decode(case[1], type=Op) == msgspec.json.decode(full, type=Op), vector["rule"]
    assert canon.digest(case[1].encode()) == canon.digest(full)


@pytest.mark.parametrize(("vector", "case"), cases(EXCHANGE, "exchange"))
def test_an_exchange_is_read(vector: Any, case: Any) -> None:
    read = msgspec.json.decode(case[1], type=Exchange)
    slots = msgspec.json.decode(msgspec.json.encode({name: getattr(read, name) for name in case[0]}))
    said = {**case[0], "ops": [msgspec.json.decode(text) for text in case[0]["ops"]]}
    assert slots == said, vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(EXCHANGE, "answer"))
def test_answers_are_told_from_strangers(vector: Any, case: Any) -> None:
    try:
        msgspec.json.decode(case[0], type=Answer)
    except msgspec.DecodeError:
        assert case[1] is False, vector["rule"]
    else:
        assert case[1] is True, vector["rule"]


@pytest.mark.parametrize(("vector", "case"), cases(EXCHANGE, "sent"))
def test_an_op_is_judged_as_sent(vector: Any, case: Any) -> None:
    found = canon.sent_fault(case[0].encode())
    assert (list(found) if found else None) == case[1], vector["rule"]


def test_an_op_sent_again_is_the_same_op() -> None:
    texts = EXCHANGE["an_op_sent_again_is_the_same_op"]["cases"]
    assert len({canon.digest(text.encode()) for text in texts}) == 1


def test_an_op_of_other_content_is_another() -> None:
    texts = EXCHANGE["an_op_of_other_content_is_another"]["cases"]
    assert len({canon.digest(text.encode()) for text in texts}) == len(texts)


@pytest.mark.parametrize("raw", [b"", b"[1,", b'["\xff"]', b"[" * 100_000, b"[" * 900 + b"]" * 900])
def test_no_bytes_upset_the_judge(raw: bytes) -> None:
    assert len(canon.digest(raw)) == 64
    canon.sent_fault(raw)


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("0190f3c2-1111-7abc-8def-000000000001", True),
        ("0190F3C2-1111-7ABC-8DEF-000000000001", False),
        ("0190f3c2-1111-4abc-8def-000000000001", False),
        ("0190f3c2-1111-7abc-8def-000000000001\n", False),
    ],
)
def test_record_ids_are_uuid7(text: str, is_id: bool) -> None:
    assert canon.is_record_id(text) is is_id
