"""One thread writes. Jobs that wait together are committed together; nothing is answered before the commit."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar  # Any: jobs of every result share one queue

import sqlalchemy as sa

log = logging.getLogger(__name__)

T = TypeVar("T")
GROUP_JOBS_MAX = 64


class Busy(Exception):
    """The queue is full: answer 503 and let the phone come back."""


class Unwritten(Exception):
    """The database did not take it: nothing of this job was kept."""


class _Job(Generic[T]):
    def __init__(self, work: Callable[[sa.Connection], T], finish: Callable[[sa.Connection], None] | None) -> None:
        self.work = work
        self.finish = finish
        self.done: Future[T] = Future()


class Writer:
    """The single writer of a database.

    A job is `work(db)`; jobs with the same `finish` share it: it runs once, after the last of them and before the
    commit (that is where an exchange's rows go down together).
    """

    def __init__(self, engine: sa.Engine, queue_max: int) -> None:
        self._engine = engine
        self._queue: queue.Queue[_Job[Any] | None] = queue.Queue(queue_max)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[sa.Connection], T], finish: Callable[[sa.Connection], None] | None = None) -> T:
        """Have `work` done and committed. Raises Busy, Unwritten, or what `work` raised.

        A caller who gives up cancels nothing: what was queued is written.
        """
        job = _Job(work, finish)
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise Busy from None
        return await asyncio.shield(asyncio.wrap_future(job.done))

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = self._collect(first)
            self._commit(group)
            if last:
                return

    def _collect(self, first: _Job[Any]) -> tuple[list[_Job[Any]], bool]:
        group = [first]
        while len(group) < GROUP_JOBS_MAX:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: Sequence[_Job[Any]]) -> None:
        try:
            results = self._attempt(group)
        except Exception as fault:
            if len(group) > 1:
                # One bad job must not cost its neighbours: each gets a transaction of its own.
                for job in group:
                    self._commit([job])
                return
            log.exception("a job was not written")
            self._settle(group[0], fault if not isinstance(fault, sa.exc.SQLAlchemyError) else Unwritten(str(fault)))
            return
        for job, result in zip(group, results, strict=True):
            self._settle(job, result)

    def _attempt(self, group: Sequence[_Job[Any]]) -> list[Any]:
        results: list[Any] = []
        with self._engine.begin() as db:
            for job in group:
                try:
                    results.append(job.work(db))
                except Refused as refused:
                    results.append(refused)
            for finish in dict.fromkeys(job.finish for job in group if job.finish):
                finish(db)
        return results

    @staticmethod
    def _settle(job: _Job[Any], result: object) -> None:
        if isinstance(result, Exception):
            job.done.set_exception(result)
        else:
            job.done.set_result(result)


class Refused(Exception):
    """A job said no before it wrote anything; its neighbours go on. Subclassed by whoever refuses."""
