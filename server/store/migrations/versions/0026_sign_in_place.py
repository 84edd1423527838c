"""From where somebody signed in, and what they call that place, so that two of one kind can be told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    for name in ("address", "place"):
        op.add_column("sign_ins", sa.Column(name, sa.String(), nullable=False, server_default=""))
