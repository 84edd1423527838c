"""Blank ballots are counted; and a voter whose ballot counts adds nothing to the spoiled sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.rename_table("ways", "ways_before")
    op.create_table(
        "ways",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("way", sa.String(), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("way IN ('assisted', 'paper', 'spoiled', 'blank')", name="way_known"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO ways SELECT * FROM ways_before")
    op.drop_table("ways_before")
    op.execute("INSERT INTO ways SELECT poll, 'blank', count(*) FROM ballots WHERE choices = '' GROUP BY poll")
    op.execute(
        "UPDATE ways SET number = number - (SELECT count(*) FROM spoiled JOIN ballots USING (poll, voter_key)"
        " WHERE spoiled.poll = ways.poll) WHERE way = 'spoiled'"
    )
