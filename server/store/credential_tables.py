"""The tables of who comes in: voters, tickets, helpers, hosts. Of every credential a hash is kept and nothing else."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from server.store.tables import metadata as metadata
from server.store.tables import session_key

voters = Table(
    "voters",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("grp", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("stays", Boolean, nullable=False, server_default=text("0")),
    Column("device", Integer, nullable=False, server_default=text("0")),
    Index("voters_by_group", "session", "grp"),
    sqlite_with_rowid=False,
)

# Of what was printed only hashes are kept: SHA-256 of the link's secret, HMAC of the typed code under a key outside.
# ``name`` is for the list at the door; no ballot can be reached from here.
tickets = Table(
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("grp", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("code_mac", LargeBinary, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("batch", String, nullable=False),
    Column("name", String),
    Column("voter", String, ForeignKey("voters.id", ondelete="CASCADE"), unique=True),
    UniqueConstraint("session", "grp", "number"),
    CheckConstraint("state IN ('printed', 'issued', 'used', 'revoked')", name="ticket_state"),
    CheckConstraint("state != 'used' OR voter IS NOT NULL", name="ticket_used"),
    sqlite_with_rowid=False,
)

# Credentials that were taken away, so that the phone that holds one can be told why.
displaced = Table(
    "displaced",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    session_key(),
    Column("reason", String, nullable=False),
    CheckConstraint("reason IN ('moved', 'revoked')", name="displaced_reason"),
    sqlite_with_rowid=False,
)

# Ways in for those who help: what the link carries is kept hashed, and ``label`` says whom it was given to.
links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("role", String, nullable=False),
    Column("label", String, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("made_ms", Integer, nullable=False),
    CheckConstraint("role IN ('desk', 'teller', 'observer')", name="link_role"),
    sqlite_with_rowid=False,
)

# Browsers that are signed in. A host's have no session and no link.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE")),
    Column("link", String, ForeignKey("links.id", ondelete="CASCADE")),
    Column("way", String, nullable=False),
    Column("browser", String, nullable=False),
    Column("signed_in_ms", Integer, nullable=False),
    Column("seen_ms", Integer, nullable=False),
    Column("expires_ms", Integer, nullable=False),
    Column("address", String, nullable=False, server_default=""),
    Column("place", String, nullable=False, server_default=""),
    CheckConstraint("role IN ('host', 'desk', 'teller', 'observer')", name="sign_in_role"),
    CheckConstraint("(role = 'host') = (session IS NULL)", name="sign_in_session"),
    sqlite_with_rowid=False,
)
