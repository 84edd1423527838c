"""What a phone had sent and a sheet of paper took the place of is counted, from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.rename_table("ways", "ways_before")
    op.create_table(
        "ways",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("way", sa.String(), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("way IN ('assisted', 'paper', 'spoiled', 'blank', 'replaced')", name="way_known"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO ways SELECT * FROM ways_before")
    op.drop_table("ways_before")
