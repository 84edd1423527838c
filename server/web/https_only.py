"""What an answer over HTTPS says of the way it came: cookies for HTTPS alone, and for a day no other way here.

Over HTTPS means by our own certificate, or by a trusted proxy that says so.
"""

from __future__ import annotations

from starlette.types import Message, Scope, Send

# Long enough for a meeting; an operator who goes back to HTTP waits a day. Neither subdomains nor a list of browsers.
STRICT = (b"strict-transport-security", b"max-age=86400")
_SCHEMES = ("https", "wss")


def is_encrypted(scope: Scope) -> bool:
    return scope.get("scheme") in _SCHEMES


def over_https(send: Send, *, is_strict: bool) -> Send:
    """Sends what it is given, with every cookie marked Secure; ``is_strict`` adds HSTS (RFC 6797)."""

    async def marked(message: Message) -> None:
        if "headers" in message:
            headers = [(name, _for_https(name, value)) for name, value in message["headers"]]
            message = {**message, "headers": [*headers, STRICT] if is_strict else headers}
        await send(message)

    return marked


def _for_https(name: bytes, value: bytes) -> bytes:
    if name != b"set-cookie" or b"secure" in {each.strip().lower() for each in value.split(b";")[1:]}:
        return value
    return value + b"; Secure"
