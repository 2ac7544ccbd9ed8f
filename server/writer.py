"""One thread writes. Jobs that wait together are committed together; nothing is answered before the commit."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar  # Any: jobs of every result share one queue

import sqlalchemy as sa

log = logging.getLogger(__name__)

T = TypeVar("T")
M = TypeVar("M")
GROUP_JOBS_MAX = 64


class Busy(Exception):
    """The queue is full: answer 503 and let the phone come back."""


class Unwritten(Exception):
    """The database did not take it: nothing of this job was kept."""


class Refused(Exception):
    """A job said no before it wrote anything; its neighbours go on. Subclassed by whoever refuses."""


Batch = Callable[[sa.Connection, Sequence[Any]], Sequence[Any]]
"""What is done for several at once: their results in order; a `Refused` among them is the refusal of that one."""


class _Job(NamedTuple):
    """`work` for one alone, or `item` for the batch it joins, which may have to be the last of its commit."""

    work: Callable[[sa.Connection], Any] | None
    batch: Batch | None
    item: Any
    done: "asyncio.Future[Any]"
    last: bool = False


class Writer:
    """The single writer of this process.

    What waits together is committed together: first each job of its own, in order, then every batch with all that
    joined it.
    """

    def __init__(self, engine: sa.Engine, queue_max: int) -> None:
        self._engine = engine
        self._queue: queue.Queue[_Job | None] = queue.Queue(queue_max)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Have `work` done and committed. Raises Busy, Unwritten, or what `work` raised.

        A caller who gives up cancels nothing: what was queued is written.
        """
        result: T = await self._queued(_Job(work, None, None, _awaited()))
        return result

    async def join(
        self, batch: Callable[[sa.Connection, Sequence[M]], Sequence[T | Refused]], item: M, last: bool = False
    ) -> T:
        """Have `batch` done and committed for `item` and whatever else waits for it. Raises as `run` does. `last`: it
        takes a lock that others wait for, so it goes after all else in its commit."""
        result: T = await self._queued(_Job(None, batch, item, _awaited(), last))
        return result

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    async def _queued(self, job: _Job) -> Any:
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise Busy from None
        return await asyncio.shield(job.done)

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = self._collect(first)
            self._commit(group)
            if last:
                return

    def _collect(self, first: _Job) -> tuple[list[_Job], bool]:
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

    def _commit(self, group: Sequence[_Job]) -> None:
        try:
            settled = self._attempt(group)
        except Exception as fault:
            if len(group) > 1:
                # One bad job must not cost its neighbours: each gets a transaction of its own.
                for job in group:
                    self._commit_alone(job)
            elif isinstance(fault, sa.exc.SQLAlchemyError):
                # Perhaps another process was faster: then all is judged anew, on what it left.
                self._commit_alone(group[0])
            else:
                _fail(group[0], fault)
            return
        _settle(settled)

    def _commit_alone(self, job: _Job) -> None:
        try:
            [(_, result)] = self._attempt([job])
        except sa.exc.SQLAlchemyError as fault:
            _fail(job, Unwritten(str(fault)))
        except Exception as fault:
            _fail(job, fault)
        else:
            _settle([(job, result)])

    def _attempt(self, group: Sequence[_Job]) -> list[tuple[_Job, Any]]:
        settled: list[tuple[_Job, Any]] = []
        batches: dict[Batch, list[_Job]] = {}
        with self._engine.begin() as db:
            for job in group:
                if job.batch:
                    batches.setdefault(job.batch, []).append(job)
                elif job.work:
                    try:
                        settled.append((job, job.work(db)))
                    except Refused as refused:
                        settled.append((job, refused))
            for batch, jobs in sorted(batches.items(), key=lambda each: each[1][0].last):
                settled += zip(jobs, batch(db, [job.item for job in jobs]), strict=True)
        return settled


def _awaited() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()


def _fail(job: _Job, fault: Exception) -> None:
    log.error("a job was not written", exc_info=fault)
    _settle([(job, fault)])


def _settle(settled: Sequence[tuple[_Job, object]]) -> None:
    """Let the answers go. A loop is woken once, however many on it wait: each call costs as much as a small job."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Job, object]]] = {}
    for job, result in settled:
        by_loop.setdefault(job.done.get_loop(), []).append((job, result))
    for loop, some in by_loop.items():
        # Closed meanwhile: nobody is left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_answer, some)


def _answer(settled: Sequence[tuple[_Job, object]]) -> None:
    for job, result in settled:
        if isinstance(result, Exception):
            job.done.set_exception(result)
        else:
            job.done.set_result(result)
