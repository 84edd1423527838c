"""Signing in as host, with the key, the link that carries it, or the passphrase; and out again, for helpers too."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access.caller import HOST_COOKIE, SIGN_IN_DAYS, keep_cookie, role_cookie
from server.errors import NoCredential, TooManyTries
from server.features.hosts import actions as hosts
from server.features.hosts.browsers import Device, browser_of
from server.files.keys import token_hash
from server.permissions import Who
from server.store.sign_ins import Way
from server.web.endpoint import NO_BODY, Endpoint, address_of, caller_of, context_of, services_of, session_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from votes.model import SessionId


async def get_sign_in(request: Request) -> Response:
    """With a key in the address: that of a link, which is the host key alone. A passphrase would stay in histories."""
    key = request.query_params.get("key")
    if key:
        return await _sign_in(request, key, "/host", by_link=True)
    return _page(request, _inside(request.query_params.get("next", "")))


async def post_sign_in(request: Request) -> Response:
    form = await read_page_form(request)
    return await _sign_in(request, form.field("key"), _inside(form.field("next")))


async def post_sign_out(request: Request) -> Response:
    """This browser is no host any more."""
    await hosts.sign_out(context_of(request), [each for each in caller_of(request).sign_ins if each.role is Who.HOST])
    response = RedirectResponse("/host/sign-in", 303)
    response.delete_cookie(HOST_COOKIE, path="/")
    return response


async def post_leave(request: Request) -> Response:
    """This browser helps and observes here no more."""
    session = session_of(request)
    ending = [each for each in caller_of(request).sign_ins if each.session == session]
    await hosts.sign_out(context_of(request), ending)
    response = RedirectResponse("/", 303)
    for each in ending:
        response.delete_cookie(role_cookie(each.role, session), path="/")
    return response


async def get_still(_request: Request) -> Response:
    """What a page asks for while somebody has it in front of them: that alone keeps them signed in."""
    return Response(status_code=NO_BODY)


async def _sign_in(request: Request, typed: str, target: str, *, by_link: bool = False) -> Response:
    services, address = services_of(request), address_of(request)
    try:
        way = await _way(request, typed, by_link)
    except NoCredential:
        return _page(request, target, "wrong", 401)
    except TooManyTries as slow:
        response = _page(request, target, "slow", slow.status)
        response.headers["Retry-After"] = str(slow.retry_after)
        return response
    device = Device(browser_of(request.headers.get("user-agent", "")), address)
    token = await hosts.sign_in(services.context, way, device, request.cookies.get(HOST_COOKIE, ""))
    response = RedirectResponse(target, 303)
    keep_cookie(response, HOST_COOKIE, token, secure=services.origins.is_secure, days=SIGN_IN_DAYS)
    return response


async def _way(request: Request, typed: str, by_link: bool) -> Way:
    """The key is let in at once, since nobody guesses it; a passphrase waits for its turn before it is hashed.

    Raises NoCredential, TooManyTries.
    """
    services, address = services_of(request), address_of(request)
    tries = services.limits.sign_ins
    if services.context.keys.is_host_key(typed):
        return Way.KEY
    tries.check(address)
    await tries.turn(address)
    try:
        if by_link:
            raise NoCredential("A link carries the host key alone.")
        return await hosts.way_by_passphrase(services.context, typed)
    except NoCredential:
        tries.note()
        raise


def _page(request: Request, target: str, refused: str = "", status: int = 200) -> Response:
    return render(
        request,
        "hosts/sign-in.html",
        language_of(request),
        status,
        refused=refused,
        next=target,
        why=_why_ended(request, target),
        is_helper=target.startswith(("/desk/", "/teller/")),
        has_passphrase=context_of(request).passphrase.is_set,
        is_readable=services_of(request).origins.is_readable,
    )


def _why_ended(request: Request, target: str) -> str:
    """Why whoever asks for this page is signed in no more, where it was somebody else who ended that."""
    session = SessionId(target.split("/")[2]) if target.count("/") > 1 else None
    helpers = [role_cookie(role, session) for role in (Who.DESK, Who.TELLER, Who.OBSERVER)]
    names = [*helpers, HOST_COOKIE] if target.startswith(("/desk/", "/teller/")) else [HOST_COOKIE, *helpers]
    ended = context_of(request).ended
    return next((why for name in names if (why := ended.why(token_hash(request.cookies.get(name, ""))))), "")


def _inside(target: str) -> str:
    """Where to go afterwards: only a page of the host on this server, whatever a link says."""
    is_ours = target.startswith(("/host/", "/print/", "/desk/", "/teller/"))
    return target if is_ours and "//" not in target and "\\" not in target else "/host"


ENDPOINTS = (
    Endpoint("GET", "/host/sign-in", get_sign_in),
    Endpoint("POST", "/host/sign-in", post_sign_in),
    Endpoint("POST", "/host/sign-out", post_sign_out),
    Endpoint("POST", "/host/{session}/leave", post_leave),
    Endpoint("GET", "/host/still", get_still),
)
