"""Lists of tags that take the ballots' place after close, and how far each poll's erasure has come."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "final_ballots",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "tag", "copy"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "final_marks",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "option", "tag", "copy"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "final_answers",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll", "digest"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasures",
        sa.Column("poll", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["polls.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll"),
        sa.CheckConstraint("stage IN ('listed', 'emptied', 'erased')", name="erasure_stage"),
        sqlite_with_rowid=False,
    )
    op.add_column("voters", sa.Column("stays", sa.Boolean(), nullable=False, server_default=sa.text("0")))
