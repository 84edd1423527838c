"""A new session from a pasted or uploaded list, checked before anything is stored."""

from __future__ import annotations

import asyncio
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields
from server.features.meetings import import_lists, list_boxes, new_lists
from server.features.meetings.actions import create_session
from server.features.meetings.list_boxes import Box
from server.features.meetings.new_draft import DEFAULTS, Draft, read_draft, sample_draft
from server.features.meetings.schemas import SessionForm, WifiForm
from server.features.meetings.shown_boxes import shown_boxes, sums_of
from server.features.polls.grades import usual_grades
from server.features.polls.schemas import PollForm
from server.web.endpoint import Endpoint, context_of
from server.web.form_body import read_upload, whole
from server.web.json_body import LARGE, checked
from server.web.reader import language_of
from server.web.render import render
from server.words import language
from server.words.local_time import typed, zone_for
from server.words.refusals import in_language
from votes.errors import BadRows
from votes.lists.understood import ImportedList

THEN = {"call": "/items", "rehearse": "/rehearsal"}  # where one goes on, beside the console


async def get_new(request: Request) -> Response:
    """An empty form, or with ``?sample`` one that is filled in, to look at and to try with."""
    locale = language_of(request)
    is_sample = "sample" in request.query_params
    return _page(request, await sample_draft(locale) if is_sample else Draft({**DEFAULTS, "locale": locale}))


async def post_new(request: Request) -> Response:
    upload = await read_upload(request, LARGE)
    draft, do = await read_draft(upload), upload.field("do")
    if do == "add":
        name = language.catalogue(language_of(request)).gettext("List {number}").format(number=len(draft.boxes) + 1)
        draft.boxes = (*draft.boxes, Box(name=name))[: list_boxes.MOST_BOXES]
    if do not in ("create", "call", "rehearse"):
        draft.errors.pop("title", None)  # a look at the lists may come before the title
        return _page(request, draft)
    if do == "call" and draft.is_empty:
        draft.errors.pop("listing", None)  # departments hand in what the lists will be made of
    if draft.errors:
        return _page(request, draft, 422)
    if draft.wants_a_look:
        draft.errors["look"] = "Please check how the lists were understood, then create the meeting."
        return _page(request, draft)
    try:
        session, _ = await create_session(context_of(request), await asyncio.to_thread(_session_form, draft))
    except (BadFields, BadRows) as refused:
        return _page(request, _with_refusal(draft, refused), 422)
    return RedirectResponse(f"/host/{session.id}{THEN.get(do, '')}", 303)


def _session_form(draft: Draft) -> SessionForm:
    """Raises BadFields, BadRows."""
    form = draft.form
    lists = () if draft.is_empty else draft.understood.lists()
    return checked(
        SessionForm,
        "",
        title=form["title"],
        polls=tuple(_poll_form(draft, each) for each in lists),
        locale=form["locale"],
        organization=form["organization"] or None,
        place=form["place"] or None,
        starts_at=typed(form["starts_at"], zone_for(form["locale"], form["time_zone"]), "starts_at")
        if form["starts_at"]
        else None,
        time_zone=form["time_zone"] or None,
        groups=draft.groups,
        admission="ticket" if form["phones"] == "ticket" else "open",
        shared_phones=form["phones"] == "shared",
        voters="group" if form["phones"] in ("group", "open-group") else "person",
        smallest_group=0 if form["phones"] == "open-group" else 5,
        wifi=checked(WifiForm, "ssid", ssid=form["ssid"], password=form["password"]) if form["ssid"].strip() else None,
    )


def _poll_form(draft: Draft, listed: ImportedList) -> PollForm:
    form = draft.form
    poll = msgspec.structs.replace(
        import_lists.poll_form(listed, int(form["max_choices"]), int(form["winners"]), _display(form["display"])),
        tie=form["tie"],
        option_order="shuffled" if form["order"] == "shuffled" else "fixed",
        planned_seconds=60 * (whole(form["minutes"].strip()) or 5),
    )
    if not new_lists.is_graded(listed, form, draft.types):
        return poll
    return new_lists.graded(poll, form, draft.grades, whole(form["good_grades"].strip()))


def _display(text: str) -> Literal["live", "sealed"]:
    return "sealed" if text == "sealed" else "live"


def _with_refusal(draft: Draft, refused: BadFields | BadRows) -> Draft:
    if isinstance(refused, BadRows):
        draft.errors["listing"] = str(refused)
        return draft
    for error in refused.errors:
        name, last = error.at.partition("/")[0], error.at.rpartition("/")[2]
        name = last if last in ("grades", "good_grades") else name
        known = {"polls": "listing", "wifi": "ssid", "locale": "", "time_zone": ""}.get(name, name)
        draft.errors[known if known in draft.form else ""] = error.message
    return draft


def _page(request: Request, draft: Draft, status: int = 200) -> Response:
    spoken = language_of(request)
    boxes = shown_boxes(draft.boxes, draft.seen, draft.form["title"].strip(), spoken)
    return render(
        request,
        "meetings/new.html",
        spoken,
        status,
        is_refused=status != 200,
        form=draft.form,
        boxes=boxes,
        sums=sums_of(boxes, draft.groups, draft.form, draft.types),
        digest=draft.digest,
        groups=draft.groups,
        no_groups=[in_language(sentence, spoken) for sentence in draft.no_groups],
        types=draft.types,
        usual=usual_grades(language.of_session(draft.form["locale"])),
        errors={name: in_language(sentence, spoken) for name, sentence in draft.errors.items()},
    )


ENDPOINTS = (
    Endpoint("GET", "/host/new", get_new),
    Endpoint("POST", "/host/new", post_new, limit=LARGE, holds_lists=True),
)
