"""Whether a session lets nobody else in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.text("0")))
