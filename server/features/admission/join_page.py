"""The way in: the typed code, the scanned link, the group."""

from __future__ import annotations

from dataclasses import fields
from unicodedata import normalize

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import keep_voter, voter_cookie
from server.errors import TooManyTries, UnknownSession
from server.features.admission.code_page import code_page
from server.features.admission.requests import caller_in, may_share, room_by_code
from server.features.admission.voters import join
from server.features.admission.ways_in import JoinPage, is_over, joins_at_once, most_choices, shared_page
from server.files import keys
from server.live.snapshots import Room
from server.web.endpoint import Endpoint, context_of, services_of
from server.web.form_body import read_page_form, whole
from server.web.reader import chat_app, is_big, language_of
from server.web.render import answer_filled, render
from votes.model import GroupId, Session
from votes.ticket import MistypedCode, is_like_a_code, read_code


async def get_code(request: Request) -> Response:
    return code_page(request)


async def post_code(request: Request) -> Response:
    """One field for both kinds of codes. A join code is tried here, a ticket's on its page: each waits there."""
    form = await read_page_form(request)
    typed = form.field("code") or form.field("ticket")  # as pages sent it that were loaded before
    text = normalize("NFKC", typed)
    if is_like_a_code(text):
        return _to_ticket(request, typed)
    code = "".join(each for each in text if each.isascii() and each.isdigit())
    found = await _find(request, code, typed)
    return found if isinstance(found, Response) else RedirectResponse(f"/j/{found.session.join_code}", 303)


async def get_join(request: Request) -> Response:
    room = await _find(request, request.path_params["code"])
    if isinstance(room, Response):
        return room
    session = room.session
    if not request.state.is_host:
        context_of(request).notifier.join_page_opened(session.rehearsal_of or session.id)
    if await _is_in(request, session):
        return RedirectResponse(f"/s/{session.id}", 303)
    if session.admission == "ticket":
        return code_page(request, session=session, error="needs-ticket")
    if session.locked:
        return code_page(request, error="locked")
    response = _join_page(request, room, _nth_group(session, request.path_params.get("n", "")))
    if _drawn_token(request, session) is None:
        _keep(request, response, session, services_of(request).auth.draw())
    return response


async def post_join(request: Request) -> Response:
    room = await _find(request, request.path_params["code"])
    if isinstance(room, Response):
        return room
    session = room.session
    group = (await read_page_form(request)).field("group")
    if not await _is_in(request, session):
        if session.admission == "ticket":
            return code_page(request, 403, error="needs-ticket", session=session)
        if session.locked:
            return code_page(request, 409, error="locked")
        if session.groups and group not in {each.id for each in session.groups}:
            return _render(request, room, None, status=422, error=True)
        # The page's own GET drew the credential, so a second tap on the button is the same voter.
        token = _drawn_token(request, session) or keys.new_token()
        await join(context_of(request), session.id, GroupId(group) if group else None, token)
        response: Response = RedirectResponse(f"/s/{session.id}", 303)
        _keep(request, response, session, token)
        return response
    return RedirectResponse(f"/s/{session.id}", 303)


async def _find(request: Request, code: str, typed: str = "") -> Room | Response:
    """The meeting of a join code, or the page that says it was not found, with what was ``typed``."""
    try:
        return await room_by_code(request, code)
    except TooManyTries:
        return code_page(request, 429, code=typed or code, error="slow")
    except UnknownSession:
        return code_page(request, 404, code=typed or code, error="unknown")


def _to_ticket(request: Request, text: str) -> Response:
    """A typed code leads to its ticket, where the button is; a slip is told here and costs no turn."""
    try:
        return RedirectResponse(f"/t/{read_code(normalize('NFKC', text))}", 303)
    except MistypedCode:
        return code_page(request, 422, code=text, error="slip")


def _join_page(request: Request, room: Room, chosen: GroupId | None) -> Response:
    if not may_share(request):
        return _render(request, room, chosen)
    page = _page(request, room, chosen)
    spoken = language_of(request, room.session.locale)
    return answer_filled(request, shared_page(room, page, spoken, big=is_big(request)), spoken)


def _render(request: Request, room: Room, chosen: GroupId | None, status: int = 200, error: bool = False) -> Response:
    spoken, page = language_of(request, room.session.locale), _page(request, room, chosen)
    shown = {each.name: getattr(page, each.name) for each in fields(page)}
    return render(request, "admission/join.html", spoken, status, context={**shown, "error": error})


def _page(request: Request, room: Room, chosen: GroupId | None) -> JoinPage:
    return JoinPage(
        session=room.session,
        most=most_choices(room),
        chosen=chosen,
        at_once=joins_at_once(room),
        is_over=is_over(room),
        is_plain=services_of(request).origins.is_plain_address,
        app=chat_app(request),
    )


def _nth_group(session: Session, n: str) -> GroupId | None:
    at = (whole(n) or 0) - 1
    return session.groups[at].id if 0 <= at < len(session.groups) else None


async def _is_in(request: Request, session: Session) -> bool:
    caller = await caller_in(request, session.id)
    return caller.voter is not None and caller.voter_session == session.id


def _drawn_token(request: Request, session: Session) -> str | None:
    """The credential that this server drew for the phone; what has another shape was made up."""
    token = request.cookies.get(voter_cookie(session.id), "")
    return token if keys.is_token(token) else None


def _keep(request: Request, response: Response, session: Session, token: str) -> None:
    keep_voter(response, session.id, token, secure=services_of(request).origins.is_secure)


ENDPOINTS = (
    Endpoint("GET", "/", get_code),
    Endpoint("POST", "/", post_code),
    Endpoint("GET", "/j/{code}", get_join),
    Endpoint("GET", "/j/{code}/{n}", get_join),
    Endpoint("GET", "/J/{code}", get_join),
    Endpoint("GET", "/J/{code}/{n}", get_join),
    Endpoint("POST", "/j/{code}", post_join),
)
