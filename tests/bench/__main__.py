"""make bench: the figures, and what they ran on."""

import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from server import programme
from sync.programme import Programme
from tests.bench import clocks, crowd, notices, phone, profile, store, wire
from tests.bench.load import with_desks
from tests.tools import budget

RECORDS = 5_000


def machine() -> str:
    """What it ran on, in one line."""
    cpu = Path("/proc/cpuinfo")
    model = ""
    if cpu.exists():
        named = [line for line in cpu.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else ""
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores {model or platform.processor()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}{load}"
    )


def fresh(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def ops_a_second(parent: Path, rules: Path, changning: Programme) -> None:
    """The three ways into the store, side by side, in one run."""
    bodies = store.desks(changning)[0].registers(5_000)
    bare = {group: store.bare(fresh(parent, f"bare{group}"), bodies, group) for group in store.PUSHES_PER_COMMIT}
    alone = asyncio.run(store.intake(fresh(parent, "intake"), changning))
    served = asyncio.run(wire.exchanges(fresh(parent, "http"), rules, changning))
    yard = bare[store.PUSHES_PER_COMMIT[-1]]
    print(f"Into the store, ops/s ({store.PHONES} phones, pushes of {store.PUSH}, synchronous=FULL)")
    for group, rate in bare.items():
        print(f"  bare sqlite3, commit of {group * store.PUSH:5} ops  {rate:8,.0f}   {rate / yard:6.1%}")
    for kind in ("register", "correct"):
        print(f"  intake, {kind:9}                 {alone[kind]:8,.0f}   {alone[kind] / yard:6.1%}")
    for kind in ("register", "correct"):
        slow = f"p50 {served[f'{kind} p50 ms']:,.0f} ms, p99 {served[f'{kind} p99 ms']:,.0f} ms at this load"
        print(f"  HTTP, {kind:9}                   {served[kind]:8,.0f}   {served[kind] / yard:6.1%}   {slow}")


def bytes_and_pull(parent: Path, rules: Path, changning: Programme) -> None:
    each = wire.bytes_each(changning)
    pull = asyncio.run(wire.cold_pull(fresh(parent, "pull"), rules, changning, RECORDS))
    print("On the wire (gzip)")
    print(f"  a person registered, in a push of 200   {each['register']:6.0f} B")
    print(f"  one answer corrected, in a push of 200  {each['correct']:6.0f} B")
    print(
        f"  cold pull of {RECORDS:,} people             {pull['bytes'] / 1000:6.0f} kB "
        f"in {pull['seconds']:.1f} s, {pull['pages']} pages"
    )


def time_goes(parent: Path, changning: Programme) -> None:
    print("Where the intake's time goes (own time under the profiler)")
    for room, share in profile.shares(fresh(parent, "profile"), changning):
        print(f"  {room:20} {share:5.0%}")


def escalation(parent: Path, changning: Programme) -> None:
    late = asyncio.run(clocks.lateness_ms(fresh(parent, "clocks"), changning))
    print(f"Escalation with {clocks.OPEN:,} notices open, {clocks.DUE // clocks.DUE_SECONDS} due a second: lateness")
    print(f"  p50 {late['p50']:,.0f} ms, p99 {late['p99']:,.0f} ms, worst {late['worst']:,.0f} ms")


def app_bytes() -> None:
    print("The phone app, brotli")
    for part, size in budget.measure().items():
        print(f"  {part:18} {size / 1000:7.1f} kB of {budget.BUDGET_BYTES[part] / 1000:4.0f} kB")


def main() -> int:
    """Print everything. The browser's part is left out, with a word, where there is no browser."""
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}\n")
    with tempfile.TemporaryDirectory() as temporary:
        parent = Path(temporary)
        rules = with_desks(parent / "rules", store.PHONES)
        changning = programme.read(rules).programme
        ops_a_second(parent, rules, changning)
        print()
        bytes_and_pull(parent, rules, changning)
        print()
        time_goes(parent, changning)
        print()
        crowded = with_desks(fresh(parent, "crowd") / "rules", crowd.AT_WORK)
        for line in crowd.lines(fresh(parent, "crowds"), crowded):
            print(line, flush=True)
        print()
        for line in notices.lines(fresh(parent, "notices")):
            print(line, flush=True)
        print()
        escalation(parent, changning)
        print()
        app_bytes()
        print()
        for line in phone.lines(fresh(parent, "phone")):
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
