"""Who has chosen and not sent: what open pages say of themselves, in memory only and gone with their socket."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from server.access.rate_limits import DRAFTS_AT_ONCE, DRAFTS_PER_SECOND, Buckets
from votes.model import PollId, SessionId, VoterId

PAGE_POLLS = 100  # one page names no more lists than that; what a script makes up is not kept without end
LONGEST_ID = 64


class Draft(msgspec.Struct, frozen=True, tag="draft"):
    """What a phone says: whether it shows choices of this poll that are not sent."""

    poll: str
    chosen: bool


class Page(NamedTuple):
    """One socket of a voter's. ``number`` tells their tabs apart."""

    session: SessionId
    voter: VoterId
    number: int


class Drafts:
    """A voter with several tabs counts once, until the ballot is recorded or no open page shows the choices."""

    def __init__(self) -> None:
        self._chosen: defaultdict[SessionId, dict[PollId, dict[VoterId, set[Page]]]] = defaultdict(dict)
        self._of_page: defaultdict[Page, set[PollId]] = defaultdict(set)
        self._pace = Buckets(DRAFTS_AT_ONCE, DRAFTS_PER_SECOND)

    async def turn(self, page: Page) -> None:
        """Wait until this voter may say one more thing: nothing is lost, but a script that talks on is heard slowly."""
        wait_s = self._pace.take(page.voter)
        while wait_s:
            await asyncio.sleep(wait_s)
            wait_s = self._pace.take(page.voter)

    def heard(self, page: Page, said: Draft) -> bool:
        """Whether this changes a count."""
        poll, before = PollId(said.poll), self._voters(page.session, said.poll)
        if not said.chosen:
            self._take_away(page, poll)
        elif len(poll) <= LONGEST_ID and len(self._of_page[page]) < PAGE_POLLS:
            self._of_page[page].add(poll)
            self._chosen[page.session].setdefault(poll, {}).setdefault(page.voter, set()).add(page)
        return self._voters(page.session, said.poll) != before

    def left(self, page: Page) -> None:
        """The socket is gone, and nobody knows what its phone shows now."""
        for poll in list(self._of_page.get(page, ())):
            self._take_away(page, poll)
        self._of_page.pop(page, None)

    def sent(self, session: SessionId, poll: PollId, voter: VoterId) -> bool:
        """The ballot is recorded; tabs that show other choices say so again. Whether this changes a count."""
        pages = list(self._chosen.get(session, {}).get(poll, {}).get(voter, ()))
        for page in pages:
            self._take_away(page, poll)
        return bool(pages)

    def counts(self, session: SessionId) -> Mapping[PollId, int]:
        """Voters per poll that was named; whether it is one of the session's is for others to say."""
        return {poll: len(pages) for poll, pages in self._chosen.get(session, {}).items()}

    def _voters(self, session: SessionId, poll: str) -> int:
        return len(self._chosen.get(session, {}).get(PollId(poll), ()))

    def _take_away(self, page: Page, poll: PollId) -> None:
        self._of_page.get(page, set()).discard(poll)
        polls = self._chosen.get(page.session, {})
        pages = polls.get(poll, {}).get(page.voter, set())
        pages.discard(page)
        if poll in polls and not pages:
            polls[poll].pop(page.voter, None)
            if not polls[poll]:
                del polls[poll]
        if not polls:
            self._chosen.pop(page.session, None)
