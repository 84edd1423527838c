"""The floor: a Starlette POST that reads its body and does nothing, served exactly as Topfive is served."""

from __future__ import annotations

import os

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def nothing(request: Request) -> Response:
    await request.body()
    return JSONResponse({"receipt": "000000000000", "revision": 1})


async def healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def main() -> None:
    app = Starlette(routes=[Route("/ballot", nothing, methods=["PUT"]), Route("/healthz", healthz)])
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
