"""What hosts did, so that the console can say it and take back what loses nothing; and how long sessions are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("polls", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("before_kind", sa.String(), nullable=True),
        sa.Column("before_poll", sa.String(), nullable=True),
        sa.Column("before_step", sa.Integer(), nullable=False),
        sa.Column("is_undone", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "number"),
        sqlite_with_rowid=False,
    )
    op.add_column("sessions", sa.Column("keep_until_ms", sa.Integer(), nullable=True))
