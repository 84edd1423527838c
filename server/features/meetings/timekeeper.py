"""Closes polls when their time is over, also those whose time passed meanwhile, brings closing to its end, and lets

old sessions go.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from datetime import datetime

from server.core.context import Context
from server.errors import Busy, UnknownPoll
from server.features.meetings.copies import remove_expired
from server.features.polls.erasure import finish_closing
from server.store import polls
from votes import lifecycle
from votes.model import PollId, PollState, SessionId

LONGEST_SLEEP_S = 30.0
SETTLED_EVERY_S = 25.0
RETRY_S, ERASE_AGAIN_S = 1.0, 20.0

log = logging.getLogger(__name__)


class Timekeeper:
    """Sleeps until the next end. ``wake`` after every change, so a moved end is seen at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._changed = asyncio.Event()
        self._is_stopping = False
        self._settled_at = 0.0

    def wake(self, _session: SessionId | None = None) -> None:
        self._changed.set()

    def stop(self) -> None:
        """End ``run`` soon. It is not cancelled, since a database call that is cut off takes its connection along."""
        self._is_stopping = self._context.is_ending = True
        self.wake()

    async def run(self) -> None:
        while not self._is_stopping:
            self._changed.clear()
            try:
                pause = await self._close_due()
            except Busy:  # the disk refuses, which was said already; the rules refuse late ballots meanwhile
                pause = RETRY_S
            except Exception:  # nothing may end the only clock
                log.exception("closing what is due failed; trying again")
                pause = RETRY_S
            if self._is_stopping:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):  # wait_for can swallow a cancellation on Python 3.11
                    await self._changed.wait()

    async def _close_due(self) -> float:
        """Write down what has ended; return the seconds until the next end."""
        now = self._context.clock()
        async with self._context.database.read() as connection:
            ending = await polls.with_an_end(connection)
        for poll in ending:
            if lifecycle.settled(poll, now).state is PollState.CLOSED:
                with suppress(UnknownPoll):  # deleted this moment
                    await self._close(poll.id, now)
        await remove_expired(self._context, now)
        is_done = await finish_closing(self._context)
        is_cut = await self._cut_log()
        await self._settle_log()
        ahead = [left for poll in ending if (left := lifecycle.remaining(poll, now)) is not None]
        return min([LONGEST_SLEEP_S if is_done else ERASE_AGAIN_S, LONGEST_SLEEP_S if is_cut else RETRY_S, *ahead])

    async def _cut_log(self) -> bool:
        """What was deleted must not stand in the log until something else happens to cut it. Whether none does."""
        if self._context.log_has_deleted:
            self._context.log_has_deleted = False  # what is deleted from now on sets it again
            self._context.log_has_deleted |= not await self._context.database.empty_log()
        return not self._context.log_has_deleted

    async def _settle_log(self) -> None:
        """What was acknowledged stands in the file itself within a minute, whoever copies that alone."""
        if time.monotonic() >= self._settled_at + SETTLED_EVERY_S:
            await self._context.database.settle_log()
            self._settled_at = time.monotonic()

    async def _close(self, poll: PollId, now: datetime) -> None:
        async with self._context.database.write() as connection:
            kept = await polls.get(connection, poll)
            settled = lifecycle.settled(kept, now)
            if settled == kept:
                return
            await polls.save(connection, settled)
        self._context.notifier.session_changed(settled.session)
