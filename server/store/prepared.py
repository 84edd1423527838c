"""Core statements compiled once and run with plain tuples.

A batch of ballots is many small rows. SQLAlchemy renders an expanding IN anew at each execution and walks through the
parameters of every row in Python, which took two thirds of a batch's time. Here the dialect compiles each statement
once, and the driver gets the tuples as they are. It is still SQLAlchemy that writes the SQL, for any of its dialects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, ClauseElement, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

Values = tuple[object, ...]


class Prepared:
    """One statement. ``binds`` names its parameters in the order in which their values are given."""

    def __init__(self, statement: ClauseElement, binds: Sequence[str]) -> None:
        self._statement, self._binds = statement, list(binds)
        self._sql: dict[str, str] = {}

    async def rows(self, connection: AsyncConnection, values: Values) -> Sequence[tuple[Any, ...]]:
        """The rows of a query, values as the driver gives them."""
        found = await connection.exec_driver_sql(self._text(connection), values)
        return cast(Sequence[tuple[Any, ...]], found.all())

    async def run_many(self, connection: AsyncConnection, rows: list[Values]) -> None:
        """Run it once per row."""
        await connection.exec_driver_sql(self._text(connection), rows)

    def _text(self, connection: AsyncConnection) -> str:
        dialect = connection.dialect
        if dialect.name not in self._sql:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._binds)
            order = list(getattr(compiled, "positiontup", None) or ())
            if order != self._binds:
                raise ValueError(f"the binds stand in another order: {order}")
            self._sql[dialect.name] = str(compiled)
        return self._sql[dialect.name]


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
