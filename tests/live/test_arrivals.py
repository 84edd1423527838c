"""What sockets are sent first: one reading serves all who asked before it began."""

from __future__ import annotations

import asyncio

import pytest

from server.live.arrivals import Arrivals, Frames
from server.live.hub import Audience, Channel
from server.live.snapshots import View
from votes.model import SessionId

HALL, SCREEN = (Audience(Channel(SessionId("a"), view)) for view in (View.PHONE, View.SCREEN))


class Book:
    """Readings, each of which shows how often it was read before; ``gate`` holds them up."""

    def __init__(self) -> None:
        self.begun: list[Audience] = []
        self.gate = asyncio.Event()
        self.failure: Exception | None = None

    async def read(self, audience: Audience) -> Frames:
        self.begun.append(audience)
        number = len(self.begun)
        await self.gate.wait()
        if self.failure:
            raise self.failure
        return [("state", b"%d" % number)]


def test_who_comes_while_a_reading_runs_gets_the_next_one_together() -> None:
    async def story() -> None:
        book = Book()
        arrivals = Arrivals(book.read)
        first = asyncio.create_task(arrivals.frames(HALL))
        await asyncio.sleep(0.01)
        later = [asyncio.create_task(arrivals.frames(HALL)) for _ in range(50)]
        await asyncio.sleep(0.01)
        assert book.begun == [HALL]
        book.gate.set()
        assert await first == [("state", b"1")]
        assert await asyncio.gather(*later) == [[("state", b"2")]] * 50
        assert book.begun == [HALL, HALL]
        assert await arrivals.frames(HALL) == [("state", b"3")]  # nothing is kept

    asyncio.run(story())


def test_audiences_are_read_apart() -> None:
    async def story() -> None:
        book = Book()
        book.gate.set()
        arrivals = Arrivals(book.read)
        await asyncio.gather(arrivals.frames(HALL), arrivals.frames(SCREEN))
        assert sorted(book.begun) == sorted([HALL, SCREEN])

    asyncio.run(story())


def test_who_leaves_does_not_end_it_for_the_others() -> None:
    async def story() -> None:
        book = Book()
        arrivals = Arrivals(book.read)
        leaving, staying = (asyncio.create_task(arrivals.frames(HALL)) for _ in range(2))
        await asyncio.sleep(0.01)
        leaving.cancel()
        book.gate.set()
        assert await staying == [("state", b"1")]

    asyncio.run(story())


def test_a_reading_that_fails_fails_for_those_it_was_for() -> None:
    async def story() -> None:
        book = Book()
        book.failure = KeyError("gone")
        arrivals = Arrivals(book.read)
        first = asyncio.create_task(arrivals.frames(HALL))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(arrivals.frames(HALL))
        book.gate.set()
        with pytest.raises(KeyError):
            await first
        with pytest.raises(KeyError):
            await second
        book.failure = None
        assert await arrivals.frames(HALL) == [("state", b"3")]

    asyncio.run(story())


def test_a_server_that_stops_waits_for_what_is_being_read() -> None:
    async def story() -> None:
        book = Book()
        arrivals = Arrivals(book.read)
        asked = asyncio.create_task(arrivals.frames(HALL))
        await asyncio.sleep(0.01)
        stopping = asyncio.create_task(arrivals.stop())
        await asyncio.sleep(0.01)
        assert not stopping.done()
        book.gate.set()
        await stopping
        assert await asked == [("state", b"1")]

    asyncio.run(story())
