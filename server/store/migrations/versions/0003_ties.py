"""What was decided about ties, and which poll a run-off is about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("polls", sa.Column("runoff_of", sa.String(), nullable=True))
    op.create_table(
        "ties",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("runoff", sa.String(), nullable=True),
        sa.CheckConstraint("method IN ('lot', 'runoff', 'include', 'organizer')", name="tie_method"),
        sa.CheckConstraint("(method = 'runoff') = (runoff IS NOT NULL)", name="tie_runoff"),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["runoff"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll"),
        sa.UniqueConstraint("runoff"),
    )
