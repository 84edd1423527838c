"""A new session from a pasted or uploaded list, checked before anything is stored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError
from server.features.meetings import import_lists, new_lists
from server.features.meetings.actions import create_session
from server.features.meetings.schemas import GroupForm, SessionForm, WifiForm
from server.features.polls.grades import usual_grades
from server.features.polls.schemas import Grades, PollForm
from server.web.endpoint import Endpoint, context_of
from server.web.form_body import Upload, lines_of, read_upload, whole
from server.web.json_body import LARGE, checked
from server.web.reader import language_of
from server.web.render import render
from server.words import language
from server.words.local_time import typed, zone_for
from server.words.refusals import in_language
from votes.errors import BadRows
from votes.formats.options_csv import ImportedList, read_options
from votes.formats.preview import PreviewRow, preview_rows
from votes.model import TieRule

BEFORE_SEATS = re.compile(r"[，\t]|、(?=\s*\d+$)")  # 、 also joins words in a name
# A ballot per person, the same on phones that are passed on, the same for who has a ticket, one per group, and one per
# group that everybody may see.
PHONES = ("own", "shared", "ticket", "group", "open-group")
DEFAULTS: Mapping[str, str] = {
    "title": "",
    "organization": "",
    "place": "",
    "starts_at": "",
    "time_zone": "",
    "locale": "zh-CN",
    "listing": "",
    "type": new_lists.CHOOSE,
    "least": "one",
    "grades": "",
    "good_grades": "",
    "groups": "",
    "max_choices": "5",
    "winners": "5",
    "display": "live",
    "tie": "ask",
    "order": "fixed",
    "phones": "own",
    "ssid": "",
    "password": "",
}


@dataclass(slots=True)
class Draft:
    """What was typed, what it was read as, and what is wrong, by field; "" is the page as a whole."""

    form: Mapping[str, str]
    rows: tuple[PreviewRow, ...] = ()
    groups: tuple[GroupForm, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    grades: Grades | None = None
    errors: dict[str, str] = field(default_factory=dict)


async def get_new(request: Request) -> Response:
    locale = language_of(request)
    return _page(request, Draft({**DEFAULTS, "locale": locale}))


async def post_new(request: Request) -> Response:
    upload = await read_upload(request, LARGE)
    draft, do = await _read(upload), upload.field("do")
    if do == "call" and not (draft.form["listing"].strip() or upload.files.get("file")):
        draft.errors.pop("listing")  # departments hand in what the lists will be made of
    if do not in ("create", "call"):
        draft.errors.pop("title", None)  # a look at the lists may come before the title
        return _page(request, draft)
    if draft.errors:
        return _page(request, draft, 422)
    try:
        session, _ = await create_session(context_of(request), await asyncio.to_thread(_session_form, draft))
    except (BadFields, BadRows) as refused:
        return _page(request, _with_refusal(draft, refused), 422)
    return RedirectResponse(f"/host/{session.id}{'/items' if do == 'call' else ''}", 303)


async def _read(upload: Upload) -> Draft:
    fields = {name: upload.fields.get(name, default) for name, default in DEFAULTS.items()}
    phones = fields["phones"] if fields["phones"] in PHONES else PHONES[0]
    kind = new_lists.kind_of(fields["type"])
    draft = Draft({**fields, "tie": _tie(fields["tie"]), "phones": phones, "type": kind})
    draft.types = new_lists.types_of(upload.fields)
    if upload.files.get("file"):
        await _take_file(draft, upload.files["file"])
    draft.rows = await asyncio.to_thread(preview_rows, draft.form["listing"], draft.form["title"].strip() or None)
    _check(draft)
    return draft


async def _take_file(draft: Draft, data: bytes) -> None:
    """The file becomes the text, so that it can be corrected on the page."""
    try:
        draft.form = {**draft.form, "listing": (await import_lists.read_file(data)).text}
    except BadRows as unreadable:
        draft.errors["listing"] = unreadable.rows[0][1]


def _check(draft: Draft) -> None:
    form, errors = draft.form, draft.errors
    if not form["title"].strip():
        errors["title"] = "Give the meeting a name."
    if not form["listing"].strip():
        errors.setdefault("listing", "Paste at least one list, or choose a file.")
    elif any(row.problem for row in draft.rows):
        errors.setdefault("listing", "Some lines need a correction.")
    for name in ("max_choices", "winners"):
        if not 1 <= (whole(form[name].strip()) or 0) <= 100:
            errors[name] = "Use a number from 1 to 100."
    if form["good_grades"].strip() and not 1 <= (whole(form["good_grades"].strip()) or 0) <= 9:
        errors["good_grades"] = "Use a number from 1 to 9."
    try:
        draft.groups = read_groups(form["groups"])
    except BadFields as refused:
        errors["groups"] = refused.errors[0].message
    try:
        draft.grades = new_lists.read_grades(form["grades"])
    except BadFields as refused:
        errors["grades"] = refused.errors[0].message


MOST_GROUPS = 200


def read_groups(text: str) -> tuple[GroupForm, ...]:
    """One group per line: a name, then its seats after a comma or a tab. Raises BadFields."""
    return tuple(map(_group, lines_of(text, "groups", MOST_GROUPS)))


def _group(line: str) -> GroupForm:
    name, _, seats = BEFORE_SEATS.sub(",", line).rpartition(",")
    if name and (number := whole(seats.strip())) is not None:
        return checked(GroupForm, "groups", name=name.strip(), seats=number)
    if name and seats.strip():
        raise BadFields(FieldError("groups", f"“{line}”: after the comma goes the number of seats."))
    return checked(GroupForm, "groups", name=(name or seats).strip())


def _session_form(draft: Draft) -> SessionForm:
    """Raises BadFields, BadRows."""
    form = draft.form
    lists = read_options(form["listing"], form["title"].strip()) if form["listing"].strip() else ()
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
    )
    if not new_lists.is_graded(listed, form, draft.types):
        return poll
    return new_lists.graded(poll, form, draft.grades, whole(form["good_grades"].strip()))


def _display(text: str) -> Literal["live", "sealed"]:
    return "sealed" if text == "sealed" else "live"


def _tie(text: str) -> TieRule:
    return TieRule(text) if text in {rule.value for rule in TieRule} else TieRule.ASK


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
    return render(
        request,
        "meetings/new.html",
        spoken,
        status,
        form=draft.form,
        rows=[replace(row, problem=in_language(row.problem, spoken)) if row.problem else row for row in draft.rows],
        groups=draft.groups,
        types=draft.types,
        usual=usual_grades(language.of_session(draft.form["locale"])),
        errors={name: in_language(sentence, spoken) for name, sentence in draft.errors.items()},
    )


ENDPOINTS = (
    Endpoint("GET", "/host/new", get_new),
    Endpoint("POST", "/host/new", post_new, limit=LARGE, holds_lists=True),
)
