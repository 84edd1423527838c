"""Nothing inside a transaction waits for anything but the database: all ballots stand behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.sources import sources

CONNECTIONS = {"Connection", "AsyncConnection"}
FOLDERS = ("server/core", "server/features", "server/store", "server/process", "server/live", "server/access")
ELSEWHERE = {"asyncio", "anyio", "slides", "limited", "filing", "drawing"}  # threads, programs, locks


def waits(text: str) -> list[int]:
    """The lines that wait for something else, inside a write or in what gets its connection."""
    found: list[int] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AsyncWith):
            for item in node.items:
                if _is_write(item.context_expr) and isinstance(item.optional_vars, ast.Name):
                    found += _foreign(node.body, {item.optional_vars.id})
        elif isinstance(node, ast.AsyncFunctionDef):
            given = {each.arg for each in (*node.args.args, *node.args.kwonlyargs) if _is_connection(each.annotation)}
            if given:
                found += _foreign(node.body, given)
    return sorted(set(found))


def _is_write(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write"


def _is_connection(node: ast.AST | None) -> bool:
    return node is not None and bool({each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & CONNECTIONS)


def _foreign(body: Iterable[ast.stmt], connections: set[str]) -> Iterator[int]:
    """Whatever is awaited has the connection, and nothing of threads or programs."""
    for statement in body:
        for line, awaited in _awaited(statement):
            named = {each.id for each in ast.walk(awaited) if isinstance(each, ast.Name)}
            named |= {each.attr for each in ast.walk(awaited) if isinstance(each, ast.Attribute)}
            if not named & connections or named & ELSEWHERE:
                yield line


def _awaited(statement: ast.stmt) -> Iterator[tuple[int, ast.AST]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Await):
            yield node.lineno, node.value
        elif isinstance(node, ast.AsyncWith):
            yield from ((node.lineno, item.context_expr) for item in node.items)
        elif isinstance(node, ast.AsyncFor):
            yield node.lineno, node.iter


def test_a_transaction_waits_for_nothing_but_the_database() -> None:
    found = {source.module: lines for source in sources(*FOLDERS) if (lines := waits(source.text))}

    assert found == {}


BEGIN = "async def act(context):\n    async with context.database.write() as link:\n        "
TAKEN = "async def drop(context, connection: Connection):\n    "


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (BEGIN + "await asyncio.to_thread(keep)", [3]),
        (BEGIN + "await asyncio.to_thread(keep, await names(link))", [3]),
        (BEGIN + "await read_other(context)", [3]),
        (BEGIN + "async with context.filing: pass", [3]),
        (TAKEN + "await asyncio.to_thread(keep, await names(connection))", [2]),
        (TAKEN + "await names(connection)", []),
        (BEGIN + "await names(link)\n    await asyncio.to_thread(sweep)", []),
    ],
)
def test_what_waits_for_something_else_is_found(text: str, lines: list[int]) -> None:
    assert waits(text) == lines
