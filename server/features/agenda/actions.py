"""The run of show: made and changed, gone through, and the clocks of its items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from server.core.context import Context
from server.core.unused_files import drop_unused_files
from server.errors import BadFields, Conflict, FieldError, NotFound
from server.features.agenda.schemas import AgendaItemForm
from server.files import keys
from server.store import actions, agenda, polls, sessions
from server.store.actions import Action, Deed
from server.store.database import Connection
from votes import agenda as rules
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.lifecycle import settled
from votes.model import Poll, PollId, SessionId


class UnknownItem(NotFound):
    reason = "unknown-item"

    def __init__(self) -> None:
        super().__init__("The agenda of this session has no such item.")


class ItemTookPlace(Conflict):
    """What has begun stays on the agenda with the time it took."""

    reason = "item-took-place"

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}” has begun, so it stays on the agenda.")


class AgendaOver(Conflict):
    reason = "agenda-over"

    def __init__(self) -> None:
        super().__init__("There is nothing after this on the agenda.")


async def set_agenda(context: Context, session: SessionId, forms: Sequence[AgendaItemForm]) -> tuple[AgendaItem, ...]:
    """The agenda in this order; items with an id are changed, others new, those left out go. Safe to repeat with ids.

    Raises ItemTookPlace for one that is left out and has begun, BadFields for a list that the session does not have.
    """
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        own = {poll.id for poll in await polls.of_session(connection, session)}
        kept = {item.id: item for item in await agenda.of_session(connection, session)}
        items = tuple(_made(kept, own, session, form, at) for at, form in enumerate(forms))
        stays = {item.id for item in items}
        if len(stays) < len(items):
            raise BadFields(FieldError("items", "An item stands there twice."))
        for item in kept.values():
            if item.began_at and item.id not in stays:
                raise ItemTookPlace(item.title)
        await agenda.replace_all(connection, session, items)
    if _files(kept.values()) - _files(items) - {None}:
        await drop_unused_files(context)
    context.notifier.session_changed(session)
    return items


def _made(
    kept: dict[ItemId, AgendaItem], own: set[PollId], session: SessionId, form: AgendaItemForm, at: int
) -> AgendaItem:
    about = tuple(PollId(poll) for poll in form.polls)
    if not own.issuperset(about):
        raise BadFields(FieldError(f"items/{at}/polls", "This session has no such poll."))
    if form.id is not None and form.id not in kept:
        raise BadFields(FieldError(f"items/{at}/id", "The agenda of this session has no such item."))
    known = kept.get(ItemId(form.id or ""))
    item = known or AgendaItem(ItemId(keys.new_id()), session, ItemKind(form.kind), form.title)
    kind = item.kind if item.began_at else ItemKind(form.kind)
    if kind is not ItemKind.REPORT:
        item = rules.with_report(item, (), None)
    return replace(
        item,
        kind=kind,
        title=form.title,
        speaker=form.speaker or None,
        department=form.department or None,
        seconds=form.seconds,
        polls=about,
        text=form.text or None,
    )


async def go_to(context: Context, session: SessionId, item: ItemId) -> tuple[AgendaItem, ...]:
    """Make an item the current one, and show it on the screen. Safe to repeat. Raises UnknownItem."""
    async with context.database.write() as connection:
        items = await agenda.of_session(connection, session)
        found = await _gone(context, connection, session, items, item)
    context.notifier.session_changed(session)
    return found


async def go_on(context: Context, session: SessionId) -> tuple[AgendaItem, ...]:
    """The next item. Repeating goes on once more. Raises AgendaOver."""
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        items = await agenda.of_session(connection, session)
        upcoming = rules.upcoming(items)
        if upcoming is None:
            raise AgendaOver
        found = await _gone(context, connection, session, items, upcoming.id)
    context.notifier.session_changed(session)
    return found


async def _gone(
    context: Context, connection: Connection, session: SessionId, items: Sequence[AgendaItem], wanted: ItemId
) -> tuple[AgendaItem, ...]:
    now = context.clock()
    target = among(items, wanted)
    if target.is_current:
        return tuple(items)
    moved = rules.go_to(items, wanted, now)
    for before, after in zip(items, moved, strict=True):
        if before != after:
            await agenda.save(connection, after)
    kept = await sessions.get(connection, session)
    held = [settled(poll, now) for poll in await polls.of_session(connection, session)]
    await sessions.save(connection, replace(kept, scene=rules.scene_of(among(moved, wanted), held)))
    await actions.add(connection, session, Action(Deed.AGENDA, now, (PollId(wanted),)))
    return moved


async def start_clock(context: Context, session: SessionId, item: ItemId) -> AgendaItem:
    """Let the current item's time run. Safe to repeat. Raises UnknownItem, NotCurrent, NoClock."""
    return await _move(context, session, item, rules.start)


