"""One SQLite file: one connection writes, readers only read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.errors import Busy
from server.store.compiled import Link
from server.store.crowd import for_the_crowd, is_for_crowd
from server.store.disk import SAID, Trouble, has_little_room, trouble_of
from server.store.driver import emptied, reading, rebuilt, run_on, settled, transaction, verdict_on
from server.store.engine import PRAGMAS, open_engine
from server.store.gathered import GatheredLooks

Done = TypeVar("Done")
Key = TypeVar("Key")
Found = TypeVar("Found")
Connection = AsyncConnection  # what every module of the store works on, and others only hand on


class Transact(Protocol):
    """Runs one transaction: begun IMMEDIATE, durable when it returns. Raises as ``Database.write`` and the batch."""

    def __call__(self, batch: Callable[[Link], Done]) -> Done: ...


READERS, CROWD_READERS = 4, 3  # phones have readers of their own, so that who runs the room never stands behind them
_TOLD = "told"
_FATAL = ("disk I/O error", "malformed", "not a database")
log = logging.getLogger(__name__)


class Database:
    """``write`` is one transaction at a time, begun IMMEDIATE and durable when it returns; ``read`` sees whole ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = open_engine(path, 1, "BEGIN IMMEDIATE", PRAGMAS)
        self._readers = open_engine(path, READERS, "BEGIN", (*PRAGMAS, "query_only=ON"))
        self._crowd = open_engine(path, CROWD_READERS, "BEGIN", (*PRAGMAS, "query_only=ON"))
        self._turn = asyncio.Lock()
        self.failure = ""
        self._refused: Trouble | None = None  # what the last write met, until one is done
        self.told = 0  # changes that were committed and told of; who keeps what was read counts them up
        self._is_started = False
        self._gathered: dict[Callable[..., Any], GatheredLooks[Any, Any]] = {}

    async def start(self) -> None:
        """Check the file, or create it; then migrate it. Safe to repeat. Raises DamagedDatabase."""
        if self._is_started:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if wrong := await self._made_ready():
            await self.stop()
            raise DamagedDatabase(f"{self.path} {wrong}")
        self._is_started = True

    async def _made_ready(self) -> str:
        """What keeps the file from being used, and what to do; empty where nothing does."""
        from server.store.migrate import OtherSchema, check, upgrade  # Alembic is slow to import; only a start needs it

        verdict = await asyncio.to_thread(verdict_on, self.path)
        try:
            if verdict == "ok":
                async with self.write() as connection:
                    await connection.run_sync(upgrade)
                    await connection.run_sync(check)
        except OtherSchema as other:
            return f"{other}."
        except (DatabaseError, Busy) as error:
            cause = error if isinstance(error, DatabaseError) else error.__cause__
            verdict = str(cause.orig if isinstance(cause, DatabaseError) else error)
        return "" if verdict == "ok" else f"cannot be used ({verdict}). {_what_to_do(verdict)}"

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
                    return transaction(driver._conn, dialect, batch)

            await run_on(driver, partial(work, transact))

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
            return await run_on(driver, partial(reading, driver._conn, connection.dialect, batch))

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
            with self._guarded(needs_room=False):
                return await run_on(driver, partial(emptied, driver._conn))

    async def settle_log(self) -> None:
        """Bring what is committed into the file, beside whoever writes: a copy of the file alone has it then.

        SQLite does that by itself once the log has 32 MB, which a small meeting never comes to. Raises Busy.
        """
        async with self._readers.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            with self._guarded(needs_room=False):
                await run_on(driver, partial(settled, driver._conn))

    async def rebuild(self) -> None:
        """Write the whole file anew. ``secure_delete`` overwrites what is deleted where it stands, not the copies that

        lie between the rows of a page since it was split. Whoever wants to write waits meanwhile. Safe to repeat.
        """
        async with self._driving() as (driver, _):
            with self._guarded():
                await run_on(driver, partial(rebuilt, driver._conn))

    @asynccontextmanager
    async def _driving(self) -> AsyncIterator[tuple[aiosqlite.Connection, Dialect]]:
        async with self._turn, self._writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            yield driver, connection.dialect

    @property
    def _reading(self) -> AsyncEngine:
        return self._crowd if is_for_crowd() else self._readers

    @property
    def trouble(self) -> Trouble | None:
        """What keeps it from recording, or soon will."""
        if self.failure:
            return Trouble.FAILED
        return self._refused or (Trouble.LITTLE if has_little_room(self.path.parent) else None)

    def require_room(self) -> None:
        """Before what will need some. Raises Busy.

        What a write met before is not asked: there may be room again, and the next write will tell.
        """
        if self.failure:
            raise Busy(SAID[Trouble.FAILED])
        if has_little_room(self.path.parent):
            raise Busy(SAID[Trouble.LITTLE])

    @contextmanager
    def _guarded(self, *, needs_room: bool = True) -> Iterator[None]:
        """The one place in which a write that the disk refuses becomes a refusal that says what to do. Raises Busy.

        What needs no room says nothing of whether there is some again.
        """
        if self.failure:
            raise Busy(SAID[Trouble.FAILED])
        try:
            yield
        except DatabaseError as error:
            said = str(error.orig)
            if any(sign in said for sign in _FATAL):
                self.failure = said
                if self._is_started:  # before, whoever starts it says so
                    log.critical("the database failed: %s; stop the server and look after the disk", said)
                raise Busy(SAID[Trouble.FAILED]) from error
            if isinstance(error, OperationalError):
                self._note_refused(said)
                raise Busy(SAID[trouble_of(said)]) from error
            raise
        if needs_room:
            self._refused = None

    def _note_refused(self, said: str) -> None:
        if self._is_started and not self._refused:  # once, and not for every ballot that waits
            log.error("the database refuses to write: %s", said)
        self._refused = trouble_of(said)

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


def _what_to_do(verdict: str) -> str:
    if "unable to open" in verdict or "readonly" in verdict:
        return "Look whether it, and the files beside it whose names begin with its own, may be read and written."
    if "full" in verdict:
        return "Make room on the disk first."
    return "If it is damaged, restore a copy of it."


class DamagedDatabase(Exception):
    """The file cannot be used at start, or another version kept it; the sentence says what to do."""
