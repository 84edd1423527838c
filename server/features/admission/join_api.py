"""Joining over the API."""

from __future__ import annotations

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from server.access.caller import keep_voter
from server.errors import BadFields, FieldError, UnknownTicket
from server.features.admission.requests import check_typed, room_by_code
from server.features.admission.schemas import JoinCodeAnswer, JoinForm, VoterAnswer, groups_answer
from server.features.admission.tickets import enter, find_ticket, mark_of
from server.features.admission.voters import change_group, join
from server.files.keys import new_token
from server.store import voters
from server.web.endpoint import Endpoint, address_of, answer, caller_of, context_of, services_of, session_of
from server.web.json_body import read
from votes.model import GroupId, VoterId
from votes.ticket import MistypedCode, read_secret


async def post_join(request: Request) -> Response:
    form = await read(request, JoinForm)
    group = GroupId(form.group) if form.group else None
    caller, session = caller_of(request), session_of(request)
    if form.ticket is UNSET and caller.voter and caller.voter_session == session:
        return await _join_again(request, caller.voter, form)
    if form.ticket is not UNSET:
        return await _join_by_ticket(request, form.ticket)
    token = new_token()
    voter = await join(context_of(request), session, group, token)
    response = answer(VoterAnswer(token, voter.group), 201)
    keep_voter(response, session, token, secure=services_of(request).origins.is_secure)
    return response


async def _join_by_ticket(request: Request, text: str) -> Response:
    """A wrong one costs its turn; with the voter's own credential it is that voter again."""
    services, context, session = services_of(request), context_of(request), session_of(request)
    caller, is_typed = caller_of(request), read_secret(text) is None
    try:
        mark = mark_of(context, text)
        if is_typed:
            await check_typed(request, text)
        is_own = caller.voter is not None and caller.voter == (await find_ticket(context, mark)).voter
        token = caller.voter_token if is_own and caller.voter_token else new_token()
        entered = await enter(context, mark, token, session)
    except MistypedCode as slip:
        raise BadFields(FieldError("ticket", str(slip))) from None
    except UnknownTicket:
        if is_typed:
            await services.limits.wrong_codes.failed(address_of(request))
        raise
    response = answer(VoterAnswer(token, entered.voter.group, entered.moved), 200 if is_own else 201)
    keep_voter(response, session, token, secure=services.origins.is_secure)
    return response


async def _join_again(request: Request, voter: VoterId, form: JoinForm) -> Response:
    if form.group is UNSET:
        async with context_of(request).database.read() as connection:
            present = await voters.get(connection, voter)
    else:
        present = await change_group(context_of(request), voter, GroupId(form.group) if form.group else None)
    return answer(VoterAnswer(caller_of(request).voter_token or "", present.group))


async def get_join_code(request: Request) -> Response:
    session = (await room_by_code(request, request.path_params["code"])).session
    return answer(JoinCodeAnswer(session.id, session.title, groups_answer(session)))


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/sessions/{session}/join",
        post_join,
        summary="Join a session",
        body=JoinForm,
        answers=((201, 200), VoterAnswer),
    ),
    Endpoint(
        "GET",
        "/api/join/{code}",
        get_join_code,
        summary="Which session a join code names",
        body=None,
        answers=((200,), JoinCodeAnswer),
    ),
)
