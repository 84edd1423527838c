"""The projector's page: the scene that the host has chosen."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import language, pages
from server.auth import keep_cookie, screen_cookie
from server.endpoint import Endpoint, caller_of, desk_of, services_of, session_of
from server.live.snapshots import (
    Room,
    View,
    read_public_result,
    read_room,
    read_shown,
    scene_poll,
    turnout,
    view_key,
)
from server.qr import qr_svg, wifi_payload
from server.store import counts
from votes.lifecycle import remaining
from votes.model import SceneKind

COOKIE_DAYS = 7


async def get_screen(request: Request) -> Response:
    key = request.query_params.get("key")
    if key and caller_of(request).screen == session_of(request):
        return _remembered(request, key)
    desk = desk_of(request)
    async with desk.database.read() as connection:
        room = await read_room(connection, session_of(request), desk.clock())
        poll = scene_poll(room)
        result = await read_public_result(connection, room, poll, View.SCREEN) if poll else None
        ballots = turnout(await counts.of_poll(connection, poll.id)) if poll else {}
        shown = await read_shown(connection, room)
    return pages.render(
        request,
        f"screen/{room.session.scene.kind}.html",
        language.of_session(room.session.locale),
        frame_ancestors="'self'",
        is_preview="preview" in request.query_params,
        session=room.session,
        scene=room.session.scene,
        view=view_key(room, View.SCREEN),
        polls=room.polls,
        poll=poll,
        result=result,
        joined=room.joined,
        ballots=ballots,
        totals=room.ballots,
        remaining=remaining(poll, room.now) if poll else None,
        shown=shown.places,
        places_total=shown.total,
        revealed=shown.result,
        shown_tie=shown.tie,
        context=_ways_in(request, room),
    )


def _ways_in(request: Request, room: Room) -> dict[str, str | None]:
    """The QR codes; in capitals, since a code of capitals and digits has fewer and larger modules."""
    public, session = services_of(request).origins.public, room.session
    is_joining = session.scene.kind is SceneKind.JOIN
    return {
        "short_url": public.partition("://")[2],
        "qr": qr_svg(f"{public}/J/{session.join_code}".upper()) if is_joining else None,
        "wifi_qr": qr_svg(wifi_payload(session.wifi)) if is_joining and session.wifi else None,
    }


def _remembered(request: Request, key: str) -> Response:
    """The key moves from the address into a cookie, so that a photo of the screen does not show it."""
    session = session_of(request)
    response = RedirectResponse(f"/screen/{session}", 303)
    secure = services_of(request).origins.is_secure
    keep_cookie(response, screen_cookie(session), key, secure=secure, days=COOKIE_DAYS)
    return response


ENDPOINTS = (Endpoint("GET", "/screen/{session}", get_screen),)
