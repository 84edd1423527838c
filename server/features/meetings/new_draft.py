"""What was typed into the form of a new meeting: how it is understood, and what is wrong with it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from server.errors import BadFields
from server.features.meetings import list_boxes, new_lists
from server.features.meetings.group_lines import MOST_GROUPS, passed_over, read_groups
from server.features.meetings.list_boxes import Box, Seen
from server.features.meetings.sample import WORDS, sample_lists
from server.features.meetings.schemas import GroupForm
from server.features.polls.schemas import Grades
from server.files import list_reader
from server.files.encoding_names import is_usual
from server.web.form_body import Upload, whole
from votes.errors import BadRows
from votes.lists.understood import Understood
from votes.model import TieRule

SAMPLE_SEATS = 12
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
    "type": new_lists.CHOOSE,
    "least": "one",
    "grades": "",
    "good_grades": "",
    "groups": "",
    "max_choices": "5",
    "minutes": "5",
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
    """What was typed, what it was understood as, and what is wrong, by field; "" is the page as a whole.

    ``no_groups`` say of lines of that box that they are none; ``was_shown`` is what the page showed last of the lists
    and groups, by its digest.
    """

    form: Mapping[str, str]
    boxes: tuple[Box, ...] = (Box(),)
    seen: tuple[Seen, ...] = ()
    groups: tuple[GroupForm, ...] = ()
    no_groups: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    grades: Grades | None = None
    errors: dict[str, str] = field(default_factory=dict)
    was_shown: str = ""
    seats: Mapping[int, int] = field(default_factory=dict)

    @property
    def understood(self) -> Understood:
        return Understood(tuple(each.reading for each in self.seen))

    @property
    def is_empty(self) -> bool:
        return not self.seen

    @property
    def digest(self) -> str:
        """Of what would be stored; empty where something is wrong. A list that is called as the meeting is has no name
        of its own, so that whoever types the meeting's last need not look again.
        """
        if self.understood.faults:
            return ""
        lists = [(each.box.name, [sorted(row.cells.items()) for row in each.reading.entries]) for each in self.seen]
        stored = lists, self.groups
        return hashlib.sha256(repr(stored).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _is_sure(self, box: Box) -> bool:
        """Whether the text is certain, or in what the meeting's language is usually saved in."""
        return not box.readings and (not box.encoding or is_usual(box.encoding, self.form["locale"]))

    @property
    def wants_a_look(self) -> bool:
        """Whether something was left out or assumed that the page has not shown yet: nothing is stored unseen."""
        is_plain = not self.no_groups and all(each.reading.is_plain and self._is_sure(each.box) for each in self.seen)
        return self.was_shown != self.digest and not is_plain


async def sample_draft(locale: str) -> Draft:
    """A form that is filled in, to look at and to try with."""
    words, lists = WORDS[locale], await asyncio.to_thread(sample_lists, locale)
    groups = "\n".join(f"{name}, {SAMPLE_SEATS}" for name in words.groups)
    given = {"title": words.title, "organization": words.organization, "groups": groups, "locale": locale}
    draft = Draft({**DEFAULTS, **given}, (Box(lists.decode("utf-8-sig")),))
    draft.seen = await asyncio.to_thread(list_boxes.seen, draft.boxes, words.title)
    _check(draft)
    return draft


async def read_draft(upload: Upload) -> Draft:
    fields = {name: upload.fields.get(name, default) for name, default in DEFAULTS.items()}
    phones = fields["phones"] if fields["phones"] in PHONES else PHONES[0]
    kind = new_lists.kind_of(fields["type"])
    draft = Draft({**fields, "tie": _tie(fields["tie"]), "phones": phones, "type": kind})
    draft.types = new_lists.types_of(upload.fields)
    draft.was_shown = upload.field("looked")
    draft.seats = _seats(upload.fields)
    boxes = await asyncio.to_thread(list_boxes.boxes_of, upload.fields)
    active = whole(upload.field("active")) or 0
    if upload.files.get("file"):
        boxes = await _with_file(draft, boxes, active, upload.files["file"])
    draft.boxes = boxes if upload.field("do") == "check" else list_boxes.filled(boxes)
    draft.seen = await asyncio.to_thread(list_boxes.seen, draft.boxes, draft.form["title"].strip())
    _check(draft)
    return draft


def _seats(fields: Mapping[str, str]) -> dict[int, int]:
    """What was typed beside a group's name and differs from what stood there."""
    found: dict[int, int] = {}
    for at in range(MOST_GROUPS):
        seats, stood = fields.get(f"seats-{at}", "").strip(), fields.get(f"seated-{at}", "")
        if seats != stood and (number := whole(seats)) is not None:
            found[at] = number
    return found


async def _with_file(draft: Draft, boxes: tuple[Box, ...], active: int, data: bytes) -> tuple[Box, ...]:
    """The file becomes the text of the box that is open, so that it can be corrected; other sheets get their own."""
    try:
        found = await list_reader.find(data, (draft.form["locale"],))
    except BadRows as unreadable:
        draft.errors["listing"] = unreadable.rows[0][1]
        return boxes
    made = await asyncio.to_thread(list_boxes.boxes_from, found)
    at = min(active, len(boxes) - 1)
    return (*boxes[:at], *made, *boxes[at + 1 :])[: list_boxes.MOST_BOXES]


def _check(draft: Draft) -> None:
    form, errors = draft.form, draft.errors
    if not form["title"].strip():
        errors["title"] = "Give the meeting a name."
    if draft.is_empty:
        errors.setdefault("listing", "Paste at least one list, or choose a file.")
    elif draft.understood.faults:
        errors.setdefault("listing", "Some lines need a correction.")
    if not 1 <= (whole(form["minutes"].strip()) or 0) <= 240:
        errors["minutes"] = "Use a number from 1 to 240."
    for name in ("max_choices", "winners"):
        if not 1 <= (whole(form[name].strip()) or 0) <= 100:
            errors[name] = "Use a number from 1 to 100."
    if form["good_grades"].strip() and not 1 <= (whole(form["good_grades"].strip()) or 0) <= 9:
        errors["good_grades"] = "Use a number from 1 to 9."
    try:
        draft.groups, draft.no_groups = read_groups(form["groups"]), passed_over(form["groups"])
        draft.groups = _with_seats(draft)
    except BadFields as refused:
        errors["groups"] = refused.errors[0].message
    try:
        draft.grades = new_lists.read_grades(form["grades"])
    except BadFields as refused:
        errors["grades"] = refused.errors[0].message


def _with_seats(draft: Draft) -> tuple[GroupForm, ...]:
    """The groups with the seats that were typed beside their names; the lines then say the same."""
    typed = [draft.seats.get(at, group.seats) for at, group in enumerate(draft.groups)]
    groups = tuple(
        msgspec.structs.replace(group, seats=seats) for group, seats in zip(draft.groups, typed, strict=True)
    )
    if groups != draft.groups:
        lines = (f"{group.name}, {group.seats}" if group.seats is not None else group.name for group in groups)
        draft.form = {**draft.form, "groups": "\n".join(lines)}
    return groups


def _tie(text: str) -> TieRule:
    return TieRule(text) if text in {rule.value for rule in TieRule} else TieRule.ASK
