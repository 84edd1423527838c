"""The host's page of the questions: the box, the card, who answers; and how questions are taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError, Refusal, UnknownQuestion
from server.features.questions import actions as question_actions
from server.features.questions.schemas import AssignForm, QuestionRulesForm
from server.features.scenes.actions import set_scene
from server.features.scenes.schemas import SceneForm
from server.live.questions import Floor, read_floor, view_of
from server.live.rooms import Rooms
from server.live.snapshots import View
from server.live.view_keys import view_key
from server.store import polls, questions, sessions
from server.store.database import Connection
from server.web.endpoint import Endpoint, context_of, services_of, session_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.json_body import checked
from server.web.reader import language_of
from server.web.render import render
from votes.errors import VotingError
from votes.model import GroupId, SceneKind, Session
from votes.questions import Draw, Question, QuestionId, QuestionState

PAGE = 50
TABS = (QuestionState.WAITING, QuestionState.IN, QuestionState.SHOWN, QuestionState.REFUSED)
CAME_UP = (QuestionState.SHOWN, QuestionState.ANSWERED)
MOST_PLANNED = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the box the page shows, as its address says it."""

    tab: QuestionState
    text: str = ""
    group: str = ""
    page: int = 1

    @property
    def query(self) -> str:
        given = {"tab": self.tab.value, "text": self.text, "group": self.group}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def states(self) -> tuple[QuestionState, ...]:
        return CAME_UP if self.tab is QuestionState.SHOWN else (self.tab,)


async def get_questions(request: Request) -> Response:
    services = services_of(request)
    async with services.database.read() as connection:
        room = await services.part(Rooms).read_known(connection, session_of(request), services.context.clock())
        session = await sessions.get(connection, room.session.id)
        floor = await read_floor(connection, await questions.rules_of(connection, session.id))
        wanted = _wanted(request.query_params, floor)
        found, total = await questions.listed(
            connection,
            session.id,
            wanted.states,
            text=wanted.text,
            group=GroupId(wanted.group) if wanted.group else None,
            newest=wanted.tab is QuestionState.SHOWN,
            skip=(wanted.page - 1) * PAGE,
            limit=PAGE,
        )
        draws = await questions.draws_of(connection, session.id)
        names = await _departments(connection, session)
    return render(
        request,
        "questions/host.html",
        language_of(request, session.locale),
        session=session,
        view=view_key(room, View.HOST, services_of(request).origins.mark),
        floor=floor,
        part_view=view_of(floor, View.HOST) if floor else "",
        is_on_screen=session.scene.kind is SceneKind.QUESTION,
        wanted=wanted,
        tabs=TABS,
        questions=found,
        total=total,
        pages=max(1, ceil(total / PAGE)),
        lot=_lot_of(draws, floor.current if floor else None),
        draws=len(draws),
        departments=names,
        refused=request.query_params.get("refused"),
    )


def _wanted(given: Mapping[str, str], floor: Floor | None) -> Wanted:
    """As the address says; else what waits, where questions are looked at before they go in."""
    named = next((each for each in TABS if each.value == given.get("tab")), None)
    waits = floor is not None and floor.rules.is_moderated and floor.counted.get(QuestionState.WAITING)
    usual = QuestionState.WAITING if waits else QuestionState.IN
    page = max(1, whole(given.get("page", "")) or 1)
    return Wanted(named or usual, given.get("text", "").strip()[:120], given.get("group", "")[:64], page)


def _lot_of(draws: Sequence[Draw], current: Question | None) -> Draw | None:
    """The lot that brought the question on the card up, if one did."""
    return next((each for each in reversed(draws) if current and each.drawn == current.id), None)


async def _departments(connection: Connection, session: Session) -> tuple[str, ...]:
    """Those that the lists name, and those that have answered."""
    held = await polls.of_session(connection, session.id)
    named = [option.department for poll in held for option in poll.options]
    found, _ = await questions.listed(connection, session.id, CAME_UP, limit=1_000)
    return tuple(dict.fromkeys(each for each in (*named, *(one.department for one in found)) if each))


