"""The tables of questions from the floor. Nothing here touches ballots; '' stands for "no group"."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from server.store.tables import metadata, session_key


def _question_key() -> Column[str]:
    return Column("question", String, ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, primary_key=True)


def _voter_key() -> Column[str]:
    return Column("voter", String, ForeignKey("voters.id", ondelete="CASCADE"), nullable=False, primary_key=True)


# No row where a session takes no questions.
question_rules = Table(
    "question_rules",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, primary_key=True),
    Column("is_open", Boolean, nullable=False),
    Column("is_moderated", Boolean, nullable=False),
    Column("names", String, nullable=False),
    Column("judges", String, nullable=False),
    Column("planned", Integer),
    Column("current", String),
    Column("ended", Boolean, nullable=False),
    CheckConstraint("names IN ('allowed', 'required', 'none')", name="question_names"),
    CheckConstraint("judges IN ('asker', 'room')", name="question_judges"),
    sqlite_with_rowid=False,
)

# ``voter`` is who may take it back and judge the answer; it is told to nobody, and gone once the questions end.
questions = Table(
    "questions",
    metadata,
    Column("id", String, primary_key=True),
    session_key(),
    Column("number", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("grp", String, nullable=False),
    Column("name", String),
    Column("voter", String, ForeignKey("voters.id", ondelete="SET NULL")),
    Column("state", String, nullable=False),
    Column("asked_ms", Integer, nullable=False),
    Column("department", String),
    Column("answerer", String),
    Column("turn", Integer),
    Column("supports", Integer, nullable=False),
    Column("satisfied", Integer, nullable=False),
    Column("mostly", Integer, nullable=False),
    Column("unsatisfied", Integer, nullable=False),
    UniqueConstraint("session", "number"),
    Index("questions_by_support", "session", "state", "supports"),
    Index("questions_by_voter", "voter"),
    CheckConstraint("state IN ('waiting', 'in', 'shown', 'answered', 'refused', 'withdrawn')", name="question_state"),
    CheckConstraint("state != 'shown' OR turn IS NOT NULL", name="question_turn"),
)

supports = Table("supports", metadata, _question_key(), _voter_key(), sqlite_with_rowid=False)

verdicts = Table(
    "verdicts",
    metadata,
    _question_key(),
    _voter_key(),
    Column("verdict", String, nullable=False),
    CheckConstraint("verdict IN ('satisfied', 'mostly', 'unsatisfied')", name="verdict_kind"),
    sqlite_with_rowid=False,
)

# Every lot: ``box`` is what could have been drawn, so that it can be done again.
draws = Table(
    "draws",
    metadata,
    Column("session", String, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, primary_key=True),
    Column("number", Integer, nullable=False, primary_key=True),
    Column("seed", String, nullable=False),
    Column("box", String, nullable=False),
    Column("drawn", String, nullable=False),
    Column("at_ms", Integer, nullable=False),
    sqlite_with_rowid=False,
)
