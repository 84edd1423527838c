"""Pictures of options: over the API, on the host's page, and as phones load them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.core.definitions import definition_of
from server.errors import BadFields, FieldError, NotFound, Refusal, WrongMediaType
from server.features.polls.pictures import require_option, set_picture
from server.features.polls.schemas import PollAnswer, poll_answer
from server.files.pictures import TYPES
from server.live.snapshots import read_room
from server.store import pictures
from server.web.endpoint import FOREVER, Endpoint, answer, context_of, poll_of, services_of, session_of
from server.web.form_body import Upload, read_upload
from server.web.json_body import LARGE, SMALL, media_type, read_body
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of
from votes.errors import VotingError
from votes.model import OptionId, PollId, PollState

_LIMIT = LARGE + SMALL


async def put_picture(request: Request) -> Response:
    """PUT …/picture: the bytes of a PNG, JPEG or WebP."""
    option = await _option(request)
    if media_type(request) not in TYPES:
        raise WrongMediaType(f"Send the picture as one of {', '.join(TYPES)}.")
    picture = await read_body(request, LARGE)
    poll = await set_picture(context_of(request), poll_of(request), option, picture)
    return answer(poll_answer(poll, context_of(request).clock()))


async def delete_picture(request: Request) -> Response:
    option = await _option(request)
    poll = await set_picture(context_of(request), poll_of(request), option, None)
    return answer(poll_answer(poll, context_of(request).clock()))


async def _option(request: Request) -> OptionId:
    option = OptionId(request.path_params["option"])
    require_option(await definition_of(context_of(request), poll_of(request)), option)
    return option


async def get_picture(request: Request) -> Response:
    """What phones load. The name is made from the bytes, so the answer never changes."""
    async with services_of(request).database.read() as connection:
        webp = await pictures.get(connection, request.path_params["name"])
    if webp is None:
        raise NotFound("There is no such picture.")
    return Response(webp, media_type="image/webp", headers={"Cache-Control": FOREVER})


async def get_page(request: Request) -> Response:
    return await _page(request, "")


async def post_page(request: Request) -> Response:
    """One option's picture, chosen or taken away. A refusal is said on the page."""
    form = await read_upload(request, _LIMIT)
    try:
        await _change(request, form)
    except (VotingError, Refusal) as refused:
        status = refused.status if isinstance(refused, Refusal) else 409
        return await _page(request, sentence_of(refused), status, form.field("option"))
    return RedirectResponse(f"/host/{session_of(request)}/pictures#o-{form.field('option')[:64]}", 303)


async def _change(request: Request, form: Upload) -> None:
    context, poll, option = context_of(request), PollId(form.field("poll")), OptionId(form.field("option"))
    definition = await definition_of(context, poll)
    if definition.session != session_of(request):
        raise NotFound("This session has no such list.")
    require_option(definition, option)
    picture = None if form.field("do") == "remove" else form.files.get("picture", b"")
    if picture == b"":
        raise BadFields(FieldError("picture", "Choose a picture first."))
    await set_picture(context, poll, option, picture)


async def _page(request: Request, problem: str, status: int = 200, option: str = "") -> Response:
    context = context_of(request)
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
    spoken = language_of(request, room.session.locale)
    return render(
        request,
        "polls/pictures.html",
        spoken,
        status,
        session=room.session,
        drafts=[poll for poll in room.polls if poll.state is PollState.DRAFT],
        problem=in_language(problem, spoken) if problem else "",
        option=option,
    )


_ONE = "/api/polls/{poll}/options/{option}/picture"
_POLL = ((200,), PollAnswer)
API = (
    Endpoint(
        "PUT", _ONE, put_picture, summary="Give a draft's option a picture", body=None, answers=_POLL, takes=TYPES
    ),
    Endpoint("DELETE", _ONE, delete_picture, summary="Take an option's picture away", body=None, answers=_POLL),
)
ENDPOINTS = (
    Endpoint("GET", "/picture/{name}", get_picture),
    Endpoint("GET", "/host/{session}/pictures", get_page),
    Endpoint("POST", "/host/{session}/pictures", post_page, limit=_LIMIT),
)
