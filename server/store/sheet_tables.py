"""The tables of ballots that come in otherwise than from a phone. As in ``ballots``: no time, no address, no ticket."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String, Table

from server.store.tables import metadata, poll_key

# How many ballots of a poll came in which way, how many are blank, and how many sheets were spoiled of people who have
# no ballot: all that stays after close.
ways = Table(
    "ways",
    metadata,
    poll_key(primary=True),
    Column("way", String, primary_key=True),
    Column("number", Integer, nullable=False),
    CheckConstraint("way IN ('assisted', 'paper', 'spoiled', 'blank', 'replaced')", name="way_known"),
    sqlite_with_rowid=False,
)

# What somebody has keyed from a sheet that no second person has keyed alike. ``choices`` is NULL for a spoiled one;
# ``keyer`` is HMAC-SHA256(K of the poll, the sign-in). Gone once two agree, and when the poll closes.
entries = Table(
    "entries",
    metadata,
    poll_key(primary=True),
    Column("voter_key", LargeBinary, primary_key=True),
    Column("keyer", LargeBinary, primary_key=True),
    Column("choices", String),
    sqlite_with_rowid=False,
)

# Sheets that two people found spoiled, so that each is counted once. Gone when the poll closes; the number stays.
spoiled = Table(
    "spoiled",
    metadata,
    poll_key(primary=True),
    Column("voter_key", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
