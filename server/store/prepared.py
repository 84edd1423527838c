"""Core statements compiled once and run with plain tuples, by functions that run whole where the driver works.

A batch of ballots is many small rows. SQLAlchemy renders an expanding IN anew at each execution and walks through the
parameters of every row in Python, and each statement of an asynchronous connection changes threads four times: together
four fifths of a batch's time. Here the dialect compiles each statement once, the driver gets the tuples as they are,
and whoever has a ``Link`` is on the driver's side already. It is still SQLAlchemy that writes the SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, cast

import msgspec
from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

Values = tuple[object, ...]
Rows = Sequence[Sequence[Any]]
Found = TypeVar("Found")
CHUNK = 256


class Link(Protocol):
    """A connection inside a transaction, on the thread where its driver works."""

    @property
    def dialect(self) -> Dialect: ...

    def rows(self, sql: str, values: Values) -> Rows: ...

    def run(self, sql: str, values: Values) -> None: ...


class Prepared:
    """One statement. ``binds`` names its parameters in the order in which their values are given."""

    def __init__(self, statement: ClauseElement, binds: Sequence[str]) -> None:
        self._statement, self._binds = statement, list(binds)
        self._sql: dict[str, str] = {}

    def rows(self, link: Link, values: Values) -> Rows:
        """The rows of a query, values as the driver gives them."""
        return link.rows(self._text(link.dialect), values)

    def run(self, link: Link, values: Values) -> None:
        link.run(self._text(link.dialect), values)

    def _text(self, dialect: Dialect) -> str:
        if dialect.name not in self._sql:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._binds)
            order = list(getattr(compiled, "positiontup", None) or ())
            if order != self._binds:
                raise ValueError(f"the binds stand in another order: {order}")
            self._sql[dialect.name] = str(compiled)
        return self._sql[dialect.name]


class Packed(Prepared):
    """A query whose rows come as one JSON text.

    The driver gives the interpreter's lock away and waits for it at every row it reads; beside a busy loop that costs
    more than the query.
    """

    def __init__(
        self, columns: Sequence[ColumnElement[Any]], condition: ColumnElement[bool], binds: Sequence[str]
    ) -> None:
        self._blobs = [at for at, column in enumerate(columns) if isinstance(column.type, LargeBinary)]
        cells = [func.hex(column) if at in self._blobs else column for at, column in enumerate(columns)]
        super().__init__(select(func.json_group_array(func.json_array(*cells))).where(condition), binds)

    def rows(self, link: Link, values: Values) -> Rows:
        found: list[list[Any]] = msgspec.json.decode(super().rows(link, values)[0][0])
        for row in found:
            for at in self._blobs:
                row[at] = bytes.fromhex(row[at])
        return found


class CoreLink:
    """A link over SQLAlchemy's own connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    def rows(self, sql: str, values: Values) -> Rows:
        return cast(Rows, self._connection.exec_driver_sql(sql, values).all())

    def run(self, sql: str, values: Values) -> None:
        self._connection.exec_driver_sql(sql, values)


async def linked(connection: AsyncConnection, work: Callable[[Link], Found]) -> Found:
    """What ``work`` finds, within the transaction of ``connection``."""
    return await connection.run_sync(lambda core: work(CoreLink(core)))


def run_rows(link: Link, statement_of: Callable[[int], Prepared], rows: Sequence[Values]) -> None:
    """Run a statement over many rows at once: as few calls as powers of two up to CHUNK make up their number.

    One call per row would hand the interpreter's lock to the other thread and back for each of them.
    """
    at = 0
    while at < len(rows):
        size = min(CHUNK, 1 << (len(rows) - at).bit_length() - 1)
        statement_of(size).run(link, tuple([value for row in rows[at : at + size] for value in row]))
        at += size


def row_names(names: Sequence[str], size: int) -> list[str]:
    """The binds of ``row_binds``, row by row."""
    return [f"{name}_{at}" for at in range(size) for name in names]


def row_binds(names: Sequence[str], size: int) -> list[dict[str, BindParameter[object]]]:
    """What ``insert(...).values()`` takes for so many rows."""
    return [{name: bindparam(f"{name}_{at}") for name in names} for at in range(size)]


def many_size(values: Sequence[object]) -> int:
    """How many binds an IN list for these values has: the next power of two, so that few sizes are ever compiled."""
    return 1 << max(0, len(values) - 1).bit_length()


def many_names(name: str, size: int) -> list[str]:
    return [f"{name}_{at}" for at in range(size)]


def many_binds(name: str, size: int) -> list[BindParameter[object]]:
    return [bindparam(each) for each in many_names(name, size)]


def padded(values: Sequence[object]) -> Values:
    """As many as there are binds: the last value again and again. Takes at least one value."""
    return (*values, *[values[-1]] * (many_size(values) - len(values)))
