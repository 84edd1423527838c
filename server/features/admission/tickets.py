"""Tickets: made to be printed, handed out, used on a phone, moved to another, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from server.core.context import Context
from server.core.queues import Entered, Scan
from server.errors import Conflict, FieldError, TicketRevoked, UnknownGroup, UnknownTicket
from server.files import keys
from server.store import actions, sessions, tickets, voters
from server.store.actions import Action, Deed
from server.store.compiled import Link, linked
from server.store.database import Connection
from server.store.tickets import Marks, Ticket, TicketState, serial_of
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
    context: Context, session: SessionId, wanted: Sequence[Wanted], batch: str, *, is_valid: bool = True
) -> tuple[Printed, ...]:
    """New tickets, valid at once or once they are handed out. A batch of the same name is refused (PrintedBefore).

    Raises UnknownGroup, Conflict for a session that lets anybody in, or has MOST tickets.
    """
    async with context.database.write() as connection:
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
        await tickets.add(connection, [(each.ticket, _marks(context, each)) for each in made], batch)
    context.notifier.session_changed(session)
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


def _marks(context: Context, printed: Printed) -> Marks:
    return Marks(context.keys.mark_of_secret(printed.secret), context.keys.mark_of_code(printed.code))


def mark_of(context: Context, text: str) -> bytes:
    """What a link's secret or a typed code is looked up by. Raises MistypedCode for what is neither."""
    secret = read_secret(text)
    return context.keys.mark_of_secret(secret) if secret else context.keys.mark_of_code(read_code(text))


def _by_marks(link: Link, marks: Sequence[bytes]) -> list[Ticket | None]:
    found = tickets.by_marks(link, set(marks))
    return [found.get(mark) for mark in marks]


async def find_ticket(context: Context, mark: bytes) -> Ticket:
    """Looks, and changes nothing. Raises UnknownTicket."""
    if found := await context.database.find(_by_marks, mark):
        return found
    raise UnknownTicket


async def enter(context: Context, mark: bytes, token: str, session: SessionId | None = None) -> Entered:
    """The ticket's voter, held by ``token`` from now on. Safe to repeat with the same token.

    Raises UnknownTicket, also for one of another session than ``session``; TicketNotIssued, TicketRevoked, Busy.
    """
    return await context.queues.scans.submit(Scan(mark, keys.token_hash(token), VoterId(keys.new_id()), session))


async def hand_out(context: Context, session: SessionId, ticket: str) -> Ticket:
    """A printed ticket is valid from now on. Safe to repeat. Raises TicketRevoked, UnknownTicket."""
    async with context.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        _must_stand(kept)
        if kept.state is TicketState.PRINTED:
            kept = replace(kept, state=TicketState.ISSUED)
            await tickets.save(connection, kept)
            await _note(context, connection, Deed.HAND_OUT, kept)
    context.notifier.session_changed(session)
    return kept


async def revoke(context: Context, session: SessionId, ticket: str) -> Ticket:
    """For good: nobody comes in by it, and the phone that did can no longer vote. Safe to repeat.

    A ballot that was cast stays counted: taking it back would be deciding about a vote that is secret.
    """
    async with context.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        taken = None
        if kept.state is not TicketState.REVOKED:
            if kept.voter:
                taken = await _take_away(connection, kept.voter)
            kept = replace(kept, state=TicketState.REVOKED)
            await tickets.save(connection, kept)
            await _note(context, connection, Deed.REVOKE, kept)
    if taken:
        context.notifier.voter_displaced(taken)
    context.notifier.session_changed(session)
    return kept


async def replace_ticket(context: Context, session: SessionId, ticket: str) -> Printed:
    """A new link and code for a ticket that was lost: the old ones are nothing any more, its voter and ballots stay.

    The phone that used it can no longer vote, until the new one is scanned with it. Raises TicketRevoked.
    """
    async with context.database.write() as connection:
        kept = await _of_session(connection, session, ticket)
        _must_stand(kept)
        printed = _drawn(replace(kept, state=TicketState.ISSUED))
        await tickets.save(connection, printed.ticket, _marks(context, printed))
        taken = None
        if kept.voter and tickets.had_a_phone(kept, await voters.get(connection, kept.voter)):
            taken = await _take_away(connection, kept.voter)
        await _note(context, connection, Deed.REPLACE, kept)
    if taken:
        context.notifier.voter_displaced(taken)
    context.notifier.session_changed(session)
    return printed


async def _note(context: Context, connection: Connection, deed: Deed, ticket: Ticket) -> None:
    """In the meeting's history, by the number that is printed on it."""
    serial = serial_of(ticket, await sessions.get(connection, ticket.session))
    await actions.add(connection, ticket.session, Action(deed, context.clock(), ticket=serial))


async def _of_session(connection: Connection, session: SessionId, ticket: str) -> Ticket:
    found = await tickets.get(connection, ticket)
    if found.session != session:
        raise UnknownTicket
    return found


def _must_stand(ticket: Ticket) -> None:
    """Raises TicketRevoked."""
    if ticket.state is TicketState.REVOKED:
        raise TicketRevoked("This ticket was taken back. Make a new one.")


async def _take_away(connection: Connection, voter: VoterId) -> Voter:
    """No phone has this voter any more."""

    def take(link: Link) -> Voter:
        held, before = voters.with_tokens(link, {voter})[voter]
        nowhere = tickets.on_another_phone(held)
        tickets.hand_over(link, nowhere, before, secrets.token_bytes(32), "revoked")
        return nowhere

    return await linked(connection, take)


def place_of(group: GroupId | None, session: Session) -> int:
    """Which of the session's groups this is, from 1; 0 for none."""
    return next((at for at, each in enumerate(session.groups, start=1) if each.id == group), 0)
