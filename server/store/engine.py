"""How the file is opened: one engine for the writer, and one for each kind of readers."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PATIENCE = "busy_timeout=5000"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    PATIENCE,
    "wal_autocheckpoint=8000",
    "secure_delete=ON",  # what is erased when a poll closes must not stand in a free page
)


class _Cursor(Protocol):
    def execute(self, sql: str) -> object: ...
    def close(self) -> None: ...


class _Driver(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


def open_engine(path: Path, size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    # Every use ends in a commit or a rollback of its own, so the pool need not send another.
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", pool_size=size, max_overflow=0, pool_timeout=30, pool_reset_on_return=None
    )
    _prepare(engine.sync_engine, begin, pragmas)
    return engine


def _prepare(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _connected(driver: _Driver, _record: object) -> None:
        driver.isolation_level = None  # the driver's own BEGIN is deferred and leaves DDL outside
        cursor = driver.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: SyncConnection) -> None:
        connection.exec_driver_sql(begin)
