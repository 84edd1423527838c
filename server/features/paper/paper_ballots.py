"""Sheets of paper: each is keyed by two people, and counts once they have keyed the same."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.core.context import Context
from server.core.definitions import definition_of
from server.core.queues import Submission
from server.errors import Displaced
from server.features.ballots.actions import key_is_missing, own_box, sharing_of
from server.features.paper.assisted import Handed, changed_hands, must_take_ballots, opened, standing, voter_of
from server.files.keys import Keys
from server.store import ballots, sessions, sheets, tickets
from server.store.ballots import BallotKey, Recorded
from server.store.compiled import Link, linked
from server.store.sheets import Entry
from server.store.tickets import Ticket
from votes.model import Mark, Poll, PollId, Session, SessionId, Voter, Way
from votes.sheet import read_sheet


class SheetState(StrEnum):
    """``once``: a second person is still to key it. ``differs``: somebody has keyed it otherwise."""

    ONCE = "once"
    DIFFERS = "differs"
    RECORDED = "recorded"
    SPOILED = "spoiled"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person may know of a sheet: ``own`` is their entry, if there is one, and never what others have read.

    ``is_keyed``: others have keyed it too; ``is_agreed``: one of them the same, but another ballot came in before that
    could be recorded.
    """

    own: Entry | None = None
    is_keyed: bool = False
    is_agreed: bool = False
    is_spoiled: bool = False

    @property
    def differs(self) -> bool:
        return self.own is not None and self.is_keyed and not self.is_agreed


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A sheet that no two people have keyed alike. ``ticket`` stands for its group where that shares one ballot."""

    poll: Poll
    ticket: Ticket
    entries: tuple[Entry, ...]
    is_own: bool

    @property
    def differs(self) -> bool:
        return len({each.marks for each in self.entries}) > 1

    @property
    def is_agreed(self) -> bool:
        """Keyed alike, but another ballot came in before it could be recorded."""
        return len(self.entries) > 1 and not self.differs


async def key_sheet(
    context: Context, session: SessionId, ticket: str, poll: PollId, keyer: str, handed: Handed
) -> SheetState:
    """What one person reads on the ticket's sheet; recorded, or counted as spoiled, once another has keyed the same.

    ``keyer`` names the person. Safe to repeat: what the same person keyed before is replaced, and what is recorded
    already is told so. Raises as ``cast_for``.
    """
    definition = await opened(context, poll)
    marks = read_sheet(definition, handed.written, is_spoiled=handed.is_spoiled)
    box, voter = await _box_of(context, definition, session, ticket)
    entry = Entry(_mark(context, poll, keyer), marks)
    async with context.database.write() as connection:
        found = await linked(connection, lambda link: _keyed(context, link, box, entry))
    context.notifier.paper_entered(session)
    if found is not None:
        return found
    assert marks is not None
    grades = tuple(grade.name for grade in definition.grades)
    sharing = await sharing_of(context, session, voter.id)
    agreed = Submission(
        box=box,
        digest=None,
        voter=voter.id,
        choices=marks,
        nonce=None,
        revision=handed.revision,
        sharing=sharing,
        device=voter.device,
        grades=grades,
        way=Way.PAPER,
        phone=context.keys.phone_mark(poll, voter.id, voter.device),
    )
    try:
        await context.queues.ballots.submit(agreed)
    except Displaced:
        raise changed_hands() from None
    context.notifier.paper_entered(session)
    return SheetState.RECORDED


def _keyed(context: Context, link: Link, box: BallotKey, entry: Entry) -> SheetState | None:
    """Keep the entry and say what the sheet has come to; None where two agree on a ballot, which is to be recorded."""
    must_take_ballots(context, link, box.poll)
    others = tuple(each for each in sheets.of(link, box) if each.keyer != entry.keyer)
    if not others and _stands(link, box, entry.marks):
        sheets.withdraw(link, box, entry.keyer)
        return SheetState.SPOILED if entry.marks is None else SheetState.RECORDED
    sheets.put(link, box, entry)
    if not others:
        return SheetState.ONCE
    if all(each.marks != entry.marks for each in others):
        return SheetState.DIFFERS
    if entry.marks is not None:
        return None
    sheets.spoil(link, box)
    return SheetState.SPOILED


def _stands(link: Link, box: BallotKey, marks: frozenset[Mark] | None) -> bool:
    """Whether two people have keyed just this before, and nothing has come since."""
    if marks is None:
        return sheets.is_spoiled(link, box)
    recorded = ballots.recorded(link, {box}).get(box)
    return recorded is not None and recorded.way is Way.PAPER and recorded.ballot.choices == marks


async def withdraw_sheet(context: Context, session: SessionId, ticket: str, poll: PollId, keyer: str) -> None:
    """As if this person had not keyed the sheet: it was another one. Safe to repeat; what is settled stays."""
    definition = await definition_of(context, poll)
    held = await standing(context, session, ticket)
    box = await _look_up(context, definition, held) if held.voter else None
    if box is None:
        return
    async with context.database.write() as connection:
        await linked(connection, lambda link: sheets.withdraw(link, box, _mark(context, poll, keyer)))
    context.notifier.paper_entered(session)


async def read_sheet_of(context: Context, poll: Poll, ticket: Ticket, keyer: str) -> tuple[Sheet, Recorded | None]:
    """What this person may see of the sheet, and what is recorded for the ticket in this poll."""
    box = await _look_up(context, poll, ticket) if ticket.voter else None
    if box is None:
        return Sheet(), None
    by = _mark(context, poll.id, keyer)

    def read(link: Link) -> tuple[tuple[Entry, ...], bool, Recorded | None]:
        return sheets.of(link, box), sheets.is_spoiled(link, box), ballots.recorded(link, {box}).get(box)

    async with context.database.read() as connection:
        keyed, is_spoiled, recorded = await linked(connection, read)
    own = next((each for each in keyed if each.keyer == by), None)
    others = tuple(each for each in keyed if each.keyer != by)
    is_agreed = own is not None and own.marks in [each.marks for each in others]
    return Sheet(own, bool(others), is_agreed, is_spoiled), recorded


async def unsettled(context: Context, session: Session, held: Sequence[Poll], keyer: str) -> list[Unsettled]:
    """The sheets of these polls that wait for a second person or differ, in the order of their tickets."""
    async with context.database.read() as connection:
        keyed = await linked(connection, lambda link: {poll.id: sheets.of_poll(link, poll.id) for poll in held})
        if not any(keyed.values()):
            return []
        used = await tickets.with_voter(connection, session.id)
    found = list[Unsettled]()
    for poll in held:
        by_key = await asyncio.to_thread(_whose, context.keys, session, poll.id, used) if keyed[poll.id] else {}
        by = _mark(context, poll.id, keyer)
        for voter_key, entries in keyed[poll.id].items():
            if ticket := by_key.get(voter_key):
                is_own = any(each.keyer == by for each in entries)
                found.append(Unsettled(poll, ticket, tuple(entries), is_own))
    places = {ticket.id: at for at, ticket in enumerate(used)}
    return sorted(found, key=lambda each: (not each.differs, places[each.ticket.id]))


def _whose(kept: Keys, session: Session, poll: PollId, used: Sequence[Ticket]) -> dict[bytes, Ticket]:
    """Each ticket by the key that its ballot has in this poll; of a group that shares one, the first ticket."""
    found: dict[bytes, Ticket] = {}
    for ticket in used:
        assert ticket.voter
        sharing = ticket.group if session.shares_ballots else None
        if key := kept.voter_key(poll, ticket.voter, sharing):
            found.setdefault(key, ticket)
    return found


async def _box_of(context: Context, poll: Poll, session: SessionId, ticket: str) -> tuple[BallotKey, Voter]:
    voter = await voter_of(context, session, ticket)
    box = own_box(context, poll.id, voter.id, await sharing_of(context, session, voter.id))
    if box is None:
        raise key_is_missing()
    return box, voter


async def _look_up(context: Context, poll: Poll, ticket: Ticket) -> BallotKey | None:
    """Where the ticket's ballot lies; None where nothing does any more."""
    assert ticket.voter
    async with context.database.read() as connection:
        session = await sessions.get(connection, ticket.session)
    return own_box(context, poll.id, ticket.voter, ticket.group if session.shares_ballots else None)


def _mark(context: Context, poll: PollId, keyer: str) -> bytes:
    """What stands for this person in this poll; nothing where the poll has no K, and no entries."""
    return context.keys.keyed(poll, f"keyer {keyer}") or b""
