"""Notices that the machine's clock was set, also while the server did not run, and lets no list's end hang on it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from server.core.context import Context
from server.errors import Busy
from server.files.clock_mark import ClockMark, keep_mark, read_mark
from server.store import actions, polls
from server.store.actions import Action, Deed
from votes.clock_jump import TOLERANCE, Pause, over_the_pause
from votes.model import Poll, PollId, PollState

EVERY_S = 30.0

log = logging.getLogger(__name__)


class Steady(Protocol):
    """The server's clock, which nobody sets (``server/clock.py``): ``ticks`` are seconds since ``boot``."""

    boot: str

    def __call__(self) -> datetime: ...

    def ticks(self) -> float: ...

    @property
    def drift(self) -> timedelta: ...


class ClockWatch:
    """Keeps a mark of both clocks in ``folder`` twice a minute."""

    def __init__(self, context: Context, folder: Path, clock: Steady) -> None:
        self._context, self._folder, self._clock = context, folder, clock
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Compare with the last mark, before anybody looks at a list: one that has ended is closed by the next look."""
        try:
            await self._go_on(read_mark(self._folder) or await self._from_the_past())
        except Busy as refused:  # the mark stays, and the next start compares again
            log.error("the clocks could not be compared: %s", refused)
            return
        self._keep()

    async def _from_the_past(self) -> ClockMark | None:
        """A mark that a cut of power took, or a copy has not: the last that anybody did, by the clock of then."""
        async with self._context.database.read() as connection:
            moment = await actions.newest_of_all(connection)
        return ClockMark(moment=moment, ticks=0.0, boot="") if moment else None

    async def run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._stopping.wait()
            self._context.clock_news.is_set = abs(self._clock.drift) > TOLERANCE
            self._keep()

    def stop(self) -> None:
        self._stopping.set()

    async def _go_on(self, last: ClockMark | None) -> None:
        if last is None:
            return
        now, news = self._clock(), self._context.clock_news
        passed = self._clock.ticks() - last.ticks
        is_measured = last.boot == self._clock.boot != "" and passed >= 0
        pause = Pause(last.moment, now, timedelta(seconds=passed) if is_measured else None)
        news.jumped_at, news.expected = last.jumped_at, last.before
        if pause.is_jump:
            news.jumped_at, news.expected = now, pause.expected
            log.error("the machine's clock jumped: it was %s, and is %s now", pause.expected or pause.since, now)
        news.waiting = {*map(PollId, last.waiting), *await self._over(pause)}

    async def _over(self, pause: Pause) -> list[PollId]:
        """Close what has ended for certain, and let the rest wait for the host; returns what waits."""
        async with self._context.database.read() as connection:
            ending = await polls.with_an_end(connection)
        changed = [(poll, over_the_pause(poll, pause)) for poll in ending]
        for before, after in changed:
            if after != before:
                await self._write(after, pause)
        return [after.id for before, after in changed if after != before and after.state is PollState.OPEN]

    async def _write(self, poll: Poll, pause: Pause) -> None:
        async with self._context.database.write() as connection:
            await polls.save(connection, poll)
            if poll.state is PollState.OPEN:
                await actions.add(connection, poll.session, Action(Deed.DOUBT, pause.until, (poll.id,)))
        self._context.notifier.session_changed(poll.session)

    def _keep(self) -> None:
        news = self._context.clock_news
        mark = ClockMark(
            moment=self._clock(),
            ticks=self._clock.ticks(),
            boot=self._clock.boot,
            jumped_at=news.jumped_at,
            before=news.expected,
            waiting=tuple(news.waiting),
        )
        with suppress(OSError):  # a disk in trouble is told of by its own ways
            keep_mark(self._folder, mark)
