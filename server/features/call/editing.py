"""What the organizer makes of the items handed in: edits, merges, orders, leaves out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from server.core.context import Context
from server.errors import BadFields, FieldError
from server.features.call.schemas import WordingForm
from server.store import items
from votes.call import Item, ItemId, Standing, Wording, listed, merge, merged_with, moved, standing
from votes.model import SessionId

LONGEST_REASON = 300

Every = Sequence[Item]


async def edit_item(context: Context, session: SessionId, id: ItemId, form: WordingForm) -> None:
    """The organizer's wording beside the department's own, which stays. Safe to repeat. Raises BadFields."""

    def edited(every: Every) -> Iterable[Item]:
        item, wording = _found(every, id), Wording(form.title, form.description or None)
        is_own = wording == item.wording
        yield replace(item, edited=None if is_own else wording, edited_at=None if is_own else context.clock())

    await _change(context, session, edited)


async def merge_items(context: Context, session: SessionId, chosen: Collection[ItemId]) -> ItemId:
    """→ the first of them, which speaks for all from now on. Raises BadFields unless they are listed, on one list."""
    first: list[ItemId] = []

    def merged(every: Every) -> Iterable[Item]:
        parts = [_found(every, each) for each in chosen]
        if len({part.id for part in parts}) < 2:
            raise BadFields(FieldError("item", "Choose two items or more to merge."))
        if len({part.list for part in parts}) > 1 or any(standing(part) is not Standing.LISTED for part in parts):
            raise BadFields(FieldError("item", "Only items of one list can be merged."))
        changed = merge(every, chosen)
        first.append(changed[0].merged_into or changed[0].id)
        return changed

    await _change(context, session, merged)
    return first[0]


async def take_apart(context: Context, session: SessionId, id: ItemId) -> None:
    """An item that was merged stands for itself again; the one that spoke for others lets all go. Safe to repeat."""

    def apart(every: Every) -> Iterable[Item]:
        item = _found(every, id)
        yield from (replace(each, merged_into=None) for each in merged_with(every, id))
        if item.merged_into:
            yield replace(item, merged_into=None)

    await _change(context, session, apart)


async def move_item(context: Context, session: SessionId, id: ItemId, before: ItemId | None) -> None:
    """Before another one of its list, or to its end. Safe to repeat. Raises BadFields."""

    def ordered(every: Every) -> Iterable[Item]:
        return moved(listed(every, _found(every, id).list), id, before)

    await _change(context, session, ordered)


async def step_item(context: Context, session: SessionId, id: ItemId, steps: int) -> None:
    """One place up (-1) or down (1), as far as it goes. Repeating goes on. Raises BadFields."""

    def ordered(every: Every) -> Iterable[Item]:
        order = [item.id for item in listed(every, _found(every, id).list)]
        if id not in order:
            return ()
        at = order.index(id)
        rest = [each for each in order if each != id]
        to = min(max(at + steps, 0), len(rest))
        return moved(listed(every, _found(every, id).list), id, rest[to] if to < len(rest) else None)

    await _change(context, session, ordered)


async def leave_out(context: Context, session: SessionId, id: ItemId, reason: str) -> None:
    """On no list, with a reason, which its departments read. Safe to repeat. Raises BadFields."""
    if not reason.strip():
        raise BadFields(FieldError("reason", "Say why it is left out; its department reads that."))
    if len(reason) > LONGEST_REASON:
        raise BadFields(FieldError("reason", f"This is {len(reason)} characters long; use at most {LONGEST_REASON}."))
    await _change(context, session, lambda every: [replace(_found(every, id), left_out=reason.strip())])


async def take_in(context: Context, session: SessionId, id: ItemId) -> None:
    """What was left out is listed again. Safe to repeat. Raises BadFields."""
    await _change(context, session, lambda every: [replace(_found(every, id), left_out=None)])


async def _change(context: Context, session: SessionId, change: Callable[[Every], Iterable[Item]]) -> None:
    async with context.database.write() as connection:
        await items.save(connection, change(await items.of_session(connection, session)))
    context.notifier.session_changed(session)


def _found(every: Every, id: ItemId) -> Item:
    for item in every:
        if item.id == id:
            return item
    raise BadFields(FieldError("item", "There is no such item."))
