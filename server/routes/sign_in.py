"""Signing in as host, with the key or the link that carries it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import language, pages
from server.auth import HOST_COOKIE, keep_cookie
from server.desk import hosts
from server.endpoint import Endpoint, address_of, desk_of, services_of
from server.errors import NoCredential
from server.uploads import read_page_form


async def get_sign_in(request: Request) -> Response:
    key = request.query_params.get("key")
    if key:
        return await _sign_in(request, key, "/host")
    return _page(request, _inside(request.query_params.get("next", "")), refused=False)


async def post_sign_in(request: Request) -> Response:
    form = await read_page_form(request)
    return await _sign_in(request, form.field("key"), _inside(form.field("next")))


async def post_sign_out(request: Request) -> Response:
    await hosts.sign_out(desk_of(request), request.cookies.get(HOST_COOKIE, ""))
    response = RedirectResponse("/host/sign-in", 303)
    response.delete_cookie(HOST_COOKIE, path="/")
    return response


async def _sign_in(request: Request, key: str, target: str) -> Response:
    services = services_of(request)
    services.sign_ins.check(address_of(request))
    try:
        token = await hosts.sign_in(services.desk, key)
    except NoCredential:
        await services.sign_ins.failed(address_of(request))
        return _page(request, target, refused=True)
    response = RedirectResponse(target, 303)
    secure = services.origins.is_secure
    keep_cookie(response, HOST_COOKIE, token, secure=secure, days=hosts.LASTS.total_seconds() / 86_400)
    return response


def _page(request: Request, target: str, *, refused: bool) -> Response:
    status = 401 if refused else 200
    spoken = language.of_phone(request)
    return pages.render(
        request,
        "host/sign-in.html",
        spoken,
        status,
        refused=refused,
        next=target,
        is_readable=services_of(request).origins.is_readable,
    )


def _inside(target: str) -> str:
    """Where to go afterwards: only a page of the host on this server, whatever a link says."""
    is_ours = target.startswith(("/host/", "/print/", "/desk/")) and "//" not in target and "\\" not in target
    return target if is_ours else "/host"


ENDPOINTS = (
    Endpoint("GET", "/host/sign-in", get_sign_in),
    Endpoint("POST", "/host/sign-in", post_sign_in),
    Endpoint("POST", "/host/sign-out", post_sign_out),
)
