"""What a monitoring system hears of a house: figures that are right, of nobody by name, and only with its own token."""

import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from server.app import House
from server.storage import tables as t
from server.storage import upkeep
from tests.actors.house import parcel
from tests.server.door import Client, Phone
from tests.server.stores import ON_BOTH


def figures(text: str) -> dict[str, float]:
    """name{label} -> value, read by Prometheus' own reader."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[" ".join([sample.name, *sample.labels.values()])] = sample.value
    return found


@ON_BOTH
async def test_the_figures_are_those_of_the_house(phone: Phone, opened: House, client: Client) -> None:
    await phone.exchange(phone.takes_in(parcel(1)), phone.takes_in(parcel(2)))
    with opened.engine.begin() as db:
        db.execute(sa.update(t.ops).where(t.ops.c.seq == 2).values(verdict="quarantined"))
        upkeep.note(db, "copy", 1_584_000_000_000, "")
        upkeep.note(db, "copy", 1_584_000_060_000, "no room")
    bearer = {"authorization": f"Bearer {opened.keys.metrics_token}"}
    answer = await client.get("/metrics", headers=bearer)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = figures(answer.text)
    assert (told["homeward_acts_total applied"], told["homeward_acts_total quarantined"]) == (1, 1)
    assert (told["homeward_devices"], told["homeward_quarantined"], told["homeward_notices_open"]) == (1, 1, 0)
    assert told["homeward_seconds_since_contact"] == 0
    assert told["homeward_upkeep_well_timestamp_seconds copy"] == 1_584_000_000
    assert told["homeward_upkeep_failed copy"] == 1
    for name in ("Lin", phone.inc, parcel(1)):
        assert name not in answer.text


async def test_nobody_else_hears_them(phone: Phone, client: Client) -> None:
    for headers in ({}, {"authorization": f"Bearer {phone.token}"}, {"authorization": "Bearer "}):
        answer = await client.get("/metrics", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")
