"""Requests for another name are refused: a page of somebody's own domain that leads here must not act as ours."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from server.endpoint import GUARDS
from server.origins import Origins

_REFUSAL = b"This is another address than Topfive was started for. Open it as the host shows it.\n"
_HEADERS = [*GUARDS, (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_REFUSAL))]
MISDIRECTED = 421
ANYBODY_S = "/healthz"  # a load balancer asks by address


class OurHosts:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)  # before the upgrade: the client gets 403
        else:
            await send({"type": "http.response.start", "status": MISDIRECTED, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": _REFUSAL})

    def _is_ours(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return scope["path"] == ANYBODY_S or self._origins.is_our_host(host.decode("latin-1"))
