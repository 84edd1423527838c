"""Tickets: made to be printed, handed out, used on a phone, moved to another, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from server.core.context import Desk
from server.errors import Conflict, FieldError, TicketRevoked, UnknownGroup, UnknownTicket
from server.files import keys
from server.store import sessions, tickets, voters
from server.store.compiled import Link, linked
from server.store.tickets import Marks, Ticket, TicketState
from server.writers.tickets import Entered, Scan
from votes.model import GroupId, Session, SessionId, Voter, VoterId
from votes.receipt import encode
from votes.ticket import RANDOM_LENGTH, SECRET_LENGTH, read_code, read_secret, with_check

MOST = 100_000  # of one session


class Wanted(NamedTuple):
    """One ticket to be made; ``name`` is for the list at the door."""

    group: GroupId | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A ticket with what is printed on it: known now, and never again."""

    ticket: Ticket
    secret: str
    code: str


async def make_tickets(
    desk: Desk, session: SessionId, wanted: Sequence[Wanted], batch: str, *, is_valid: bool = True
) -> tuple[Printed, ...]:
    """New tickets, valid at once or once they are handed out. A batch of the same name is refused (PrintedBefore).

    Raises UnknownGroup, Conflict for a session that lets anybody in, or has MOST tickets.
    """
    async with desk.database.write() as connection:
        kept = await sessions.get(connection, session)
        _check_wanted(kept, wanted)
        last = dict(await tickets.numbers(connection, session))
        if sum(last.values()) + len(wanted) > MOST:
            raise Conflict(f"A meeting has at most {MOST} tickets.")
        state = TicketState.ISSUED if is_valid else TicketState.PRINTED
        made = []
        for each in wanted:
            last[each.group] = last.get(each.group, 0) + 1
            ticket = Ticket(
                id=keys.new_id(),
                session=session,
                group=each.group,
                number=last[each.group],
                state=state,
                name=each.name,
            )
            made.append(_drawn(ticket))
        await tickets.add(connection, [(each.ticket, _marks(desk, each)) for each in made], batch)
    desk.tell(session)
    return tuple(made)


def _check_wanted(session: Session, wanted: Sequence[Wanted]) -> None:
    if session.admission != "ticket":
        raise Conflict("This meeting lets in everybody who scans its code; it has no tickets.")
    known = {group.id for group in session.groups}
    if any(each.group not in known if each.group else session.shares_ballots for each in wanted):
        raise UnknownGroup(FieldError("group", "This session has no such group; choose one of its own."))


def _drawn(ticket: Ticket) -> Printed:
    secret = encode(secrets.token_bytes(16))[:SECRET_LENGTH]
    return Printed(ticket, secret, with_check(keys.new_letters(RANDOM_LENGTH)))


def _marks(desk: Desk, printed: Printed) -> Marks:
    return Marks(desk.keys.mark_of_secret(printed.secret), desk.keys.mark_of_code(printed.code))


def mark_of(desk: Desk, text: str) -> bytes:
    """What a link's secret or a typed code is looked up by. Raises MistypedCode for what is neither."""
    secret = read_secret(text)
    return desk.keys.mark_of_secret(secret) if secret else desk.keys.mark_of_code(read_code(text))


async def find_ticket(desk: Desk, mark: bytes) -> tuple[Ticket, Session]:
    """Looks, and changes nothing. Raises UnknownTicket."""
    async with desk.database.read() as connection:
        ticket = await tickets.by_mark(connection, mark)
        return ticket, await sessions.get(connection, ticket.session)


async def enter(desk: Desk, mark: bytes, token: str, session: SessionId | None = None) -> Entered:
    """The ticket's voter, held by ``token`` from now on. Safe to repeat with the same token.

    Raises UnknownTicket, also for one of another session than ``session``; TicketNotIssued, TicketRevoked, Busy.
    """
    return await desk.entrance.submit(Scan(mark, keys.token_hash(token), VoterId(keys.new_id()), session))


async def hand_out(desk: Desk, session: SessionId, ticket: str) -> Ticket:
    """A printed ticket is valid from now on. Safe to repeat. Raises TicketRevoked, UnknownTicket."""
    async with desk.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        _must_stand(kept)
        if kept.state is TicketState.PRINTED:
            kept = replace(kept, state=TicketState.ISSUED)
            await tickets.save(connection, kept)
    desk.tell(session)
    return kept


async def revoke(desk: Desk, session: SessionId, ticket: str) -> Ticket:
    """For good: nobody comes in by it, and the phone that did can no longer vote. Safe to repeat.

    A ballot that was cast stays counted: taking it back would be deciding about a vote that is secret.
    """
    async with desk.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        taken = None
        if kept.state is not TicketState.REVOKED:
            if kept.voter:
                taken = await _take_away(connection, kept.voter)
            kept = replace(kept, state=TicketState.REVOKED)
            await tickets.save(connection, kept)
    if taken:
        desk.displaced(taken)
    desk.tell(session)
    return kept


async def replace_ticket(desk: Desk, session: SessionId, ticket: str) -> Printed:
    """A new link and code for a ticket that was lost: the old ones are nothing any more, its voter and ballots stay.

    The phone that used it can no longer vote, until the new one is scanned with it. Raises TicketRevoked.
    """
    async with desk.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        _must_stand(kept)
        printed = _drawn(replace(kept, state=TicketState.ISSUED))
        await tickets.save(connection, printed.ticket, _marks(desk, printed))
        taken = None
        if kept.voter:
            taken = await _take_away(connection, kept.voter)
    if taken:
        desk.displaced(taken)
    desk.tell(session)
    return printed


async def _of_session(connection: AsyncConnection, session: SessionId, ticket: str) -> Ticket:
    found = await tickets.get(connection, ticket)
    if found.session != session:
        raise UnknownTicket
    return found


def _must_stand(ticket: Ticket) -> None:
    """Raises TicketRevoked."""
    if ticket.state is TicketState.REVOKED:
        raise TicketRevoked("This ticket was taken back. Make a new one.")


async def _take_away(connection: AsyncConnection, voter: VoterId) -> Voter:
    """No phone has this voter any more."""

    def take(link: Link) -> Voter:
        held, before = voters.with_tokens(link, {voter})[voter]
        nowhere = tickets.on_another_phone(held)
        tickets.hand_over(link, nowhere, before, secrets.token_bytes(32), "revoked")
        return nowhere

    return await linked(connection, take)
