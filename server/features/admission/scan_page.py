"""The way in by ticket: the scanned link, or the typed code. Looking at a ticket has no effect; its button has."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.auth import sessions_of_cookies
from server.access.caller import Caller, keep_voter
from server.errors import TicketNotIssued, TicketRevoked, TooManyTries, UnknownTicket
from server.features.admission.code_page import code_page
from server.features.admission.requests import caller_in, check_typed, may_share, room_of
from server.features.admission.tickets import enter, find_ticket, mark_of
from server.features.admission.ways_in import TicketPage, shared_page
from server.files import keys
from server.permissions import DOOR, TELLERS
from server.store.tickets import Ticket, TicketState, serial_of
from server.web.endpoint import Endpoint, address_of, context_of, services_of
from server.web.form_body import read_page_form
from server.web.reader import is_big, language_of
from server.web.render import answer_filled, render
from votes.model import SessionId, VoterId
from votes.ticket import MistypedCode, read_secret


async def get_ticket(request: Request) -> Response:
    found = await _find(request)
    if isinstance(found, Response):
        return found
    caller = await caller_in(request, found.session)
    if found.voter and found.state is TicketState.USED and _own_voter(caller, found.session) == found.voter:
        return RedirectResponse(f"/s/{found.session}", 303)
    return await _page(request, found, caller=caller)


async def post_ticket(request: Request) -> Response:
    """Enter, with the credential that the page drew: a second tap on its button is the same phone."""
    drawn = (await read_page_form(request)).field("token")
    token = drawn if keys.is_token(drawn) else keys.new_token()
    if not _is_new_phone_with_link(request):
        found = await _find(request)
        if isinstance(found, Response):
            return found
        caller = await caller_in(request, found.session)
        if found.voter and _own_voter(caller, found.session) == found.voter:
            token = caller.voter_token or token
    context = context_of(request)
    try:
        entered = await enter(context, mark_of(context, request.path_params["ticket"]), token)
    except (TicketNotIssued, TicketRevoked, UnknownTicket):
        found = await _find(request)
        return found if isinstance(found, Response) else await _page(request, found, 409)
    session = entered.voter.session
    response = RedirectResponse(f"/s/{session}", 303)
    keep_voter(response, session, token, secure=services_of(request).origins.is_secure)
    return response


def _is_new_phone_with_link(request: Request) -> bool:
    """Whether it is nobody's phone and the secret cannot be guessed: then whoever has it comes in, without a look."""
    is_new = not sessions_of_cookies(request.cookies) and "authorization" not in request.headers
    return is_new and read_secret(request.path_params["ticket"]) is not None


async def _find(request: Request) -> Ticket | Response:
    """The ticket, or the page that says what is wrong with the code."""
    services, text = services_of(request), str(request.path_params["ticket"])
    is_typed = read_secret(text) is None  # what is scanned cannot be guessed
    try:
        mark = mark_of(services.context, text)
        if is_typed:
            await check_typed(request, text)
        return await find_ticket(services.context, mark)
    except MistypedCode:
        return code_page(request, 404, code=text, asks_ticket=True, error="slip")
    except TooManyTries:
        return code_page(request, 429, code=text, asks_ticket=True, error="slow")
    except UnknownTicket:
        if is_typed:
            await services.limits.wrong_codes.failed(address_of(request))
        return code_page(request, 404, code=text, asks_ticket=True, error="no-ticket")


def _own_voter(caller: Caller, session: SessionId) -> VoterId | None:
    return caller.voter if caller.voter_session == session else None


async def _page(request: Request, ticket: Ticket, status: int = 200, *, caller: Caller | None = None) -> Response:
    """``caller``: who looks may work at the door or enter ballots, and a phone's camera is the scanner there."""
    room = await room_of(request, ticket.session)
    session, spoken = room.session, language_of(request, room.session.locale)
    group = session.group(ticket.group)
    own = {
        "ticket": request.path_params["ticket"],
        "serial": serial_of(ticket, session),
        "token": services_of(request).auth.draw(),
    }
    if status == 200 and may_share(request):
        page = TicketPage(session=session, group=group, state=ticket.state)
        return answer_filled(request, shared_page(room, page, spoken, big=is_big(request)), spoken, own)
    shown = {
        "session": session,
        "group": group,
        "state": ticket.state,
        "is_helper": caller is not None and caller.may(DOOR, session.id),
        "is_teller": caller is not None and caller.may(TELLERS, session.id),
        **own,
    }
    return render(request, "admission/ticket.html", spoken, status, context=shown)


ENDPOINTS = (
    Endpoint("GET", "/t/{ticket}", get_ticket),
    Endpoint("GET", "/T/{ticket}", get_ticket),
    Endpoint("POST", "/t/{ticket}", post_ticket),
)
