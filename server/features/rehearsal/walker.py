"""Walks through a rehearsal as a host would, with the console's own acts: item by item, list by list."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from server.core.context import Context
from server.errors import Refusal, UnknownSession
from server.features.agenda import actions as agenda
from server.features.agenda import reports
from server.features.polls import rounds
from server.features.polls.ties import settle_tie
from server.features.questions import actions as questions
from server.features.questions.schemas import QuestionRulesForm
from server.features.rehearsal.people import People, together
from server.features.rehearsal.walk import DRAWN, Pace, Step, Stopped, Walk
from server.features.scenes.actions import set_scene
from server.features.scenes.schemas import SceneForm
from server.live.snapshots import Room, View, read_result, read_room
from server.store import questions as stored
from server.words.language import catalogue
from votes.agenda import ItemKind
from votes.errors import NoQuestions, PollClosed, VotingError
from votes.model import Display, Poll, PollId, PollState, Session, TieRule
from votes.questions import QuestionRules
from votes.result import Tie
from votes.ties import Decision

SETTLED_S = 0.2  # after a countdown
MOST_PLACES = 200
WITHOUT_REASON = "Something failed on the server; its log says what."

log = logging.getLogger(__name__)


class Walker:
    """One rehearsal, walked once."""

    def __init__(self, context: Context, session: Session, walk: Walk, pace: Pace) -> None:
        self._context, self._session, self._walk, self._pace = context, session, walk, pace
        self._id, self._say = session.id, catalogue(session.locale)
        self._people = People(context, session, walk)
        self._has_rung = False

    async def run(self) -> None:
        """To the end, or until the walk is stopped or its session is gone. What fails is written down."""
        try:
            for at, step in enumerate(self._walk.steps):
                self._walk.at = at
                await self._try(step)
            self._walk.finish()
        except (Stopped, UnknownSession):
            self._walk.stop()

    async def _try(self, step: Step) -> None:
        """Raises Stopped, UnknownSession."""
        try:
            await self._take(step)
        except (Stopped, UnknownSession):
            raise
        except (VotingError, Refusal) as refused:
            self._walk.stumble(str(refused))
        except Exception:
            log.exception("a rehearsal stumbled")
            self._walk.stumble(WITHOUT_REASON)

    async def _take(self, step: Step) -> None:
        if step.item:
            await agenda.go_to(self._context, self._id, step.item)
        if step.kind is ItemKind.CHECK_IN:
            await self._check_in()
        elif step.seconds is not None:
            await self._let_run(step)
        elif step.kind is ItemKind.QUESTIONS:
            await self._take_questions()
        elif step.kind is ItemKind.POLL:
            await self._put_to_the_vote(step)
        elif step.kind is ItemKind.REVEAL:
            await self._reveal(step.polls)
        else:
            await self._turn_pages(step, self._pace.message)

    async def _check_in(self) -> None:
        if not self._people.all:
            await self._people.arrive(self._pace.joining)
        await self._walk.rest(self._pace.message / 2)

    async def _let_run(self, step: Step) -> None:
        """A report or a break; the first report takes longer than it may, so that the bell is heard."""
        if step.item:
            await agenda.start_clock(self._context, self._id, step.item)
        is_late = step.kind is ItemKind.REPORT and not self._has_rung
        self._has_rung |= is_late
        planned = float(step.seconds or 0) if self._pace.report is None else self._pace.report
        await self._turn_pages(step, planned)
        await self._walk.rest(self._pace.overtime if is_late else 0)

    async def _turn_pages(self, step: Step, seconds: float) -> None:
        """All of them in this time."""
        for page in range(1, step.pages + 1):
            if step.item:
                await reports.turn_to(self._context, self._id, step.item, page)
            await self._walk.rest(seconds / step.pages)
        if not step.pages:
            await self._walk.rest(seconds)

    async def _take_questions(self) -> None:
        rules = await self._rules()
        if rules is None:
            await self._walk.rest(self._pace.message)
            return
        await questions.set_rules(self._context, self._id, QuestionRulesForm(open=True))
        await self._people.ask(rules, self._pace.asking)
        await self._people.support(self._pace.asking)
        for _ in range(min(rules.planned or DRAWN, DRAWN)):
            await self._answer_one(rules)
        await questions.set_rules(self._context, self._id, QuestionRulesForm(open=False))
        await questions.clear_card(self._context, self._id)

    async def _answer_one(self, rules: QuestionRules) -> None:
        try:
            question, _ = await questions.draw(self._context, self._id)
        except NoQuestions:  # fewer were asked
            return
        await self._walk.rest(self._pace.question)
        await questions.answer(self._context, question.id)
        await self._people.judge(question.id, rules)
        await self._walk.rest(self._pace.question / 2)

    async def _rules(self) -> QuestionRules | None:
        async with self._context.database.read() as connection:
            return await stored.rules_of(connection, self._id)

    async def _put_to_the_vote(self, step: Step) -> None:
        room = await self._room()
        drafts = [poll for poll in room.polls if poll.id in step.polls and poll.state is PollState.DRAFT]
        if drafts:
            await self._vote_on(drafts)
        if step.reveals:
            await self._reveal(step.polls)

    async def _vote_on(self, drafts: Sequence[Poll]) -> None:
        ids = [poll.id for poll in drafts]
        limit = round(self._pace.voting) + self._pace.countdown + 1
        await rounds.start_voting(self._context, self._id, ids, limit)
        await together(self._walk, [self._people.vote(drafts, self._pace.voting), self._show_tally(drafts[0])])
        await self._close(ids)

    async def _show_tally(self, poll: Poll) -> None:
        """Halfway, where the room may see it move."""
        await self._walk.rest(self._pace.voting / 2)
        if poll.display is Display.LIVE:
            await set_scene(self._context, self._id, SceneForm("tally", poll.id))
        await self._walk.rest(self._pace.voting / 2)

    async def _close(self, lists: Sequence[PollId]) -> None:
        """By a countdown that everybody sees, and then for certain."""
        for within in (self._pace.countdown, 0):
            room = await self._room()
            still_open = [poll.id for poll in room.polls if poll.id in lists and poll.state is PollState.OPEN]
            if not still_open:
                return
            try:
                await rounds.close_voting(self._context, self._id, still_open, within)
            except PollClosed:  # this very moment, by its time
                continue
            await self._walk.rest(within + SETTLED_S if within else 0)

    async def _reveal(self, lists: Sequence[PollId]) -> None:
        """Each list place by place; what is tied at its cut line is settled before."""
        for poll in lists:
            if await self._state_of(poll) is not PollState.CLOSED:
                continue
            await self._settle(poll)
            for _ in range(MOST_PLACES):
                await rounds.reveal_next(self._context, self._id, poll)
                await self._walk.rest(self._pace.place)
                if await self._state_of(poll) is not PollState.CLOSED:
                    break

    async def _settle(self, wanted: PollId) -> None:
        room = await self._room()
        poll = room.poll(wanted)
        async with self._context.database.read() as connection:
            result = await read_result(connection, room, poll, View.HOST) if poll else None
        if poll is None or result is None or result.tie is None or result.tie.settled:
            return
        decision = self._decision(poll.tie, result.tie)
        runoff = await settle_tie(self._context, self._id, wanted, decision)
        if runoff:
            await self._vote_on([runoff])
            await self._settle(runoff.id)

    def _decision(self, fixed: TieRule, tie: Tie) -> Decision:
        """By what was fixed beforehand, else by lot."""
        if fixed in (TieRule.RUNOFF, TieRule.INCLUDE):
            return Decision(fixed)
        if fixed is TieRule.ORGANIZER:
            return Decision(fixed, None, self._say.gettext("Rehearsal"), tie.options[: tie.seats])
        return Decision(TieRule.LOT, secrets.token_hex(4))

    async def _state_of(self, poll: PollId) -> PollState | None:
        found = (await self._room()).poll(poll)
        return found.state if found else None

    async def _room(self) -> Room:
        """Raises UnknownSession."""
        async with self._context.database.read() as connection:
            return await read_room(connection, self._id, self._context.clock())
