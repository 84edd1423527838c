"""Questions from the floor on phones: all that are in the box, and every form about them, without JavaScript too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import Refusal, UnknownQuestion
from server.features.questions import actions as question_actions
from server.files import keys
from server.live.questions import TOLD, read_board
from server.live.rooms import Rooms
from server.live.snapshots import View
from server.live.view_keys import view_key
from server.store import questions, voters
from server.web.endpoint import Endpoint, context_of, services_of, session_of, voter_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.pace import keep_tap_pace
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language
from votes.errors import VotingError
from votes.questions import QuestionId, Verdict


async def get_questions(request: Request) -> Response:
    return await _page(request)


async def post_questions(request: Request) -> Response:
    """One act of a phone. What was typed is kept where it cannot be taken."""
    keep_tap_pace(request)
    form = await read_page_form(request)
    act = ACTS.get(form.field("act"), _unknown)
    try:
        await act(request, form)
    except (VotingError, Refusal) as refused:
        status = refused.status if isinstance(refused, Refusal) else 409
        return await _page(request, form, str(refused), 422 if act is _ask and status == 409 else status)
    back = "/questions" if form.field("back") == "list" else ""
    place = "#asked" if act is _ask else ""  # what was asked, where the form was
    return RedirectResponse(f"/s/{session_of(request)}{back}{place}", 303)


async def _ask(request: Request, form: Upload) -> None:
    await question_actions.ask(context_of(request), voter_of(request), form.field("text"), form.field("name"))


async def _support(request: Request, form: Upload) -> None:
    wanted, is_on = await _named(request, form), form.field("act") == "support"
    await question_actions.support(context_of(request), voter_of(request), wanted, is_on=is_on)


async def _withdraw(request: Request, form: Upload) -> None:
    await question_actions.withdraw(context_of(request), voter_of(request), await _named(request, form))


async def _judge(request: Request, form: Upload) -> None:
    wanted = form.field("verdict")
    if wanted not in set(Verdict):
        raise UnknownQuestion("There is no such action.")
    await question_actions.judge(context_of(request), voter_of(request), await _named(request, form), Verdict(wanted))


async def _unknown(_request: Request, _form: Upload) -> None:
    raise UnknownQuestion("There is no such action.")


ACTS: Mapping[str, Callable[[Request, Upload], Awaitable[None]]] = {
    "ask": _ask,
    "support": _support,
    "unsupport": _support,
    "withdraw": _withdraw,
    "judge": _judge,
}


async def _named(request: Request, form: Upload) -> QuestionId:
    """A question of this session. Raises UnknownQuestion."""
    wanted = QuestionId(form.field("question"))
    async with context_of(request).database.read() as connection:
        if await questions.session_of(connection, wanted) != session_of(request):
            raise UnknownQuestion("There is no such question.")
    return wanted


async def _page(request: Request, form: Upload | None = None, refused: str = "", status: int = 200) -> Response:
    services, session = services_of(request), session_of(request)
    number, newest = whole(request.query_params.get("page", "")) or 1, request.query_params.get("sort") == "new"
    async with services.database.read() as connection:
        room = await services.part(Rooms).read_known(connection, session, services.context.clock())
        voter = await voters.get(connection, voter_of(request))
        board = await read_board(connection, room.questions, voter.id, newest=newest, skip=(number - 1) * TOLD)
    spoken = language_of(request, room.session.locale)
    said = in_language(refused, spoken) if refused else ""
    is_asking = form is not None and form.field("act") == "ask"
    return render(
        request,
        "questions/phone.html",
        spoken,
        status,
        session=room.session,
        group=room.session.group(voter.group),
        view=view_key(room, View.PHONE),
        mark_of_voter=keys.voter_mark(voter.id),
        board=board,
        number=number,
        newest=newest,
        pages=ceil(board.total / TOLD) if board else 1,
        text=form.field("text") if form and is_asking else "",
        name=form.field("name") if form and is_asking else "",
        problem=said if is_asking else None,
        refused=said if not is_asking else "",
    )


_PAGE = "/s/{session}/questions"
ENDPOINTS = (Endpoint("GET", _PAGE, get_questions), Endpoint("POST", _PAGE, post_questions))
