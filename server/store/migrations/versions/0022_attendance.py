"""How many were in when a list closed: who comes later changes nothing that was decided before."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Lists from before say how many are in now, as they did."""
    op.create_table(
        "attendance",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("grp", sa.String(), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
