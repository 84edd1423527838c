"""For whom a phone speaks: its voter's group until the first ballot, and the next person where the host allows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import Conflict
from server.features.admission.voters import change_group, join
from server.live.own_ballots import OwnBallot, codes_of, read_own
from server.live.snapshots import Room, read_room
from server.store import voters
from server.surfaces import phone_cookies
from server.web.endpoint import Endpoint, caller_of, context_of, services_of, session_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from votes.model import Group, GroupId, PollId, Voter


@dataclass(frozen=True, slots=True)
class Place:
    """The voter on this phone, and what it has cast."""

    room: Room
    voter: Voter
    own: Mapping[PollId, OwnBallot]

    @property
    def group(self) -> Group | None:
        return self.room.session.group(self.voter.group)

    @property
    def may_pass_on(self) -> bool:
        return phone_cookies.may_pass_on(self.room.session, self.room.polls, self.own)

    def has_group(self, group: str) -> bool:
        """Whether the session has this group; without groups, the empty one."""
        known = {each.id for each in self.room.session.groups}
        return group in known if known else group == ""


async def get_group(request: Request) -> Response:
    place = await _read(request)
    if place.own or place.voter.stays or not place.room.session.may_choose_groups:
        return _back(request)
    return _page(request, place, "group")


async def post_group(request: Request) -> Response:
    """Safe to repeat. A ballot that was faster keeps the group it was cast with, and the page says so."""
    place, group = await _read(request), (await read_page_form(request)).field("group")
    if not place.has_group(group):
        return _page(request, place, "group", 422)
    present = await change_group(context_of(request), place.voter.id, GroupId(group) if group else None)
    return _back(request, "" if (present.group or "") == group else "?group=kept")


async def get_another(request: Request) -> Response:
    place = await _read(request)
    if not place.may_pass_on:
        return _back(request)
    response = _page(request, place, "another")
    phone_cookies.keep_drawn(
        response, place.voter.session, phone_cookies.drawn_token(request.cookies), secure=_is_secure(request)
    )
    return response


async def post_another(request: Request) -> Response:
    """A new voter takes this phone over. Safe to repeat: the page's own credential is the same voter."""
    place, group = await _read(request), (await read_page_form(request)).field("group")
    session = place.room.session
    if not session.shared_phones:
        raise Conflict("In this meeting everybody votes on a phone of their own.")
    if not place.may_pass_on:
        return _back(request)
    if not place.has_group(group):
        return _page(request, place, "another", 422)
    token = phone_cookies.drawn_token(request.cookies)
    new = await join(context_of(request), session.id, GroupId(group) if group else None, token)
    response, secure = _back(request), _is_secure(request)
    codes = phone_cookies.kept_codes(request.cookies, place.voter.id, place.room.polls) | codes_of(place.own)
    phone_cookies.keep_receipts(request.cookies, response, session.id, place.room.polls, codes, secure=secure)
    phone_cookies.pass_on(response, session.id, token, new.id, secure=secure)
    return response


async def _read(request: Request) -> Place:
    context, voter = context_of(request), caller_of(request).voter
    assert voter is not None
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
        present = await voters.get(connection, voter)
        own = await read_own(connection, context.keys, present, room.polls, room.session.sharing(present))
    return Place(room, present, own)


def _page(request: Request, place: Place, kind: str, status: int = 200) -> Response:
    session = place.room.session
    return render(
        request,
        "admission/change-voter.html",
        language_of(request, session.locale),
        status,
        session=session,
        group=place.group,
        kind=kind,
        chosen=place.voter.group if kind == "group" else None,
        error=status == 422,
    )


def _back(request: Request, query: str = "") -> Response:
    return RedirectResponse(f"/s/{session_of(request)}{query}", 303)


def _is_secure(request: Request) -> bool:
    return services_of(request).origins.is_secure


ENDPOINTS = (
    Endpoint("GET", "/s/{session}/group", get_group),
    Endpoint("POST", "/s/{session}/group", post_group),
    Endpoint("GET", "/s/{session}/another", get_another),
    Endpoint("POST", "/s/{session}/another", post_another),
)
