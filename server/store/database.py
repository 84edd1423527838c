"""One SQLite file: one connection writes, readers only read."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.errors import Busy
from server.store.compiled import Link, Rows, Values
from server.store.crowd import for_the_crowd, is_for_crowd
from server.store.gathered import GatheredLooks

Done = TypeVar("Done")
Key = TypeVar("Key")
Found = TypeVar("Found")
Connection = AsyncConnection  # what every module of the store works on, and others only hand on
WriteRefused = OperationalError  # the disk is full, say: nothing was written


class Transact(Protocol):
    """Runs one transaction: begun IMMEDIATE, durable when it returns. Raises as ``Database.write`` and the batch."""

    def __call__(self, batch: Callable[[Link], Done]) -> Done: ...


READERS, CROWD_READERS = 4, 3  # phones have readers of their own, so that who runs the room never stands behind them
_TOLD = "told"
_FATAL = ("disk I/O error", "malformed", "not a database")
_PATIENCE = "busy_timeout=5000"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    _PATIENCE,
    "wal_autocheckpoint=8000",
    "secure_delete=ON",  # what is erased when a poll closes must not stand in a free page
)


log = logging.getLogger(__name__)


class _Cursor(Protocol):
    def execute(self, sql: str) -> object: ...
    def close(self) -> None: ...


class _Driver(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


class Database:
    """``write`` is one transaction at a time, begun IMMEDIATE and durable when it returns; ``read`` sees whole ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = _engine(path, 1, "BEGIN IMMEDIATE", _PRAGMAS)
        self._readers = _engine(path, READERS, "BEGIN", (*_PRAGMAS, "query_only=ON"))
        self._crowd = _engine(path, CROWD_READERS, "BEGIN", (*_PRAGMAS, "query_only=ON"))
        self._turn = asyncio.Lock()
        self.failure = ""
        self.told = 0  # changes that were committed and told of; who keeps what was read counts them up
        self._is_started = False
        self._gathered: dict[Callable[..., Any], GatheredLooks[Any, Any]] = {}

    async def start(self) -> None:
        """Create or migrate the file, then check it. Safe to repeat. Raises DamagedDatabase."""
        if self._is_started:
            return
        from server.store.migrate import upgrade  # Alembic is slow to import; only a start needs it

        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            async with self.write() as connection:
                await connection.run_sync(upgrade)
            async with self.read() as connection:
                verdict = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar_one()
        except DatabaseError as error:
            verdict = str(error.orig)
        if verdict != "ok":
            await self.stop()
            raise DamagedDatabase(f"{self.path} cannot be used ({verdict}). If it is damaged, restore a copy of it.")
        self._is_started = True

    async def stop(self) -> None:
        await self._readers.dispose()
        await self._crowd.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Raises Busy once a sync has failed: nobody knows what the disk holds then, so nothing more is promised."""
        async with self._turn:
            with self._guarded():  # looked at when its turn has come, not before it waited
                async with self._writer.begin() as connection:
                    yield connection

    async def on_driver(self, work: Callable[[Transact], None]) -> None:
        """Run ``work`` on the writing driver's own thread; it gets a function that runs one transaction as ``write``.

        For what a hall sends at once: each statement of ``write`` changes threads four times, this changes twice in
        all. ``work`` must touch nothing that the loop touches.
        """
        async with self._driving() as (driver, dialect):

            def transact(batch: Callable[[Link], Done]) -> Done:
                with self._guarded():
                    return _transaction(driver._conn, dialect, batch)

            await _run_on(driver, partial(work, transact))

    async def transact(self, batch: Callable[[Link], Done]) -> Done:
        """One transaction that runs whole on the driver's thread: for what is too much work for the loop."""
        done: list[Done] = []
        await self.on_driver(lambda transact: done.append(transact(batch)))
        return done[0]

    async def look(self, batch: Callable[[Link], Done]) -> Done:
        """One reading that runs whole on its driver's thread, beside the writer: for what is too much for the loop."""
        async with self._reading.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            return await _run_on(driver, partial(_reading, driver._conn, connection.dialect, batch))

    async def look_for_crowd(self, batch: Callable[[Link], Done]) -> Done:
        """The same by the readers that phones have."""
        with for_the_crowd():
            return await self.look(batch)

    async def find(self, find: Callable[[Link, Sequence[Key]], Sequence[Found]], key: Key) -> Found:
        """What ``find`` finds for the key, in a reading for phones, shared with all who ask the like at once."""
        if find not in self._gathered:
            self._gathered[find] = GatheredLooks(self.look_for_crowd, find)
        return await cast(GatheredLooks[Key, Found], self._gathered[find]).get(key)

    async def empty_log(self) -> bool:
        """Bring what is committed into the file and cut the write-ahead log to nothing, with all the past in it.

        Whether it was done: a reader that stays in an old snapshot can be in the way. It is not waited for long, since
        whoever wants to write waits meanwhile.
        """
        async with self._driving() as (driver, _):
            with self._guarded():
                return await _run_on(driver, partial(_emptied, driver._conn))

    async def rebuild(self) -> None:
        """Write the whole file anew. ``secure_delete`` overwrites what is deleted where it stands, not the copies that

        lie between the rows of a page since it was split. Whoever wants to write waits meanwhile. Safe to repeat.
        """
        async with self._driving() as (driver, _):
            with self._guarded():
                await _run_on(driver, partial(_rebuilt, driver._conn))

    @asynccontextmanager
    async def _driving(self) -> AsyncIterator[tuple[aiosqlite.Connection, Dialect]]:
        async with self._turn, self._writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            yield driver, connection.dialect

    @property
    def _reading(self) -> AsyncEngine:
        return self._crowd if is_for_crowd() else self._readers

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        if self.failure:
            raise Busy(f"The server's disk failed and it takes no more writes until it is restarted ({self.failure}).")
        try:
            yield
        except DatabaseError as error:
            if any(sign in str(error.orig) for sign in _FATAL):
                self.failure = str(error.orig)
                log.critical("the database failed: %s; stop the server and look after the disk", error.orig)
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        told = self.told  # before the snapshot is taken, so that all of it is in there
        async with self._reading.begin() as connection:
            connection.info[_TOLD] = told
            yield connection


