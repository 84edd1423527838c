"""Sessions over the API."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.errors import BadFields, FieldError
from server.features.admission.requests import is_known_here
from server.features.meetings import actions as meetings
from server.features.meetings import copies, import_lists
from server.features.meetings.schemas import (
    ImportFields,
    SessionAnswer,
    SessionForm,
    SessionPatch,
    SessionsAnswer,
    for_host,
    session_answer,
)
from server.features.meetings.understood_answer import (
    ImportAnswer,
    PreviewAnswer,
    preview_answer,
    understood_answer,
    wishes_of,
)
from server.permissions import HOST
from server.store import polls, sessions
from server.web.endpoint import NO_BODY, Endpoint, answer, caller_of, context_of, services_of, session_of
from server.web.fields import EmptyForm
from server.web.form_body import read_upload
from server.web.json_body import LARGE, MEDIUM, decode, read
from votes.model import Poll, Session


async def create_session(request: Request) -> Response:
    form = await read(request, SessionForm, MEDIUM)
    session, drafts = await meetings.create_session(context_of(request), form)
    return answer(answer_for_host(request, session, drafts), 201)


async def import_session(request: Request) -> Response:
    """With ``preview``: how the file is understood, and nothing is stored."""
    upload = await read_upload(request, LARGE)
    fields = decode(upload.field("session").encode() or b"{}", ImportFields)
    title, is_preview = upload.field("title") or fields.title, request.query_params.get("preview", "") not in ("", "0")
    if not title and not is_preview:
        raise BadFields(FieldError("title", "Give the session a title."))
    wishes = wishes_of(upload.field("mapping"), upload.field("header"))
    data, encoding = upload.file("file"), upload.field("encoding")
    understood, found = await import_lists.understood_file(data, title or "list", wishes, (fields.locale,), encoding)
    if is_preview:
        return answer(preview_answer(understood, found))
    form = import_lists.session_form(fields, title or "", understood.lists())
    session, drafts = await meetings.create_session(context_of(request), form)
    told = msgspec.structs.asdict(answer_for_host(request, session, drafts))
    return answer(ImportAnswer(**told, understood=understood_answer(understood, found)), 201)


async def list_sessions(request: Request) -> Response:
    async with context_of(request).database.read() as connection:
        found = await sessions.all_newest_first(connection)
        held = [await polls.of_session(connection, session.id) for session in found]
    listed = (answer_for_host(request, session, drafts) for session, drafts in zip(found, held, strict=True))
    return answer(SessionsAnswer(tuple(listed)))


async def get_session(request: Request) -> Response:
    async with context_of(request).database.read() as connection:
        session = await sessions.get(connection, session_of(request))
        held = await polls.of_session(connection, session.id)
    return answer(
        answer_for_host(request, session, held)
        if caller_of(request).may(HOST, session.id)
        else _public(request, session, held)
    )


async def patch_session(request: Request) -> Response:
    form = await read(request, SessionPatch, MEDIUM)
    session = await meetings.patch_session(context_of(request), session_of(request), form)
    async with context_of(request).database.read() as connection:
        held = await polls.of_session(connection, session.id)
    return answer(answer_for_host(request, session, held))


async def delete_session(request: Request) -> Response:
    await meetings.remove_session(context_of(request), session_of(request))
    return Response(status_code=NO_BODY)


async def copy_session(request: Request) -> Response:
    await read(request, EmptyForm)
    session, drafts = await copies.copy_session(context_of(request), session_of(request))
    return answer(answer_for_host(request, session, drafts), 201)


async def post_join_code(request: Request) -> Response:
    await read(request, EmptyForm)
    session = await meetings.turn_code(context_of(request), session_of(request))
    is_known_here(request, session)
    async with context_of(request).database.read() as connection:
        held = await polls.of_session(connection, session.id)
    return answer(answer_for_host(request, session, held))


def _public(request: Request, session: Session, held: tuple[Poll, ...]) -> SessionAnswer:
    services = services_of(request)
    return session_answer(session, held, services.context.clock(), services.origins.public)


def answer_for_host(request: Request, session: Session, held: tuple[Poll, ...]) -> SessionAnswer:
    """The session with what only the host may know."""
    services = services_of(request)
    key = services.context.keys.screen_key(session.id, session.screen_turn)
    return for_host(_public(request, session, held), session, services.origins.public, key)


class ImportUpload(msgspec.Struct, frozen=True):
    """The parts of an import, as multipart/form-data."""

    file: bytes
    title: str | None = None
    session: str | None = None
    mapping: str | None = None
    header: str | None = None
    encoding: str | None = None


_ONE = "/api/sessions/{session}"
ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/sessions",
        create_session,
        summary="Create a session with its polls",
        body=SessionForm,
        answers=((201,), SessionAnswer),
    ),
    Endpoint(
        "GET",
        "/api/sessions",
        list_sessions,
        summary="All sessions, the newest first",
        body=None,
        answers=((200,), SessionsAnswer),
    ),
    Endpoint(
        "POST",
        "/api/sessions/import",
        import_session,
        summary="Create a session from lists of options in a file",
        body=ImportUpload,
        answers=((201,), ImportAnswer),
        also=(200, PreviewAnswer),
        is_upload=True,
        holds_lists=True,
    ),
    Endpoint("GET", _ONE, get_session, summary="One session", body=None, answers=((200,), SessionAnswer)),
    Endpoint(
        "PATCH", _ONE, patch_session, summary="Change a session", body=SessionPatch, answers=((200,), SessionAnswer)
    ),
    Endpoint(
        "DELETE",
        _ONE,
        delete_session,
        summary="Delete a session with all its ballots",
        body=None,
        answers=((NO_BODY,), None),
    ),
    Endpoint(
        "POST",
        f"{_ONE}/copy",
        copy_session,
        summary="A new session with the same lists and groups",
        body=EmptyForm,
        answers=((201,), SessionAnswer),
    ),
    Endpoint(
        "POST",
        f"{_ONE}/join-code",
        post_join_code,
        summary="Another join code; the one before lets nobody in",
        body=EmptyForm,
        answers=((200,), SessionAnswer),
    ),
)
