"""Reports on phones, page by page as pictures: a chat app's browser has nothing that shows a PDF."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.errors import NotFound
from server.files import keys
from server.files.kept_files import is_name
from server.live.rooms import Rooms
from server.live.snapshots import View
from server.live.view_keys import view_key
from server.store import voters
from server.web.endpoint import FOREVER, Endpoint, context_of, services_of, session_of, voter_of
from server.web.reader import language_of
from server.web.render import render
from votes.agenda import AgendaItem


async def get_slide(request: Request) -> Response:
    """One page, by its name, which is made from its bytes: who was never shown it cannot know it."""
    name, slides = request.path_params["name"], context_of(request).slides
    if not is_name(name) or not await asyncio.to_thread(slides.size_of, name):
        raise NotFound("There is no such page.")
    return FileResponse(slides.path_of(name), media_type="image/webp", headers={"Cache-Control": FOREVER})


async def get_reports(request: Request) -> Response:
    return await _page(request)


async def get_report(request: Request) -> Response:
    return await _page(request, request.path_params["item"])


async def _page(request: Request, wanted: str = "") -> Response:
    """All reports that can be read, or the one that is wanted."""
    services, voter = services_of(request), voter_of(request)
    async with services.database.read() as connection:
        room = await services.part(Rooms).read(connection, session_of(request), services.context.clock())
        own = await voters.get(connection, voter)
    reports = [item for item in room.agenda if item.pages]
    return render(
        request,
        "agenda/phone.html",
        language_of(request, room.session.locale),
        session=room.session,
        view=view_key(room, View.PHONE),
        mark_of_voter=keys.voter_mark(voter),
        group=room.session.group(own.group),
        reports=reports,
        report=_one_of(reports, wanted) if wanted else None,
    )


def _one_of(reports: list[AgendaItem], wanted: str) -> AgendaItem:
    if found := next((item for item in reports if item.id == wanted), None):
        return found
    raise NotFound("There is no such report.")


ENDPOINTS = (
    Endpoint("GET", "/slide/{name}", get_slide),
    Endpoint("GET", "/s/{session}/reports", get_reports),
    Endpoint("GET", "/s/{session}/reports/{item}", get_report),
)