def told_before(connection: AsyncConnection) -> int:
    """How many changes had been told of when this reading began: all of them, and perhaps more, are in what it sees."""
    found: int = connection.info.get(_TOLD, -1)
    return found


class DamagedDatabase(Exception):
    """The file failed its check at start."""


class _DriverLink:
    """A link over the driver itself."""

    def __init__(self, driver: sqlite3.Connection, dialect: Dialect) -> None:
        self._driver, self.dialect = driver, dialect

    def rows(self, sql: str, values: Values) -> Rows:
        return self._driver.execute(sql, values).fetchall()

    def run(self, sql: str, values: Values) -> None:
        self._driver.execute(sql, values)


def _transaction(driver: sqlite3.Connection, dialect: Dialect, batch: Callable[[Link], Done]) -> Done:
    try:
        driver.execute("BEGIN IMMEDIATE")
        try:
            done = batch(_DriverLink(driver, dialect))
            driver.execute("COMMIT")
        except BaseException:
            if driver.in_transaction:  # SQLite ends some by itself, on a full disk for one
                driver.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise DBAPIError.instance("a batch", None, error, sqlite3.Error) from error
    return done


def _reading(driver: sqlite3.Connection, dialect: Dialect, batch: Callable[[Link], Done]) -> Done:
    driver.execute("BEGIN")
    try:
        return batch(_DriverLink(driver, dialect))
    finally:
        driver.execute("ROLLBACK")


async def _run_on(driver: aiosqlite.Connection, work: Callable[[], Done]) -> Done:
    """On the driver's thread. aiosqlite has no public way to do that; its own methods all go through this one."""
    done: Done = await driver._execute(work)  # type: ignore[no-untyped-call]
    return done


def _rebuilt(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("VACUUM")
    except sqlite3.Error as error:
        raise DBAPIError.instance("a rebuild", None, error, sqlite3.Error) from error


def _emptied(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("PRAGMA busy_timeout=250")  # a page's readers are done by then; a backup's may take minutes
        (is_busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise DBAPIError.instance("a checkpoint", None, error, sqlite3.Error) from error
    finally:
        driver.execute(f"PRAGMA {_PATIENCE}")
    return not is_busy


def _engine(path: Path, size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
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
