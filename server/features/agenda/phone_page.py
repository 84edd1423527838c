"""Reports on phones, page by page as pictures: a chat app's browser has nothing that shows a PDF."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.errors import NotFound
from server.files import keys
from server.files.kept_files import is_name
from server.live.own_ballots import read_own
from server.live.rooms import Rooms
from server.live.snapshots import Room, View
from server.live.view_keys import view_key
from server.store import voters
from server.store.database import Connection
from server.web.endpoint import FOREVER, Endpoint, Services, context_of, services_of, session_of, voter_of
from server.web.reader import language_of
from server.web.render import render
from votes.agenda import AgendaItem
from votes.lifecycle import remaining
from votes.model import Poll, PollState, Voter


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
        present = await voters.get(connection, voter)
        waiting = await _to_vote_on(services, connection, room, present)
    reports = [item for item in room.agenda if item.pages]
    return render(
        request,
        "agenda/phone.html",
        language_of(request, room.session.locale),
        session=room.session,
        view=view_key(room, View.PHONE),
        mark_of_voter=keys.voter_mark(voter),
        group=room.session.group(present.group),
        waiting=[(poll, remaining(poll, room.now)) for poll in waiting],
        reports=reports,
        report=_one_of(reports, wanted) if wanted else None,
    )


async def _to_vote_on(services: Services, connection: Connection, room: Room, voter: Voter) -> list[Poll]:
    """The open lists for which nothing was sent yet: whoever reads must not miss them."""
    opened = tuple(poll for poll in room.polls if poll.state is PollState.OPEN)
    own = await read_own(connection, services.context.keys, voter, opened, room.session.sharing(voter))
    return [poll for poll in opened if poll.id not in own]


def _one_of(reports: list[AgendaItem], wanted: str) -> AgendaItem:
    if found := next((item for item in reports if item.id == wanted), None):
        return found
    raise NotFound("There is no such report.")


ENDPOINTS = (
    Endpoint("GET", "/slide/{name}", get_slide),
    Endpoint("GET", "/s/{session}/reports", get_reports),
    Endpoint("GET", "/s/{session}/reports/{item}", get_report),
)
