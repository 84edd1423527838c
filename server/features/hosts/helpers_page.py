"""Who helps at one meeting: links for the door, for observers, for the screen, and who came in by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError
from server.features.hosts import actions as hosts
from server.files.qr import qr_svg
from server.live.hub import Channel, Hub
from server.live.snapshots import View
from server.permissions import Who
from server.store import links, sign_ins
from server.store.links import LinkId, RoleLink
from server.store.sign_ins import SignIn, SignInId
from server.web.endpoint import Endpoint, context_of, read_session, services_of, session_of
from server.web.form_body import Upload, read_page_form
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of

LONGEST_LABEL = 40
ROLES = {"desk": Who.DESK, "teller": Who.TELLER, "observer": Who.OBSERVER}
TOLD = ("ended", "taken-back", "turned")


@dataclass(frozen=True, slots=True)
class Way:
    """A link and who came in by it."""

    link: RoleLink
    signed_in: Sequence[SignIn]


@dataclass(frozen=True, slots=True)
class Shown:
    """A link that was made this moment: shown once, since only a hash of it is kept."""

    link: RoleLink
    url: str
    qr: str


async def get_helpers(request: Request) -> Response:
    return await _page(request)


async def post_helpers(request: Request) -> Response:
    """One act: make a link, take one back, end a sign-in, turn the screen's link over."""
    form, context, session = await read_page_form(request), context_of(request), session_of(request)
    act = form.field("act")
    try:
        if act == "make":
            return await _made(request, form)
        if act == "take-back":
            await hosts.take_link_back(context, session, LinkId(form.field("id")))
            told = "taken-back"
        elif act == "end":
            await hosts.end_sign_in(context, SignInId(form.field("id")), session)
            told = "ended"
        elif act == "turn-screen":
            await hosts.turn_screen(context, session)
            told = "turned"
        else:
            raise BadFields(FieldError("act", "There is no such action."))
    except BadFields as refused:
        return await _page(request, problem=sentence_of(refused), status=refused.status)
    return RedirectResponse(f"/host/{session}/helpers?{urlencode({'told': told})}", 303)


async def _made(request: Request, form: Upload) -> Response:
    """The page that shows the new link. Raises BadFields."""
    role = ROLES.get(form.field("role"))
    if role is None:
        raise BadFields(FieldError("role", "Choose what the link is for."))
    fresh = await hosts.make_link(context_of(request), session_of(request), role, form.field("label")[:LONGEST_LABEL])
    url = f"{services_of(request).origins.public}/in/{fresh.secret}"
    return await _page(request, Shown(fresh.link, url, qr_svg(url)))


async def _page(request: Request, shown: Shown | None = None, *, problem: str = "", status: int = 200) -> Response:
    session, services = await read_session(request), services_of(request)
    now = services.context.clock()
    async with services.database.read() as connection:
        found = await sign_ins.of_session(connection, session.id, now)
        ways = [
            Way(link, [each for each in found if each.link == link.id])
            for link in await links.of_session(connection, session.id)
        ]
    key = services.context.keys.screen_key(session.id, session.screen_turn)
    told, spoken = request.query_params.get("told"), language_of(request, session.locale)
    return render(
        request,
        "hosts/helpers.html",
        spoken,
        status,
        session=session,
        ways=ways,
        shown=shown,
        screen_url=f"{services.origins.public}/screen/{session.id}?key={key}",
        screens=services.part(Hub).listening(Channel(session.id, View.SCREEN)),
        now=now,
        longest=LONGEST_LABEL,
        problem=in_language(problem, spoken) if problem else "",
        told=told if told in TOLD and not (problem or shown) else None,
    )


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/helpers", get_helpers),
    Endpoint("POST", "/host/{session}/helpers", post_helpers),
)
