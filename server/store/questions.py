"""Questions from the floor, their rules, verdicts and lots: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import UnknownQuestion
from server.store.question_tables import draws, question_rules, questions, supports, verdicts
from server.store.timestamps import from_ms, to_ms
from votes.model import GroupId, SessionId, VoterId
from votes.questions import (
    Draw,
    Judges,
    Names,
    Question,
    QuestionId,
    QuestionRules,
    QuestionState,
    Verdict,
    Verdicts,
)


async def rules_of(connection: AsyncConnection, session: SessionId) -> QuestionRules | None:
    """None where the session takes no questions."""
    query = select(question_rules).where(question_rules.c.session == session)
    row = (await connection.execute(query)).one_or_none()
    return _rules(row) if row else None


async def save_rules(connection: AsyncConnection, rules: QuestionRules) -> None:
    row = {
        "session": rules.session,
        "is_open": rules.is_open,
        "is_moderated": rules.is_moderated,
        "names": rules.names.value,
        "judges": rules.judges.value,
        "planned": rules.planned,
        "current": rules.current,
        "ended": rules.ended,
    }
    new = upsert(question_rules).values(row)
    await connection.execute(new.on_conflict_do_update(index_elements=["session"], set_=row))


async def add(connection: AsyncConnection, question: Question, voter: VoterId) -> None:
    await connection.execute(insert(questions).values(**_columns(question), voter=voter))


async def save(connection: AsyncConnection, question: Question) -> None:
    """All but supports and verdicts, which have their own writers."""
    row = {name: value for name, value in _columns(question).items() if name not in _COUNTED}
    await connection.execute(update(questions).where(questions.c.id == question.id).values(row))


async def drop_supports(connection: AsyncConnection, question: QuestionId) -> None:
    await connection.execute(update(questions).where(questions.c.id == question).values(supports=0))
    await connection.execute(delete(supports).where(supports.c.question == question))


async def forget_people(connection: AsyncConnection, session: SessionId) -> None:
    """Of all questions of the session only the counts stay."""
    own = select(questions.c.id).where(questions.c.session == session)
    for table in (supports, verdicts):
        await connection.execute(delete(table).where(table.c.question.in_(own)))
    await connection.execute(update(questions).where(questions.c.session == session).values(voter=None))


async def session_of(connection: AsyncConnection, question: QuestionId) -> SessionId:
    """Raises UnknownQuestion."""
    found = await connection.scalar(select(questions.c.session).where(questions.c.id == question))
    if found is None:
        raise UnknownQuestion("There is no such question.")
    return SessionId(found)


async def get(connection: AsyncConnection, question: QuestionId) -> Question:
    """Raises UnknownQuestion."""
    row = (await connection.execute(select(*_PUBLIC).where(questions.c.id == question))).one_or_none()
    if row is None:
        raise UnknownQuestion("There is no such question.")
    return _question(row)


async def asker_of(connection: AsyncConnection, question: QuestionId) -> VoterId | None:
    found = await connection.scalar(select(questions.c.voter).where(questions.c.id == question))
    return VoterId(found) if found else None


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[Question, ...]:
    """In the order in which they were asked."""
    query = select(*_PUBLIC).where(questions.c.session == session).order_by(questions.c.number)
    return tuple(map(_question, await connection.execute(query)))


async def of_voter(connection: AsyncConnection, voter: VoterId) -> tuple[Question, ...]:
    """The newest first, without those taken back."""
    own = (questions.c.voter == voter) & (questions.c.state != QuestionState.WITHDRAWN.value)
    query = select(*_PUBLIC).where(own).order_by(questions.c.number.desc())
    return tuple(map(_question, await connection.execute(query)))


async def listed(
    connection: AsyncConnection,
    session: SessionId,
    states: Collection[QuestionState],
    *,
    text: str = "",
    group: GroupId | None = None,
    newest: bool = False,
    skip: int = 0,
    limit: int = 30,
) -> tuple[tuple[Question, ...], int]:
    """A page of those in these states, the most supported first, and how many there are in all.

    ``text`` is looked for in questions, names and departments; ``group`` keeps one group's.
    """
    wanted = (questions.c.session == session) & questions.c.state.in_([each.value for each in states])
    if group:
        wanted &= questions.c.grp == group
    if text:
        wanted &= _holds(text)
    order = (questions.c.number.desc(),) if newest else (questions.c.supports.desc(), questions.c.number)
    query = select(*_PUBLIC).where(wanted).order_by(*order).offset(skip).limit(limit)
    found = tuple(map(_question, await connection.execute(query)))
    total = await connection.scalar(select(func.count()).select_from(questions).where(wanted))
    return found, total or 0


async def page_of_box(
    connection: AsyncConnection, session: SessionId, *, newest: bool = False, skip: int = 0, limit: int = 30
) -> tuple[Question, ...]:
    """As ``listed``, of the box and without the number of all: a hall asks for it at once."""
    order = (questions.c.number.desc(),) if newest else (questions.c.supports.desc(), questions.c.number)
    within = (questions.c.session == session) & (questions.c.state == QuestionState.IN.value)
    query = select(*_PUBLIC).where(within).order_by(*order).offset(skip).limit(limit)
    return tuple(map(_question, await connection.execute(query)))


def _holds(text: str) -> ColumnElement[bool]:
    columns = (questions.c.text, questions.c.name, questions.c.department)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


async def counted(connection: AsyncConnection, session: SessionId) -> Mapping[QuestionState, int]:
    """How many are in each state; a state that none is in is absent."""
    query = select(questions.c.state, func.count()).where(questions.c.session == session).group_by(questions.c.state)
    return {QuestionState(state): number for state, number in await connection.execute(query)}


async def box(connection: AsyncConnection, session: SessionId) -> tuple[QuestionId, ...]:
    """What can be drawn, sorted."""
    within = (questions.c.session == session) & (questions.c.state == QuestionState.IN.value)
    rows = await connection.execute(select(questions.c.id).where(within).order_by(questions.c.id))
    return tuple(QuestionId(row.id) for row in rows)


async def last(connection: AsyncConnection, session: SessionId) -> tuple[int, int]:
    """The last number and the last turn; 0 where there is none."""
    query = select(func.max(questions.c.number), func.max(questions.c.turn)).where(questions.c.session == session)
    number, turn = (await connection.execute(query)).one()
    return number or 0, turn or 0


async def since(connection: AsyncConnection, voter: VoterId, now: datetime, window: timedelta) -> int:
    """How many this voter has put in of late, those taken back too."""
    recent = (questions.c.voter == voter) & (questions.c.asked_ms > to_ms(now - window))
    found = await connection.scalar(select(func.count()).select_from(questions).where(recent))
    return found or 0


async def supported_by(
    connection: AsyncConnection, voter: VoterId, among: Collection[QuestionId]
) -> frozenset[QuestionId]:
    query = select(supports.c.question).where(supports.c.voter == voter, supports.c.question.in_(among))
    return frozenset(QuestionId(row.question) for row in await connection.execute(query))


async def verdicts_of(connection: AsyncConnection, voter: VoterId) -> Mapping[QuestionId, Verdict]:
    query = select(verdicts.c.question, verdicts.c.verdict).where(verdicts.c.voter == voter)
    return {QuestionId(row.question): Verdict(row.verdict) for row in await connection.execute(query)}


async def judge(connection: AsyncConnection, question: QuestionId, voter: VoterId, verdict: Verdict) -> None:
    """The voter's verdict from now on, and the counts with it."""
    row = {"question": question, "voter": voter, "verdict": verdict.value}
    new = upsert(verdicts).values(row)
    await connection.execute(new.on_conflict_do_update(index_elements=["question", "voter"], set_=row))
    each = verdicts.c.question == question
    counts = {
        kind.value: select(func.count()).select_from(verdicts).where(each, verdicts.c.verdict == kind.value)
        for kind in Verdict
    }
    now = {name: count.scalar_subquery() for name, count in counts.items()}
    await connection.execute(update(questions).where(questions.c.id == question).values(now))


