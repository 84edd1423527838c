"""The call for items: until when, for which lists, and the departments' links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from server.core.context import Context
from server.errors import BadFields, Conflict, FieldError, NotFound
from server.features.call.schemas import CallForm
from server.files import keys
from server.store import actions, calls, items, polls, sessions
from server.store.actions import Action, Deed
from server.store.database import Connection
from votes.call import Call, CallList, CallListId, Department, DepartmentId, may_be_filled
from votes.lifecycle import settled
from votes.limits import LONGEST_NAME, has_control, is_visible
from votes.model import Poll, PollId, SessionId

MOST_DEPARTMENTS = 200


class NoCall(NotFound):
    """This session has no call for items."""

    reason = "no-call"

    def __init__(self) -> None:
        super().__init__("This meeting collects no proposals yet.")


class UnknownDepartment(NotFound):
    """The link was taken back or turned over, or never was."""

    reason = "unknown-department"

    def __init__(self) -> None:
        super().__init__("This link is no longer in use. Ask the organizer for another.")


@dataclass(frozen=True, slots=True)
class Invited:
    """A department with its link's secret, which is told this once."""

    department: Department
    secret: str


async def set_call(context: Context, session: SessionId, form: CallForm) -> Call:
    """Call for items, or change until when and for which lists. Safe to repeat.

    Raises BadFields where no list is named, one has begun to vote, or one would go for which something was handed in.
    """
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        kept = await calls.get(connection, session)
        held = [settled(poll, context.clock()) for poll in await polls.of_session(connection, session)]
        before = kept.lists if kept else ()
        lists = _lists(form, before, held)
        used = {item.list for item in await items.of_session(connection, session)}
        if lost := [each.title for each in before if each.id in used and each.id not in {one.id for one in lists}]:
            raise BadFields(FieldError("lists", f"Something was handed in for “{lost[0]}”, so it stays in the call."))
        call = Call(
            session=session,
            deadline=form.deadline,
            note=form.note or None,
            lists=lists,
            published_at=kept.published_at if kept else None,
        )
        await calls.save(connection, call)
        if kept is None:
            await actions.add(connection, session, Action(Deed.CALL, context.clock()))
    context.notifier.session_changed(session)
    return call


def _lists(form: CallForm, before: Sequence[CallList], held: Sequence[Poll]) -> tuple[CallList, ...]:
    """Those there are keep their ids; polls by their id, others by their title. Raises BadFields."""
    by_poll = {each.poll: each for each in before if each.poll}
    by_title = {each.title: each for each in before if not each.poll}
    known = {poll.id: poll for poll in held if poll.id in by_poll or may_be_filled(poll)}
    if strange := [poll for poll in form.polls if PollId(poll) not in known]:
        raise BadFields(FieldError("polls", f"There is no list {strange[0]} that is still to be voted on."))
    named = [
        replace(by_poll.get(poll.id) or CallList(_new(), poll.title, poll.id), title=poll.title)
        for poll in known.values()
        if poll.id in form.polls
    ]
    named += [by_title.get(title) or CallList(_new(), title) for title in dict.fromkeys(form.titles)]
    if not named:
        raise BadFields(FieldError("lists", "Choose or name at least one list."))
    return tuple(named)


def _new() -> CallListId:
    return CallListId(keys.new_id())


async def invite(context: Context, session: SessionId, names: Iterable[str]) -> tuple[Invited, ...]:
    """A link for each department. A name that has one is left as it is, so repeating makes no second one.

    Raises NoCall, BadFields.
    """
    wanted = [name.strip() for name in dict.fromkeys(names) if name.strip()]
    for name in wanted:
        _check_name(name)
    made: list[Invited] = []
    async with context.database.write() as connection:
        if await calls.get(connection, session) is None:
            raise NoCall
        there = {each.name for each in await calls.departments_of(connection, session)}
        fresh = [name for name in wanted if name not in there]
        if len(there) + len(fresh) > MOST_DEPARTMENTS:
            raise BadFields(FieldError("names", f"A call has at most {MOST_DEPARTMENTS} departments."))
        for name in fresh:
            made.append(
                Invited(Department(DepartmentId(keys.new_id()), session, name, context.clock()), keys.new_token())
            )
            await calls.add_department(connection, made[-1].department, keys.token_hash(made[-1].secret))
    context.notifier.session_changed(session)
    return tuple(made)


def _check_name(name: str) -> None:
    if not is_visible(name):
        raise BadFields(FieldError("names", "A name needs at least one visible character."))
    if has_control(name):
        raise BadFields(FieldError("names", "There is a hidden control character here; remove it."))
    if len(name) > LONGEST_NAME:
        raise BadFields(FieldError("names", f"This is {len(name)} characters long; use at most {LONGEST_NAME}."))


async def turn_link(context: Context, session: SessionId, department: DepartmentId) -> Invited:
    """Another link for the same department; the one before lets nobody in. Repeating turns it again.

    Raises UnknownDepartment.
    """
    secret = keys.new_token()
    async with context.database.write() as connection:
        found = await _department(connection, session, department)
        await calls.turn_link(connection, department, keys.token_hash(secret))
    context.notifier.session_changed(session)
    return Invited(replace(found, is_out=False), secret)


async def take_link_back(context: Context, session: SessionId, department: DepartmentId) -> None:
    """Nobody hands in by it any more; what was handed in stays. Safe to repeat. Raises UnknownDepartment."""
    async with context.database.write() as connection:
        await _department(connection, session, department)
        await calls.take_out(connection, department)
    context.notifier.session_changed(session)


async def _department(connection: Connection, session: SessionId, department: DepartmentId) -> Department:
    for each in await calls.departments_of(connection, session):
        if each.id == department:
            return each
    raise UnknownDepartment


async def read_link(context: Context, secret: str) -> Department:
    """Whose link it is. Raises UnknownDepartment."""
    if keys.is_token(secret):  # 256 random bits: nobody finds one by trying, so nobody waits here
        async with context.database.read() as connection:
            if found := await calls.by_secret(connection, keys.token_hash(secret)):
                return found
    raise UnknownDepartment


async def read_call(context: Context, session: SessionId) -> Call:
    """Raises NoCall."""
    async with context.database.read() as connection:
        if found := await calls.get(connection, session):
            return found
    raise NoCall


class CallOver(Conflict):
    """The deadline has passed."""

    reason = "call-over"

    def __init__(self) -> None:
        super().__init__("The deadline has passed, so nothing was changed. Ask the organizer.")
