"""Tickets: rows ↔ nouns. What is printed on one is never here, only what it can be recognised by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, insert, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import PrintedBefore, UnknownTicket
from server.store.compiled import Among, Link, ManyRows, Prepared
from server.store.credential_tables import displaced, tickets, voters
from votes.model import GroupId, Session, SessionId, Voter, VoterId
from votes.ticket import serial


class TicketState(StrEnum):
    """``printed`` is not valid yet; ``used`` has a voter; ``revoked`` is for good."""

    PRINTED = "printed"
    ISSUED = "issued"
    USED = "used"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a ticket is recognised by: SHA-256 of its link's secret, HMAC of its typed code; 32 bytes each."""

    secret_hash: bytes
    code_mac: bytes


@dataclass(frozen=True, slots=True)
class Ticket:
    """``number`` counts from 1 in its group; ``name`` is for the list at the door."""

    id: str
    session: SessionId
    group: GroupId | None
    number: int
    state: TicketState
    name: str | None = None
    voter: VoterId | None = None


async def add(connection: AsyncConnection, new: Sequence[tuple[Ticket, Marks]], batch: str) -> None:
    """Raises PrintedBefore for a batch of this name, which a reloaded page would make."""
    session = new[0][0].session
    known = select(tickets.c.id).where(tickets.c.session == session, tickets.c.batch == batch).limit(1)
    if (await connection.execute(known)).first():
        raise PrintedBefore("These tickets were made before. Their codes are not kept; print others if they are lost.")
    rows = [{**_columns(ticket), **_recognised(marks), "batch": batch} for ticket, marks in new]
    await connection.execute(insert(tickets), rows)


async def numbers(connection: AsyncConnection, session: SessionId) -> dict[GroupId | None, int]:
    """The last number that each group has."""
    query = select(tickets.c.grp, func.max(tickets.c.number)).where(tickets.c.session == session)
    return {_group(group): int(number) for group, number in await connection.execute(query.group_by(tickets.c.grp))}


Tally = Mapping[GroupId | None, Mapping[TicketState, int]]


async def tally(connection: AsyncConnection, session: SessionId, *, with_voter: bool = False) -> Tally:
    """How many tickets of each group are in each state; none is absent. ``with_voter``: somebody came in with them.

    Used is what somebody came in with: by phone, with a teller's help, or on paper.
    """
    is_used = and_(tickets.c.state == TicketState.ISSUED, tickets.c.voter.is_not(None))
    state = case((is_used, TicketState.USED.value), else_=tickets.c.state).label("meaning")
    query = select(tickets.c.grp, state, func.count()).where(tickets.c.session == session)
    if with_voter:
        query = query.where(tickets.c.voter.is_not(None))
    found: dict[GroupId | None, dict[TicketState, int]] = {}
    for group, meant, number in await connection.execute(query.group_by(tickets.c.grp, state)):
        found.setdefault(_group(group), {})[TicketState(meant)] = int(number)
    return found


async def get(connection: AsyncConnection, ticket: str) -> Ticket:
    """Raises UnknownTicket."""
    return await _one(connection, tickets.c.id == ticket)


async def by_mark(connection: AsyncConnection, mark: bytes) -> Ticket:
    """By the secret's hash or the code's. Raises UnknownTicket."""
    return await _one(connection, or_(tickets.c.secret_hash == mark, tickets.c.code_mac == mark))


async def by_number(connection: AsyncConnection, session: SessionId, group: GroupId | None, number: int) -> Ticket:
    """By what its serial says. Raises UnknownTicket."""
    numbered = and_(tickets.c.grp == (group or ""), tickets.c.number == number)
    return await _one(connection, and_(tickets.c.session == session, numbered))


async def with_voter(connection: AsyncConnection, session: SessionId) -> tuple[Ticket, ...]:
    """Those that somebody came in with, by group and number."""
    query = select(tickets).where(tickets.c.session == session, tickets.c.voter.is_not(None))
    return tuple(_ticket(row) for row in await connection.execute(query.order_by(tickets.c.grp, tickets.c.number)))


async def marks_of(connection: AsyncConnection, voter: VoterId) -> Marks | None:
    """Of the ticket that this voter came in with, as it is recognised now."""
    query = select(tickets.c.secret_hash, tickets.c.code_mac).where(tickets.c.voter == voter)
    row = (await connection.execute(query)).one_or_none()
    return Marks(row.secret_hash, row.code_mac) if row else None


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[Ticket, ...]:
    """By group and number."""
    query = select(tickets).where(tickets.c.session == session).order_by(tickets.c.grp, tickets.c.number)
    return tuple(_ticket(row) for row in await connection.execute(query))


