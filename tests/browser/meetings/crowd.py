"""Simulated phones in a process of their own: they join, listen, load their pages and vote, until told to go."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any

from server.bench.client import send_all
from server.bench.meeting import Json, ballot, join_all
from server.bench.opening import Phone, once
from server.bench.pages import page_request
from server.bench.sockets import listen
from server.files.open_files import allow_many_sockets

READY_S, VOTING_S = 120.0, 8.0
LOOK_S = 0.2


class Crowd:
    """``phones`` of them in a meeting on a port of this machine."""

    def __init__(self, port: int, session: Json, phones: int) -> None:
        self.port, self.session, self.phones = port, session, phones

    async def attend(self, is_in: Event, may_vote: Event, has_voted: Event, may_go: Event) -> None:
        groups = [group["id"] for group in self.session["groups"]] or [None]
        voters = await join_all(self.port, self.session, [groups[n % len(groups)] for n in range(self.phones)])
        path = f"/s/{self.session['id']}"
        phones = [Phone(self.port, once(page_request(path, each)), each, rushes=False) for each in voters]
        for phone in phones:
            await phone.load()
            await listen(self.port, f"/ws/{self.session['id']}?view=phone", phone.voter, phone.hear)
        is_in.set()
        await _until(may_vote)
        (poll, *_) = self.session["polls"]
        ballots = [ballot(poll, each, random.sample(range(len(poll["options"])), 2)) for each in voters]
        cast = await send_all(self.port, ballots, 50, over_s=VOTING_S)
        assert cast.statuses == {200: self.phones}, cast.statuses
        has_voted.set()
        await _until(may_go)


async def _until(event: Event) -> None:
    while not event.is_set():  # noqa: ASYNC110 - of another process
        await asyncio.sleep(LOOK_S)


def _run(crowd: Crowd, *events: Event) -> None:
    allow_many_sockets()
    asyncio.run(crowd.attend(*events))


class Present:
    """The crowd as a test directs it."""

    def __init__(self, may_vote: Event, has_voted: Event) -> None:
        self._may_vote, self._has_voted = may_vote, has_voted

    def vote(self) -> None:
        """They begin, and take their time."""
        self._may_vote.set()

    def have_voted(self) -> None:
        assert self._has_voted.wait(READY_S), "the crowd has not voted"


@contextmanager
def attending(crowd: Crowd) -> Iterator[Present]:
    context: Any = multiprocessing.get_context("spawn")
    is_in, may_vote, has_voted, may_go = (context.Event() for _ in range(4))
    process = context.Process(target=_run, args=(crowd, is_in, may_vote, has_voted, may_go))
    process.start()
    try:
        assert is_in.wait(READY_S), "the crowd has not come in"
        yield Present(may_vote, has_voted)
    finally:
        may_go.set()
        process.join(10)
        process.kill()
