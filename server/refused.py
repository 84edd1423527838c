"""A refused page: the way to the credential that is missing, or a page that says what to do."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import language, pages
from server.endpoint import problem_response, read_session
from server.errors import Displaced, NoCredential, NotAllowed, Problem, StalePage, UnknownSession, problem


async def refuse_api(request: Request, _error: Exception, refused: Problem) -> Response:
    return problem_response(refused)


async def refuse_page(request: Request, error: Exception, refused: Problem) -> Response:
    """Who lacks the credential of a page is led to where it is given; everyone else reads why."""
    path = request.url.path
    if isinstance(error, NoCredential) and path.startswith("/screen/"):
        refused = problem(403, error.reason, "Open the screen by the link on the host's console.")
    if isinstance(error, Displaced) and path.startswith("/s/"):
        return await _displaced(request, error)
    if isinstance(error, NoCredential | NotAllowed) and request.method in ("GET", "HEAD"):
        if path.startswith("/s/"):
            return await _to_join(request, refused)
        if path.startswith(("/host", "/print/", "/desk/")):
            return RedirectResponse(f"/host/sign-in?next={quote(path)}", 303)
    return error_page(request, refused)


async def _to_join(request: Request, refused: Problem) -> Response:
    try:
        return RedirectResponse(f"/j/{(await read_session(request)).join_code}", 303)
    except UnknownSession:
        return error_page(request, refused)


async def _displaced(request: Request, error: Displaced) -> Response:
    """What took the phone's voter away, and how to go on."""
    session = await read_session(request)
    spoken = language.of_phone(request, session.locale)
    return pages.render(request, "phone/displaced.html", spoken, error.status, session=session, why=error.reason)


def error_page(request: Request, refused: Problem) -> Response:
    reference = refused.detail.rpartition("number ")[2].split(" ")[0] if refused.status == 500 else None
    return pages.render(
        request,
        "phone/error.html",
        language.of_phone(request, ""),
        refused.status,
        status_code=refused.status,
        reference=reference,
        is_stale=refused.type.endswith(f":{StalePage.reason}"),
        link="/host" if request.url.path.startswith(("/host", "/print/")) else "/",
    )
