"""A refused page: the way to the credential that is missing, or a page that says what to do."""

from __future__ import annotations

import secrets
from functools import lru_cache
from urllib.parse import quote

from msgspec.structs import replace
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from server.access.origins import reached_by
from server.errors import (
    Crowded,
    Displaced,
    ForeignOrigin,
    NoCredential,
    NotAllowed,
    Problem,
    StalePage,
    UnknownSession,
    problem,
    problem_of,
)
from server.web.endpoint import problem_response, read_session, services_of
from server.web.filled_page import FilledPage
from server.web.reader import language_of
from server.web.render import answer_filled, make_html, render

_SECONDS = secrets.token_hex(16)  # where the page that asks again says after how long


async def refuse_api(request: Request, error: Exception, refused: Problem) -> Response:
    if isinstance(error, ForeignOrigin) and (origin := _another_door(request)):
        refused = replace(refused, detail=_ANOTHER_DOOR.format(origin, services_of(request).origins.public))
    return problem_response(refused)


_ANOTHER_DOOR = (
    "This page was opened at {}, and Topfive was started for {}. "
    "If phones should use the former, set TOPFIVE_PUBLIC_URL to it and start Topfive again."
)


def _another_door(request: Request) -> str:
    """The origin of a page that was opened by a name of ours, but on a port or by a scheme that we were not told of.

    It stays refused, since whoever has another port of this machine may be somebody else; the operator knows.
    """
    origin, origins = request.headers.get("origin", ""), services_of(request).origins
    is_ours = origins.is_ours(origin, reached_by(request.scope))
    return origin if not is_ours and origins.is_our_host(origin.partition("://")[2], reached_by(request.scope)) else ""


async def refuse_page(request: Request, error: Exception, refused: Problem) -> Response:
    """Who lacks the credential of a page is led to where it is given; everyone else reads why."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=refused.status)  # nobody waits for a page
    path = request.url.path
    if isinstance(error, NoCredential) and path.startswith("/screen/"):
        refused = problem(403, error.reason, "Open the screen by the link on the host's console.")
    if isinstance(error, Displaced) and path.startswith("/s/"):
        return await _displaced(request, error)
    if isinstance(error, NoCredential | NotAllowed) and request.method in ("GET", "HEAD"):
        if path.startswith("/s/"):
            return await _to_join(request, refused)
        if path.startswith(("/host", "/print/", "/desk/", "/teller/")):
            return RedirectResponse(f"/host/sign-in?next={quote(path)}", 303)
    if isinstance(error, Crowded):
        page, after = busy_page(language_of(request, "")), str(error.retry_after)
        response = answer_filled(request, page, language_of(request, ""), {"seconds": after})
        response.status_code = refused.status
        return response
    return error_page(request, refused)


async def _to_join(request: Request, refused: Problem) -> Response:
    try:
        return RedirectResponse(f"/j/{(await read_session(request)).join_code}", 303)
    except UnknownSession:
        return error_page(request, refused)


async def _displaced(request: Request, error: Displaced) -> Response:
    """What took the phone's voter away, and how to go on."""
    try:
        session = await read_session(request)
    except UnknownSession as missing:
        return error_page(request, problem_of(missing))
    spoken = language_of(request, session.locale)
    return render(request, "shared/displaced.html", spoken, error.status, session=session, why=error.reason)


@lru_cache(maxsize=8)
def busy_page(language: str) -> FilledPage:
    """What asks again by itself after ``seconds``: made once, since it is for when there is no time."""
    shown = {"status": 503, "again": _SECONDS, "link": "/"}
    html = make_html("shared/error.html", language, big=False, context=shown)
    return FilledPage(html, {"seconds": _SECONDS})


def error_page(request: Request, refused: Problem) -> Response:
    is_elsewhere = refused.type.endswith(f":{ForeignOrigin.reason}")
    reference = refused.detail.rpartition("number ")[2].split(" ")[0] if refused.status == 500 else None
    return render(
        request,
        "shared/error.html",
        language_of(request, ""),
        refused.status,
        status_code=refused.status,
        is_elsewhere=is_elsewhere,
        is_another_door=is_elsewhere and bool(_another_door(request)),
        reference=reference,
        trouble=services_of(request).database.trouble if refused.status == 503 else None,
        is_stale=refused.type.endswith(f":{StalePage.reason}"),
        link="/host" if request.url.path.startswith(("/host", "/print/")) else "/",
    )
