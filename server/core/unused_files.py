"""Files that nobody has any more go with the last that had them."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection

from server.core.context import Desk
from server.store import files


async def drop_unused_files(desk: Desk, connection: AsyncConnection) -> None:
    """Call it inside the transaction that gave something up: what others hand in meanwhile waits for it."""
    await asyncio.to_thread(desk.documents.keep_only, await files.documents_in_use(connection))
    await asyncio.to_thread(desk.slides.keep_only, await files.slides_in_use(connection))
