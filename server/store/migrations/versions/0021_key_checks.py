"""What a poll's key K is known by, so that another one is not taken for it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Polls that are open now get theirs at the next start."""
    op.add_column("polls", sa.Column("key_check", sa.LargeBinary(), nullable=True))
