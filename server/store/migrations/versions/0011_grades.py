"""The grades of a poll whose options are graded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "grades",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("place", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("coefficient", sa.String(), nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("poll", "name"),
        sqlite_with_rowid=False,
    )
