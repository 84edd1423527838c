"""Sign-ins with a role, links for helpers, and the turn of the screen's link. Who was signed in signs in once more."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("role IN ('desk', 'observer')", name="link_role"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("signed_in_ms", sa.Integer(), nullable=False),
        sa.Column("seen_ms", sa.Integer(), nullable=False),
        sa.Column("expires_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["link"], ["links.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.CheckConstraint("role IN ('host', 'desk', 'observer')", name="sign_in_role"),
        sa.CheckConstraint("(role = 'host') = (session IS NULL)", name="sign_in_session"),
        sqlite_with_rowid=False,
    )
    op.add_column("sessions", sa.Column("screen_turn", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.drop_table("host_sessions")
