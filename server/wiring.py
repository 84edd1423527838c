"""The parts of a running server, built once and started and stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from starlette.applications import Starlette

from server.access.address_watch import AddressWatch
from server.access.auth import Auth
from server.access.origins import read_origins
from server.access.rate_limits import RateLimits
from server.config import Settings
from server.core.context import Context
from server.core.memory import Memory
from server.core.queues import Entered, Queues, Scan, Submission, Supported, Tap
from server.core.unused_files import drop_unused_files
from server.features.hosts.expiry import SignInExpiry
from server.features.meetings.clock_watch import ClockWatch, Steady
from server.features.meetings.timekeeper import Timekeeper
from server.features.polls.poll_keys import check_keys
from server.features.rehearsal.checks import Checks
from server.features.rehearsal.runs import Rehearsals
from server.files.data_folder import DATABASE
from server.files.kept_files import documents_of, slides_of
from server.files.keys import Keys
from server.files.passphrase import Passphrase
from server.live.broadcast import Broadcaster
from server.live.hub import Hub
from server.live.notifier import LiveNotifier
from server.live.rooms import Rooms
from server.live.socket import Sockets
from server.store.ballots import Receipt
from server.store.database import Database
from server.store.voters import NewVoter
from server.web.crowd import Crowd, Line
from server.web.endpoint import Services
from server.writers.ballots import record_ballots, record_joins
from server.writers.group_commit import GroupCommit
from server.writers.supports import record_taps
from server.writers.tickets import record_entries
from votes.model import Voter

Clock = Callable[[], datetime]


class Writers(NamedTuple):
    """One per queue, by the names of ``core.queues.Queues``."""

    ballots: GroupCommit[Submission, Receipt]
    joins: GroupCommit[NewVoter, Voter]
    scans: GroupCommit[Scan, Entered]
    supports: GroupCommit[Tap, Supported]


class Wiring:
    """Builds every part from the settings; who needs whom is decided here and nowhere else."""

    def __init__(self, settings: Settings, clock: Steady) -> None:
        database, keys = Database(settings.data / DATABASE), Keys(settings.data, settings.host_key)
        origins, hub, rooms, memory = read_origins(settings), Hub(), Rooms(database), Memory()
        auth = Auth(database, keys, origins)
        told: dict[str, Any] = {"waiting": lambda: self._writers.ballots.waiting, "address": lambda: origins.mark}
        self._broadcaster = Broadcaster(database=database, keys=keys, hub=hub, rooms=rooms, clock=clock, **told)
        notifier = LiveNotifier(self._broadcaster, hub, auth, memory)
        self._writers: Writers = _writers(database, clock, notifier)
        context = Context(
            database=database,
            clock=clock,
            keys=keys,
            queues=Queues(**self._writers._asdict()),
            notifier=notifier,
            memory=memory,
            **_beside_the_database(settings.data),
        )
        self._timekeeper = Timekeeper(context)
        self._clock_watch = ClockWatch(context, settings.data, clock)
        self._expiry = SignInExpiry(context, hub.marks)
        self._address_watch = AddressWatch(origins)
        origins.when_moved.append(notifier.address_moved)
        checks = Checks(settings.data)
        self._rehearsals = Rehearsals(context, hub, checks)
        notifier.on_session_changed(self._timekeeper.wake)
        notifier.on_session_changed(self._rehearsals.changed)
        notifier.on_join_page_opened(lambda meeting: checks.opened(meeting, clock()))
        self.services = Services(
            settings=settings,
            origins=origins,
            context=context,
            auth=auth,
            limits=RateLimits(),
            is_in_memory=lambda session: rooms.is_known(session) or session in memory.sharing,
            crowds={line: Crowd(line.value) for line in Line},
            parts={Hub: hub, Rooms: rooms, Rehearsals: self._rehearsals},
        )
        self.sockets = Sockets(database=database, auth=auth, hub=hub, room=self._broadcaster, clock=clock)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """What the application runs in: everything starts, and stops in an order in which nothing is lost."""
        context = self.services.context
        await context.database.start()
        await check_keys(context)
        await self._clock_watch.start()
        for files in (context.documents, context.slides):
            files.drop_unfinished()
        await drop_unused_files(context)
        for writer in self._writers:
            writer.start()
        closing = asyncio.create_task(self._timekeeper.run(), name="timekeeper")
        watching = asyncio.create_task(self._clock_watch.run(), name="clock watch")
        expiring = asyncio.create_task(self._expiry.run(), name="sign-in expiry")
        following = asyncio.create_task(self._address_watch.run(), name="address watch")
        await self._rehearsals.start()
        rehearsing = asyncio.create_task(self._rehearsals.run(), name="rehearsals")
        yield
        self._rehearsals.stop()
        await rehearsing
        for writer in reversed(self._writers):
            await writer.stop()
        self._timekeeper.stop()
        self._expiry.stop()
        self._clock_watch.stop()
        self._address_watch.stop()
        await asyncio.gather(closing, expiring, watching, following)
        await self._broadcaster.stop()
        await context.database.stop()


def _beside_the_database(folder: Path) -> dict[str, Any]:
    """What of the context is kept in files of its own."""
    return {"passphrase": Passphrase(folder), "documents": documents_of(folder), "slides": slides_of(folder)}


def _writers(database: Database, clock: Clock, notifier: LiveNotifier) -> Writers:
    return Writers(
        ballots=GroupCommit(
            database, lambda link, batch: record_ballots(link, batch, clock()), notifier.ballots_recorded
        ),
        joins=GroupCommit(database, record_joins, notifier.voters_joined),
        scans=GroupCommit(database, record_entries, notifier.tickets_used),
        supports=GroupCommit(database, record_taps, notifier.supports_recorded),
    )
