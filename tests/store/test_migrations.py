"""Alembic: from an empty file to the tables that the store is written for; safe to run again; part of the start."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from server.store.credential_tables import metadata
from server.store.database import DamagedDatabase, Database
from server.store.migrate import upgrade
from tests.builders import Clock, Room, client_of


def upgraded(folder: Path) -> Path:
    path = folder / "topfive.db"

    async def run() -> None:
        database = Database(path)
        try:
            await database.start()
        finally:
            await database.stop()

    asyncio.run(run())
    return path


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def schema(connection: Connection) -> dict[str, str]:
    """What SQLite itself was told, without the order of clauses and white space."""
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'")
    )
    return {name: " ".join(sorted(sql.replace('"', "").replace(",", " ").split())) for name, sql in rows}


def test_the_migrations_make_exactly_the_tables_of_the_store(tmp_path: Path) -> None:
    migrated, direct = create_engine(f"sqlite:///{upgraded(tmp_path)}"), create_engine("sqlite://")
    metadata.create_all(direct)
    with migrated.connect() as left, direct.connect() as right:
        assert differences(left) == []
        assert schema(left) == schema(right)
        for table in metadata.tables:
            assert columns(left, table) == columns(right, table)
            assert inspect(left).get_foreign_keys(table) == inspect(right).get_foreign_keys(table)
    migrated.dispose()
    direct.dispose()


def columns(connection: Connection, table: str) -> list[tuple[str, str, bool]]:
    return [(each["name"], str(each["type"]), each["nullable"]) for each in inspect(connection).get_columns(table)]


def test_a_table_that_no_migration_makes_would_be_found(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{upgraded(tmp_path)}")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE voters ADD COLUMN stray VARCHAR"))
        connection.execute(text("DROP TABLE counts"))
        assert len(differences(connection)) == 2
    engine.dispose()


def test_an_upgrade_is_safe_to_repeat_and_keeps_what_is_there(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        session = Room(client, clock, tmp_path).session()
    upgraded(tmp_path)
    with client_of(tmp_path, clock) as client:
        assert Room(client, clock, tmp_path).host("GET", "/api/sessions").json == {"sessions": [session]}


def test_an_upgrade_that_fails_leaves_nothing_half_made() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(Exception, match="no-such-revision"), engine.begin() as connection:
        upgrade(connection, "no-such-revision")
    with engine.connect() as connection:
        assert [name for name in schema(connection) if name in metadata.tables] == []
    engine.dispose()


def test_a_damaged_file_stops_the_start(tmp_path: Path) -> None:
    path = upgraded(tmp_path)
    whole = path.read_bytes()
    with sqlite3.connect(path) as database:
        page = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_sessions_2'"
        ).fetchone()
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    broken = bytearray(path.read_bytes())
    broken[(page[0] - 1) * size : page[0] * size] = b"\xff" * size
    path.write_bytes(broken)

    with pytest.raises(DamagedDatabase, match="damaged"):
        upgraded(tmp_path)
    path.write_bytes(whole)
    upgraded(tmp_path)  # the control
