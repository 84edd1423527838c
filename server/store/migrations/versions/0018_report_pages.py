"""The pages of reports, and which of them the screen shows."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("agenda", sa.Column("pages", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("agenda", sa.Column("report", sa.String(), nullable=True))
    op.add_column("agenda", sa.Column("page", sa.Integer(), nullable=False, server_default=sa.text("0")))
