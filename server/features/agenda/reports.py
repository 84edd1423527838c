"""The reports on the agenda: their pages handed in, and turned on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from server.core.context import Context
from server.core.unused_files import drop_unused_files
from server.errors import BadFields, FieldError
from server.features.agenda.actions import among
from server.files import slides
from server.files.kept_files import Incoming, KeptFiles, is_pdf
from server.store import agenda, sessions
from votes import agenda as rules
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.model import Scene, SceneKind, SessionId

MOST_BYTES = 30 * 1024 * 1024  # of all files of one report


async def set_report(context: Context, session: SessionId, item: ItemId, files: Sequence[bytes]) -> AgendaItem:
    """Give a report its pages, in place of those it has: those of a PDF, or pictures, in this order; none take them

    away. Safe to repeat. Raises UnknownItem, BadFields at ``pages``; then nothing is changed.
    """
    await _require_report(context, session, item)
    if sum(map(len, files)) > MOST_BYTES:
        raise BadFields(FieldError("pages", "A report may have at most 30 MB."))
    async with context.drawing:
        drawn = await slides.drawn(files) if files else []
    document = files[0] if len(files) == 1 and is_pdf(files[0]) else None
    with ExitStack() as coming:
        pages = await asyncio.to_thread(_written, coming, context.slides, drawn)
        report = await asyncio.to_thread(_written, coming, context.documents, [document] if document else [])
        try:
            async with context.filing:
                await asyncio.to_thread(_keep, context.slides, pages)
                await asyncio.to_thread(_keep, context.documents, report)
                names = tuple(page.name for page in pages)
                changed = await _given(context, session, item, names, report[0].name if report else None)
        finally:
            await drop_unused_files(context)
    return changed


async def _given(
    context: Context, session: SessionId, item: ItemId, pages: Sequence[str], document: str | None
) -> AgendaItem:
    async with context.database.write() as connection:
        found = _report(await agenda.of_session(connection, session), item)
        changed = rules.with_report(found, tuple(pages), document)
        await agenda.save(connection, changed)
    context.notifier.session_changed(session)
    return changed


async def lend_reports(
    context: Context, session: SessionId, items: Sequence[AgendaItem], models: Sequence[AgendaItem]
) -> None:
    """Give each of these items the pages that its model has; the files are the same."""
    async with context.database.write() as connection:
        for item, model in zip(items, models, strict=True):
            if model.pages:
                await agenda.save(connection, rules.with_report(item, model.pages, model.report))
    context.notifier.session_changed(session)


async def turn_to(context: Context, session: SessionId, item: ItemId, page: int) -> AgendaItem:
    """Show a page of the current report on the screen, 0 for none. Safe to repeat.

    Raises UnknownItem, NotCurrent, NoPage.
    """
    async with context.database.write() as connection:
        found = _report(await agenda.of_session(connection, session), item)
        turned = rules.turn(found, page)
        await agenda.save(connection, turned)
        kept = await sessions.get(connection, session)
        if kept.scene.kind is not SceneKind.TIMER:
            await sessions.save(connection, replace(kept, scene=Scene(SceneKind.TIMER)))
    context.notifier.session_changed(session)
    return turned


async def _require_report(context: Context, session: SessionId, item: ItemId) -> None:
    """Before anything is drawn."""
    async with context.database.read() as connection:
        _report(await agenda.of_session(connection, session), item)


def _report(items: Sequence[AgendaItem], wanted: ItemId) -> AgendaItem:
    found = among(items, wanted)
    if found.kind is not ItemKind.REPORT:
        raise BadFields(FieldError("pages", "Only a report has pages."))
    return found


def _written(coming: ExitStack, files: KeptFiles, every: Sequence[bytes]) -> list[Incoming]:
    """On the disk for the moment, and gone again unless they are kept."""
    if not files.has_room_for(sum(map(len, every))):
        raise BadFields(FieldError("pages", "The server has no room for more reports. Take away what is over."))
    written = []
    for each in every:
        written.append(files.write(each))
        coming.callback(files.drop, written[-1])
    return written


def _keep(files: KeptFiles, written: Sequence[Incoming]) -> None:
    for each in written:
        files.keep(each)
