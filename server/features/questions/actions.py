"""Questions from the floor: put in and taken back by phones, let in, drawn, shown and answered by the host."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from msgspec import UNSET

from server.core.context import Context
from server.core.queues import Supported, Tap
from server.errors import Conflict, EnoughQuestions, NotAllowed, QuestionsTooFast
from server.features.questions.schemas import AssignForm, QuestionRulesForm
from server.files import keys
from server.store import actions, questions, sessions, voters
from server.store.actions import Action, Deed
from server.store.database import Connection
from votes import questions as rules
from votes.errors import NoQuestions
from votes.model import Scene, SceneKind, SessionId, Voter, VoterId
from votes.questions import Draw, Judges, Names, Question, QuestionId, QuestionRules, QuestionState, Verdict

MOST, MOST_WAITING, MOST_A_MINUTE = 5_000, 5, 3  # of a session; of one voter, not come up yet; and of late
_MINUTE = timedelta(minutes=1)
_NOT_UP = (QuestionState.WAITING, QuestionState.IN)


async def set_rules(context: Context, session: SessionId, form: QuestionRulesForm) -> QuestionRules:
    """How the session takes questions from now on. Safe to repeat.

    Raises NoQuestions once they have ended, Conflict for other judges where an answer is judged already.
    """
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        kept = await questions.rules_of(connection, session) or QuestionRules(session)
        new = _given(form, kept)
        if kept.ended and new != kept:
            raise NoQuestions("The questions of this meeting are over for good.", "ended")
        if new.judges is not kept.judges and await questions.is_judged(connection, session):
            raise Conflict("Some answers are judged already, so those who judge stay the same.")
        await questions.save_rules(connection, new)
    context.notifier.session_changed(session)
    context.notifier.questions_changed(session, ())
    return new


def _given(form: QuestionRulesForm, kept: QuestionRules) -> QuestionRules:
    """The rules with what the form gives in their place."""
    return replace(
        kept,
        is_open=kept.is_open if form.open is UNSET else form.open,
        is_moderated=kept.is_moderated if form.moderated is UNSET else form.moderated,
        names=kept.names if form.names is UNSET else Names(form.names),
        judges=kept.judges if form.judges is UNSET else Judges(form.judges),
        planned=kept.planned if form.planned is UNSET else form.planned,
    )


async def end(context: Context, session: SessionId) -> QuestionRules:
    """For good: no question and no verdict is taken, and who put in, supported and judged what is forgotten.

    The counts stay. Safe to repeat.
    """
    async with context.database.write() as connection:
        kept = await _rules(connection, session)
        kept = replace(kept, is_open=False, ended=True)
        await questions.save_rules(connection, kept)
        await questions.forget_people(connection, session)
    context.log_has_deleted = True
    context.notifier.session_changed(session)
    context.notifier.questions_changed(session, ())
    return kept


async def ask(context: Context, voter: VoterId, text: str, name: str = "") -> Question:
    """A new question, or the same once more: a voter who repeats the words gets the question that is there.

    Raises BadQuestion, NoQuestions, EnoughQuestions, QuestionsTooFast, Conflict.
    """
    line, now = rules.tidy(text), context.clock()
    async with context.database.write() as connection:
        asker = await voters.get(connection, voter)
        kept = await _rules(connection, asker.session)
        given, state = rules.name_of(kept, name), rules.first_state(kept)
        own = await questions.of_voter(connection, voter)
        if again := next((each for each in own if each.text == line), None):
            return again
        await _check_limits(connection, asker, own, now)
        number = (await questions.last(connection, asker.session))[0] + 1
        new = QuestionId(keys.new_id())
        question = Question(
            id=new,
            session=asker.session,
            number=number,
            text=line,
            group=asker.group,
            name=given,
            state=state,
            asked_at=now,
        )
        await questions.add(connection, question, voter)
    context.notifier.questions_changed(question.session, ())
    return question


async def _check_limits(connection: Connection, asker: Voter, own: Sequence[Question], now: datetime) -> None:
    if sum(each.state in _NOT_UP for each in own) >= MOST_WAITING:
        raise EnoughQuestions(f"You have {MOST_WAITING} questions in the box; take one back to put in another.")
    if await questions.since(connection, asker.id, now, _MINUTE) >= MOST_A_MINUTE:
        raise QuestionsTooFast("Several questions came from this phone just now. Please wait a minute.")
    if sum((await questions.counted(connection, asker.session)).values()) >= MOST:
        raise Conflict(f"A meeting takes at most {MOST} questions.")


async def withdraw(context: Context, voter: VoterId, question: QuestionId) -> None:
    """Take one's own question back, with its words. Safe to repeat. Raises UnknownQuestion, NotAllowed, WrongState."""
    async with context.database.write() as connection:
        kept = await _own(connection, voter, question)
        await questions.save(connection, rules.withdrawn(kept))
        await questions.drop_supports(connection, question)
    context.log_has_deleted = True
    context.notifier.questions_changed(kept.session, {voter})


