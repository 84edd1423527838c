"""Sessions: made, changed, removed; and what the screen shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
from msgspec import UNSET

from server.core.context import Desk
from server.core.unused_files import drop_unused_files
from server.errors import BadFields, Conflict, FieldError
from server.features.polls.grades import with_grades
from server.files import keys
from server.store import actions, pictures, polls, rehearsals, sessions, tickets, voters
from server.store.actions import Action, Deed
from server.web.fields import GroupForm, OptionForm, PollForm, SceneForm, SessionForm, SessionPatch, WifiForm
from votes.ballot import TYPES
from votes.errors import BadPoll, WrongState
from votes.lifecycle import settled
from votes.model import (
    Display,
    Group,
    GroupId,
    Option,
    OptionId,
    Poll,
    PollId,
    PollState,
    Scene,
    SceneKind,
    Session,
    SessionId,
    TieRule,
    Wifi,
)
from votes.poll import check_definition

_TRIES = 50
CHOICES = 5  # how many may be chosen where nothing else is said


async def create_session(desk: Desk, form: SessionForm) -> tuple[Session, tuple[Poll, ...]]:
    """A new session with its polls as drafts. Not to be repeated: each call is another session."""
    session = Session(SessionId(keys.new_id()), form.title, "", groups=_groups(form.groups))
    session = replace(
        session,
        locale=form.locale,
        organization=form.organization,
        place=form.place,
        starts_at=form.starts_at,
        admission=form.admission,
        voters=form.voters,
        smallest_group=form.smallest_group,
        keep_until=form.keep_until,
        shared_phones=form.shared_phones,
        wifi=_wifi(form.wifi),
    )
    _check_sharing(session)
    drafts = tuple(draft(session.id, form.locale, poll, f"polls/{at}/") for at, poll in enumerate(form.polls))
    return await add_session(desk, session, drafts), drafts


async def add_session(desk: Desk, session: Session, drafts: Sequence[Poll]) -> Session:
    """Store it under a join code that is free."""
    for _ in range(_TRIES):
        session = replace(session, join_code=keys.new_join_code())
        try:
            async with desk.database.write() as connection:
                await sessions.add(connection, session, desk.clock())
                await polls.add(connection, drafts)
            desk.know(session)
            return session
        except sessions.JoinCodeTaken:
            continue
    raise Conflict("No free join code was found; delete sessions that are over.")


def draft(session: SessionId, locale: str, form: PollForm, at: str = "") -> Poll:
    """The form as a draft poll with new ids. Raises BadFields with its place below ``at``.

    Grades that are needed and not named are those of the language.
    """
    poll = Poll(
        id=PollId(keys.new_id()),
        session=session,
        title=form.title,
        options=new_options(form.options),
        type=form.type,
        rule=form.rule or TYPES[form.type].rules[0],
        min_choices=form.min_choices,
        max_choices=CHOICES if form.max_choices is UNSET else form.max_choices,
        winners=form.winners,
        display=Display(form.display),
        tie=TieRule(form.tie),
        option_order=form.option_order,
        publish=form.publish,
    )
    poll = with_grades(poll, form, locale, at)
    try:
        check_definition(poll)
    except BadPoll as bad:
        raise BadFields(FieldError(at + bad.field, str(bad))) from None
    return poll


def new_options(forms: Sequence[OptionForm]) -> tuple[Option, ...]:
    return tuple(
        Option(OptionId(keys.new_id()), form.title, form.department, form.description, form.code, form.cost)
        for form in forms
    )


async def patch_session(desk: Desk, session: SessionId, form: SessionPatch) -> Session:
    """Change the fields that are given. Safe to repeat. Groups only while nobody has joined (Conflict)."""
    async with desk.database.write() as connection:
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
            await actions.add(connection, session, Action(Deed.LOCK if form.locked else Deed.UNLOCK, desk.clock()))
        kept = replace(kept, **given)
        await sessions.save(connection, kept)
    desk.tell(session)
    return kept


async def turn_code(desk: Desk, session: SessionId) -> Session:
    """Another join code: the one before lets nobody in any more; who is in stays. Repeating turns it again."""
    for _ in range(_TRIES):
        try:
            async with desk.database.write() as connection:
                kept = replace(await sessions.get(connection, session), join_code=keys.new_join_code())
                await sessions.turn_code(connection, session, kept.join_code)
                await actions.add(connection, session, Action(Deed.TURN_CODE, desk.clock()))
            desk.tell(session)
            return kept
        except sessions.JoinCodeTaken:
            continue
    raise Conflict("No free join code was found; delete sessions that are over.")


async def remove_session(desk: Desk, session: SessionId) -> None:
    """Delete the session with all its ballots and its rehearsal, for good. Raises UnknownSession when repeated."""
    async with desk.database.write() as connection:
        await sessions.get(connection, session)
        gone = tuple(filter(None, (session, await rehearsals.of_meeting(connection, session))))
        held = [poll for each in gone for poll in await polls.of_session(connection, each)]
        await sessions.remove(connection, session)
        await pictures.drop_unused(connection)
        await drop_unused_files(desk, connection)
    for poll in held:
        desk.keys.erase(poll.id)
    for each in gone:
        desk.forget(each)
        desk.gone(each)
        desk.tell(each)


async def set_scene(desk: Desk, session: SessionId, form: SceneForm) -> Session:
    """What the screen shows from now on. Safe to repeat.

    Raises BadFields for a poll of another session, WrongState where the poll has nothing of the kind to show.
    """
    scene = Scene(SceneKind(form.kind), PollId(form.poll) if form.poll else None, form.step)
    async with desk.database.write() as connection:
        kept = await sessions.get(connection, session)
        held = {poll.id: settled(poll, desk.clock()) for poll in await polls.of_session(connection, session)}
        _check_scene(scene, held.get)
        if scene != kept.scene and not _is_turned(kept.scene, scene):
            shown = (scene.poll,) if scene.poll else ()
            done = Action(Deed.SCENE, desk.clock(), shown, before=kept.scene, shown=scene.kind)
            await actions.add(connection, session, done)
        kept = replace(kept, scene=scene)
        await sessions.save(connection, kept)
    desk.tell(session)
    return kept


def _is_turned(before: Scene, after: Scene) -> bool:
    """Whether only another page of the same picture is shown: nothing to write down, and the way back is a press."""
    return before.kind is SceneKind.GROUPS and replace(before, step=after.step) == after


_NEEDS = {
    SceneKind.TALLY: (PollState.OPEN, PollState.CLOSED, PollState.REVEALED),
    SceneKind.REVEAL: (PollState.CLOSED, PollState.REVEALED),
    SceneKind.GROUPS: (PollState.OPEN, PollState.CLOSED, PollState.REVEALED),
}


def _check_scene(scene: Scene, poll_of: Callable[[PollId], Poll | None]) -> None:
    poll = poll_of(scene.poll) if scene.poll else None
    if scene.poll and poll is None:
        raise BadFields(FieldError("poll", "This session has no such poll."))
    if scene.kind in _NEEDS and poll is None:
        raise BadFields(FieldError("poll", f"The scene {scene.kind} needs a poll to show."))
    if poll and poll.state not in _NEEDS.get(scene.kind, tuple(PollState)):
        raise WrongState(f"The screen cannot show the {scene.kind} of a poll that is {poll.state}.", poll.state)


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
    return tuple(Group(GroupId(keys.new_id()), form.name, form.seats, form.weight) for form in forms)
