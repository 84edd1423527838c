"""The agenda's page: made from a template or a past meeting, filled, ordered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, Conflict, FieldError, NotFound
from server.features.agenda import actions
from server.features.agenda.reports import MOST_BYTES, set_report
from server.features.agenda.schemas import AgendaItemForm
from server.features.agenda.templates import TEMPLATES, fill
from server.store import agenda, polls, sessions
from server.web.endpoint import Endpoint, context_of, read_session, session_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.json_body import MEDIUM, checked
from server.web.line_boxes import entries_of
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.lists.lines import Entry, Heads, divided_line
from votes.lists.words import Role
from votes.model import Poll, Session, SessionId

MOST_LINES = 100
SPEAKERS = Heads(
    frozenset((Role.DEPARTMENT,)),
    frozenset((Role.NAME,)),
    other_seconds=frozenset(
        [
            "汇报人",
            "报告人",
            "发言人",
            "主讲人",
            "讲者",
            "述职人",
            "speaker",
            "speakers",
            "presenter",
            "発表者",
            "报告者",
        ]
    ),
)
_REPORT = MOST_BYTES + MEDIUM
Forms = list[AgendaItemForm]


@dataclass(frozen=True, slots=True)
class Known:
    """What the page is about. ``past`` are other meetings that have an agenda."""

    session: Session
    polls: Sequence[Poll]
    items: Sequence[AgendaItem]
    past: Sequence[Session]


@dataclass(frozen=True, slots=True)
class Gone:
    """What was just taken away: ``kept`` is what a form says to put it back, without pages."""

    titles: tuple[str, ...]
    kept: str


async def get_page(request: Request) -> Response:
    return await _page(request, at=request.query_params.get("at", ""))


async def post_page(request: Request) -> Response:
    """One change of the agenda. A refusal is said on the page, and nothing is half done."""
    form, context, session = await read_page_form(request, MEDIUM), context_of(request), session_of(request)
    at, gone = form.field("item"), None
    try:
        if form.field("do") == "copy":
            await actions.copy_agenda(context, SessionId(form.field("of")), session)
        else:
            known = await _read(request)
            change = CHANGES.get(form.field("do"))
            if change is None:
                raise BadFields(FieldError("do", "There is no such action."))
            gone = _gone(known, _chosen(form)) if change is _remove else None
            await actions.set_agenda(context, session, change(known, form))
    except (BadFields, Conflict) as refused:
        return await _page(request, sentence_of(refused), refused.status, at, typed=form.field("speakers"))
    if gone:
        return await _page(request, gone=gone)  # whoever loads it again takes away nothing more
    return RedirectResponse(f"/host/{session}/agenda{'#i-' + at if at else ''}", 303)


async def post_report(request: Request) -> Response:
    """A report's words, and its pages, or none from now on: with whatever button, what was typed is kept first."""
    form, session, context = await read_page_form(request, _REPORT), session_of(request), context_of(request)
    item, files, do = form.field("item"), form.every.get("pages", ()), form.field("do")
    try:
        if form.field("kind"):
            await actions.set_agenda(context, session, _save(await _read(request), form))
        if do not in ("save", "remove") and not any(files):
            raise BadFields(FieldError("pages", "Choose a file first."))
        if do == "remove" or any(files):
            await set_report(context, session, ItemId(item), files if do != "remove" else ())
    except (BadFields, NotFound, Conflict) as refused:
        return await _page(request, sentence_of(refused), refused.status, item)
    return RedirectResponse(f"/host/{session}/agenda?at={quote(item[:64])}#i-{quote(item[:64])}", 303)


def _template(known: Known, form: Upload) -> Forms:
    if form.field("template") not in TEMPLATES:
        raise BadFields(FieldError("template", "There is no such action."))
    return fill(form.field("template"), known.session, known.polls)


def _add(known: Known, form: Upload) -> Forms:
    """One item; or of reports one for each line, a department and after a comma who speaks."""
    is_report = form.field("kind") == ItemKind.REPORT
    speakers = entries_of(form.field("speakers"), "speakers", MOST_LINES, SPEAKERS) if is_report else ()
    new = [_made(form, *_speaker(entry)) for entry in speakers] or [_made(form)]
    return [*actions.as_forms(known.items), *new]


def _speaker(entry: Entry) -> tuple[str | None, str | None]:
    department, speaker = divided_line(entry.first) if entry.is_whole else (entry.first, entry.second)
    if entry.is_whole and not speaker:
        department, _, speaker = entry.first.partition("、")
    return department.strip()[:200] or None, speaker.strip()[:200] or None