async def pause_clock(context: Context, session: SessionId, item: ItemId) -> AgendaItem:
    """Hold the current item's time. Safe to repeat. Raises UnknownItem, NotCurrent, NoClock."""
    return await _move(context, session, item, rules.pause)


async def add_time(context: Context, session: SessionId, item: ItemId, seconds: int) -> AgendaItem:
    """More time for the current item. Repeating adds again. Raises UnknownItem, NotCurrent, NoClock."""
    async with context.database.write() as connection:
        moved = rules.add(among(await agenda.of_session(connection, session), item), seconds)
        await agenda.save(connection, moved)
        added = Action(Deed.ADD_TIME, context.clock(), (PollId(item),), seconds=seconds)
        await actions.add(connection, session, added)
    context.notifier.session_changed(session)
    return moved


async def _move(
    context: Context, session: SessionId, item: ItemId, move: Callable[[AgendaItem, datetime], AgendaItem]
) -> AgendaItem:
    async with context.database.write() as connection:
        found = among(await agenda.of_session(connection, session), item)
        moved = move(found, context.clock())
        if moved != found:
            await agenda.save(connection, moved)
    context.notifier.session_changed(session)
    return moved


def _files(items: Iterable[AgendaItem]) -> frozenset[str | None]:
    return frozenset(name for item in items for name in (*item.pages, item.report))


def among(items: Sequence[AgendaItem], wanted: ItemId) -> AgendaItem:
    """Raises UnknownItem."""
    found = next((item for item in items if item.id == wanted), None)
    if found is None:
        raise UnknownItem
    return found


def as_forms(items: Sequence[AgendaItem]) -> list[AgendaItemForm]:
    """The agenda as it would be set, so that a part of it can be changed."""
    return [
        AgendaItemForm(
            item.kind.value,
            item.title,
            id=item.id,
            speaker=item.speaker,
            department=item.department,
            seconds=item.seconds,
            polls=item.polls,
            text=item.text,
        )
        for item in items
    ]


async def copy_agenda(context: Context, of: SessionId, to: SessionId) -> tuple[AgendaItem, ...]:
    """The agenda of a past meeting, as if nothing had begun; lists are found again by their titles.

    Raises ItemTookPlace where the one that is replaced has begun.
    """
    async with context.database.read() as connection:
        items = await agenda.of_session(connection, of)
        theirs = {poll.id: poll.title for poll in await polls.of_session(connection, of)}
        ours = {poll.title: poll for poll in await polls.of_session(connection, to)}
    return await set_agenda(context, to, [_copied(item, theirs, ours) for item in items])


def _copied(item: AgendaItem, theirs: dict[PollId, str], ours: dict[str, Poll]) -> AgendaItemForm:
    titles = [theirs[poll] for poll in item.polls if poll in theirs]
    return AgendaItemForm(
        item.kind.value,
        item.title,
        speaker=item.speaker,
        department=item.department,
        seconds=item.seconds,
        polls=tuple(ours[title].id for title in titles if title in ours),
        text=item.text,
    )
