"""Files that nobody has any more go with the last that had them."""

from __future__ import annotations

import asyncio
import logging

from server.core.context import Context
from server.store import files

log = logging.getLogger(__name__)


async def drop_unused_files(context: Context) -> None:
    """Call it after the transaction that gave something up: within one all ballots would wait for the disk.

    What is being handed in is left alone. What cannot be deleted now goes with the next, or at the next start.
    """
    async with context.filing:
        async with context.database.read() as connection:
            documents, slides = await files.documents_in_use(connection), await files.slides_in_use(connection)
        try:
            await asyncio.to_thread(context.documents.keep_only, documents)
            await asyncio.to_thread(context.slides.keep_only, slides)
        except OSError as failed:
            log.warning("files that nobody has could not be deleted: %s", failed)
