"""Questions from the floor: how a session takes them, who supports and judges them, and every lot."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "question_rules",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_moderated", sa.Boolean(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("judges", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("current", sa.String(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session"),
        sa.CheckConstraint("names IN ('allowed', 'required', 'none')", name="question_names"),
        sa.CheckConstraint("judges IN ('asker', 'room')", name="question_judges"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("voter", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_ms", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("answerer", sa.String(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("mostly", sa.Integer(), nullable=False),
        sa.Column("unsatisfied", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["voter"], ["voters.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session", "number"),
        sa.CheckConstraint(
            "state IN ('waiting', 'in', 'shown', 'answered', 'refused', 'withdrawn')", name="question_state"
        ),
        sa.CheckConstraint("state != 'shown' OR turn IS NOT NULL", name="question_turn"),
    )
    op.create_index("questions_by_support", "questions", ["session", "state", "supports"])
    op.create_index("questions_by_voter", "questions", ["voter"])
    for name, *more in (("supports",), ("verdicts", sa.Column("verdict", sa.String(), nullable=False))):
        checks = [sa.CheckConstraint("verdict IN ('satisfied', 'mostly', 'unsatisfied')", name="verdict_kind")]
        op.create_table(
            name,
            sa.Column("question", sa.String(), nullable=False),
            sa.Column("voter", sa.String(), nullable=False),
            *more,
            sa.ForeignKeyConstraint(["question"], ["questions.id"], ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["voter"], ["voters.id"], ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("question", "voter"),
            *(checks if more else ()),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "draws",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("drawn", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "number"),
        sqlite_with_rowid=False,
    )
