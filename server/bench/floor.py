"""The floors: what Starlette and uvicorn need to do nothing, or next to nothing, where Topfive does its work."""

from __future__ import annotations

import os

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_screens: set[WebSocket] = set()
_cast = 0
_kept = b""


async def nothing(request: Request) -> Response:
    await request.body()
    return JSONResponse({"receipt": "000000000000", "revision": 1})


async def told(request: Request) -> Response:
    """Keeps nothing, answers, and then tells every screen at once."""
    global _cast
    await request.body()
    _cast += 1
    return JSONResponse({"receipt": "000000000000", "revision": 1}, background=BackgroundTask(_tell, _cast))


async def _tell(ballots: int) -> None:
    for screen in _screens:
        await screen.send_json({"type": "tally", "ballots": ballots})


async def listen(socket: WebSocket) -> None:
    await socket.accept()
    if socket.query_params.get("view") == "screen":
        _screens.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        _screens.discard(socket)


async def keep(request: Request) -> Response:
    """The bytes that ``kept`` answers with from now on."""
    global _kept
    _kept = await request.body()
    return Response()


async def kept(_request: Request) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Encoding": "gzip", "Content-Language": "en"}
    return Response(_kept, media_type="text/html", headers=headers)


async def healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def main() -> None:
    routes = [
        Route("/ballot", nothing, methods=["PUT"]),
        Route("/told", told, methods=["PUT"]),
        Route("/kept", keep, methods=["PUT"]),
        Route("/kept", kept),
        Route("/healthz", healthz),
        WebSocketRoute("/ws", listen),
    ]
    uvicorn.run(
        Starlette(routes=routes),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