async def support(context: Context, voter: VoterId, question: QuestionId, *, is_on: bool) -> Supported:
    """Support a question, or no longer. Safe to repeat. Raises UnknownQuestion, OwnQuestion, WrongState, Busy."""
    return await context.queues.supports.submit(Tap(question, voter, is_on))


async def judge(context: Context, voter: VoterId, question: QuestionId, verdict: Verdict) -> Question:
    """How the answer was found; the last one counts. Safe to repeat. Raises UnknownQuestion, NotAllowed, WrongState."""
    async with context.database.write() as connection:
        kept = await questions.get(connection, question)
        how = await _rules(connection, kept.session)
        rules.must_take_verdict(how, kept)
        if how.judges is Judges.ASKER:
            await _own(connection, voter, question)
        await questions.judge(connection, question, voter, verdict)
        kept = await questions.get(connection, question)
    context.notifier.questions_changed(kept.session, {voter})
    return kept


async def admit(context: Context, question: QuestionId) -> Question:
    """Into the box. Safe to repeat. Raises UnknownQuestion, WrongState."""
    return await _change(context, question, rules.admitted)


async def refuse(context: Context, question: QuestionId) -> Question:
    """Left out. Safe to repeat. Raises UnknownQuestion, WrongState."""
    return await _change(context, question, rules.refused)


async def answer(context: Context, question: QuestionId, *, is_answered: bool = True) -> Question:
    """Safe to repeat. Raises UnknownQuestion, WrongState."""
    return await _change(context, question, partial(rules.answered, is_answered=is_answered))


async def assign(context: Context, question: QuestionId, form: AssignForm) -> Question:
    """Who answers it. Safe to repeat. Raises UnknownQuestion."""
    department, answerer = form.department or None, form.answerer or None
    return await _change(context, question, lambda kept: replace(kept, department=department, answerer=answerer))


async def _change(context: Context, question: QuestionId, rule: Callable[[Question], Question]) -> Question:
    async with context.database.write() as connection:
        kept = rule(await questions.get(connection, question))
        await questions.save(connection, kept)
        whose = await questions.asker_of(connection, question)
    context.notifier.questions_changed(kept.session, _those(whose))
    return kept


async def show(context: Context, question: QuestionId) -> Question:
    """Onto the card, and the card onto the screen. Safe to repeat. Raises UnknownQuestion, WrongState."""
    async with context.database.write() as connection:
        kept = await _bring_up(context, connection, await questions.get(connection, question))
        whose = await questions.asker_of(connection, question)
    context.notifier.session_changed(kept.session)
    context.notifier.questions_changed(kept.session, _those(whose))
    return kept


async def draw(context: Context, session: SessionId) -> tuple[Question, Draw]:
    """Draw one from the box by lot, keep the lot, and show the question. A repeat draws another.

    Raises NoQuestions for an empty box.
    """
    async with context.database.write() as connection:
        await _rules(connection, session)
        box, seed = await questions.box(connection, session), secrets.token_hex(16)
        drawn = rules.draw(seed, box)
        number = len(await questions.draws_of(connection, session)) + 1
        lot = Draw(number=number, seed=seed, box=box, drawn=drawn, at=context.clock())
        await questions.add_draw(connection, session, lot)
        kept = await _bring_up(context, connection, await questions.get(connection, drawn))
        whose = await questions.asker_of(connection, drawn)
    context.notifier.session_changed(session)
    context.notifier.questions_changed(session, _those(whose))
    return kept, lot


async def clear_card(context: Context, session: SessionId) -> QuestionRules:
    """No question on the card. Safe to repeat. Raises NoQuestions."""
    async with context.database.write() as connection:
        kept = replace(await _rules(connection, session), current=None)
        await questions.save_rules(connection, kept)
    context.notifier.session_changed(session)
    context.notifier.questions_changed(session, ())
    return kept


async def _bring_up(context: Context, connection: Connection, question: Question) -> Question:
    turn = (await questions.last(connection, question.session))[1] + 1
    question = rules.shown(question, turn)
    await questions.save(connection, question)
    kept = await _rules(connection, question.session)
    await questions.save_rules(connection, replace(kept, current=question.id))
    session = await sessions.get(connection, question.session)
    scene = Scene(SceneKind.QUESTION)
    if session.scene != scene:
        done = Action(Deed.SCENE, context.clock(), (), before=session.scene, shown=scene.kind)
        await actions.add(connection, session.id, done)
        await sessions.save(connection, replace(session, scene=scene))
    return question


async def _rules(connection: Connection, session: SessionId) -> QuestionRules:
    """Raises NoQuestions where the session takes none."""
    kept = await questions.rules_of(connection, session)
    if kept is None:
        raise NoQuestions("This meeting takes no questions.", "none")
    return kept


async def _own(connection: Connection, voter: VoterId, question: QuestionId) -> Question:
    """Raises NotAllowed for somebody else's."""
    kept = await questions.get(connection, question)
    if await questions.asker_of(connection, question) != voter:
        raise NotAllowed("Only the person who asked this question may do that.")
    return kept


def _those(whose: VoterId | None) -> Collection[VoterId]:
    return () if whose is None else {whose}
