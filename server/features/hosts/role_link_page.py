"""The way in for those who help. Looking at their link has no effect (chat apps look too); its button has."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import SIGN_IN_DAYS, keep_cookie, role_cookie
from server.features.hosts import actions as hosts
from server.features.hosts.browsers import Device, browser_of
from server.permissions import Who
from server.store import sessions
from server.store.links import RoleLink
from server.web.endpoint import Endpoint, address_of, context_of, services_of
from server.web.reader import language_of
from server.web.render import render


async def get_link(request: Request) -> Response:
    link = await hosts.read_link(context_of(request), request.path_params["secret"])
    async with context_of(request).database.read() as connection:
        session = await sessions.get(connection, link.session)
    spoken = language_of(request, session.locale)
    secret = request.path_params["secret"]
    return render(request, "hosts/role-link.html", spoken, session=session, link=link, secret=secret)


async def post_link(request: Request) -> Response:
    services = services_of(request)
    link = await hosts.read_link(services.context, request.path_params["secret"])
    name = role_cookie(link.role, link.session)
    device = Device(browser_of(request.headers.get("user-agent", "")), address_of(request))
    token = await hosts.enter(services.context, link, device, request.cookies.get(name, ""))
    response = RedirectResponse(_place(link), 303)
    keep_cookie(response, name, token, secure=services.origins.is_secure, days=SIGN_IN_DAYS)
    return response


def _place(link: RoleLink) -> str:
    places = {Who.DESK: f"/desk/{link.session}", Who.TELLER: f"/teller/{link.session}"}
    return places.get(link.role, f"/host/{link.session}/results")


ENDPOINTS = (
    Endpoint("GET", "/in/{secret}", get_link),
    Endpoint("POST", "/in/{secret}", post_link),
)
