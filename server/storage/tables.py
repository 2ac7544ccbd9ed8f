"""Every table, on one page. Times are integer ms since 1970 UTC; no SQL looks inside a body."""

import sqlalchemy as sa

tables = sa.MetaData()

head = sa.Table(
    "head",
    tables,
    sa.Column("one", sa.Integer, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Column("era", sa.Text, nullable=False), sa.Column("floor", sa.BigInteger, nullable=False, server_default="0"),
)  # fmt: skip
"""The one row every transaction takes last: n is the feed's position, dense; changes up to `floor` were let go."""

ops = sa.Table(
    "ops",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("eff", sa.BigInteger, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("detail", sa.Text),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("outcome", sa.LargeBinary, nullable=False),
)
"""The log: bytes as received, who with which rights, what was decided. `outcome`: v, guards and rights per part."""
sa.Index("ops_by_verdict", ops.c.verdict, ops.c.received_at)

feed = sa.Table(
    "feed",
    tables,
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("inc", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.UniqueConstraint("inc", "seq"),
)

records = sa.Table(
    "records",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("v", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("holder", sa.Text),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""A shadow of the log: one document per record, with where it stands beside it."""
sa.Index("records_by_holder", records.c.holder)
sa.Index("records_by_state", records.c.kind, records.c.state)

links = sa.Table(
    "links",
    tables,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("eff", sa.BigInteger, nullable=False),
)
"""Which record's field names which target, so that a journey can ask for the newest one."""
sa.Index("links_by_target", links.c.target, links.c.kind, links.c.field)

members = sa.Table(
    "members",
    tables,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Column("n_in", sa.BigInteger, nullable=False),
    sa.Column("present", sa.Boolean, nullable=False),
)
sa.Index("members_by_n", members.c.scope, members.c.n)
sa.Index("members_by_record", members.c.record)

touches = sa.Table(
    "touches",
    tables,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, primary_key=True),
    sa.Column("names", sa.Text, nullable=False),
)
"""Which fields of a record changed at n; "@" names its journey."""

actors = sa.Table(
    "actors",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
"""People of the staff. `roles` is a JSON list."""

codes = sa.Table(
    "codes",
    tables,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("spent_by", sa.Text),
)
"""One-time enrolment codes; the code itself is never stored."""

failures = sa.Table(
    "failures", tables,
    sa.Column("place", sa.Text, primary_key=True), sa.Column("clear_at", sa.BigInteger, nullable=False),
)  # fmt: skip
"""Addresses that tried codes which are none, and when that is forgotten."""

incarnations = sa.Table(
    "incarnations",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("label", sa.Text),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("enrolled_at", sa.BigInteger, nullable=False),
    sa.Column("previous", sa.Text),
    sa.Column("previous_seq", sa.BigInteger),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("last_eff", sa.BigInteger, nullable=False),
    sa.Column("held", sa.Integer),
    sa.Column("last_contact", sa.BigInteger),
    sa.Column("clock_off_ms", sa.BigInteger),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("backed_seq", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("waits_since", sa.BigInteger),
    sa.Column("unable_at", sa.BigInteger),
)
"""Installations of the app. `roles`, `scopes`: JSON lists; `held`: how many ops the phone says it has; `backed_seq`:
how far its ops are in a backup; `waits_since`: its next op waits for a phone; `unable_at`: it cannot be called."""
sa.Index("incarnations_by_actor", incarnations.c.actor)

skips = sa.Table(
    "skips",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("first", sa.BigInteger, primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""Ops a phone no longer has: recorded and shown, never silent."""

releases = sa.Table(
    "releases",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("by_inc", sa.Text, nullable=False),
    sa.Column("by_seq", sa.BigInteger, nullable=False),
)
"""Which quarantined op was released by which: a shadow of the log."""

twins = sa.Table(
    "twins",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("act", sa.Text, primary_key=True),
    sa.Column("as_inc", sa.Text, nullable=False),
    sa.Column("as_seq", sa.BigInteger, nullable=False),
)
"""What goes by two names: the act (its digest) that a phone once called (inc, seq) entered as (as_inc, as_seq); without
an act, the op (inc, seq) did not enter because it is that one over again."""

programmes = sa.Table(
    "programmes",
    tables,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=False),
)
"""Published versions; what the package carries is the seed. `words`: JSON {language: {key: text}}."""

subscriptions = sa.Table(
    "subscriptions",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("inc", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("p256dh", sa.Text, nullable=False),
    sa.Column("auth", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
"""Where a device can be called. `id` is a hash of the endpoint, which is a secret; `key_id` the VAPID key it knows."""
sa.Index("subscriptions_by_inc", subscriptions.c.inc)

channels = sa.Table(
    "channels", tables, sa.Column("id", sa.Text, primary_key=True), sa.Column("place", sa.Text, nullable=False),
    sa.Column("free_at", sa.BigInteger, nullable=False), sa.Column("digest_at", sa.BigInteger),
)  # fmt: skip
"""Which place has which channel, by the operator's file; silent before `free_at`, told how it stands at `digest_at`."""

notices = sa.Table(
    "notices",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("answer_by", sa.BigInteger),
    sa.Column("states", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("clocks", sa.Text, nullable=False, server_default="{}"),
    sa.Column("taken_back", sa.Text, nullable=False, server_default="{}"),
    sa.Column("next_at", sa.BigInteger),
    sa.Column("heard_stages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("answer_stages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("delivered_at", sa.BigInteger),
    sa.Column("heard_at", sa.BigInteger),
    sa.Column("heard_by", sa.Text),
    sa.Column("ended", sa.Text),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_by", sa.Text),
)
"""One row per batch handed to an office. It stands while its record is in one of `states` (a JSON list). `clocks`: both
as they were when it was made, how far they have come, and when one is due (`next_at`; null = neither runs).
`heard_by` has it; `ended`: the event that ended it and by whom (null: a clock)."""
sa.Index("notices_by_record", notices.c.record)
sa.Index("notices_by_office", notices.c.office, notices.c.made_at)
OPEN = notices.c.ended.is_(None)
sa.Index("notices_by_next", notices.c.next_at, sqlite_where=OPEN, postgresql_where=OPEN)
sa.Index("notices_by_answer", notices.c.answer_by, sqlite_where=OPEN, postgresql_where=OPEN)

deliveries = sa.Table(
    "deliveries",
    tables,
    sa.Column("notice", sa.Text, primary_key=True),
    sa.Column("subscription", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("courier", sa.Text),
    sa.Column("said", sa.Text, nullable=False, server_default=""),
    sa.Column("last", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("delivered_at", sa.BigInteger),
    sa.Column("tapped_at", sa.BigInteger),
)
"""The outbox: `waiting` until `next_at`; claimed, `courier` has it until then; ended: how it ended (server.notify).
`said`: the words for this device ("" = the notice's own); `last`: they take the notice back, so they are told though it
has ended. `delivered_at`, `tapped_at`: what the device itself said."""
sa.Index("deliveries_by_next", deliveries.c.state, deliveries.c.next_at)

timeline = sa.Table(
    "timeline",
    tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("notice", sa.Text, nullable=False),
    sa.Column("subscription", sa.Text),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("detail", sa.Text),
)
"""What became of a notice, append only."""
sa.Index("timeline_by_notice", timeline.c.notice)

attachments = sa.Table(
    "attachments",
    tables,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("inc", sa.Text, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)
"""Pictures by the SHA-256 of their bytes. Which record names one stands in `links`."""

chunks = sa.Table(
    "chunks",
    tables,
    sa.Column("inc", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True),
    sa.Column("end", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)
"""Pictures on their way: what an installation has sent of one so far."""
