"""A list knows for how long it is planned to be voted on."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("polls", sa.Column("planned_s", sa.Integer()))
