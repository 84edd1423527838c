"""The rooms of a running server, built once, and who tells whom; they start and stop together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from starlette.applications import Starlette

from server.access.auth import Auth
from server.access.origins import read_origins
from server.access.rate_limits import (
    BALLOTS_AT_ONCE,
    BALLOTS_PER_SECOND,
    ITEMS_AT_ONCE,
    ITEMS_PER_SECOND,
    SIGN_INS_PER_SECOND,
    SIGN_INS_WAITING,
    Buckets,
    Failures,
    KnownCodes,
)
from server.config import Settings
from server.core.context import Desk
from server.features.hosts.expiry import Doorkeeper
from server.features.meetings.timekeeper import Timekeeper
from server.features.rehearsal.checks import Checks
from server.features.rehearsal.runs import Rehearsals
from server.files.data_folder import DATABASE
from server.files.kept_files import documents_of, slides_of
from server.files.keys import Keys
from server.files.passphrase import Passphrase
from server.live import messages
from server.live.broadcast import Broadcaster
from server.live.hub import Hub
from server.live.rooms import Rooms
from server.live.socket import Sockets
from server.store.ballots import Receipt
from server.store.database import Database
from server.store.voters import NewVoter
from server.web.endpoint import Services
from server.writers.ballots import Submission, record_ballots, record_joins
from server.writers.group_commit import GroupCommit
from server.writers.supports import Supported, Tap, record_taps
from server.writers.tickets import Entered, Scan, record_entries
from votes.model import PollId, SessionId, Voter, VoterId

Clock = Callable[[], datetime]


class House:
    """The rooms, built once, and who tells whom: the writer tells live, the desk tells live and the clock."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        database = Database(settings.data / DATABASE)
        keys, hub, rooms = Keys(settings.data, settings.host_key), Hub(), Rooms()
        origins = read_origins(settings)
        self._broadcaster = Broadcaster(
            database=database, keys=keys, hub=hub, rooms=rooms, clock=clock, queue=lambda: self._box.waiting
        )
        self._box = GroupCommit(database, lambda link, batch: record_ballots(link, batch, clock()), self._ballots_kept)
        self._door = GroupCommit(database, record_joins, self._voters_kept)
        self._entrance = GroupCommit(database, record_entries, self._tickets_used)
        self._taps = GroupCommit(database, record_taps, self._taps_kept)
        auth = Auth(database, keys, origins)
        desk = Desk(
            database=database,
            keys=keys,
            passphrase=Passphrase(settings.data),
            documents=documents_of(settings.data),
            slides=slides_of(settings.data),
            clock=clock,
            tell=self._changed,
            gone=auth.forget_voters,
            displaced=self._displaced,
            signed_out=self._signed_out,
            ballot_box=self._box,
            door=self._door,
            entrance=self._entrance,
            asked=self._broadcaster.asked,
            support=self._taps,
            keyed=self._broadcaster.joined,
        )
        self._timekeeper = Timekeeper(desk)
        self._doorkeeper = Doorkeeper(desk, hub.marks)
        codes, sign_ins = Failures(), Failures(SIGN_INS_PER_SECOND, SIGN_INS_WAITING)
        pace = Buckets(BALLOTS_AT_ONCE, BALLOTS_PER_SECOND)
        items_pace = Buckets(ITEMS_AT_ONCE, ITEMS_PER_SECOND)
        lines = (codes, sign_ins, KnownCodes(), pace, items_pace)
        self._rehearsals = Rehearsals(desk, hub, Checks(settings.data))
        self.services = Services(settings, origins, database, desk, auth, hub, rooms, *lines, self._rehearsals)
        self.sockets = Sockets(database=database, auth=auth, hub=hub, room=self._broadcaster, clock=clock)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        boxes = (self._box, self._door, self._entrance, self._taps)
        await self.services.database.start()
        for files in (self.services.desk.documents, self.services.desk.slides):
            files.drop_unfinished()
        for box in boxes:
            box.start()
        clockwork = asyncio.create_task(self._timekeeper.run(), name="timekeeper")
        watch = asyncio.create_task(self._doorkeeper.run(), name="doorkeeper")
        await self._rehearsals.start()
        rehearsing = asyncio.create_task(self._rehearsals.run(), name="rehearsals")
        yield
        self._rehearsals.stop()
        await rehearsing
        for box in reversed(boxes):
            await box.stop()
        self._timekeeper.stop()
        self._doorkeeper.stop()
        await asyncio.gather(clockwork, watch)
        await self._broadcaster.stop()
        await self.services.database.stop()

    def _changed(self, session: SessionId) -> None:
        self._timekeeper.wake()
        self._rehearsals.changed(session)
        self._broadcaster.changed(session)

    def _displaced(self, voter: Voter) -> None:
        """The phone that had this voter's credential is told, and hears no more."""
        self.services.auth.forget_voter(voter.id)
        self.services.hub.end_voter(voter.session, voter.id, messages.bye())

    def _signed_out(self, marks: Collection[bytes]) -> None:
        """What these have open ends; their pages find the way to sign in."""
        self.services.hub.end_marked(marks, messages.bye())

    def _ballots_kept(self, batch: Sequence[tuple[Submission, Receipt]]) -> None:
        opened = self.services.desk.opened
        by_poll: defaultdict[PollId, set[VoterId]] = defaultdict(set)
        for submission, _ in batch:
            by_poll[submission.box.poll].add(submission.voter)
        for poll, voters in by_poll.items():
            if poll in opened:
                self._broadcaster.cast(opened[poll].session, poll, voters)
        for submission, receipt in batch:
            poll = submission.box.poll
            if submission.sharing and poll in opened:
                self._broadcaster.revised(opened[poll].session, poll, submission.sharing, receipt.revision)

    def _tickets_used(self, batch: Sequence[tuple[Scan, Entered]]) -> None:
        for _, entered in batch:
            if entered.moved:
                self._displaced(entered.voter)
        last = {entered.voter.id: (scan.token_hash, entered.voter) for scan, entered in batch}
        for token_hash, voter in last.values():  # of phones that scanned one ticket together, the last one holds it
            self.services.auth.remember(token_hash, voter)
        for session in {entered.voter.session for _, entered in batch}:
            self._broadcaster.joined(session)

    def _taps_kept(self, batch: Sequence[tuple[Tap, Supported]]) -> None:
        for session in {supported.session for _, supported in batch}:
            self._broadcaster.asked(session)

    def _voters_kept(self, batch: Sequence[tuple[NewVoter, Voter]]) -> None:
        for new, voter in batch:
            self.services.auth.remember(new.token_hash, voter)
        for session in {voter.session for _, voter in batch}:
            self._broadcaster.joined(session)
