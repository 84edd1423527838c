"""Files that nobody has any more go with the last that had them."""

from __future__ import annotations

import asyncio

from server.core.context import Context
from server.store import files
from server.store.database import Connection


async def drop_unused_files(context: Context, connection: Connection) -> None:
    """Call it inside the transaction that gave something up: what others hand in meanwhile waits for it."""
    await asyncio.to_thread(context.documents.keep_only, await files.documents_in_use(connection))
    await asyncio.to_thread(context.slides.keep_only, await files.slides_in_use(connection))
