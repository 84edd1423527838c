"""What the console's one button does: several lists opened, closed or revealed together, and the screen with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from server.core.context import Context
from server.features.polls.poll_keys import give_key, require_undisputed
from server.store import actions, counts, polls, sessions, ties
from server.store.actions import Action, Deed
from server.store.database import Connection
from votes import lifecycle
from votes.errors import WrongState
from votes.model import Display, Poll, PollId, PollState, Scene, SceneKind, Session, SessionId
from votes.result import judge, places


async def start_voting(context: Context, session: SessionId, lists: Sequence[PollId], seconds: int | None) -> None:
    """Open the lists for the same time and show the first: its votes where they are live, else its turnout.

    All or none; repeated: WrongState.
    """
    await _move(
        context=context,
        session=session,
        lists=lists,
        move=lambda poll, now: lifecycle.open_poll(poll, now, seconds),
        deed=Deed.OPEN,
        scene=_scene_of_voting,
    )


def _scene_of_voting(first: Poll) -> Scene:
    return Scene(SceneKind.TALLY if first.display is Display.LIVE else SceneKind.VOTING, first.id)


async def close_voting(context: Context, session: SessionId, lists: Sequence[PollId], within: int) -> None:
    """Close the lists after one countdown. All or none; repeating never lengthens it."""
    await _move(context, session, lists, lambda poll, now: lifecycle.close(poll, now, within), Deed.CLOSE)


async def cancel_closing(context: Context, session: SessionId, lists: Sequence[PollId]) -> None:
    """Stop the countdown of the lists. Raises NotCountingDown where none runs."""
    await _move(context, session, lists, lifecycle.cancel_close, Deed.CANCEL_CLOSE)


async def seal_voting(context: Context, session: SessionId, lists: Sequence[PollId]) -> None:
    """Keep the counts of the lists sealed until they close. All or none; safe to repeat."""
    await _move(context, session, lists, lambda poll, now: lifecycle.set_display(poll, Display.SEALED, now), Deed.SEAL)


async def extend_voting(context: Context, session: SessionId, lists: Sequence[PollId], seconds: int) -> None:
    """Move the deadline of the lists. Repeating adds again."""
    await _move(
        context, session, lists, lambda poll, now: lifecycle.extend(poll, seconds, now), Deed.EXTEND, seconds=seconds
    )


async def reveal_next(context: Context, session: SessionId, poll: PollId) -> None:
    """Show one more place on the screen, the last winner first; with the first place the result is public.

    A run-off that has decided a tie here becomes public with it. Repeating shows the next place; after the first
    place there is none, and nothing changes.
    """
    async with context.database.write() as connection:
        now = context.clock()
        kept = await sessions.get(connection, session)
        found = await _of_session(connection, session, poll, now)
        require_undisputed(context, found)
        total = await _places_total(connection, kept, found)
        is_shown = kept.scene.kind is SceneKind.REVEAL and kept.scene.poll == poll
        scene = Scene(SceneKind.REVEAL, poll, min((kept.scene.step if is_shown else 0) + 1, total))
        becomes_public = scene.step == total and found.state is PollState.CLOSED
        await _reveal_runoff(connection, found, now)
        if becomes_public:
            await polls.save(connection, lifecycle.reveal(found, now))
        if becomes_public or scene != kept.scene:
            await sessions.save(connection, replace(kept, scene=scene))
            before = None if becomes_public else kept.scene
            await actions.add(connection, session, Action(Deed.PLACE, now, (poll,), before=before))
    context.notifier.session_changed(session)


async def publish(context: Context, session: SessionId, lists: Sequence[PollId]) -> None:
    """Make the results public and show all places of the first list. Safe to repeat. Raises WrongState before close."""
    async with context.database.write() as connection:
        now = context.clock()
        kept = await sessions.get(connection, session)
        held = [await _of_session(connection, session, poll, now) for poll in lists]
        news = [poll for poll in held if not poll.is_public]
        for poll in held:
            require_undisputed(context, poll)
            if poll in news:
                await polls.save(connection, lifecycle.reveal(poll, now))
            await _reveal_runoff(connection, poll, now)
        scene = Scene(SceneKind.REVEAL, lists[0], await _places_total(connection, kept, held[0]))
        if news or scene != kept.scene:
            await sessions.save(connection, replace(kept, scene=scene))
            await actions.add(connection, session, Action(Deed.PUBLISH, now, tuple(lists)))
    context.notifier.session_changed(session)


async def _reveal_runoff(connection: Connection, poll: Poll, now: datetime) -> None:
    """What the host announces as settled by a run-off must not be said to be open on the phones."""
    decision = await ties.of_poll(connection, poll.id, now, lambda _: True)
    if decision is None or decision.poll is None:
        return
    held = lifecycle.settled(await polls.get(connection, decision.poll), now)
    if held.state is PollState.CLOSED:
        await polls.save(connection, lifecycle.reveal(held, now))
    await _reveal_runoff(connection, held, now)


async def _move(
    context: Context,
    session: SessionId,
    lists: Sequence[PollId],
    move: Callable[[Poll, datetime], Poll],
    deed: Deed,
    scene: Callable[[Poll], Scene] | None = None,
    seconds: int = 0,
) -> None:
    async with context.database.write() as connection:
        now = context.clock()
        held = [await _of_session(connection, session, poll, now) for poll in lists]
        moved = [move(poll, now) for poll in held]
        for poll in moved:
            if deed is Deed.OPEN:
                await give_key(context, connection, poll.id)
            await polls.save(connection, poll)
        if moved != held:
            await actions.add(connection, session, Action(deed, now, tuple(lists), seconds))
        if scene:
            kept = await sessions.get(connection, session)
            context.memory.keep_session(kept)
            await sessions.save(connection, replace(kept, scene=scene(moved[0])))
    for poll in moved:
        context.memory.keep_poll(poll)
    context.notifier.session_changed(session)


async def _of_session(connection: Connection, session: SessionId, poll: PollId, now: datetime) -> Poll:
    """Raises WrongState for a poll of another session: the console can only have it from an old page."""
    found = lifecycle.settled(await polls.get(connection, poll), now)
    if found.session != session:
        raise WrongState("This list belongs to another session.", found.state)
    return found


async def _places_total(connection: Connection, session: Session, poll: Poll) -> int:
    if poll.state not in (PollState.CLOSED, PollState.REVEALED):
        raise WrongState("Only a closed list can be revealed; close it first.", poll.state)
    # An open tie is one place, and so are those of it who are elected: settling it changes no number of places.
    found = await counts.of_poll(connection, poll.id)
    return len(places(judge(poll, found, session.groups, {}, session.smallest_group)))
