"""What runs whole on the thread of SQLite's driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError

from server.store.compiled import Link, Rows, Values
from server.store.engine import PATIENCE

Done = TypeVar("Done")


class _DriverLink:
    """A link over the driver itself."""

    def __init__(self, driver: sqlite3.Connection, dialect: Dialect) -> None:
        self._driver, self.dialect = driver, dialect

    def rows(self, sql: str, values: Values) -> Rows:
        return self._driver.execute(sql, values).fetchall()

    def run(self, sql: str, values: Values) -> None:
        self._driver.execute(sql, values)


def transaction(driver: sqlite3.Connection, dialect: Dialect, batch: Callable[[Link], Done]) -> Done:
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


def reading(driver: sqlite3.Connection, dialect: Dialect, batch: Callable[[Link], Done]) -> Done:
    driver.execute("BEGIN")
    try:
        return batch(_DriverLink(driver, dialect))
    finally:
        driver.execute("ROLLBACK")


async def run_on(driver: aiosqlite.Connection, work: Callable[[], Done]) -> Done:
    """On the driver's thread. aiosqlite has no public way to do that; its own methods all go through this one."""
    done: Done = await driver._execute(work)  # type: ignore[no-untyped-call]
    return done


def verdict_on(path: Path) -> str:
    """What SQLite says of a file before anything else has it open: "ok", or what is wrong. One that is missing is made.

    A connection of aiosqlite that cannot be opened leaves a thread behind, which ends in a traceback with its loop.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as driver:
            driver.execute(f"PRAGMA {PATIENCE}")
            driver.execute("PRAGMA journal_mode=WAL")
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("ROLLBACK")
            return str(driver.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    except UnicodeDecodeError as error:  # what SQLite says quotes the damage
        return error.object.decode("utf-8", "replace")


def rebuilt(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("VACUUM")
    except sqlite3.Error as error:
        raise DBAPIError.instance("a rebuild", None, error, sqlite3.Error) from error


def emptied(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("PRAGMA busy_timeout=250")  # a page's readers are done by then; a backup's may take minutes
        (is_busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise DBAPIError.instance("a checkpoint", None, error, sqlite3.Error) from error
    finally:
        driver.execute(f"PRAGMA {PATIENCE}")
    return not is_busy
