"""The rehearsals that run: at most one of a meeting, begun by its host and wiped whatever happens to it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.context import Context
from server.errors import Refusal, UnknownSession
from server.features.agenda import actions as agenda
from server.features.polls import rounds
from server.features.rehearsal import actions as rehearsal
from server.features.rehearsal.checks import Checks
from server.features.rehearsal.walk import Pace, Walk, WalkState, plan
from server.features.rehearsal.walker import Walker
from server.live.hub import Channel, Hub
from server.live.snapshots import Room, View, read_room
from server.store import polls, rehearsals, sessions
from votes import agenda as rules
from votes.errors import VotingError
from votes.lifecycle import settled
from votes.model import PollState, SessionId

EVERY_S = 30.0
LEFT = timedelta(hours=1)  # with nobody looking at it
STAYS_OPEN_S = 600  # what is open while the walk pauses, so that it can be looked at

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """One rehearsal; ``seen_at`` is when its host looked at it last."""

    session: SessionId
    walk: Walk
    task: asyncio.Task[None]
    seen_at: datetime


class Rehearsals:
    """``pace`` is that of the rehearsals that begin from now on.

    ``is_unswept``: one is wiped, and the file is written anew as soon as no list is open.
    """

    def __init__(self, context: Context, hub: Hub, checks: Checks) -> None:
        self._context, self._hub, self.checks = context, hub, checks
        self.pace = Pace()
        self._runs: dict[SessionId, Run] = {}
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._is_stopping = self.is_unswept = False

    def of(self, meeting: SessionId) -> Run | None:
        """The meeting's rehearsal, now looked at by its host."""
        if run := self._runs.get(meeting):
            run.seen_at = self._context.clock()
        return run

    async def begin(self, meeting: SessionId) -> None:
        """Wipe the last one, then begin another. Raises Conflict, MeetingBegun, UnknownSession."""
        async with self._turn:
            await self._wipe(meeting)
            session = await rehearsal.begin(self._context, meeting)
            try:
                self._runs[meeting] = await self._run(session.id)
            except BaseException:  # a copy that nobody walks is nobody's
                await rehearsal.wipe(self._context, session.id)
                raise

    async def _run(self, session: SessionId) -> Run:
        room = await self._room(session)
        walk = Walk(plan(room.agenda, room.polls, takes_questions=room.questions is not None))
        walker = Walker(self._context, room.session, walk, self.pace)
        task = asyncio.create_task(walker.run(), name=f"rehearsal {session}")
        return Run(session, walk, task, self._context.clock())

    async def pause(self, meeting: SessionId) -> None:
        """Hold it; what is open stays open meanwhile, and the clock stands. Safe to repeat."""
        if (run := self.of(meeting)) is None or run.walk.state is not WalkState.WALKING:
            return
        run.walk.pause()
        room = await self._room(run.session)
        ending = [poll.id for poll in room.polls if poll.state is PollState.OPEN and poll.deadline]
        item = rules.current(room.agenda)
        with suppress(VotingError, Refusal):  # closed this very moment
            if ending:
                await rounds.extend_voting(self._context, run.session, ending, STAYS_OPEN_S)
            if item and item.is_running:
                await agenda.pause_clock(self._context, run.session, item.id)

    async def go_on(self, meeting: SessionId) -> None:
        """Safe to repeat."""
        if (run := self.of(meeting)) is None or run.walk.state is not WalkState.PAUSED:
            return
        item = rules.current((await self._room(run.session)).agenda)
        with suppress(VotingError, Refusal):
            if item and item.spent and not item.is_running:
                await agenda.start_clock(self._context, run.session, item.id)
        run.walk.go_on()

    async def end(self, meeting: SessionId) -> None:
        """Stop walking; all of it stays to be looked at. Safe to repeat."""
        if run := self.of(meeting):
            run.walk.stop()
            await asyncio.wait({run.task})

    async def wipe(self, meeting: SessionId) -> None:
        """For certain. Safe to repeat. Raises Busy: then some of it is still there, and it is tried again."""
        async with self._turn:
            await self._wipe(meeting)

    async def _wipe(self, meeting: SessionId) -> None:
        run = self._runs.get(meeting)
        if run:
            run.walk.stop()
            await asyncio.wait({run.task})
        async with self._context.database.read() as connection:
            left = await rehearsals.of_meeting(connection, meeting)
        if session := run.session if run else left:
            self.is_unswept = True
            await rehearsal.wipe(self._context, session)
        self._runs.pop(meeting, None)  # not before: what could not be wiped is tried again
        await self._sweep()

    async def _sweep(self) -> None:
        """What cannot be swept now is swept by a later round, or by the next start."""
        try:
            if self.is_unswept:
                self.is_unswept = not await rehearsal.sweep(self._context)
        except Exception:  # a full disk, say: the rows are gone all the same
            log.exception("the file could not be written anew after a rehearsal; trying again")

    def changed(self, session: SessionId) -> None:
        """Something of a session changed: a rehearsal ends when the real thing begins, or when somebody deletes it."""
        if session in self._runs or any(run.session == session for run in self._runs.values()):
            self._woken.set()

    def stop(self) -> None:
        """End ``run`` soon, and every walk."""
        self._is_stopping = True
        self._woken.set()

    async def start(self) -> None:
        """Before anybody is let in: nothing of an earlier server's rehearsals is left."""
        await rehearsal.wipe_all(self._context)

    async def run(self) -> None:
        """Look round again and again; at the end of the server nothing of any rehearsal is left."""
        while not self._is_stopping:
            try:
                await self.look_round()
            except Exception:  # a full disk, say: the next round tries again, and so does the next start
                log.exception("wiping a rehearsal failed; trying again")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._woken.wait()
            self._woken.clear()
        for meeting in tuple(self._runs):
            try:
                await self.wipe(meeting)
            except Exception:
                log.exception("a rehearsal is left for the next start to wipe")

    async def look_round(self) -> None:
        """Wipe what is over: left alone for an hour, overtaken by the real meeting, or not wiped when it should be."""
        for meeting, run in tuple(self._runs.items()):
            if await self._is_over(meeting, run):
                await self.wipe(meeting)
        async with self._turn:
            known = {run.session for run in self._runs.values()}
            async with self._context.database.read() as connection:
                left = [each for each in await rehearsals.every(connection) if each not in known]
            for session in left:
                await rehearsal.wipe(self._context, session)
            self.is_unswept |= bool(left)
            await self._sweep()

    async def _is_over(self, meeting: SessionId, run: Run) -> bool:
        now = self._context.clock()
        if self._hub.has_listeners(Channel(run.session, View.HOST)):  # a projector alone is nobody who looks
            run.seen_at = now
        try:
            async with self._context.database.read() as connection:
                await sessions.get(connection, meeting)
                await sessions.get(connection, run.session)
                held = await polls.of_session(connection, meeting)
        except UnknownSession:
            return True
        return rehearsal.has_begun([settled(poll, now) for poll in held]) or now - run.seen_at >= LEFT

    async def _room(self, session: SessionId) -> Room:
        async with self._context.database.read() as connection:
            return await read_room(connection, session, self._context.clock())
