"""The projector's page: the scene that the host has chosen."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import keep_cookie, screen_cookie
from server.features.admission.requests import is_known_here
from server.files.qr import qr_svg, wifi_payload
from server.live.group_pages import GroupPage, page_at, pages_of
from server.live.questions import read_floor, view_of
from server.live.snapshots import (
    Room,
    Shown,
    View,
    read_public_result,
    read_room,
    read_shown,
    scene_poll,
    turnout,
)
from server.live.tallies import may_hear_turnout
from server.live.view_keys import view_key
from server.store import counts
from server.surfaces.phone_ballot import first_place
from server.surfaces.screen_progress import read_progress
from server.web.endpoint import Endpoint, caller_of, context_of, services_of, session_of
from server.web.render import render
from server.words import language
from votes import agenda
from votes.lifecycle import remaining
from votes.model import Poll, SceneKind
from votes.result import Result

COOKIE_DAYS = 7
LOOKS = (("theme", "dark"), ("contrast", "high"))


async def get_screen(request: Request) -> Response:
    key = request.query_params.get("key")
    if key and caller_of(request).screen == session_of(request):
        return _remembered(request, key)
    context = context_of(request)
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
        poll = scene_poll(room)
        result = await read_public_result(connection, room, poll, View.SCREEN) if poll else None
        ballots = turnout(await counts.of_poll(connection, poll.id)) if poll else {}
        shown = await read_shown(connection, room)
        floor = await read_floor(connection, room.questions)
        progress = await read_progress(connection, room)
    is_known_here(request, room.session)
    return render(
        request,
        f"screen/{room.session.scene.kind}.html",
        language.of_session(room.session.locale),
        frame_ancestors="'self'",
        look=_look(request),
        is_preview="preview" in request.query_params,
        session=room.session,
        scene=room.session.scene,
        view=view_key(room, View.SCREEN, services_of(request).origins.mark),
        polls=room.polls,
        poll=poll,
        result=result,
        page=_page(room, result),
        joined=room.joined_for(poll) if poll and room.session.scene.kind is not SceneKind.JOIN else room.joined,
        ballots=ballots,
        tells_groups=_tells_groups(request, room, poll),
        totals=room.ballots,
        remaining=remaining(poll, room.now) if poll else None,
        progress=progress,
        context={**_ways_in(request, room), **_on_the_agenda(room), **_revealed(shown, room, poll)},
        floor=floor,
        asked_view=view_of(floor, View.SCREEN) if floor else "",
    )


def _tells_groups(request: Request, room: Room, poll: Poll | None) -> bool:
    is_observer = caller_of(request).only_reads(room.session.id)
    return poll is not None and may_hear_turnout(room, poll, View.SCREEN, is_observer)


def _revealed(shown: Shown, room: Room, poll: Poll | None) -> dict[str, object]:
    return {
        "shown": shown.places,
        "places_total": shown.total,
        "revealed": shown.result,
        "shown_tie": shown.tie,
        "from_place": first_place(room, poll) if poll else 1,
        "count": shown.result.filled if shown.result else poll.places if poll else 0,
    }


def _on_the_agenda(room: Room) -> dict[str, object]:
    at = agenda.standing(room.agenda, room.now)
    return {
        "item": at.item,
        "left": at.left,
        "number": at.number,
        "following": at.following,
        "is_alike": at.is_alike,
        "now": room.now,
    }


def _page(room: Room, result: Result | None) -> GroupPage | None:
    """The page that the comparison of groups has come to; none in other scenes."""
    scene = room.session.scene
    return page_at(pages_of(result), scene.step) if scene.kind is SceneKind.GROUPS else None


def _look(request: Request) -> tuple[str, str] | None:
    """The look that the address asks for; each projector's window has its own, and keys change it."""
    return next((each for each in LOOKS if each in request.query_params.items()), None)


def _ways_in(request: Request, room: Room) -> dict[str, object]:
    """The QR codes; in capitals, since a code of capitals and digits has fewer and larger modules."""
    origins, session = services_of(request).origins, room.session
    public = origins.public
    is_joining = session.scene.kind is SceneKind.JOIN
    is_open = is_joining and session.admission == "open" and not session.locked
    return {
        "short_url": public.partition("://")[2],
        "is_plain": origins.is_plain_address,
        "qr": qr_svg(f"{public}/J/{session.join_code}".upper()) if is_open else None,
        "wifi_qr": qr_svg(wifi_payload(session.wifi)) if is_joining and session.wifi else None,
    }


def _remembered(request: Request, key: str) -> Response:
    """The key moves from the address into a cookie, so that a photo of the screen does not show it."""
    session = session_of(request)
    look = _look(request)
    query = f"?{urlencode([look])}" if look else ""
    response = RedirectResponse(f"/screen/{session}{query}", 303)
    secure = services_of(request).origins.is_secure
    keep_cookie(response, screen_cookie(session), key, secure=secure, days=COOKIE_DAYS)
    return response


ENDPOINTS = (Endpoint("GET", "/screen/{session}", get_screen),)
