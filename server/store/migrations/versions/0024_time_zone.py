"""The zone that a session's times are told in."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Sessions from before go on with their start's own offset, or by their language."""
    op.add_column("sessions", sa.Column("time_zone", sa.String()))
