"""Tickets, the phone that a voter has now, and the credentials that were taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("voter", sa.String(), nullable=True, unique=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["voter"], ["voters.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session", "grp", "number"),
        sa.CheckConstraint("state IN ('printed', 'issued', 'used', 'revoked')", name="ticket_state"),
        sa.CheckConstraint("state != 'used' OR voter IS NOT NULL", name="ticket_used"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "displaced",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.CheckConstraint("reason IN ('moved', 'revoked')", name="displaced_reason"),
        sqlite_with_rowid=False,
    )
    op.add_column("voters", sa.Column("device", sa.Integer(), nullable=False, server_default=sa.text("0")))
