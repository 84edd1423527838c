"""The tables of what follows a meeting."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from server.store.tables import metadata, session_key

# ``due`` is a date as ISO writes it. A subject is followed up once, whoever asks how often.
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("source", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("owner", String),
    Column("due", String),
    Column("state", String, nullable=False),
    Column("note", String),
    Column("origin", String),
    Column("place", Integer),
    UniqueConstraint("session", "source", "subject"),
    CheckConstraint("state IN ('open', 'under-way', 'done', 'dropped')", name="follow_up_state"),
    CheckConstraint("source IN ('poll', 'question', 'own')", name="follow_up_source"),
    sqlite_with_rowid=False,
)

# With whose follow-ups a meeting opens.
openings = Table(
    "openings",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, primary_key=True),
    Column("past", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sqlite_with_rowid=False,
)
