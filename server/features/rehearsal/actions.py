"""A rehearsal: a meeting's copy to try everything out in, and its end without a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import msgspec

from server.core.context import Context
from server.errors import Busy, Conflict, UnknownSession
from server.features.agenda.actions import as_forms, set_agenda
from server.features.agenda.reports import lend_reports
from server.features.agenda.schemas import AgendaItemForm
from server.features.meetings.actions import add_session, remove_session
from server.features.meetings.copies import fresh_copy
from server.features.polls.erasure import cut_log
from server.features.questions.actions import set_rules
from server.features.questions.schemas import QuestionRulesForm
from server.store import agenda, polls, questions, rehearsals, sessions
from server.words.language import catalogue
from votes.agenda import AgendaItem
from votes.limits import LONGEST_TITLE
from votes.model import Poll, PollId, PollState, Session, SessionId
from votes.questions import QuestionRules

SHORTEST_S, LONGEST_S, IN_ALL_S = 4, 10, 90  # of reports and breaks: each clock comes to its end, and nobody waits long


class MeetingBegun(Conflict):
    reason = "meeting-begun"

    def __init__(self) -> None:
        super().__init__("Voting has started, so you can no longer rehearse.")


async def begin(context: Context, meeting: SessionId) -> Session:
    """A session of its own: the meeting's lists, groups, agenda and rules under new ids, and nobody in it.

    Times of the agenda are short in it. Repeating is refused (Conflict), as is the rehearsal of a rehearsal and of a
    meeting without a list; MeetingBegun once one of its lists has opened.
    """
    async with context.database.read() as connection:
        kept = await sessions.get(connection, meeting)
        held = await polls.of_session(connection, meeting)
        items = await agenda.of_session(connection, meeting)
        rules = await questions.rules_of(connection, meeting)
    _check(kept, held)
    fresh, drafts = fresh_copy(kept, held)
    title = catalogue(kept.locale).gettext("Rehearsal: {title}").format(title=kept.title)[:LONGEST_TITLE]
    made = await add_session(context, replace(fresh, title=title, rehearsal_of=meeting), tuple(drafts.values()))
    if items:
        copied = await set_agenda(context, made.id, _forms(shortened(items), drafts))
        await lend_reports(context, made.id, copied, items)
    if rules:
        await set_rules(context, made.id, _unopened(rules))
    return made


def has_begun(held: Sequence[Poll]) -> bool:
    """Whether it is the real thing by now."""
    return any(poll.state is not PollState.DRAFT for poll in held)


def _check(kept: Session, held: Sequence[Poll]) -> None:
    if kept.rehearsal_of:
        raise Conflict("This is a rehearsal already.")
    if not held:
        raise Conflict("There is no list yet that could be rehearsed; put one in first.")
    if has_begun(held):
        raise MeetingBegun


def shortened(items: Sequence[AgendaItem]) -> tuple[AgendaItem, ...]:
    """The agenda with some seconds for each of its times."""
    timed = sum(item.has_clock for item in items)
    longest = max(SHORTEST_S, min(LONGEST_S, IN_ALL_S // max(timed, 1)))
    return tuple(replace(item, seconds=min(item.seconds, longest) if item.seconds else None) for item in items)


def _forms(items: Sequence[AgendaItem], drafts: Mapping[PollId, Poll]) -> list[AgendaItemForm]:
    """As new items, about the drafts that stand for the meeting's lists."""
    about = [replace(item, polls=tuple(drafts[poll].id for poll in item.polls if poll in drafts)) for item in items]
    return [msgspec.structs.replace(form, id=None) for form in as_forms(about)]


def _unopened(rules: QuestionRules) -> QuestionRulesForm:
    return QuestionRulesForm(
        open=False,
        moderated=rules.is_moderated,
        names=rules.names.value,
        judges=rules.judges.value,
        planned=rules.planned,
    )


async def wipe(context: Context, rehearsal: SessionId) -> None:
    """Its keys, its rows, what was kept in memory, and the log in which they still stand.

    The keys go first and the mark that it is a rehearsal goes with the rows, so that whatever ends the server in
    between, the next start finds what is left. Safe to repeat. Raises Busy while the log cannot be cut.
    """
    async with context.database.read() as connection:
        held = await polls.of_session(connection, rehearsal)
    for poll in held:
        context.keys.erase(poll.id)
    with suppress(UnknownSession):
        await remove_session(context, rehearsal)  # and once more the key of a list that was opened this moment
    await _cut_log(context)


async def sweep(context: Context, *, waits: bool = True) -> bool:
    """Write the file anew, so that no byte of a wiped rehearsal is left between the rows of others.

    False, and nothing is done, while a list is open and it ``waits``: ballots come first. Safe to repeat. Raises Busy.
    """
    async with context.database.read() as connection:
        if waits and await polls.is_any_open(connection):
            return False
    await context.database.rebuild()
    async with context.database.write() as connection:
        await rehearsals.say_clean(connection)
    await _cut_log(context)
    return True


async def wipe_all(context: Context) -> None:
    """At the start: what a server that was killed has left, also of one that was killed while it wiped."""
    async with context.database.read() as connection:
        left, has_traces = await rehearsals.every(connection), await rehearsals.has_traces(connection)
    for rehearsal in left:
        await wipe(context, rehearsal)
    if has_traces:
        await sweep(context, waits=False)


async def _cut_log(context: Context) -> None:
    """Raises Busy."""
    try:
        await cut_log(context)
    except TimeoutError:
        raise Busy(
            "Everything is deleted, but the database log still holds it while somebody reads; try again."
        ) from None
