"""The call for items: deadline and lists, departments with their links, what they handed in; documents of options."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("deadline_ms", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("published_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "call_lists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("poll", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_ms", sa.Integer(), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "call_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("handed_in_ms", sa.Integer(), nullable=False),
        sa.Column("changed_ms", sa.Integer(), nullable=False),
        sa.Column("withdrawn_ms", sa.Integer(), nullable=True),
        sa.Column("edited_title", sa.String(), nullable=True),
        sa.Column("edited_description", sa.String(), nullable=True),
        sa.Column("edited_ms", sa.Integer(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("option", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["list"], ["call_lists.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department"], ["departments.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["merged_into"], ["call_items.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_call_items_department", "call_items", ["department"])
    op.add_column("options", sa.Column("document", sa.String(), nullable=True))
