"""A poll's life as the host leads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from msgspec import UNSET

from server.core.context import Context
from server.errors import BadFields, FieldError
from server.features.polls.drafts import draft, new_options
from server.features.polls.grades import with_grades
from server.features.polls.poll_keys import give_key, require_undisputed
from server.features.polls.schemas import PollForm, PollPatch
from server.files import keys
from server.store import actions, polls, sessions
from server.store.actions import Action, Deed
from votes import lifecycle
from votes.ballot import TYPES
from votes.errors import BadPoll, WrongState
from votes.model import Display, OptionId, Poll, PollId, PollState, SessionId, TieRule
from votes.poll import check_definition


async def add_poll(context: Context, session: SessionId, form: PollForm) -> Poll:
    """A further list, as a draft. Not to be repeated."""
    async with context.database.write() as connection:
        poll = draft(session, (await sessions.get(connection, session)).locale, form)
        await polls.add(connection, [poll])
    context.notifier.session_changed(session)
    return poll


async def copy_poll(context: Context, poll: PollId) -> Poll:
    """A new draft with the same options, under new ids: the way to vote again. Not to be repeated."""
    async with context.database.write() as connection:
        kept = await polls.get(connection, poll)
        fresh = copied(kept, kept.session)
        await polls.add(connection, [fresh])
    context.notifier.session_changed(kept.session)
    return fresh


_COPIED = (
    *("type", "rule", "grades", "good_grades", "min_choices", "max_choices", "winners"),
    *("display", "tie", "option_order", "publish", "planned_seconds"),
)


def copied(poll: Poll, session: SessionId) -> Poll:
    """A draft of a session like this poll, under new ids."""
    listed = tuple(replace(option, id=OptionId(keys.new_id())) for option in poll.options)
    fresh = Poll(PollId(keys.new_id()), session, poll.title, listed)
    return replace(fresh, **{name: getattr(poll, name) for name in _COPIED})


async def patch_poll(context: Context, poll: PollId, form: PollPatch) -> Poll:
    """While draft anything; once opened only ``display``, from live to sealed. Safe to repeat."""
    async with context.database.write() as connection:
        kept = lifecycle.settled(await polls.get(connection, poll), context.clock())
        changed = _patched(kept, form, context.clock())
        if form.options is not UNSET:
            changed = replace(changed, options=new_options(form.options))
        changed = with_grades(changed, form, (await sessions.get(connection, kept.session)).locale)
        try:
            check_definition(changed)
        except BadPoll as bad:
            raise BadFields(FieldError(bad.field, str(bad))) from None
        await polls.save(connection, changed)
        if form.options is not UNSET:
            await polls.replace_options(connection, changed)
        if changed.grades != kept.grades or changed.good_grades != kept.good_grades:
            await polls.replace_grades(connection, changed)
    context.memory.opened.pop(poll, None)
    context.notifier.session_changed(changed.session)
    return changed


_FIXED_IN_A_RUNOFF = {"type", "rule", "winners"}  # what the tie itself says


def _patched(poll: Poll, form: PollPatch, now: datetime) -> Poll:
    names = ["title", "type", "rule", "min_choices", "max_choices", "winners", "option_order", "publish"]
    names.append("planned_seconds")
    given = {name: getattr(form, name) for name in names if getattr(form, name) is not UNSET}
    if form.tie is not UNSET:
        given["tie"] = TieRule(form.tie)
    if form.type is not UNSET and form.rule is UNSET:
        given["rule"] = TYPES[form.type].rules[0]
    lists = [field for field in (form.options, form.grades, form.good_grades) if field is not UNSET]
    if poll.state is not PollState.DRAFT and (given or lists):
        raise WrongState("This poll has opened; only its display can change, from live to sealed.", poll.state)
    if poll.runoff_of and (form.options is not UNSET or given.keys() & _FIXED_IN_A_RUNOFF):
        raise WrongState(
            "A run-off is between the tied, for the places that are left; only the rest can change.", "draft"
        )
    poll = replace(poll, **given)
    return poll if form.display is UNSET else lifecycle.set_display(poll, Display(form.display), now)


async def open_poll(context: Context, poll: PollId, seconds: int | None) -> Poll:
    """Open a draft, for ``seconds`` or until it is closed by hand.

    Raises WrongState when repeated, Busy where the disk has no room for its ballots.
    """
    return await _move(context, poll, Deed.OPEN, lambda kept, now: lifecycle.open_poll(kept, now, seconds))


async def extend_poll(context: Context, poll: PollId, seconds: int) -> Poll:
    """Move the deadline. Repeating adds again. Raises WrongState."""
    return await _move(context, poll, Deed.EXTEND, lambda kept, now: lifecycle.extend(kept, seconds, now), seconds)


async def close_poll(context: Context, poll: PollId, within: int) -> Poll:
    """Close for good, after a countdown of ``within`` seconds. Repeating never lengthens it. Raises WrongState."""
    return await _move(context, poll, Deed.CLOSE, lambda kept, now: lifecycle.close(kept, now, within))


async def cancel_close(context: Context, poll: PollId) -> Poll:
    """Stop the countdown. Raises WrongState where none runs."""
    return await _move(context, poll, Deed.CANCEL_CLOSE, lifecycle.cancel_close)


async def reveal_poll(context: Context, poll: PollId) -> Poll:
    """Make the result public. Raises WrongState when repeated, before close, and for a result that is disputed."""

    def revealed(kept: Poll, now: datetime) -> Poll:
        require_undisputed(context, kept)
        return lifecycle.reveal(kept, now)

    return await _move(context, poll, Deed.PUBLISH, revealed)


async def _move(
    context: Context, poll: PollId, deed: Deed, move: Callable[[Poll, datetime], Poll], seconds: int = 0
) -> Poll:
    async with context.database.write() as connection:
        now = context.clock()
        kept = await polls.get(connection, poll)
        moved = move(kept, now)
        if deed is Deed.OPEN:
            await give_key(context, connection, poll)
        await polls.save(connection, moved)
        if moved != kept:
            await actions.add(connection, moved.session, Action(deed, now, (poll,), seconds))
    context.memory.keep_poll(moved)
    context.notifier.session_changed(moved.session)
    return moved
