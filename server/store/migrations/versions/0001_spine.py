"""The tables of the spine: sessions, groups, polls, options, voters, ballots and their counts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "host_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("join_code", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("admission", sa.String(), nullable=False),
        sa.Column("voters", sa.String(), nullable=False),
        sa.Column("smallest_group", sa.Integer(), nullable=False),
        sa.Column("wifi_ssid", sa.String(), nullable=True),
        sa.Column("wifi_password", sa.String(), nullable=True),
        sa.Column("scene_kind", sa.String(), nullable=False),
        sa.Column("scene_poll", sa.String(), nullable=True),
        sa.Column("scene_step", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("join_code"),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session", "position"),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("min_choices", sa.Integer(), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("display", sa.String(), nullable=False),
        sa.Column("tie", sa.String(), nullable=False),
        sa.Column("option_order", sa.String(), nullable=False),
        sa.Column("publish", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_ms", sa.Integer(), nullable=True),
        sa.Column("deadline_ms", sa.Integer(), nullable=True),
        sa.Column("closing_ms", sa.Integer(), nullable=True),
        sa.Column("closed_ms", sa.Integer(), nullable=True),
        sa.Column("revealed_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'revealed')", name="poll_state"),
        sa.CheckConstraint("min_choices >= 0 AND min_choices <= max_choices AND max_choices >= 1", name="poll_choices"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session", "position"),
    )
    op.create_table(
        "voters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("voters_by_group", "voters", ["session", "grp"], unique=False)
    op.create_table(
        "ballots",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("voter_key", sa.LargeBinary(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "voter_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counts",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "grp", "option", "server"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "options",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("poll", "code"),
        sa.UniqueConstraint("poll", "position"),
    )
    op.create_table(
        "submissions",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "digest"),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###
