"""Requests as browsers send them, without a server."""

from __future__ import annotations

from starlette.requests import Request


def asking(path: str = "/", query: str = "", scheme: str = "http", **headers: str) -> Request:
    """A GET with these headers; ``accept_language`` is written Accept-Language."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": named}
    return Request({**scope, "scheme": scheme, "server": ("localhost", 8000)})