async def post_questions(request: Request) -> Response:
    """One act, of this page or of the console. A refusal leads back to where it came from and is said there."""
    form = await read_page_form(request)
    query = _wanted({name: form.field(name) for name in ("tab", "text", "group")}, None).query
    query = query if form.field("tab") else ""
    page = "" if form.field("page") == "console" else "/questions"
    try:
        act = ACTS.get(form.field("act"))
        if act is None:
            raise BadFields(FieldError("act", "There is no such action."))
        await act(request, form)
    except (VotingError, Refusal) as refused:
        query = f"{query}&{urlencode({'refused': refused.reason})}".lstrip("&")
    return RedirectResponse(f"/host/{session_of(request)}{page}{'?' + query if query else ''}", 303)


async def _rules(request: Request, form: Upload) -> None:
    planned = whole(form.field("planned")) or None
    rules = checked(
        QuestionRulesForm,
        "",
        moderated=form.field("moderated") == "yes",
        names=form.field("names"),
        judges=form.field("judges"),
        planned=min(planned, MOST_PLANNED) if planned else None,
    )
    await question_actions.set_rules(context_of(request), session_of(request), rules)


async def _open(request: Request, _form: Upload) -> None:
    await question_actions.set_rules(context_of(request), session_of(request), QuestionRulesForm(open=True))


async def _close(request: Request, _form: Upload) -> None:
    await question_actions.set_rules(context_of(request), session_of(request), QuestionRulesForm(open=False))


async def _end(request: Request, _form: Upload) -> None:
    await question_actions.end(context_of(request), session_of(request))


async def _draw(request: Request, _form: Upload) -> None:
    await question_actions.draw(context_of(request), session_of(request))


async def _clear(request: Request, _form: Upload) -> None:
    await question_actions.clear_card(context_of(request), session_of(request))


async def _project(request: Request, _form: Upload) -> None:
    await set_scene(context_of(request), session_of(request), SceneForm(kind="question"))


async def _admit(request: Request, form: Upload) -> None:
    await question_actions.admit(context_of(request), await _named(request, form))


async def _admit_all(request: Request, form: Upload) -> None:
    for each in form.field("question").split():
        await question_actions.admit(context_of(request), await _checked(request, QuestionId(each)))


async def _refuse(request: Request, form: Upload) -> None:
    await question_actions.refuse(context_of(request), await _named(request, form))


async def _show(request: Request, form: Upload) -> None:
    await question_actions.show(context_of(request), await _named(request, form))


async def _assign(request: Request, form: Upload) -> None:
    given = {name: form.field(name) or None for name in ("department", "answerer")}
    wanted = await _named(request, form)
    await question_actions.assign(context_of(request), wanted, checked(AssignForm, "", **given))


async def _answered(request: Request, form: Upload) -> None:
    """What stands in the fields beside the button goes along."""
    await _assign(request, form)
    await question_actions.answer(context_of(request), await _named(request, form))


async def _answered_draw(request: Request, form: Upload) -> None:
    """Answered, and the next one by the same press."""
    await _answered(request, form)
    await _draw(request, form)


async def _not_answered(request: Request, form: Upload) -> None:
    await question_actions.answer(context_of(request), await _named(request, form), is_answered=False)


ACTS: Mapping[str, Callable[[Request, Upload], Awaitable[None]]] = {
    "rules": _rules,
    "open": _open,
    "close": _close,
    "end": _end,
    "draw": _draw,
    "clear": _clear,
    "project": _project,
    "admit": _admit,
    "admit-all": _admit_all,
    "refuse": _refuse,
    "show": _show,
    "assign": _assign,
    "answered": _answered,
    "answered-draw": _answered_draw,
    "not-answered": _not_answered,
}


async def _named(request: Request, form: Upload) -> QuestionId:
    return await _checked(request, QuestionId(form.field("question")))


async def _checked(request: Request, question: QuestionId) -> QuestionId:
    """A question of this session. Raises UnknownQuestion."""
    async with context_of(request).database.read() as connection:
        if await questions.session_of(connection, question) != session_of(request):
            raise UnknownQuestion("There is no such question.")
    return question


_PAGE = "/host/{session}/questions"
ENDPOINTS = (Endpoint("GET", _PAGE, get_questions), Endpoint("POST", _PAGE, post_questions))
