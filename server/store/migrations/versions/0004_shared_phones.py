"""Whether several people may vote on one phone, one after the other."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Sessions from before keep one voter per phone."""
    op.add_column("sessions", sa.Column("shared_phones", sa.Boolean(), nullable=False, server_default=sa.text("0")))
