"""Core statements compiled once and run with plain tuples, by functions that run whole where the driver works.

A batch of ballots is many small rows. SQLAlchemy renders an expanding IN anew at each execution and walks through the
parameters of every row in Python, and each statement of an asynchronous connection changes threads four times: together
four fifths of a batch's time. Here the dialect compiles each statement once, the driver gets the tuples as they are,
and whoever has a ``Link`` is on the driver's side already. It is still SQLAlchemy that writes the SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar, cast

import msgspec
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite import Insert, insert
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


def at_most(query: Select[Any]) -> Select[Any]:
    """The first rows alone; how many is bound as ``most``. The dialect would bind an OFFSET of its own beside it."""
    return query.limit(bindparam("most")).offset(literal_column("0"))


class Among:
    """A query for the rows whose ``key`` is one of many values, and whose ``of`` is one value if it is given.

    All rows come as one JSON text: the driver gives the interpreter's lock away and waits for it at every row it
    reads; beside a busy loop that costs more than the query.
    """

    def __init__(
        self,
        columns: Sequence[ColumnElement[Any]],
        key: ColumnElement[Any],
        of: ColumnElement[Any] | None = None,
    ) -> None:
        self._blobs = [at for at, column in enumerate(columns) if isinstance(column.type, LargeBinary)]
        cells = [func.hex(column) if at in self._blobs else column for at, column in enumerate(columns)]
        self._select = select(func.json_group_array(func.json_array(*cells)))
        self._fixed = [] if of is None else ["of"]
        if of is not None:
            self._select = self._select.where(of == bindparam("of"))
        self._key = key
        self._prepared: dict[int, Prepared] = {}

    def rows(self, link: Link, values: Collection[object], *of: object) -> Rows:
        """The rows found, in no order."""
        if not values:
            return []
        wanted = list(values)
        size = 1 << (len(wanted) - 1).bit_length()  # powers of two, so that few sizes are ever compiled
        wanted += [wanted[-1]] * (size - len(wanted))
        found: list[list[Any]] = msgspec.json.decode(self._of_size(size).rows(link, (*of, *wanted))[0][0])
        for row in found:
            for at in self._blobs:
                row[at] = bytes.fromhex(row[at])
        return found

    def _of_size(self, size: int) -> Prepared:
        if size not in self._prepared:
            names = [f"key_{at}" for at in range(size)]
            query = self._select.where(self._key.in_([bindparam(name) for name in names]))
            self._prepared[size] = Prepared(query, [*self._fixed, *names])
        return self._prepared[size]


class ManyRows:
    """An insert of many rows into ``names``; ``finish`` says what happens where a row is there already.

    As few calls as powers of two up to CHUNK make up the number of rows. One call per row would hand the interpreter's
    lock to the other thread and back for each of them.
    """

    def __init__(
        self, table: Table, names: Sequence[str], finish: Callable[[Insert], Insert] = lambda new: new
    ) -> None:
        self._table, self._names, self._finish = table, names, finish
        self._prepared: dict[int, Prepared] = {}

    def run(self, link: Link, rows: Sequence[Values]) -> None:
        at = 0
        while at < len(rows):
            size = min(CHUNK, 1 << (len(rows) - at).bit_length() - 1)
            self._of_size(size).run(link, tuple([value for row in rows[at : at + size] for value in row]))
            at += size

    def _of_size(self, size: int) -> Prepared:
        if size not in self._prepared:
            rows: list[dict[str, Any]] = [
                {name: bindparam(f"{name}_{at}") for name in self._names} for at in range(size)
            ]
            binds = [f"{name}_{at}" for at in range(size) for name in self._names]
            self._prepared[size] = Prepared(self._finish(insert(self._table).values(rows)), binds)
        return self._prepared[size]


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
