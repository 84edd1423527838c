"""Which files the data folder must keep, and what published ones are called."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.call_tables import call_items
from server.store.tables import agenda, options


async def documents_in_use(connection: AsyncConnection) -> frozenset[str]:
    """The names of all documents that an item, an option or a report has, in any session."""
    columns = (call_items.c.document, options.c.document, agenda.c.report)
    names = [select(each).where(each.is_not(None)).distinct() for each in columns]
    return frozenset([name for query in names for name in (await connection.execute(query)).scalars()])


async def slides_in_use(connection: AsyncConnection) -> frozenset[str]:
    """The names of all pages that a report has, in any session."""
    found = await connection.execute(select(agenda.c.pages).where(agenda.c.pages != "").distinct())
    return frozenset(name for pages in found.scalars() for name in pages.split())


async def published_title(connection: AsyncConnection, document: str) -> str | None:
    """What the first option or report is called that has this document; None where none has."""
    option = select(options.c.title).where(options.c.document == document)
    report = select(agenda.c.title).where(agenda.c.report == document)
    found = await connection.execute(option.union_all(report).limit(1))
    title: str | None = found.scalar_one_or_none()
    return title
