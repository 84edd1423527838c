"""Every write tells the room: pages and what is kept in memory rely on it."""

from __future__ import annotations

import ast

from server.core.notifier import Notifier
from tests.architecture.sources import sources

EVENTS = {name for name in vars(Notifier) if not name.startswith("_")} - {"join_page_opened"}  # which nobody writes
# Nobody can be looking at what these write: when a sign-in was used last, a session that is new, what a key is known
# by. What takes the ballots' place after close looks the same to everybody, and so does a file that was written anew.
SILENT = {"note_in_use", "add_session", "check_keys", "_take_step", "erase_key", "sweep"}


def writes(text: str) -> list[tuple[str, bool]]:
    """The functions that open a writing transaction, each with whether it tells."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AsyncFunctionDef):
            called = {each.func.attr for each in ast.walk(node) if _is_call(each)}  # type: ignore[attr-defined]
            if called & {"write", "transact"}:
                found.append((node.name, bool(called & EVENTS)))
    return found


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def test_every_write_tells_the_room() -> None:
    found = [each for source in sources("server/core", "server/features") for each in writes(source.text)]

    assert {name for name, tells in found if not tells} == SILENT
    assert len(found) > 10  # the control: writes were found at all


def test_a_write_that_tells_nobody_is_found() -> None:
    text = "async def quiet(context):\n    async with context.database.write() as connection:\n        pass\n"

    assert writes(text) == [("quiet", False)]
    assert writes(text + "    context.notifier.session_changed(1)\n") == [("quiet", True)]
