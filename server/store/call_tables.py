"""The tables of the call for items. Of a department's link a hash is kept; nothing that was handed in is deleted."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from server.store.tables import metadata, session_key

calls = Table(
    "calls",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("deadline_ms", Integer, nullable=False),
    Column("note", String),
    Column("published_ms", Integer),
    sqlite_with_rowid=False,
)

call_lists = Table(
    "call_lists",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("poll", String, ForeignKey("polls.id", ondelete="SET NULL")),
    sqlite_with_rowid=False,
)

departments = Table(
    "departments",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("name", String, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("made_ms", Integer, nullable=False),
    Column("is_out", Boolean, nullable=False),
    UniqueConstraint("session", "name"),
    sqlite_with_rowid=False,
)

# What the department wrote, and beside it what the organizer made of it.
call_items = Table(
    "call_items",
    metadata,
    Column("id", String, primary_key=True),
    Column("list", String, ForeignKey("call_lists.id", ondelete="CASCADE"), nullable=False),
    Column("department", String, ForeignKey("departments.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("description", String),
    Column("picture", String),
    Column("document", String),
    Column("handed_in_ms", Integer, nullable=False),
    Column("changed_ms", Integer, nullable=False),
    Column("withdrawn_ms", Integer),
    Column("edited_title", String),
    Column("edited_description", String),
    Column("edited_ms", Integer),
    Column("merged_into", String, ForeignKey("call_items.id", ondelete="SET NULL")),
    Column("left_out", String),
    Column("option", String),
    sqlite_with_rowid=False,
)
