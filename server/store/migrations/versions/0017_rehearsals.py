"""Which sessions are rehearsals, and of which meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "rehearsals",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["meeting"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session"),
        sa.UniqueConstraint("meeting"),
        sqlite_with_rowid=False,
    )