async def is_judged(connection: AsyncConnection, session: SessionId) -> bool:
    """Whether any answer has a verdict."""
    given = questions.c.satisfied + questions.c.mostly + questions.c.unsatisfied
    query = select(func.count()).select_from(questions).where(questions.c.session == session, given > 0)
    return bool(await connection.scalar(query))


async def add_draw(connection: AsyncConnection, session: SessionId, draw: Draw) -> None:
    await connection.execute(
        insert(draws).values(
            session=session,
            number=draw.number,
            seed=draw.seed,
            box=" ".join(draw.box),
            drawn=draw.drawn,
            at_ms=to_ms(draw.at),
        )
    )


async def draws_of(connection: AsyncConnection, session: SessionId) -> Sequence[Draw]:
    rows = await connection.execute(select(draws).where(draws.c.session == session).order_by(draws.c.number))
    return tuple(
        Draw(
            number=row.number,
            seed=row.seed,
            box=tuple(map(QuestionId, row.box.split())),
            drawn=QuestionId(row.drawn),
            at=_moment(row.at_ms),
        )
        for row in rows
    )


_COUNTED = ("supports", "satisfied", "mostly", "unsatisfied")
_PUBLIC = [column for column in questions.c if column.name != "voter"]


def _columns(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "session": question.session,
        "number": question.number,
        "text": question.text,
        "grp": question.group or "",
        "name": question.name,
        "state": question.state.value,
        "asked_ms": to_ms(question.asked_at),
        "department": question.department,
        "answerer": question.answerer,
        "turn": question.turn,
        "supports": question.supports,
        "satisfied": question.verdicts.satisfied,
        "mostly": question.verdicts.mostly,
        "unsatisfied": question.verdicts.unsatisfied,
    }


def _question(row: Row[tuple[object, ...]]) -> Question:
    return Question(
        id=QuestionId(row.id),
        session=SessionId(row.session),
        number=row.number,
        text=row.text,
        group=GroupId(row.grp) if row.grp else None,
        name=row.name,
        state=QuestionState(row.state),
        asked_at=_moment(row.asked_ms),
        department=row.department,
        answerer=row.answerer,
        turn=row.turn,
        supports=row.supports,
        verdicts=Verdicts(row.satisfied, row.mostly, row.unsatisfied),
    )


def _rules(row: Row[tuple[object, ...]]) -> QuestionRules:
    return QuestionRules(
        session=SessionId(row.session),
        is_open=row.is_open,
        is_moderated=row.is_moderated,
        names=Names(row.names),
        judges=Judges(row.judges),
        planned=row.planned,
        current=QuestionId(row.current) if row.current else None,
        ended=row.ended,
    )


def _moment(ms: int) -> datetime:
    return cast(datetime, from_ms(ms))
