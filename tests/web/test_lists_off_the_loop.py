"""Texts of megabytes: read beside the loop, or refused after as many lines as can be meant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from server.errors import BadFields
from server.features.meetings import import_lists
from server.web.form_body import lines_of
from tests.builders import Json, Room
from tests.tab import Tab
from votes.errors import BadRows
from votes.lists.table import Wishes

MIB = 1024 * 1024


def longest_step(work: Callable[[], Awaitable[object]]) -> float:
    """How long the loop did nothing else."""

    async def run() -> float:
        steps, began = [0.0], time.perf_counter()
        working = asyncio.ensure_future(work())
        while not working.done():
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            steps.append(now - began)
            began = now
        assert isinstance(working.exception(), BadRows | None)
        return max(steps)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "data",
    [
        b"," * 5 * MIB,
        b"list,title\n" + b",,,,,,,,,x\n" * 400_000,
        b"list\ttitle\n" + b"\t" * 4 * MIB,
        b"\x81\n" * 2 * MIB,
    ],
    ids=["commas", "rows", "tabs", "odd bytes"],
)
def test_a_file_of_the_largest_size_holds_nobody_up(data: bytes) -> None:
    """5 MB of commas took 2 s of the loop. The best of three, since other work on the machine is no step of ours."""
    steps = (longest_step(lambda: import_lists.understood_file(data, "list", Wishes(), ())) for _ in range(3))
    assert any(step < 0.5 for step in steps)


@pytest.mark.parametrize("text", ["a\n" * MIB, "a\r\n" * MIB, "\n" * MIB + "a\n" * 300])
def test_no_more_lines_are_looked_at_than_can_be_meant(text: str) -> None:
    with pytest.raises(BadFields):
        lines_of(text, "names", 200)


def test_lines_are_told_apart_as_python_does() -> None:
    text = "a\n b \r\n\n\x0bc\x0cd\x1ce\x1df\x1eg\x85h\u2028i\u2029 \nj"

    assert lines_of(text, "names", 99) == [line.strip() for line in text.splitlines() if line.strip()]


def test_the_boxes_for_lines_refuse_too_many(hall: Room) -> None:
    host, tickets = Tab(hall).sign_in(), hall.session(groups=[f"G{n}" for n in range(100)], admission="ticket")
    many: Json = {"title": "A", "listing": "list,title\nA,B", "groups": "a\n" * 200_000, "do": "create"}
    began = time.process_time()

    made = host.upload("/host/new", many, {})
    printed = host.upload(f"/print/{tickets['id']}/tickets", {"names": "a,b\n" * 200_000}, {})

    assert (made.status, printed.status) == (422, 422)
    assert "too many lines" in made.text
    assert time.process_time() - began < 2
