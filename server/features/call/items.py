"""What a department does by its link until the deadline: hand in, change, withdraw."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from server.core.context import Context
from server.core.unused_files import drop_unused_files
from server.errors import BadFields, Conflict, FieldError
from server.features.call.actions import CallOver, NoCall
from server.features.call.schemas import ItemForm
from server.files import keys, pictures
from server.files.kept_files import MOST_BYTES, Incoming, is_pdf
from server.store import calls, items
from server.store import pictures as kept_pictures
from server.store.database import Connection
from server.store.timestamps import to_ms
from server.web.json_body import LARGE
from votes.call import Call, CallListId, Department, Item, ItemId, Wording, released
from votes.call_changes import again, withdrawn

MOST_ITEMS = 50  # of one department, the withdrawn among them
NO_ROOM = "The server has no room for more documents. Ask the organizer."


class ItemChanged(Conflict):
    """Somebody with the same link was faster."""

    reason = "item-changed"

    def __init__(self) -> None:
        super().__init__("Somebody else by the same link has changed this item meanwhile. Save again to replace that.")


@dataclass(frozen=True, slots=True)
class Files:
    """What comes along with an item; None leaves what is there, empty bytes take it away."""

    picture: bytes | None = None
    document: bytes | None = None


class Attached(NamedTuple):
    """What became of them: the picture as it is shown, the name of the document."""

    picture: bytes | None
    document: str | None


async def hand_in(context: Context, department: Department, id: ItemId, form: ItemForm, seen: int | None) -> Item:
    """Keep an item under an id that the page chose, so that sending it twice makes one. ``seen`` is its last change.

    Raises CallOver, BadFields, ItemChanged where it was changed since it was seen.
    """
    async with context.database.write() as connection:
        call, every = await _open_call(context, connection, department)
        wording = Wording(form.title, form.description or None)
        wanted = CallListId(form.list)
        if wanted not in {each.id for each in call.lists}:
            raise BadFields(FieldError("list", "Choose a list."))
        there = next((each for each in every if each.id == id), None)
        if there is None:
            new = _new_item(context, department, id, wanted, wording, every)
            await items.add(connection, new)
            changed: Sequence[Item] = (new,)
        else:
            changed = _changed(context, department, there, wanted, wording, every, seen)
            await items.save(connection, changed)
    context.notifier.session_changed(department.session)
    return changed[0]


def _new_item(
    context: Context, department: Department, id: ItemId, wanted: CallListId, wording: Wording, every: Sequence[Item]
) -> Item:
    if not keys.is_id(id):
        raise BadFields(FieldError("id", "Reload the page and try again."))
    if sum(each.department == department.id for each in every) >= MOST_ITEMS:
        raise BadFields(FieldError("title", f"A department hands in at most {MOST_ITEMS} items."))
    now = context.clock()
    return Item(
        id=id,
        list=wanted,
        department=department.id,
        wording=wording,
        handed_in_at=now,
        changed_at=now,
        position=_end(every),
    )


def _changed(
    context: Context,
    department: Department,
    there: Item,
    wanted: CallListId,
    wording: Wording,
    every: Sequence[Item],
    seen: int | None,
) -> Sequence[Item]:
    """The item first, then others that change with it."""
    if there.department != department.id:
        raise BadFields(FieldError("id", "Reload the page and try again."))
    if (there.wording, there.list, there.withdrawn_at) == (wording, wanted, None):
        return (there,)
    if seen is not None and seen != to_ms(there.changed_at):
        raise ItemChanged
    own = there
    others: Sequence[Item] = ()
    if there.list != wanted:
        own, *rest = released(every, there)
        own, others = replace(own, list=wanted, position=_end(every), option=None), rest
    own = replace(again(every, own) if own.withdrawn_at else own, wording=wording, changed_at=context.clock())
    return (own, *others)


def _end(every: Sequence[Item]) -> int:
    return max((each.position for each in every), default=-1) + 1


async def attach(context: Context, department: Department, id: ItemId, files: Files) -> None:
    """Give an item its files, or take them away. Safe to repeat.

    Raises CallOver, then neither is changed; BadFields at ``picture`` or ``document``, or both: the other one is kept.
    """
    refused, webp, incoming = list[FieldError](), None, None
    try:
        webp = await _checked_picture(files.picture) if files.picture else None
    except BadFields as bad:
        refused += bad.errors
        files = replace(files, picture=None)
    try:
        incoming = await asyncio.to_thread(_checked_document, context, files.document) if files.document else None
    except BadFields as bad:
        refused += bad.errors
        files = replace(files, document=None)
    if files != Files():
        await _attach_good(context, department, id, files, webp, incoming)
    if refused:
        raise BadFields(*refused)


async def _attach_good(
    context: Context, department: Department, id: ItemId, files: Files, webp: bytes | None, incoming: Incoming | None
) -> None:
    try:
        async with context.filing:
            if incoming:
                await asyncio.to_thread(context.documents.keep, incoming)
            await _attach(context, department, id, files, Attached(webp, incoming.name if incoming else None))
    finally:
        if incoming:
            context.documents.drop(incoming)
        await drop_unused_files(context)


async def _attach(context: Context, department: Department, id: ItemId, files: Files, made: Attached) -> None:
    async with context.database.write() as connection:
        _, every = await _open_call(context, connection, department)
        item = _own(department, every, id)
        if files.picture is not None:
            name = pictures.name_of(made.picture) if made.picture else None
            if made.picture and name:
                await kept_pictures.keep(connection, name, made.picture)
            item = replace(item, picture=name)
        if files.document is not None:
            item = replace(item, document=made.document)
        await items.save(connection, [replace(item, changed_at=context.clock())])
        await kept_pictures.drop_unused(connection)
    context.notifier.session_changed(department.session)


async def _checked_picture(picture: bytes) -> bytes:
    if len(picture) > LARGE:
        raise BadFields(FieldError("picture", "A picture may have at most 5 MB."))
    return await pictures.redrawn(picture, "department")


def _checked_document(context: Context, document: bytes) -> Incoming:
    if len(document) > MOST_BYTES:
        raise BadFields(FieldError("document", "A document may have at most 10 MB."))
    if not is_pdf(document):
        raise BadFields(FieldError("document", "This is not a PDF; save the document as PDF and try again."))
    if not context.documents.has_room_for(len(document)):
        raise BadFields(FieldError("document", NO_ROOM))
    return context.documents.write(document)


async def withdraw(context: Context, department: Department, id: ItemId) -> None:
    """It is on no list, and kept; it can be handed in again. Safe to repeat. Raises CallOver, BadFields."""
    async with context.database.write() as connection:
        call, every = await _open_call(context, connection, department)
        item = _own(department, every, id)
        if not item.withdrawn_at:
            own, *others = released(every, item)
            await items.save(connection, [withdrawn(call, every, item, own, context.clock()), *others])
    context.notifier.session_changed(department.session)


async def hand_in_again(context: Context, department: Department, id: ItemId) -> None:
    """What was withdrawn is handed in once more, as it stood. Safe to repeat. Raises CallOver, BadFields."""
    async with context.database.write() as connection:
        _, every = await _open_call(context, connection, department)
        item = _own(department, every, id)
        if item.withdrawn_at:
            back = replace(again(every, item), changed_at=context.clock(), position=_end(every))
            await items.save(connection, [back])
    context.notifier.session_changed(department.session)


async def _open_call(context: Context, connection: Connection, department: Department) -> tuple[Call, Sequence[Item]]:
    """The call, while it lasts, and all that was handed in. Raises CallOver."""
    call = await calls.get(connection, department.session)
    if call is None:
        raise NoCall
    if call.is_over(context.clock()):
        raise CallOver
    return call, await items.of_session(connection, department.session)


def _own(department: Department, every: Sequence[Item], id: ItemId) -> Item:
    for item in every:
        if item.id == id and item.department == department.id:
            return item
    raise BadFields(FieldError("id", "There is no such item."))
