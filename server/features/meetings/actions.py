"""Sessions: made, changed, removed; and what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from msgspec import UNSET

from server.core.context import Context
from server.core.unused_files import drop_unused_files
from server.errors import BadFields, Conflict, FieldError
from server.features.meetings.schemas import GroupForm, SessionForm, SessionPatch, WifiForm, twice
from server.features.polls.drafts import draft
from server.files import keys
from server.store import actions, pictures, polls, rehearsals, sessions, tickets, voters
from server.store.actions import Action, Deed
from server.words.local_time import check_zone
from votes.model import (
    Group,
    GroupId,
    Poll,
    PollState,
    Session,
    SessionId,
    Wifi,
)

_TRIES = 50


async def create_session(context: Context, form: SessionForm) -> tuple[Session, tuple[Poll, ...]]:
    """A new session with its polls as drafts. Not to be repeated: each call is another session."""
    session = Session(SessionId(keys.new_id()), form.title, "", groups=_groups(form.groups))
    session = replace(
        session,
        locale=form.locale,
        organization=form.organization,
        place=form.place,
        starts_at=form.starts_at,
        time_zone=form.time_zone,
        admission=form.admission,
        voters=form.voters,
        smallest_group=form.smallest_group,
        keep_until=form.keep_until,
        shared_phones=form.shared_phones,
        wifi=_wifi(form.wifi),
    )
    check_zone(session.time_zone)
    _check_sharing(session)
    drafts = tuple(draft(session.id, form.locale, poll, f"polls/{at}/") for at, poll in enumerate(form.polls))
    return await add_session(context, session, drafts), drafts


async def add_session(context: Context, session: Session, drafts: Sequence[Poll]) -> Session:
    """Store it under a join code that is free."""
    for _ in range(_TRIES):
        session = replace(session, join_code=keys.new_join_code())
        try:
            async with context.database.write() as connection:
                await sessions.add(connection, session, context.clock())
                await polls.add(connection, drafts)
            context.memory.keep_session(session)
            return session
        except sessions.JoinCodeTaken:
            continue
    raise Conflict("No free join code was found; delete sessions that are over.")


async def patch_session(context: Context, session: SessionId, form: SessionPatch) -> Session:
    """Change the fields that are given. Safe to repeat. Groups only while nobody has joined (Conflict)."""
    check_zone(None if form.time_zone is UNSET else form.time_zone)
    async with context.database.write() as connection:
        kept = await sessions.get(connection, session)
        given = {name: value for name, value in msgspec.structs.asdict(form).items() if value is not UNSET}
        if form.wifi is not UNSET:
            given["wifi"] = _wifi(form.wifi)
        if form.groups is not UNSET:
            given["groups"] = _groups(form.groups)
        _check_sharing(replace(kept, **given))
        if form.groups is not UNSET:
            if await voters.joined(connection, session) or await tickets.numbers(connection, session):
                raise Conflict("People have joined or tickets are printed, so the groups stay as they are.")
            await sessions.replace_groups(connection, session, given["groups"])
        if "smallest_group" in given and any(
            poll.state is not PollState.DRAFT for poll in await polls.of_session(connection, session)
        ):
            raise Conflict("Voting has begun, so the smallest group that is shown stays as it is.")
        if form.locked is not UNSET and form.locked != kept.locked:
            await actions.add(connection, session, Action(Deed.LOCK if form.locked else Deed.UNLOCK, context.clock()))
        kept = replace(kept, **given)
        await sessions.save(connection, kept)
    context.notifier.session_changed(session)
    return kept


async def turn_code(context: Context, session: SessionId) -> Session:
    """Another join code: the one before lets nobody in any more; who is in stays. Repeating turns it again."""
    for _ in range(_TRIES):
        try:
            async with context.database.write() as connection:
                kept = replace(await sessions.get(connection, session), join_code=keys.new_join_code())
                await sessions.turn_code(connection, session, kept.join_code)
                await actions.add(connection, session, Action(Deed.TURN_CODE, context.clock()))
            context.notifier.session_changed(session)
            return kept
        except sessions.JoinCodeTaken:
            continue
    raise Conflict("No free join code was found; delete sessions that are over.")


async def remove_session(context: Context, session: SessionId) -> None:
    """Delete the session with all its ballots and its rehearsal, for good. Raises UnknownSession when repeated."""
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        gone = tuple(filter(None, (session, await rehearsals.of_meeting(connection, session))))
        held = [poll for each in gone for poll in await polls.of_session(connection, each)]
        await sessions.remove(connection, session)
        await pictures.drop_unused(connection)
    context.log_has_deleted = True
    for poll in held:
        context.keys.erase(poll.id)
    for each in gone:
        context.memory.forget_session(each)
        context.notifier.session_deleted(each)
        context.notifier.session_changed(each)
    await drop_unused_files(context)


def _check_sharing(session: Session) -> None:
    """Raises BadFields where the members of a group share one ballot and the rest does not go with that."""
    if session.shares_ballots and not session.groups:
        raise BadFields(FieldError("groups", "Where each group has one ballot, name at least one group."))
    if session.admission == "ticket" and session.shared_phones:
        raise BadFields(FieldError("shared_phones", "With tickets, the next person scans their own; leave this off."))
    if session.shares_ballots and session.shared_phones:
        raise BadFields(
            FieldError(
                "shared_phones", "Where each group has one ballot, phones need not be passed on; leave this off."
            )
        )


def _wifi(form: WifiForm | None) -> Wifi | None:
    return Wifi(form.ssid, form.password) if form else None


def _groups(forms: Sequence[GroupForm]) -> tuple[Group, ...]:
    if same := twice(forms):
        message = f"“{forms[same[1]].name}” is on the list of groups twice; give each its own name."
        raise BadFields(FieldError(f"groups/{same[1]}/name", message))
    return tuple(Group(GroupId(keys.new_id()), form.name, form.seats, form.weight) for form in forms)
