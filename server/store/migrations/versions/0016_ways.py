"""Tellers; how a ballot came in, and how many came in which way; sheets of paper that are keyed, and spoiled ones."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("ballots", sa.Column("way", sa.String(), nullable=False, server_default=sa.text("'phone'")))
    op.create_table(
        "ways",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("way", sa.String(), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("way IN ('assisted', 'paper', 'spoiled')", name="way_known"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entries",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("voter_key", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("keyer", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("choices", sa.String(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spoiled",
        sa.Column("poll", sa.String(), sa.ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True, nullable=False),
        sa.Column("voter_key", sa.LargeBinary(), primary_key=True, nullable=False),
        sqlite_with_rowid=False,
    )
    _let_tellers_in()


def _let_tellers_in() -> None:
    """SQLite changes no constraint in place: both tables are made anew, and who is signed in stays so."""
    op.rename_table("sign_ins", "sign_ins_before")
    op.rename_table("links", "links_before")
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
        sa.CheckConstraint("role IN ('desk', 'teller', 'observer')", name="link_role"),
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
        sa.CheckConstraint("role IN ('host', 'desk', 'teller', 'observer')", name="sign_in_role"),
        sa.CheckConstraint("(role = 'host') = (session IS NULL)", name="sign_in_session"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO links SELECT * FROM links_before")
    op.execute("INSERT INTO sign_ins SELECT * FROM sign_ins_before")
    op.drop_table("sign_ins_before")  # first, since it refers to the other
    op.drop_table("links_before")
