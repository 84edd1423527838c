"""One socket's inbox: what goes out at once, what waits, and that nothing overtakes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from server.live.hub import Inbox

PULSE = b'{"type":"pulse"}'
Talk = Callable[[Inbox, "Client"], Coroutine[Any, Any, None]]


class Client:
    """Keeps what was pushed, while it can take it."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []
        self.is_slow = False

    def push(self, text: bytes) -> bool:
        if not self.is_slow:
            self.heard.append(read(text))
        return not self.is_slow


def read(text: bytes) -> tuple[int, str]:
    message = json.loads(text)
    return message["seq"], message["type"]


def frame(kind: str) -> bytes:
    return json.dumps({"type": kind}).encode()


def play(talk: Talk) -> Client:
    client = Client()
    asyncio.run(talk(Inbox(push=client.push), client))
    return client


async def sender(inbox: Inbox, sent: list[tuple[int, str]]) -> None:
    """Sends what is taken, as the socket does."""
    while True:
        for text in await inbox.take(5.0, PULSE):
            await asyncio.sleep(0)
            sent.append(read(text))


def test_what_is_put_while_somebody_waits_goes_out_at_once() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        sent: list[tuple[int, str]] = []
        inbox.put("state", frame("state"))
        task = asyncio.create_task(sender(inbox, sent))
        await asyncio.sleep(0.01)
        inbox.put("tally", frame("tally"))
        inbox.put("tally", frame("tally"))
        assert (sent, client.heard) == ([(1, "state")], [(2, "tally"), (3, "tally")])
        task.cancel()

    play(talk)


def test_a_slow_reading_does_not_supersede_one_that_was_begun_after_it() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        inbox.put_first("tally", frame("newer"), 5)
        inbox.put("tally", frame("older"), 4)
        assert [read(each) for each in await inbox.take(1.0, PULSE)] == [(1, "newer")]
        inbox.put("tally", frame("newest"), 6)
        assert [read(each) for each in await inbox.take(1.0, PULSE)] == [(2, "newest")]  # the control

    play(talk)


def test_the_first_reading_supersedes_an_older_one_that_came_before_it() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        inbox.put("tally", frame("older"), 4)
        inbox.put_first("tally", frame("newer"), 5)
        assert [read(each) for each in await inbox.take(1.0, PULSE)] == [(1, "newer")]
        inbox.put("ballot", frame("told"))
        inbox.put_first("ballot", frame("snapshot"))  # neither is numbered: what was told is the newer
        assert [read(each) for each in await inbox.take(1.0, PULSE)] == [(2, "told")]

    play(talk)


def test_nothing_is_pushed_before_the_first_messages_are_taken() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        inbox.put("tally", frame("tally"))
        inbox.put_first("state", frame("state"))
        assert client.heard == []
        assert [read(each) for each in await inbox.take(1.0, PULSE)] == [(1, "state"), (2, "tally")]

    play(talk)


def test_nothing_overtakes_what_was_taken_and_is_not_sent_yet() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        inbox.put("state", frame("state"))
        taken = await inbox.take(1.0, PULSE)
        inbox.put("tally", frame("tally"))  # the socket still sends what it took
        assert client.heard == []
        assert [read(each) for each in (*taken, *await inbox.take(1.0, PULSE))] == [(1, "state"), (2, "tally")]

    play(talk)


def test_a_slow_client_finds_the_newest_of_each_kind_and_no_gap_in_the_numbers() -> None:
    async def talk(inbox: Inbox, client: Client) -> None:
        sent: list[tuple[int, str]] = []
        inbox.put("state", frame("state"))
        task = asyncio.create_task(sender(inbox, sent))
        await asyncio.sleep(0.01)
        client.is_slow = True
        for _ in range(3):
            inbox.put("tally", frame("tally"))
        inbox.put("presence", frame("presence"))
        client.is_slow = False
        inbox.put("tally", frame("newest"))  # waits in turn, since older ones do
        assert client.heard == []
        await asyncio.sleep(0.01)
        assert sent == [(1, "state"), (2, "newest"), (3, "presence")]
        inbox.put("tally", frame("tally"))
        assert client.heard == [(4, "tally")]
        task.cancel()

    play(talk)


def test_silence_is_filled_and_numbered() -> None:
    async def talk(inbox: Inbox, _: Client) -> None:
        assert [read(each) for each in await inbox.take(0.01, PULSE)] == [(1, "pulse")]

    play(talk)
