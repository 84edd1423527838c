"""The scene over the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.features.meetings.api import answer_for_host
from server.features.meetings.schemas import SessionAnswer
from server.features.scenes.actions import set_scene
from server.features.scenes.schemas import SceneForm
from server.store import polls
from server.web.endpoint import Endpoint, answer, context_of, session_of
from server.web.json_body import read


async def put_scene(request: Request) -> Response:
    form = await read(request, SceneForm)
    session = await set_scene(context_of(request), session_of(request), form)
    async with context_of(request).database.read() as connection:
        held = await polls.of_session(connection, session.id)
    return answer(answer_for_host(request, session, held))


ENDPOINTS = (
    Endpoint(
        "PUT",
        "/api/sessions/{session}/scene",
        put_scene,
        summary="What the screen shows",
        body=SceneForm,
        answers=((200,), SessionAnswer),
    ),
)
