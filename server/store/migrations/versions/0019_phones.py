"""Which phone a voter had when their ballot was recorded, so that another one is not told what it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("ballots", sa.Column("phone", sa.LargeBinary(), nullable=False, server_default=sa.text("x''")))
