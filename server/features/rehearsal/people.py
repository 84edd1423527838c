"""Simulated people. What they do goes through the same use cases and queues as everyone's doing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from server.core.context import Context
from server.errors import Refusal, UnknownSession
from server.features.admission import tickets, voters
from server.features.admission.tickets import Wanted, mark_of
from server.features.ballots import actions as ballots
from server.features.ballots.actions import HandedIn
from server.features.questions import actions as questions
from server.features.rehearsal.random_choices import choose, grade
from server.features.rehearsal.walk import Walk
from server.files import keys
from server.words.language import catalogue
from server.words.refusals import said
from votes.ballot import Written
from votes.errors import PollClosed, VotingError
from votes.model import GroupId, Poll, Session, Voter, VoterId
from votes.questions import Judges, Names, Question, QuestionId, QuestionRules, Verdict

MOST, USUAL = 500, 40
STAY_AWAY, THINK_AGAIN = 0.05, 0.1  # shares of those who could vote, and of those who did
ASKERS, SUPPORTERS = 5, 0.3
OF_A_GROUP = 2  # who vote where its members share one ballot

QUESTIONS = (
    said("When will the lift in our building be renewed?"),
    said("Who looks after the new playground at weekends?"),
    said("Can the canteen open an hour earlier for older residents?"),
    said("How many parking spaces will there be after the rebuilding?"),
    said("Where can we read what became of last year's items?"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """``number`` counts them from 0."""

    number: int
    voter: VoterId


def places(session: Session) -> list[GroupId | None]:
    """Where each of them sits: as many in a group as it has seats, group by group in turn, MOST in all."""
    if not session.groups:
        return [None] * USUAL
    usual = -(-USUAL // len(session.groups))
    free = {group.id: group.seats or usual for group in session.groups}
    found: list[GroupId | None] = []
    while any(free.values()) and len(found) < MOST:
        taken = [group for group, left in free.items() if left]
        free.update((group, free[group] - 1) for group in taken)
        found += taken
    return found[:MOST]


class People:
    """Those of one rehearsal."""

    def __init__(self, context: Context, session: Session, walk: Walk) -> None:
        self._context, self._session, self._walk = context, session, walk
        self._say = catalogue(session.locale)
        self._asked: dict[QuestionId, Person] = {}
        self.all: list[Person] = []

    async def arrive(self, seconds: float) -> None:
        """All of them join within so many seconds. Raises Stopped."""
        seats = places(self._session)
        scans = await self._tickets(seats)
        await together(self._walk, (self._arrive(at, group, scans[at], seconds) for at, group in enumerate(seats)))

    async def _tickets(self, seats: Sequence[GroupId | None]) -> list[str]:
        """A ticket for each where the meeting lets in by ticket, else nothing."""
        if self._session.admission != "ticket":
            return [""] * len(seats)
        wanted = [Wanted(group) for group in seats]
        made = await tickets.make_tickets(self._context, self._session.id, wanted, keys.new_id())
        return [printed.secret for printed in made]

    async def _arrive(self, number: int, group: GroupId | None, secret: str, seconds: float) -> None:
        await self._walk.rest(random.uniform(0, seconds) if number else 0.0)
        self.all.append(Person(number, (await self._come_in(group, secret)).id))

    async def _come_in(self, group: GroupId | None, secret: str) -> Voter:
        token = keys.new_token()
        if secret:
            return (await tickets.enter(self._context, mark_of(self._context, secret), token, self._session.id)).voter
        return await voters.join(self._context, self._session.id, group, token)

    async def vote(self, polls: Sequence[Poll], seconds: float) -> None:
        """Most of them vote on all of the lists within so many seconds, some change their mind. Raises Stopped."""
        most = OF_A_GROUP * len(self._session.groups) if self._session.shares_ballots else len(self.all)
        voting = [person for person in self.all if person.number < most]
        await together(self._walk, (self._vote(person, polls, seconds) for person in voting))

    async def _vote(self, person: Person, polls: Sequence[Poll], seconds: float) -> None:
        if person.number and random.random() < STAY_AWAY:
            return
        moment = random.uniform(0, seconds) if person.number else 0.0
        await self._walk.rest(moment)
        await self._cast(person, polls)
        if random.random() < THINK_AGAIN:
            await self._walk.rest(random.uniform(0, seconds - moment))
            await self._cast(person, polls[:1])

    async def _cast(self, person: Person, polls: Sequence[Poll]) -> None:
        try:
            for poll in polls:
                await ballots.cast_ballot(self._context, person.voter, poll.id, HandedIn(marked(poll, person.number)))
        except PollClosed:  # by the host, who tries out the console meanwhile
            return

    async def ask(self, rules: QuestionRules, seconds: float) -> None:
        """Some of them put a question in; those that wait for the host are let in. Raises Stopped."""
        asked: list[Question] = []
        steps = zip(self.all[:ASKERS], QUESTIONS, strict=False)
        await together(self._walk, (self._ask(person, text, rules, seconds, asked) for person, text in steps))
        for question in asked if rules.is_moderated else ():
            await questions.admit(self._context, question.id)

    async def _ask(
        self, person: Person, text: str, rules: QuestionRules, seconds: float, asked: list[Question]
    ) -> None:
        await self._walk.rest(random.uniform(0, seconds))
        name = self._say.gettext("Participant {n}").format(n=person.number + 1) if rules.names is Names.REQUIRED else ""
        question = await questions.ask(self._context, person.voter, self._say.gettext(text), name)
        self._asked[question.id] = person
        asked.append(question)

    async def support(self, seconds: float) -> None:
        """Others support what was asked. Raises Stopped."""
        taps = [
            self._support(person, question, seconds)
            for question, asker in self._asked.items()
            for person in self.all
            if person is not asker and random.random() < SUPPORTERS
        ]
        await together(self._walk, taps)

    async def _support(self, person: Person, question: QuestionId, seconds: float) -> None:
        await self._walk.rest(random.uniform(0, seconds))
        await questions.support(self._context, person.voter, question, is_on=True)

    async def judge(self, question: QuestionId, rules: QuestionRules) -> None:
        """Say how the answer was found: who asked, or some of the room."""
        if rules.judges is Judges.ASKER:
            judging = [self._asked[question]] if question in self._asked else []
        else:
            judging = self.all[::3]
        verdicts = random.choices(list(Verdict), (6, 3, 1), k=len(judging))
        judge, said_by = partial(questions.judge, self._context), zip(judging, verdicts, strict=True)
        await together(self._walk, (judge(person.voter, question, how) for person, how in said_by))


async def together(walk: Walk, doings: Iterable[Coroutine[Any, Any, object]]) -> None:
    """All of it to its end, also where some is refused: that is written down. Raises Stopped, UnknownSession."""
    for found in await asyncio.gather(*doings, return_exceptions=True):
        if isinstance(found, VotingError | Refusal) and not isinstance(found, UnknownSession):
            walk.stumble(str(found))
        elif isinstance(found, BaseException):
            raise found


def marked(poll: Poll, number: int) -> Written:
    """What the participant of this number makes of a list."""
    size = len(poll.options)
    if not poll.grades:
        return [option.id for option in choose(poll.options, poll.min_choices, poll.max_choices, number)]
    names = [each.name for each in poll.grades]
    return {option.id: grade(at, size, names, number) for at, option in enumerate(poll.options)}
