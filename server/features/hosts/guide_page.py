"""The host guide as a page: the same for everybody who is signed in, and about no meeting."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.web.documents import read_document
from server.web.endpoint import Endpoint
from server.web.reader import language_of
from server.web.render import render


async def get_guide(request: Request) -> Response:
    language = language_of(request)
    return render(request, "hosts/guide.html", language, guide=read_document(f"host-guide/{language}"))


ENDPOINTS = (Endpoint("GET", "/host/guide", get_guide),)