async def save(connection: AsyncConnection, ticket: Ticket, marks: Marks | None = None) -> None:
    """Write its state and voter, and with ``marks`` what it is recognised by from now on."""
    values = {**_columns(ticket), **(_recognised(marks) if marks else {})}
    await connection.execute(update(tickets).where(tickets.c.id == ticket.id).values(**values))


def by_marks(link: Link, marks: Collection[bytes]) -> dict[bytes, Ticket]:
    """The tickets with these marks, by mark: of a secret or of a typed code."""
    rows = [*_by_secret.rows(link, marks), *_by_code.rows(link, marks)]
    return {mark: _from(*columns) for mark, *columns in rows}


_OF_A_TICKET = [tickets.c[name] for name in ("id", "session", "grp", "number", "state", "name", "voter")]
_by_secret = Among([tickets.c.secret_hash, *_OF_A_TICKET], key=tickets.c.secret_hash)
_by_code = Among([tickets.c.code_mac, *_OF_A_TICKET], key=tickets.c.code_mac)


def mark_used(link: Link, used: Sequence[Ticket]) -> None:
    for ticket in used:
        _mark_used.run(link, (ticket.voter, ticket.id))


_mark_used = Prepared(
    update(tickets)
    .where(tickets.c.id == bindparam("which"))
    .values(voter=bindparam("by"), state=literal_column("'used'")),
    ["by", "which"],
)


def had_a_phone(ticket: Ticket, voter: Voter) -> bool:
    """Whether somebody has come in by it; else its voter is there because a teller voted for it."""
    return ticket.state is TicketState.USED or voter.device > 0


def on_another_phone(voter: Voter) -> Voter:
    return replace(voter, device=voter.device + 1)


def hand_over(link: Link, voter: Voter, before: bytes, after: bytes, reason: str) -> None:
    """From now on ``after`` is the voter's credential; whoever has ``before`` is told ``reason`` (moved, revoked)."""
    _add_displaced.run(link, [(before, voter.session, reason)])
    _hand_over.run(link, (after, voter.device, voter.id))


_add_displaced = ManyRows(displaced, ["token_hash", "session", "reason"], lambda new: new.on_conflict_do_nothing())
_hand_over = Prepared(
    update(voters)
    .where(voters.c.id == bindparam("which"))
    .values(token_hash=bindparam("after"), device=bindparam("phone")),
    ["after", "phone", "which"],
)


def why_displaced(link: Link, token_hashes: Collection[bytes]) -> dict[bytes, str]:
    """Of those of these credentials that were taken away the reason."""
    rows = _why_displaced.rows(link, token_hashes)
    return {bytes(row[0]): str(row[1]) for row in rows}


_why_displaced = Among([displaced.c.token_hash, displaced.c.reason], key=displaced.c.token_hash)


async def _one(connection: AsyncConnection, condition: ColumnElement[bool]) -> Ticket:
    row = (await connection.execute(select(tickets).where(condition))).one_or_none()
    if row is None:
        raise UnknownTicket()
    return _ticket(row)


def serial_of(ticket: Ticket, session: Session) -> str:
    """As it is printed on the ticket: the group's place in the meeting and the number in the group."""
    places = {group.id: at for at, group in enumerate(session.groups, start=1)}
    return serial(places.get(ticket.group, 0) if ticket.group else 0, ticket.number)


def used_by(ticket: Ticket, voter: VoterId) -> Ticket:
    return replace(ticket, state=TicketState.USED, voter=voter)


def _columns(ticket: Ticket) -> dict[str, object]:
    return {
        "id": ticket.id,
        "session": ticket.session,
        "grp": ticket.group or "",
        "number": ticket.number,
        "state": ticket.state.value,
        "name": ticket.name,
        "voter": ticket.voter,
    }


def _recognised(marks: Marks) -> dict[str, bytes]:
    return {"secret_hash": marks.secret_hash, "code_mac": marks.code_mac}


def _ticket(row: Row[tuple[object, ...]]) -> Ticket:
    return _from(row.id, row.session, row.grp, row.number, row.state, row.name, row.voter)


def _from(id: str, session: str, group: str, number: int, state: str, name: str | None, voter: str | None) -> Ticket:
    whose = VoterId(voter) if voter else None
    return Ticket(
        id=id,
        session=SessionId(session),
        group=_group(group),
        number=number,
        state=TicketState(state),
        name=name,
        voter=whose,
    )


def _group(group: str) -> GroupId | None:
    return GroupId(group) if group else None
