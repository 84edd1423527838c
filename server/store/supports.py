"""Supports of questions, one per voter and question, and their running count."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.compiled import Link, Prepared
from server.store.question_tables import questions, supports
from votes.model import SessionId, VoterId
from votes.questions import Question, QuestionId, QuestionState


def of_question(link: Link, question: QuestionId) -> tuple[Question, VoterId | None] | None:
    """What decides about support: its state and count, and who asked it. Text and times are left out."""
    rows = _question.rows(link, (question,))
    if not rows:
        return None
    session, state, count, voter = rows[0]
    found = Question(
        id=question,
        session=SessionId(session),
        number=0,
        text="",
        group=None,
        name=None,
        state=QuestionState(state),
        asked_at=_NEVER,
        supports=count,
    )
    return found, VoterId(voter) if voter else None


def put(link: Link, question: QuestionId, voter: VoterId, is_on: bool) -> int:
    """Support, or the end of it. What that adds to the count: nothing where it was so already."""
    if not (_add if is_on else _remove).rows(link, (question, voter)):
        return 0
    step = 1 if is_on else -1
    _count.run(link, (step, question))
    return step


_NEVER = datetime.min.replace(tzinfo=UTC)
_question = Prepared(
    select(questions.c.session, questions.c.state, questions.c.supports, questions.c.voter).where(
        questions.c.id == bindparam("which")
    ),
    ["which"],
)
_add = Prepared(
    insert(supports)
    .values(question=bindparam("question"), voter=bindparam("voter"))
    .on_conflict_do_nothing()
    .returning(supports.c.voter),
    ["question", "voter"],
)
_remove = Prepared(
    delete(supports)
    .where(supports.c.question == bindparam("which"), supports.c.voter == bindparam("whose"))
    .returning(supports.c.voter),
    ["which", "whose"],
)
_count = Prepared(
    update(questions)
    .where(questions.c.id == bindparam("which"))
    .values(supports=questions.c.supports + bindparam("step")),
    ["step", "which"],
)
