"""The doors: one file each."""

from server.routes import (
    devices,
    guide,
    health,
    limits,
    notices,
    problems,
    programme,
    push,
    quarantine,
    site,
    sync,
    wake,
    wall,
)

DOORS = (
    devices.enrol,
    sync.exchange,
    wake.listen,
    programme.in_force,
    programme.version_of,
    programme.words_of,
    notices.board,
    notices.rehearsal,
    notices.say,
    notices.receive,
    push.card,
    push.subscribe,
    push.unsubscribe,
    quarantine.quarantine,
    wall.wall,
    guide.front,
    guide.leaf,
    limits.limits,
    problems.problems,
    problems.problem,
    health.health,
    health.ready,
    site.front,
    site.page,
)

__all__ = ["DOORS"]
