"""Requests for another name are refused: a page of somebody's own domain that leads here must not act as ours."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from server.access.origins import Origins, host_name, reached_by
from server.errors import problem
from server.web.endpoint import problem_response
from server.web.https_only import is_encrypted, over_https
from server.web.render import environment
from server.words import language

NOT_ONE_HOST, MISDIRECTED = 400, 421  # RFC 9112, 3.2; RFC 9110, 15.5.20
ANYBODY_S = "/healthz"  # a load balancer asks by address
_DETAIL = {
    NOT_ONE_HOST: "The request must name one host, as in Host: 192.168.1.20:8000.",
    MISDIRECTED: "This is another address than Topfive was started for. "
    "Use the address that the host shows, or set TOPFIVE_PUBLIC_URL to this one.",
}


class OurHosts:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins, self._strict = app, origins, origins.strict_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = 0 if scope["type"] == "lifespan" or scope["path"] == ANYBODY_S else self._refused(scope)
        if not refused:
            await self._app(scope, receive, self._marked(scope, send))
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)  # before the upgrade: the client gets 403
        else:
            await _answer(scope, refused)(scope, receive, send)

    def _marked(self, scope: Scope, send: Send) -> Send:
        if not is_encrypted(scope):
            return send
        asked = Headers(scope=scope).get("host", "")
        return over_https(send, is_strict=bool(self._strict) and host_name(asked) == self._strict)

    def _refused(self, scope: Scope) -> int:
        """The status for a request that does not name us, once and plainly; 0 for one that does."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not host_name(hosts[0]):
            return NOT_ONE_HOST
        return 0 if self._origins.is_our_host(hosts[0], reached_by(scope)) else MISDIRECTED


def _answer(scope: Scope, status: int) -> Response:
    if scope["path"].startswith("/api/"):
        return problem_response(problem(status, "another-address", _DETAIL[status]))
    return _page(language.preferred(Headers(scope=scope).get("accept-language")) or language.FALLBACK, status)


def _page(spoken: str, status: int) -> Response:
    """Whole in itself: under this name neither style nor script would be given, and no cookie belongs to it."""
    html = environment(spoken).get_template("shared/other-address.html").render()
    return HTMLResponse(html, status, headers={"Content-Language": spoken, "Vary": "Accept-Language"})
