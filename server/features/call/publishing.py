"""What is listed in a call becomes the options of the session's lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from server.core.context import Context
from server.errors import BadFields, FieldError
from server.features.call.actions import NoCall
from server.files import keys
from server.store import actions, calls, items, pictures, polls, sessions
from server.store.actions import Action, Deed
from votes.call import (
    Call,
    CallList,
    Department,
    DepartmentId,
    Item,
    as_option,
    listed,
    may_be_filled,
    merged_with,
    names_of,
)
from votes.errors import BadPoll, WrongState
from votes.lifecycle import settled
from votes.limits import LONGEST_NAME
from votes.model import OptionId, Poll, PollId, PollState, Session, SessionId
from votes.poll import check_definition, completed


@dataclass(frozen=True, slots=True)
class Published:
    """Titles of lists: those whose options these are now, those on which voting has begun, those without any item."""

    lists: tuple[str, ...]
    begun: tuple[str, ...]
    empty: tuple[str, ...]


async def publish(context: Context, session: SessionId) -> Published:
    """What is listed becomes the options of the draft polls, instead of those there are. Safe to repeat.

    A list on which voting has begun stays as it is. Raises NoCall, WrongState where nothing but that is left, BadFields
    where nothing is to be published, or more than a list can hold.
    """
    async with context.database.write() as connection:
        now = context.clock()
        call = await calls.get(connection, session)
        if call is None:
            raise NoCall
        held = {poll.id: settled(poll, now) for poll in await polls.of_session(connection, session)}
        room = _Room(
            await sessions.get(connection, session),
            held,
            await items.of_session(connection, session),
            {each.id: each for each in await calls.departments_of(connection, session)},
        )
        plan = _planned(call, room)
        filled = {each.id: _filled(each, room) for each in plan.ready}
        for poll, changed in filled.values():
            if poll.id in held:
                await polls.save(connection, poll)
                await polls.replace_options(connection, poll)
            else:
                await polls.add(connection, [poll])
            await items.save(connection, changed)
        lists = tuple(replace(each, poll=filled[each.id][0].id) if each.id in filled else each for each in call.lists)
        await calls.save(connection, replace(call, lists=lists, published_at=now))
        await pictures.drop_unused(connection)
        done = Action(Deed.ITEMS, now, tuple(poll.id for poll, _ in filled.values()))
        await actions.add(connection, session, done)
    context.notifier.session_changed(session)
    return Published(_titles(plan.ready), _titles(plan.begun), _titles(plan.empty))


@dataclass(frozen=True, slots=True)
class _Room:
    session: Session
    polls: Mapping[PollId, Poll]
    items: Sequence[Item]
    departments: Mapping[DepartmentId, Department]


@dataclass(frozen=True, slots=True)
class _Plan:
    ready: Sequence[CallList]
    begun: Sequence[CallList]
    empty: Sequence[CallList]


def _planned(call: Call, room: _Room) -> _Plan:
    """Raises WrongState, BadFields where no list is ready."""
    begun = [each for each in call.lists if each.poll and not may_be_filled(room.polls[each.poll])]
    rest = [each for each in call.lists if each not in begun]
    ready = [each for each in rest if listed(room.items, each.id)]
    if not ready and begun:
        raise WrongState("Voting has started, so the lists can no longer change.", PollState.OPEN)
    if not ready:
        raise BadFields(FieldError("items", "There is nothing to publish yet."))
    return _Plan(ready, begun, [each for each in rest if each not in ready])


def _filled(into: CallList, room: _Room) -> tuple[Poll, Sequence[Item]]:
    """The poll with its new options, and the items of the list that know now what they are. Raises BadFields."""
    shown = [replace(item, option=item.option or OptionId(keys.new_id())) for item in listed(room.items, into.id)]
    between = ", " if room.session.locale == "en" else "、"
    options = []
    for item in shown:
        parts = (item, *merged_with(room.items, item.id))
        names = between.join(names_of(parts, room.departments))
        if len(names) > LONGEST_NAME:
            message = f"“{item.shown.title}” names too many departments; take it apart."
            raise BadFields(FieldError("items", message))
        assert item.option
        options.append(as_option(item.option, parts, names))
    poll = room.polls[into.poll] if into.poll else Poll(PollId(keys.new_id()), room.session.id, into.title, ())
    poll = completed(replace(poll, options=tuple(options)))
    try:
        check_definition(poll)
    except BadPoll as bad:
        raise BadFields(FieldError("items", str(bad))) from None
    known = {item.id for item in shown}
    gone = [item for item in room.items if item.list == into.id and item.option and item.id not in known]
    return poll, [*shown, *(replace(item, option=None) for item in gone)]


def _titles(lists: Iterable[CallList]) -> tuple[str, ...]:
    return tuple(each.title for each in lists)
