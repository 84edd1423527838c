"""The participant's one page: waiting, ballot, receipt and result in turn."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.core.definitions import definition_of
from server.errors import NoCredential, StaleRevision
from server.features.ballots.actions import HandedIn, cast_ballot
from server.features.ballots.form_marks import marks_of, written
from server.files import keys
from server.live.own_ballots import next_poll, options_for
from server.live.snapshots import View
from server.live.view_keys import view_key
from server.surfaces import phone_cookies
from server.surfaces.phone_ballot import received, runoff_of
from server.surfaces.phone_reads import Phone, read_phone, said_of
from server.surfaces.phone_receipt import end_apart, entry_of, folds
from server.surfaces.phone_shared import closed_polls, reports_of
from server.web.endpoint import Endpoint, caller_of, context_of, poll_of, services_of, session_of
from server.web.form_body import read_page_form, whole
from server.web.pace import keep_pace
from server.web.reader import language_of
from server.web.render import render
from votes import agenda
from votes.errors import BadBallot, PollClosed, WrongState
from votes.lifecycle import remaining
from votes.marks import places_of
from votes.model import Mark, Poll, PollId, PollState, SessionId


async def get_phone(request: Request) -> Response:
    phone = await read_phone(request)
    wanted = phone.room.poll(PollId(request.query_params.get("edit", "")))
    own = phone.own.get(wanted.id) if wanted else None
    if wanted and wanted.state is PollState.OPEN and not (own and own.is_on_paper):
        return _ballot(request, phone, wanted)
    if upcoming := next_poll(phone.room.polls, phone.own):
        return _ballot(request, phone, upcoming)
    states = {poll.state for poll in phone.room.polls}
    if phone.results and PollState.OPEN not in states:
        return _page(request, phone, "result", entries=phone.results, waiting=closed_polls(phone.room))
    if states - {PollState.DRAFT}:
        return _receipt(request, phone)
    at = agenda.standing(phone.room.agenda, phone.room.now)
    return _page(
        request,
        phone,
        "waiting",
        polls=phone.room.polls,
        item=at.item,
        left=at.left,
        number=at.number,
        following=at.following,
    )


async def post_ballot(request: Request) -> Response:
    keep_pace(request)
    form = await read_page_form(request)
    caller, poll = caller_of(request), poll_of(request)
    if caller.voter is None:
        raise NoCredential("Please join the session first.")
    if form.field("voter") not in ("", keys.voter_mark(caller.voter)):  # the phone is somebody else's by now
        return RedirectResponse(f"/s/{session_of(request)}", 303)
    definition = await definition_of(context_of(request), poll)
    said = written(definition, form)
    try:
        digest = _digest(caller.voter_token, poll, form.field("id")[:64])
        paper = HandedIn(said, digest, whole(form.field("revision")), device=caller.voter_device, is_form=True)
        await cast_ballot(context_of(request), caller.voter, poll, paper)
    except (BadBallot, StaleRevision, WrongState) as refused:
        return await _refused(request, poll, marks_of(definition, said), refused)
    return RedirectResponse(f"/s/{session_of(request)}", 303)


def _digest(token: str | None, poll: PollId, id: str) -> bytes | None:
    return keys.submission_digest(token, poll, id) if token and id else None


async def _refused(
    request: Request, poll: PollId, chosen: frozenset[Mark], refused: BadBallot | StaleRevision | WrongState
) -> Response:
    """The page again, with what was chosen kept and what to do said."""
    phone = await read_phone(request)
    kept = phone.room.poll(poll)
    if kept is None or isinstance(refused, WrongState) or refused.reason == "voted-on-paper":
        late = poll if isinstance(refused, PollClosed) and poll not in phone.codes else None
        return _receipt(request, phone, late=late, status=409)
    own = phone.own.get(poll) if isinstance(refused, StaleRevision) else None
    recorded = own.marks if own and own.is_told else None
    status = 409 if isinstance(refused, StaleRevision) else 422
    return _ballot(request, phone, kept, chosen=chosen, recorded=recorded, problem=refused.reason, status=status)


def _ballot(
    request: Request,
    phone: Phone,
    poll: Poll,
    *,
    chosen: frozenset[Mark] | None = None,
    recorded: frozenset[Mark] | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    own = phone.own.get(poll.id)
    marked = own.marks if own else frozenset()
    chosen = marked if chosen is None else chosen
    together = [each.id for each in phone.room.polls if each.state is PollState.OPEN]
    return _page(
        request,
        phone,
        "ballot",
        status,
        poll=poll,
        options=options_for(poll, phone.voter.id),
        chosen=places_of(chosen) if poll.grades else chosen,
        marked=marked,
        submission=keys.new_id(),
        revision=own.revision if own else 0,
        remaining=remaining(poll, phone.room.now),
        closing=poll.closing_at is not None,
        number=together.index(poll.id) + 1 if poll.id in together else 1,
        total=len(together),
        sent=[each for each in phone.room.polls if each.id in together and each.id in phone.own and each != poll],
        recorded=None if recorded is None else said_of(poll, recorded),
        is_told=own is None or own.is_told,
        received=received(phone.room, phone.own, poll),
        runoff=runoff_of(phone.room, phone.results, poll),
        problem=problem,
    )


def _receipt(request: Request, phone: Phone, late: PollId | None = None, status: int = 200) -> Response:
    entries = [entry_of(phone, poll) for poll in phone.room.polls]
    return _page(
        request,
        phone,
        "receipt",
        status,
        entries=entries,
        late=late,
        ends_apart=end_apart(phone.room.polls),
        folds=folds(phone.room.polls),
        may_pass_on=phone_cookies.may_pass_on(phone.room.session, phone.room.polls, phone.own),
        kept_group=request.query_params.get("group") == "kept",
    )


def _page(request: Request, phone: Phone, name: str, status: int = 200, **own: object) -> Response:
    session = phone.room.session
    shared: dict[str, object] = {
        "session": session,
        "group": phone.group,
        "may_change_group": phone.may_change_group,
        "view": view_key(phone.room, View.PHONE),
        "board": phone.board,
        "reports": reports_of(phone.room),
        "mark_of_voter": keys.voter_mark(phone.voter.id),
        "earlier": phone_cookies.earlier_receipts(request.cookies, phone.room.polls),
    }
    if request.method == "POST":  # large text and languages lead to the page's own address
        shared["here"] = partial(_here, session.id, poll.id if isinstance(poll := own.get("poll"), Poll) else None)
    spoken = language_of(request, session.locale)
    response = render(request, f"phone/{name}.html", spoken, status, context={**shared, **own})
    secure, polls = services_of(request).origins.is_secure, phone.room.polls
    phone_cookies.keep_codes(request.cookies, response, session.id, phone.voter.id, polls, phone.codes, secure=secure)
    return response


def _here(session: SessionId, poll: PollId | None, **changes: str) -> str:
    return f"/s/{session}?{urlencode({**({'edit': poll} if poll else {}), **changes})}"


ENDPOINTS = (
    Endpoint("GET", "/s/{session}", get_phone),
    Endpoint("POST", "/s/{session}/ballot/{poll}", post_ballot),
)
