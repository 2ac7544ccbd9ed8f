"""What a monitoring system wants to know of a house, counted when it asks. Nobody is named in it."""

from collections.abc import Iterator

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.notify.clocks import Clocks
from server.storage import quarantine, upkeep
from server.storage import tables as t
from server.storage.engine import reading

SECOND_MS = 1000


def tell(engine: sa.Engine, clocks: Clocks, now: int) -> bytes:
    """All figures in the text format of Prometheus (version 0.0.4)."""
    registry = CollectorRegistry()
    registry.register(_Figures(engine, clocks, now))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, engine: sa.Engine, clocks: Clocks, now: int) -> None:
        self._engine, self._clocks, self._now = engine, clocks, now

    def describe(self) -> list[Metric]:
        """Not asked beforehand: that would count everything twice."""
        return []

    def collect(self) -> Iterator[Metric]:
        forgotten = len(self._clocks.forgotten())
        with reading(self._engine) as db:
            yield _counted(db)
            yield _gauge("quarantined", "Acts set aside that somebody must look at.", quarantine.count(db))
            head = db.execute(sa.select(t.head.c.n)).scalar_one()
            yield _gauge("feed_position", "The newest position of the feed.", head)
            yield _gauge("notices_open", "Handoffs that wait for an answer.", _count(db, t.notices, t.OPEN))
            yield _gauge("notices_forgotten", "Open handoffs past their time of which nobody was told.", forgotten)
            waiting = _count(db, t.deliveries, t.deliveries.c.state == "waiting")
            yield _gauge("deliveries_waiting", "Calls to phones that no push service has taken yet.", waiting)
            yield from self._devices(db)
            yield from _cares(db)

    def _devices(self, db: sa.Connection) -> Iterator[Metric]:
        incs = t.incarnations.c
        in_use = incs.revoked_at.is_(None)
        yield _gauge("devices", "Phones in use.", _count(db, t.incarnations, in_use, incs.last_contact.is_not(None)))
        held = sa.select(sa.func.coalesce(sa.func.sum(incs.held), 0)).where(in_use)
        yield _gauge("device_acts_held", "Acts that phones said they still hold.", db.execute(held).scalar_one())
        newest = db.execute(sa.select(sa.func.max(incs.last_contact))).scalar()
        if newest is not None:
            since = (self._now - newest) / SECOND_MS
            yield _gauge("seconds_since_contact", "Since any phone was heard.", since)


def _counted(db: sa.Connection) -> Metric:
    family = CounterMetricFamily("homeward_acts", "Acts by what became of them.", labels=["verdict"])
    for verdict, count in db.execute(sa.select(t.ops.c.verdict, sa.func.count()).group_by(t.ops.c.verdict)):
        family.add_metric([verdict], count)
    return family


def _cares(db: sa.Connection) -> Iterator[Metric]:
    """When each task of the night last went well, and whether its newest try did."""
    well = GaugeMetricFamily("homeward_upkeep_well_timestamp_seconds", "When it last went well.", labels=["task"])
    failed = GaugeMetricFamily("homeward_upkeep_failed", "1 where the newest try failed.", labels=["task"])
    for task, tried in upkeep.read(db).items():
        if tried.well_at is not None:
            well.add_metric([task], tried.well_at / SECOND_MS)
        failed.add_metric([task], int(bool(tried.fault)))
    yield from (well, failed)


def _count(db: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return int(db.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


def _gauge(name: str, says: str, value: float) -> Metric:
    family = GaugeMetricFamily(f"homeward_{name}", says)
    family.add_metric([], value)
    return family
