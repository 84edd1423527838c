"""The tables but for those of who comes in. Times are integer milliseconds since 1970 UTC.

'' stands for "no group" and "the ballots".
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()


def session_key() -> Column[str]:
    return Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False)


def poll_key(*, primary: bool = False) -> Column[str]:
    return Column("poll", String, ForeignKey("polls.id", ondelete="CASCADE"), nullable=False, primary_key=primary)


sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("join_code", String, nullable=False, unique=True),
    Column("locale", String, nullable=False),
    Column("organization", String),
    Column("place", String),
    Column("starts_at", String),
    Column("admission", String, nullable=False),
    Column("voters", String, nullable=False),
    Column("smallest_group", Integer, nullable=False),
    Column("wifi_ssid", String),
    Column("wifi_password", String),
    Column("scene_kind", String, nullable=False),
    Column("scene_poll", String),
    Column("scene_step", Integer, nullable=False),
    Column("created_ms", Integer, nullable=False),
    Column("shared_phones", Boolean, nullable=False, server_default=text("0")),
    Column("keep_until_ms", Integer),
    Column("locked", Boolean, nullable=False, server_default=text("0")),
    Column("screen_turn", Integer, nullable=False, server_default=text("0")),
    Column("time_zone", String),
)

groups = Table(
    "groups",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("seats", Integer),
    Column("weight", Integer, nullable=False),
    UniqueConstraint("session", "position"),
)

# A session that is a rehearsal, and of which meeting: each has one at most, and goes with it (sessions.remove).
rehearsals = Table(
    "rehearsals",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("meeting", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, unique=True),
    sqlite_with_rowid=False,
)

polls = Table(
    "polls",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("type", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("min_choices", Integer, nullable=False),
    Column("max_choices", Integer, nullable=False),
    Column("winners", Integer, nullable=False),
    Column("display", String, nullable=False),
    Column("tie", String, nullable=False),
    Column("option_order", String, nullable=False),
    Column("publish", String, nullable=False),
    Column("state", String, nullable=False),
    Column("opened_ms", Integer),
    Column("deadline_ms", Integer),
    Column("closing_ms", Integer),
    Column("closed_ms", Integer),
    Column("revealed_ms", Integer),
    Column("runoff_of", String),
    Column("key_check", LargeBinary),
    Column("planned_s", Integer),
    UniqueConstraint("session", "position"),
    CheckConstraint("state IN ('draft', 'open', 'closed', 'revealed')", name="poll_state"),
    CheckConstraint("min_choices >= 0 AND min_choices <= max_choices AND max_choices >= 1", name="poll_choices"),
)

options = Table(
    "options",
    metadata,
    Column("id", String, primary_key=True),
    poll_key(),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("department", String),
    Column("description", String),
    Column("code", String),
    Column("cost", Integer),
    Column("picture", String),
    Column("document", String),
    UniqueConstraint("poll", "position"),
    UniqueConstraint("poll", "code"),
)

# Where options are graded: best first, ``coefficient`` as an exact fraction. A poll whose options are chosen has none.
grades = Table(
    "grades",
    metadata,
    poll_key(primary=True),
    Column("place", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("coefficient", String, nullable=False),
    Column("is_good", Boolean, nullable=False),
    UniqueConstraint("poll", "name"),
    sqlite_with_rowid=False,
)

# What was decided about the tie of a poll; one row per poll, so that a tie is settled once.
ties = Table(
    "ties",
    metadata,
    poll_key(primary=True),
    Column("method", String, nullable=False),
    Column("seed", String),
    Column("reason", String),
    Column("chosen", String, nullable=False),
    Column("runoff", String, ForeignKey("polls.id", ondelete="CASCADE"), unique=True),
    CheckConstraint("method IN ('lot', 'runoff', 'include', 'organizer')", name="tie_method"),
    CheckConstraint("(method = 'runoff') = (runoff IS NOT NULL)", name="tie_runoff"),
)

# By a digest of the bytes: a copied list shows the same picture, kept once.
pictures = Table(
    "pictures",
    metadata,
    Column("name", String, primary_key=True),
    Column("webp", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# No time and no address: nothing here orders ballots or points at a phone.
ballots = Table(
    "ballots",
    metadata,
    poll_key(primary=True),
    Column("voter_key", LargeBinary, primary_key=True),
    Column("grp", String, nullable=False),
    Column("choices", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("answers", LargeBinary, nullable=False, server_default=text("x''")),
    Column("way", String, nullable=False, server_default=text("'phone'")),
    Column("phone", LargeBinary, nullable=False, server_default=text("x''")),
    sqlite_with_rowid=False,
)

# What takes the ballots' place once their poll is closed: by tag, so that nothing here says what belongs together, nor
# whose it is. ``copy`` tells equal tags apart.
final_ballots = Table(
    "final_ballots",
    metadata,
    poll_key(primary=True),
    Column("tag", LargeBinary, primary_key=True),
    Column("copy", Integer, primary_key=True),
    Column("grp", String, nullable=False),
    sqlite_with_rowid=False,
)

final_marks = Table(
    "final_marks",
    metadata,
    poll_key(primary=True),
    Column("option", String, primary_key=True),
    Column("tag", LargeBinary, primary_key=True),
    Column("copy", Integer, primary_key=True),
    Column("grp", String, nullable=False),
    sqlite_with_rowid=False,
)

# What submissions were told, by a digest that only the phone that sent one can make again.
final_answers = Table(
    "final_answers",
    metadata,
    poll_key(primary=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("shown", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# How far the erasure of a closed poll has come; no row before its first step.
erasures = Table(
    "erasures",
    metadata,
    poll_key(primary=True),
    Column("stage", String, nullable=False),
    CheckConstraint("stage IN ('listed', 'emptied', 'erased')", name="erasure_stage"),
    sqlite_with_rowid=False,
)

# How many were in when the list closed, by group; a list that nobody was in has a row of nobody.
attendance = Table(
    "attendance",
    metadata,
    poll_key(primary=True),
    Column("grp", String, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

counts = Table(
    "counts",
    metadata,
    poll_key(primary=True),
    Column("grp", String, primary_key=True),
    Column("option", String, primary_key=True),
    Column("server", String, primary_key=True),
    Column("votes", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What hosts did; no voter stands here.
actions = Table(
    "actions",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("deed", String, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("polls", String, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("shown", String),
    Column("before_kind", String),
    Column("before_poll", String),
    Column("before_step", Integer, nullable=False),
    Column("is_undone", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The run of show. ``polls`` are ids apart by spaces; what a list that is gone is named here for is nobody's loss.
agenda = Table(
    "agenda",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("speaker", String),
    Column("department", String),
    Column("seconds", Integer),
    Column("polls", String, nullable=False),
    Column("text", String),
    Column("began_ms", Integer),
    Column("ended_ms", Integer),
    Column("running_ms", Integer),
    Column("spent_ms", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("pages", String, nullable=False, server_default=text("''")),
    Column("report", String),
    Column("page", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("session", "position"),
    sqlite_with_rowid=False,
)
