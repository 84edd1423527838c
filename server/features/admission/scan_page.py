"""The way in by ticket: the scanned link, or the typed code. Looking at a ticket has no effect; its button has."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import Caller, keep_voter, voter_cookie
from server.errors import TicketNotIssued, TicketRevoked, TooManyTries, UnknownTicket
from server.features.admission.code_page import code_page
from server.features.admission.requests import check_typed
from server.features.admission.tickets import enter, find_ticket, mark_of
from server.files import keys
from server.permissions import DOOR, TELLERS
from server.store.tickets import Ticket, TicketState, serial_of
from server.web.endpoint import Endpoint, address_of, context_of, services_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from votes.model import Session, VoterId
from votes.ticket import MistypedCode, read_secret


async def get_ticket(request: Request) -> Response:
    found = await _find(request)
    if isinstance(found, Response):
        return found
    ticket, session = found
    caller = await _caller(request, session)
    if ticket.voter and ticket.state is TicketState.USED and _own_voter(caller, session) == ticket.voter:
        return RedirectResponse(f"/s/{session.id}", 303)
    return _page(request, ticket, session, caller=caller)


async def post_ticket(request: Request) -> Response:
    """Enter, with the credential that the page drew: a second tap on its button is the same phone."""
    found = await _find(request)
    if isinstance(found, Response):
        return found
    ticket, session = found
    drawn = (await read_page_form(request)).field("token")
    token = drawn if keys.is_token(drawn) else keys.new_token()
    if ticket.voter and _own_voter(await _caller(request, session), session) == ticket.voter:
        token = request.cookies[voter_cookie(session.id)]
    context = context_of(request)
    try:
        await enter(context, mark_of(context, request.path_params["ticket"]), token)
    except (TicketNotIssued, TicketRevoked):
        return _page(request, ticket, session, 409)
    response = RedirectResponse(f"/s/{session.id}", 303)
    keep_voter(response, session.id, token, secure=services_of(request).origins.is_secure)
    return response


async def _find(request: Request) -> tuple[Ticket, Session] | Response:
    """The ticket and its session, or the page that says what is wrong with the code."""
    services, text = services_of(request), str(request.path_params["ticket"])
    is_typed = read_secret(text) is None  # what is scanned cannot be guessed
    try:
        mark = mark_of(services.context, text)
        if is_typed:
            await check_typed(request, text)
        return await find_ticket(services.context, mark)
    except MistypedCode:
        return code_page(request, 404, ticket=text, error="slip")
    except TooManyTries:
        return code_page(request, 429, ticket=text, error="slow")
    except UnknownTicket:
        if is_typed:
            await services.limits.wrong_codes.turn(address_of(request))
        return code_page(request, 404, ticket=text, error="no-ticket")


async def _caller(request: Request, session: Session) -> Caller:
    services = services_of(request)
    return await services.auth.identify(request, session.id, services.context.clock())


def _own_voter(caller: Caller, session: Session) -> VoterId | None:
    return caller.voter if caller.voter_session == session.id else None


def _page(
    request: Request, ticket: Ticket, session: Session, status: int = 200, *, caller: Caller | None = None
) -> Response:
    """``caller``: who looks may work at the door or enter ballots, and a phone's camera is the scanner there."""
    return render(
        request,
        "admission/ticket.html",
        language_of(request, session.locale),
        status,
        session=session,
        group=session.group(ticket.group),
        serial=serial_of(ticket, session),
        ticket=request.path_params["ticket"],
        state=ticket.state,
        is_helper=caller is not None and caller.may(DOOR, session.id),
        is_teller=caller is not None and caller.may(TELLERS, session.id),
        token=keys.new_token(),
    )


ENDPOINTS = (
    Endpoint("GET", "/t/{ticket}", get_ticket),
    Endpoint("GET", "/T/{ticket}", get_ticket),
    Endpoint("POST", "/t/{ticket}", post_ticket),
)