def _made(
    form: Upload, department: str | None = None, speaker: str | None = None, kept: str | None = None
) -> AgendaItemForm:
    minutes = whole(form.field("minutes"))
    return checked(
        AgendaItemForm,
        "",
        kind=form.field("kind"),
        title=form.field("title"),
        id=kept,
        speaker=speaker,
        department=department,
        seconds=60 * min(minutes, 1_440) if minutes else whole(form.field("seconds")),
        polls=tuple(form.field("poll").split()),
        text=form.field("text") or None,
    )


def _save(known: Known, form: Upload) -> Forms:
    changed = _made(form, form.field("department") or None, form.field("speaker") or None, form.field("item"))
    return [changed if each.id == changed.id else each for each in actions.as_forms(known.items)]


def _move(known: Known, form: Upload) -> Forms:
    forms = actions.as_forms(known.items)
    at = next((place for place, each in enumerate(forms) if each.id == form.field("item")), 0)
    to = max(0, min(len(forms) - 1, at + (-1 if form.field("do") == "up" else 1)))
    forms.insert(to, forms.pop(at))
    return forms


def _order(known: Known, form: Upload) -> Forms:
    """As it was dragged: one item before another, or to the end."""
    forms = actions.as_forms(known.items)
    dragged = [each for each in forms if each.id == form.field("item")]
    others = [each for each in forms if each not in dragged]
    to = next((place for place, each in enumerate(others) if each.id == form.field("before")), len(others))
    return [*others[:to], *dragged, *others[to:]]


def _remove(known: Known, form: Upload) -> Forms:
    chosen = _chosen(form)
    return [each for each in actions.as_forms(known.items) if each.id not in chosen]


def _chosen(form: Upload) -> tuple[str, ...]:
    """The one beside the button, or all that were ticked. Raises BadFields for none."""
    if not (chosen := tuple(form.field("item").split())):
        raise BadFields(FieldError("item", "Tick the items to be removed first."))
    return chosen


def _put_back(known: Known, form: Upload) -> Forms:
    """What was taken away a moment ago, each in its place, as new items. Raises BadFields for what no page has sent."""
    forms = actions.as_forms(known.items)
    try:
        kept = msgspec.json.decode(form.field("kept"), type=tuple[_Kept, ...])
    except msgspec.MsgspecError:
        raise BadFields(FieldError("kept", "There is no such action.")) from None
    for each in kept:
        forms.insert(max(0, each.place), each.item)
    return forms


class _Kept(msgspec.Struct, frozen=True):
    """An item that was taken away, and the place where it stood."""

    place: int
    item: AgendaItemForm


def _gone(known: Known, chosen: Collection[str]) -> Gone | None:
    """What is about to be taken away, so that it can be put back."""
    placed = [(place, form) for place, form in enumerate(actions.as_forms(known.items)) if form.id in chosen]
    kept = [_Kept(place, msgspec.structs.replace(form, id=None)) for place, form in placed]
    return Gone(tuple(each.item.title for each in kept), msgspec.json.encode(kept).decode()) if kept else None


CHANGES: Mapping[str, Callable[[Known, Upload], Forms]] = {
    "template": _template,
    "add": _add,
    "save": _save,
    "up": _move,
    "down": _move,
    "order": _order,
    "remove": _remove,
    "put-back": _put_back,
}


async def _read(request: Request) -> Known:
    session = await read_session(request)
    async with context_of(request).database.read() as connection:
        every = await sessions.all_newest_first(connection)
        having = await agenda.sessions_with_one(connection)
        return Known(
            session,
            await polls.of_session(connection, session.id),
            await agenda.of_session(connection, session.id),
            [each for each in every if each.id in having and each.id != session.id],
        )


async def _page(
    request: Request,
    problem: str = "",
    status: int = 200,
    at: str = "",
    *,
    typed: str = "",
    gone: Gone | None = None,
) -> Response:
    known = await _read(request)
    spoken = language_of(request, known.session.locale)
    return render(
        request,
        "agenda/host.html",
        spoken,
        status,
        session=known.session,
        items=known.items,
        polls=known.polls,
        past=known.past,
        kinds=tuple(ItemKind),
        planned=sum(item.seconds or 0 for item in known.items),
        templates=tuple(TEMPLATES),
        problem=in_language(problem, spoken) if problem else "",
        at=at,
        typed=typed,
        gone=gone,
    )


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/agenda", get_page),
    Endpoint("POST", "/host/{session}/agenda", post_page, limit=MEDIUM),
    Endpoint("POST", "/host/{session}/agenda/report", post_report, limit=_REPORT),
)
