"""What to do where the page does not open: chat apps' browsers, Wi-Fi without internet, guests kept apart.

The same for everybody and about no meeting, so browsers may keep it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.web.endpoint import Endpoint, services_of
from server.web.reader import chat_app, language_of
from server.web.render import render

KEPT_S = 300


async def get_network_help(request: Request) -> Response:
    origins = services_of(request).origins
    return render(
        request,
        "admission/network-help.html",
        language_of(request),
        headers={
            "Cache-Control": f"max-age={KEPT_S}",
            "Vary": "Accept-Encoding, Accept-Language, Cookie, User-Agent",
        },
        app=chat_app(request),
        is_plain=origins.is_plain_address,
        short_url=origins.public.partition("://")[2],
    )


ENDPOINTS = (Endpoint("GET", "/help/network", get_network_help),)
