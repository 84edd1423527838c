"""Choosing what the screen shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from server.core.context import Context
from server.errors import BadFields, FieldError
from server.features.scenes.schemas import SceneForm
from server.store import actions, polls, sessions
from server.store.actions import Action, Deed
from votes.errors import WrongState
from votes.lifecycle import settled
from votes.model import (
    Poll,
    PollId,
    PollState,
    Scene,
    SceneKind,
    Session,
    SessionId,
)


async def set_scene(context: Context, session: SessionId, form: SceneForm) -> Session:
    """What the screen shows from now on. Safe to repeat.

    Raises BadFields for a poll of another session, WrongState where the poll has nothing of the kind to show.
    """
    scene = Scene(SceneKind(form.kind), PollId(form.poll) if form.poll else None, form.step)
    async with context.database.write() as connection:
        kept = await sessions.get(connection, session)
        held = {poll.id: settled(poll, context.clock()) for poll in await polls.of_session(connection, session)}
        _check_scene(scene, held.get)
        if scene != kept.scene and not _is_turned(kept.scene, scene):
            shown = (scene.poll,) if scene.poll else ()
            done = Action(Deed.SCENE, context.clock(), shown, before=kept.scene, shown=scene.kind)
            await actions.add(connection, session, done)
        kept = replace(kept, scene=scene)
        await sessions.save(connection, kept)
    context.notifier.session_changed(session)
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
