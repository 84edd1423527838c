"""A tie at the cut line, settled for good."""

from __future__ import annotations

from dataclasses import replace

from server.core.context import Context
from server.files import keys
from server.store import actions, counts, polls, sessions, ties, ways
from server.store.actions import Action, Deed
from server.store.database import Connection
from server.words.language import catalogue
from votes.errors import WrongState
from votes.lifecycle import settled
from votes.limits import LONGEST_TITLE
from votes.model import OptionId, Poll, PollId, SessionId, TieRule
from votes.result import cut_of
from votes.ties import Cut, Decision, check_decision, runoff


async def settle_tie(context: Context, session: SessionId, poll: PollId, decision: Decision) -> Poll | None:
    """Settle the tie by lot, include or organizer; a run-off is answered with its poll, a draft that then decides.

    Not to be repeated: TieSettled, unless a run-off brought no vote at all. Raises NoTie, TieMethodFixed, BadDecision,
    and WrongState for a poll of another session.
    """
    async with context.database.write() as connection:
        now = context.clock()
        kept = settled(await polls.get(connection, poll), now)
        if kept.session != session:
            raise WrongState("This list belongs to another session.", kept.state)
        earlier = await ties.of_poll(connection, poll, now, lambda _: True)
        line = check_decision(kept, cut_of(kept, await counts.of_poll(connection, poll)), earlier, decision)
        if earlier:
            await ties.remove(connection, poll)
        fresh = await _add_runoff(connection, kept, line) if decision.method is TieRule.RUNOFF else None
        by = Decision(decision.method, poll=fresh.id) if fresh else decision
        await ties.add(connection, kept, by)
        await actions.add(connection, session, Action(Deed.RUNOFF if fresh else Deed.TIE, now, (poll,)))
    context.notifier.session_changed(kept.session)
    return fresh


MINUTE, MINUTES_ON_PAPER = 60, 3  # a sheet is printed, filled in and keyed by two while phones take a minute


async def _add_runoff(connection: Connection, poll: Poll, line: Cut) -> Poll:
    session = await sessions.get(connection, poll.session)
    title = catalogue(session.locale).gettext("Run-off: {list}").format(list=poll.title)[:LONGEST_TITLE]
    ids = [OptionId(keys.new_id()) for _ in line.tied]
    came = await ways.of_poll(connection, poll.id)
    minutes = MINUTES_ON_PAPER if came.paper or came.assisted else 1
    fresh = replace(runoff(poll, line, PollId(keys.new_id()), title, ids), planned_seconds=minutes * MINUTE)
    await polls.add(connection, [fresh])
    return fresh
