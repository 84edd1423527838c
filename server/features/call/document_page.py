"""Documents that were handed in, as files to save: to the host, to their department, and to all once published."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.errors import NotFound
from server.features.call.actions import read_link
from server.store import files, items
from server.web.encoding import to_save
from server.web.endpoint import Endpoint, context_of, session_of
from votes.call import DepartmentId, Item, ItemId
from votes.model import SessionId

# A stranger's file must never be a page of ours, whatever is in it: it is saved, its type is not guessed, and where a
# browser shows it all the same, it has no origin, runs nothing and loads nothing.
GUARDS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def get_of_host(request: Request) -> Response:
    item = await _item(request, session_of(request))
    return await _document(request, item.document, item.shown.title, "no-store")


async def get_of_department(request: Request) -> Response:
    department = await read_link(context_of(request), request.path_params["secret"])
    item = await _item(request, department.session, department.id)
    return await _document(request, item.document, item.wording.title, "no-store")


async def get_published(request: Request) -> Response:
    """By its name, which is made from its bytes, once an option of a list has it."""
    name = request.path_params["name"]
    async with context_of(request).database.read() as connection:
        title = await files.published_title(connection, name)
    return await _document(request, name if title else None, title or "", "private, max-age=3600")


async def _item(request: Request, session: SessionId, department: DepartmentId | None = None) -> Item:
    wanted = ItemId(request.path_params["item"])
    async with context_of(request).database.read() as connection:
        for item in await items.of_session(connection, session):
            if item.id == wanted and department in (None, item.department):
                return item
    raise _missing()


async def _document(request: Request, name: str | None, title: str, cache: str) -> Response:
    documents = context_of(request).documents
    if not name or not await asyncio.to_thread(documents.size_of, name):
        raise _missing()
    headers = {**GUARDS, **to_save("document.pdf", f"{title[:80]}.pdf"), "Cache-Control": cache}
    return FileResponse(documents.path_of(name), media_type="application/pdf", headers=headers)


def _missing() -> NotFound:
    return NotFound("There is no such document.")


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/items/{item}/document", get_of_host),
    Endpoint("GET", "/d/{secret}/document/{item}", get_of_department),
    Endpoint("GET", "/document/{name}", get_published),
)
