"""Ballots that a teller enters with the person who holds a ticket, and what that has in common with sheets of paper."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import NamedTuple

from server.core.context import Context
from server.core.definitions import definition_of
from server.errors import Conflict, Displaced, UnknownPoll, UnknownTicket
from server.features.admission.tickets import mark_of
from server.features.ballots.actions import HandedIn, cast_ballot
from server.files import keys
from server.store import ballots, polls, tickets, voters
from server.store.ballots import Receipt
from server.store.compiled import Link, linked
from server.store.database import Connection
from server.store.tickets import Ticket
from server.store.voters import NewVoter
from server.writers.ballots import must_be_open
from server.writers.tickets import not_valid
from votes import lifecycle
from votes.ballot import Written, read_ballot
from votes.model import Poll, PollId, Session, SessionId, Voter, VoterId, Way
from votes.ticket import MistypedCode, read_serial


class Handed(NamedTuple):
    """What a teller hands in. By ``id`` a repeat is known; ``revision`` is the one that it replaces, None for any."""

    written: Written
    id: str = ""
    revision: int | None = None
    is_spoiled: bool = False


async def find(context: Context, session: Session, text: str) -> Ticket:
    """By what is printed on the ticket: its number, its code or its link; never by a name. Raises UnknownTicket."""
    async with context.database.read() as connection:
        if (numbered := read_serial(text)) and numbered[0] <= len(session.groups):
            place, number = numbered
            group = session.groups[place - 1].id if place else None
            return await tickets.by_number(connection, session.id, group, number)
        try:
            mark = mark_of(context, text[text.lower().rfind("/t/") + 3 :] if "/t/" in text.lower() else text)
        except MistypedCode:
            raise UnknownTicket from None
        return _of_session(await tickets.by_mark(connection, mark), session.id)


async def cast_for(context: Context, session: SessionId, ticket: str, poll: PollId, handed: Handed) -> Receipt:
    """The ballot of whoever holds the ticket, entered with them; as ``cast_ballot``, and safe to repeat as that is.

    A ticket that nobody came in with has a voter from then on, and a phone that has it keeps it.
    Raises what ``cast_ballot`` does, and UnknownTicket, TicketNotIssued, TicketRevoked.
    """
    definition = await opened(context, poll)
    read_ballot(definition, handed.written)
    voter = await voter_of(context, session, ticket)
    digest = digest_of(context, poll, ticket, handed.id)
    paper = HandedIn(handed.written, digest, handed.revision, device=voter.device, way=Way.ASSISTED)
    try:
        return await cast_ballot(context, voter.id, poll, paper)
    except Displaced:
        raise changed_hands() from None


async def opened(context: Context, poll: PollId) -> Poll:
    """The poll with its options, if it takes ballots: else a ticket would be given a voter that could not vote.

    Raises NotOpen, PollClosed, UnknownPoll.
    """
    definition = await definition_of(context, poll)
    async with context.database.read() as connection:
        await linked(connection, lambda link: must_take_ballots(context, link, poll))
    return definition


def must_take_ballots(context: Context, link: Link, poll: PollId) -> None:
    heads = polls.heads(link, {poll})
    if poll not in heads:
        raise UnknownPoll("This poll has been deleted.")
    must_be_open(lifecycle.settled(heads[poll], context.clock()))


async def standing(context: Context, session: SessionId, ticket: str) -> Ticket:
    """A ticket that ballots are taken for. Raises UnknownTicket, TicketNotIssued, TicketRevoked."""
    async with context.database.read() as connection:
        return _valid(await tickets.get(connection, ticket), session)


async def voter_of(context: Context, session: SessionId, ticket: str) -> Voter:
    """Who came in with the ticket; somebody new, without a phone, where nobody has. Safe to repeat."""
    held = await standing(context, session, ticket)
    if held.voter is None:
        async with context.database.write() as connection:
            held = await _bring_in(connection, _valid(await tickets.get(connection, ticket), session))
        context.notifier.paper_entered(session)
    assert held.voter
    async with context.database.read() as connection:
        return await voters.get(connection, held.voter)


async def _bring_in(connection: Connection, ticket: Ticket) -> Ticket:
    """The ticket with a voter that no phone has; a phone that scans it takes that voter over, with what is cast."""
    if ticket.voter:  # somebody was faster
        return ticket
    new = NewVoter(Voter(VoterId(keys.new_id()), ticket.session, ticket.group), secrets.token_bytes(32))
    await linked(connection, lambda link: voters.add(link, [new]))
    brought = replace(ticket, voter=new.voter.id)
    await tickets.save(connection, brought)
    return brought


def _valid(ticket: Ticket, session: SessionId) -> Ticket:
    if refused := not_valid(_of_session(ticket, session)):
        raise refused
    return ticket


def _of_session(ticket: Ticket, session: SessionId) -> Ticket:
    if ticket.session != session:
        raise UnknownTicket
    return ticket


def digest_of(context: Context, poll: PollId, ticket: str, id: str) -> bytes | None:
    """What stands for the submission. Made with K, so that after close nobody can ask whose a receipt is."""
    name = context.keys.keyed(poll, f"entry {ticket} {id}") if id else None
    return name[: ballots.DIGEST_BYTES] if name else None


def changed_hands() -> Conflict:
    return Conflict("This ticket changed hands at this very moment. Nothing was recorded; try again.")
