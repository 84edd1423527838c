"""Bring the database to the newest revision, in the transaction it is called in, and look whether it is what it says.

Migrations that have landed never change: ``tests/data/landed-migrations.txt`` holds their digests.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from server.store.credential_tables import metadata

_HERE = Path(__file__).parent / "migrations"
# Five states of the main branch numbered some revisions otherwise: their data says that it has come past these, and
# lacks what they bring. For each a table and a column by which that is seen.
_SKIPPED_ONCE = {
    "0004": ("sessions", "shared_phones"),
    "0005": ("pictures", "name"),
    "0008": ("tickets", "id"),
    "0009": ("sessions", "locked"),
    "0010": ("sign_ins", "id"),
    "0016": ("ways", "poll"),
    "0017": ("rehearsals", "session"),
}


class OtherSchema(Exception):
    """The database is none of this version's; the words say in what, to follow its name."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Raises OtherSchema."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {each.revision for each in scripts.walk_revisions()}:
        raise OtherSchema(
            f"was kept by a newer version of Topfive (its revision is {found}). Start it with that version; "
            "nothing was changed"
        )
    _catch_up(connection, scripts, found or "")
    try:
        command.upgrade(config, revision)
    except CommandError as wrong:
        raise OtherSchema(f"cannot be brought to this version: {wrong}") from None


def _catch_up(connection: Connection, scripts: ScriptDirectory, found: str) -> None:
    for revision, (table, column) in _SKIPPED_ONCE.items():
        if revision <= found and column not in _columns(connection, table):
            with Operations.context(MigrationContext.configure(connection)):
                scripts.get_revision(revision).module.upgrade()


def check(connection: Connection) -> None:
    """Compare each table with what the store is written for. Raises OtherSchema."""
    for table in metadata.sorted_tables:
        wanted = {each.name: (str(each.type), bool(each.nullable), bool(each.primary_key)) for each in table.columns}
        found = _columns(connection, table.name)
        if found != wanted:
            differs = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
            raise OtherSchema(
                f"was kept by another version of Topfive (its table {table.name} differs in {', '.join(differs)}). "
                "Start it with that version, or put back a copy of the data folder; nothing was changed"
            )


def _columns(connection: Connection, table: str) -> dict[str, tuple[str, bool, bool]]:
    """Type, whether it may be null, and whether it is part of the key, by name; none for a table that is not there."""
    rows = connection.exec_driver_sql(f'PRAGMA table_info("{table}")').all()
    return {name: (kind, not required, bool(key)) for _, name, kind, required, _, key in rows}


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    scripts = ScriptDirectory(str(_HERE))
    return [each.revision for each in reversed(list(scripts.walk_revisions()))]
