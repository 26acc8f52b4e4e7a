"""The tables of the store."""

import sqlalchemy as sa

SCHEMA = 7  # a store with another number is rebuilt from sources and trackers

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

# How a source or a project was read last: under other settings its rows count for nothing.
# `whole` is when all of it was read last, `resume` where a reading of all of it was stopped,
# and `seen` what that reading had shown by then.
scans = sa.Table(
    "scans",
    metadata,
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("cursor", sa.String),
    sa.Column("whole", sa.String),
    sa.Column("resume", sa.String),
    sa.Column("seen", sa.LargeBinary),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("revision", sa.String, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("tracker", sa.String, primary_key=True),
    sa.Column("project", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

remembered = sa.Table(
    "remembered",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Which account of a tracker a name in a document means; without an account, nobody's.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("tracker", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("account", sa.String),
    sa.Column("at", sa.String, nullable=False),
)

# Which digests and posts were sent, or were about to be.
told = sa.Table(
    "told",
    metadata,
    sa.Column("person", sa.String, primary_key=True),
    sa.Column("day", sa.String, primary_key=True),
    sa.Column("notifier", sa.String, primary_key=True),
    sa.Column("delivery", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)

# Comments of syncd's that were said just now, or were about to be, in seconds of real time.
sayings = sa.Table(
    "sayings",
    metadata,
    sa.Column("tracker", sa.String, primary_key=True),
    sa.Column("ticket", sa.String, primary_key=True),
    sa.Column("record", sa.String, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)

# What the last whole pass concluded, each kind of thing in one piece: it is read as a whole.
conclusions = sa.Table(
    "conclusions",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# What passes over some post-mortems have concluded about each since the last whole one.
parts = sa.Table(
    "parts",
    metadata,
    sa.Column("post_mortem", sa.String, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Each key of work: when it was begun last, how often it failed since it last did well, until when
# it rests, and the reason if it is parked. `about` is what it was about when it failed.
keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("started", sa.Double, nullable=False, server_default=sa.text("0")),
    sa.Column("fails", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("not_before", sa.Double, nullable=False, server_default=sa.text("0")),
    sa.Column("parked", sa.String),
    sa.Column("since", sa.Double, nullable=False, server_default=sa.text("0")),
    sa.Column("about", sa.String),
)

# The last tick of each timer that somebody acted upon.
timers = sa.Table(
    "timers",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("last", sa.Double, nullable=False),
)

# Each account of a tracker or notifier: when the next write may go there, and until when nobody
# may ask anything, as it said to one of the processes that use it.
gates = sa.Table(
    "gates",
    metadata,
    sa.Column("account", sa.String, primary_key=True),
    sa.Column("next", sa.Double, nullable=False),
    sa.Column("rests_until", sa.Double, nullable=False),
)

# Secrets with which a tracker signs its webhooks, where it chose them itself. Kept over rebuilds:
# nobody can ask for them again.
handshakes = sa.Table(
    "handshakes",
    metadata,
    sa.Column("tracker", sa.String, primary_key=True),
    sa.Column("secret", sa.String, primary_key=True),
)

# The passes of the service, the newest ones: what was looked at, and what came of it.
passes = sa.Table(
    "passes",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Append-only, and kept over rebuilds: who asks "why did syncd do that?" finds it here.
history = sa.Table(
    "history",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("post_mortem", sa.String, nullable=False, index=True),
    sa.Column("item", sa.String, nullable=False, index=True),
    sa.Column("ticket", sa.String),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("detail", sa.LargeBinary, nullable=False),
)

# Append-only and kept over rebuilds, too: how things stood, once a day.
snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("day", sa.String, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# When that was done last which is done once in a while, whether or not anybody was there.
done = sa.Table(
    "done",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
)

KEPT = frozenset(
    {history, snapshots, done, handshakes}
)  # what no source and no tracker could tell again
