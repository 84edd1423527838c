"""Polls and their options: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import UnknownPoll
from server.store import attendance
from server.store.compiled import Among, Link
from server.store.tables import grades, options, polls
from server.store.timestamps import from_ms, to_ms
from votes.ballot import TYPES
from votes.model import Display, Grade, Option, OptionId, Poll, PollId, PollState, SessionId, TieRule
from votes.poll import check_definition


async def add(connection: AsyncConnection, new: Sequence[Poll]) -> None:
    """Append polls of one session to its end, in the order given: the one door for them. Raises BadPoll."""
    if not new:
        return
    for poll in new:
        check_definition(poll)
    session = new[0].session
    last = select(func.coalesce(func.max(polls.c.position), -1)).where(polls.c.session == session)
    first = int((await connection.execute(last)).scalar_one()) + 1
    await connection.execute(insert(polls), [{**_columns(poll), "position": first + at} for at, poll in enumerate(new)])
    for poll in new:
        await replace_options(connection, poll)
        if poll.grades:
            await replace_grades(connection, poll)


async def save(connection: AsyncConnection, poll: Poll) -> None:
    """Write the poll's own fields; its options have ``replace_options``, its grades ``replace_grades``.

    With a close goes how many are in: whichever way a poll closes, it passes here.
    """
    if poll.state is PollState.CLOSED:
        await attendance.keep(connection, poll)
    await connection.execute(update(polls).where(polls.c.id == poll.id).values(**_columns(poll)))


async def replace_options(connection: AsyncConnection, poll: Poll) -> None:
    """Raises BadPoll."""
    check_definition(poll)
    await connection.execute(delete(options).where(options.c.poll == poll.id))
    await connection.execute(
        insert(options), [_option_columns(poll.id, at, option) for at, option in enumerate(poll.options)]
    )


async def replace_grades(connection: AsyncConnection, poll: Poll) -> None:
    await connection.execute(delete(grades).where(grades.c.poll == poll.id))
    if poll.grades:
        await connection.execute(insert(grades), _grade_columns(poll))


async def get(connection: AsyncConnection, poll: PollId) -> Poll:
    """Raises UnknownPoll."""
    found = await _select(connection, polls.c.id == poll)
    if not found:
        raise UnknownPoll(f"There is no poll {poll} here.")
    return found[0]


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[Poll, ...]:
    """In the session's order."""
    return await _select(connection, polls.c.session == session)


async def keep_key_check(connection: AsyncConnection, poll: PollId, known_by: bytes) -> None:
    """What the poll's K is known by from now on."""
    await connection.execute(update(polls).where(polls.c.id == poll).values(key_check=known_by))


async def key_checks(connection: AsyncConnection) -> dict[PollId, bytes | None]:
    """What the K of each open poll is known by; None where that was never written down."""
    query = select(polls.c.id, polls.c.key_check).where(polls.c.state == PollState.OPEN)
    return {PollId(poll): known_by for poll, known_by in await connection.execute(query)}


async def is_any_open(connection: AsyncConnection) -> bool:
    """In whatever session."""
    query = select(polls.c.id).where(polls.c.state == PollState.OPEN).limit(1)
    return await connection.scalar(query) is not None


async def with_an_end(connection: AsyncConnection) -> tuple[Poll, ...]:
    """Every open poll that a deadline or a countdown will close, in any session."""
    ends = polls.c.deadline_ms.is_not(None) | polls.c.closing_ms.is_not(None)
    return await _select(connection, (polls.c.state == PollState.OPEN) & ends)


def heads(link: Link, wanted: Collection[PollId]) -> dict[PollId, Poll]:
    """The named polls without their options and grades: enough to see whether each still takes ballots."""
    found = _heads_query.rows(link, wanted)
    rows = [SimpleNamespace(**dict(zip(polls.c.keys(), columns, strict=True))) for columns in found]
    return {row.id: _poll(row, ()) for row in rows}


_heads_query = Among(list(polls.c), key=polls.c.id)


async def _select(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[Poll, ...]:
    rows = (await connection.execute(select(polls).where(condition).order_by(polls.c.position))).all()
    listed = select(options).where(options.c.poll.in_([row.id for row in rows])).order_by(options.c.position)
    by_poll: dict[str, list[Option]] = {}
    for row in await connection.execute(listed):
        by_poll.setdefault(row.poll, []).append(_option(row))
    read = [_poll(row, by_poll.get(row.id, ())) for row in rows]
    return tuple([await _with_grades(connection, poll) for poll in read])


async def _with_grades(connection: AsyncConnection, poll: Poll) -> Poll:
    if not TYPES[poll.type].grades:
        return poll
    query = select(grades).where(grades.c.poll == poll.id).order_by(grades.c.place)
    rows = (await connection.execute(query)).all()
    kept = tuple(Grade(row.name, Fraction(row.coefficient)) for row in rows)
    return replace(poll, grades=kept, good_grades=sum(row.is_good for row in rows))


def _columns(poll: Poll) -> dict[str, object]:
    return {
        "id": poll.id,
        "session": poll.session,
        "title": poll.title,
        "type": poll.type,
        "rule": poll.rule,
        "min_choices": poll.min_choices,
        "max_choices": poll.max_choices,
        "winners": poll.winners,
        "display": poll.display.value,
        "tie": poll.tie.value,
        "option_order": poll.option_order,
        "publish": poll.publish,
        "runoff_of": poll.runoff_of,
        "state": poll.state.value,
        "opened_ms": to_ms(poll.opened_at),
        "deadline_ms": to_ms(poll.deadline),
        "closing_ms": to_ms(poll.closing_at),
        "closed_ms": to_ms(poll.closed_at),
        "revealed_ms": to_ms(poll.revealed_at),
        "planned_s": poll.planned_seconds,
    }


def _option_columns(poll: PollId, position: int, option: Option) -> dict[str, object]:
    return {
        "id": option.id,
        "poll": poll,
        "position": position,
        "title": option.title,
        "department": option.department,
        "description": option.description,
        "code": option.code,
        "cost": option.cost,
        "picture": option.picture,
        "document": option.document,
    }


def _grade_columns(poll: Poll) -> list[dict[str, object]]:
    return [
        {
            "poll": poll.id,
            "place": place,
            "name": grade.name,
            "coefficient": str(grade.coefficient),
            "is_good": place < poll.good_grades,
        }
        for place, grade in enumerate(poll.grades)
    ]


def _option(row: Row[tuple[object, ...]]) -> Option:
    known = (row.title, row.department, row.description, row.code, row.cost, row.picture, row.document)
    return Option(OptionId(row.id), *known)


def _poll(row: Any, listed: Iterable[Option]) -> Poll:
    poll = Poll(PollId(row.id), SessionId(row.session), row.title, tuple(listed))
    return replace(
        poll,
        type=row.type,
        rule=row.rule,
        min_choices=row.min_choices,
        max_choices=row.max_choices,
        winners=row.winners,
        display=Display(row.display),
        tie=TieRule(row.tie),
        option_order=row.option_order,
        publish=row.publish,
        runoff_of=PollId(row.runoff_of) if row.runoff_of else None,
        state=PollState(row.state),
        opened_at=from_ms(row.opened_ms),
        deadline=from_ms(row.deadline_ms),
        closing_at=from_ms(row.closing_ms),
        closed_at=from_ms(row.closed_ms),
        revealed_at=from_ms(row.revealed_ms),
        planned_seconds=row.planned_s,
    )
