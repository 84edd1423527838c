"""A small picture beside an option, kept once however many copies of its list there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("options", sa.Column("picture", sa.String()))
    op.create_table(
        "pictures",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("webp", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
