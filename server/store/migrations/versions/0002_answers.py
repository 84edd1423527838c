"""The answers a ballot got stand in its own row: half the pages that a ballot touches."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """A repeat of a submission from before counts as a new one; such a repeat comes within seconds."""
    op.add_column("ballots", sa.Column("answers", sa.LargeBinary(), nullable=False, server_default=sa.text("x''")))
    op.drop_table("submissions")
