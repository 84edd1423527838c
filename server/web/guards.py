"""What every answer says to a browser, whoever made it: a route, a redirect, a refusal of an unknown address."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]
GUARDS: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guarded:
    """ASGI middleware around all others; pages bring a policy of their own, and files may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_guards(message["headers"])
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def with_guards(headers: list[Header]) -> list[Header]:
    """These, and those that are missing."""
    present = {name for name, _ in headers}
    return [*headers, *(header for header in GUARDS if header[0] not in present)]


def guard(response: Response) -> None:
    """The same where no middleware is on the way."""
    response.raw_headers = with_guards(response.raw_headers)
