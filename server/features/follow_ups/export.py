"""Follow-ups as files, and as they are told at the next meeting; in the session's language."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from io import BytesIO, StringIO

from msgspec import Struct
from xlsxwriter import Workbook

from server.files.sheet_bytes import csv_bytes
from server.words.language import catalogue
from votes.follow_ups import FollowState, FollowUp
from votes.formats.result_csv import guarded
from votes.model import Session

AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_TOLD = 1_900  # characters of a message on the screen
MOST_LINES = 24  # that a screen shows in two columns
WIDTHS = (44, 24, 14, 12, 44, 28, 8)
DUE, PLACE = 2, 6  # columns


class FollowUpExport(Struct, frozen=True):
    """``source`` is poll, question or own; ``subject`` the option or the question. ``due`` is a date."""

    id: str
    title: str
    owner: str | None
    due: str | None
    state: str
    note: str | None
    source: str
    subject: str
    origin: str | None
    place: int | None


def as_export(item: FollowUp) -> FollowUpExport:
    return FollowUpExport(
        id=item.id,
        title=item.title,
        owner=item.owner,
        due=item.due.isoformat() if item.due else None,
        state=item.state,
        note=item.note,
        source=item.source,
        subject=item.subject,
        origin=item.origin,
        place=item.place,
    )


def state_words(locale: str) -> Mapping[str, str]:
    say = catalogue(locale)
    return {
        FollowState.OPEN: say.gettext("To do"),
        FollowState.UNDER_WAY: say.gettext("In progress"),
        FollowState.DONE: say.gettext("Completed"),
        FollowState.DROPPED: say.gettext("Dropped"),
    }


def heads(locale: str) -> tuple[str, ...]:
    say = catalogue(locale)
    first = (say.gettext("Item"), say.gettext("Responsible"), say.gettext("Due"), say.gettext("State"))
    return (*first, say.gettext("Note"), say.gettext("Chosen from"), say.gettext("Place"))


def as_csv(items: Sequence[FollowUp], locale: str) -> bytes:
    """One line each, in the session's words; CRLF, with a byte order mark for Excel."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads(locale))
    writer.writerows([guarded(cell) for cell in cells] for cells in _rows(items, locale))
    return csv_bytes(out.getvalue())


def as_xlsx(session: Session, items: Sequence[FollowUp]) -> bytes:
    """One sheet; days and places are dates and numbers, so that they can be sorted."""
    out = BytesIO()
    with Workbook(out, AS_TEXT) as workbook:
        workbook.set_properties({"title": session.title})
        base = {"valign": "top", "text_wrap": True}
        text, head = workbook.add_format(base), workbook.add_format({**base, "bold": True, "bottom": 2})
        sheet = workbook.add_worksheet(catalogue(session.locale).gettext("Follow-ups"))
        for column, (name, width) in enumerate(zip(heads(session.locale), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        day = workbook.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        for row, (item, cells) in enumerate(zip(items, _rows(items, session.locale), strict=True), start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text)
            if item.due:
                sheet.write_datetime(row, DUE, datetime.combine(item.due, time()), day)
            if item.place:
                sheet.write_number(row, PLACE, item.place, text)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _rows(items: Sequence[FollowUp], locale: str) -> list[tuple[str, ...]]:
    states = state_words(locale)
    return [
        (
            item.title,
            item.owner or "",
            item.due.isoformat() if item.due else "",
            states[item.state],
            item.note or "",
            item.origin or "",
            str(item.place or ""),
        )
        for item in items
    ]


def told_opening(past: str, items: Sequence[FollowUp], locale: str) -> tuple[str, str]:
    """Title and text of the message that the next meeting opens with: how many are done, then each with its state."""
    say, states = catalogue(locale), state_words(locale)
    title = say.gettext("Progress since “{meeting}”").format(meeting=past)
    if len(title) > 200:
        title = say.gettext("Progress since the last meeting")
    lines = [told_sum(items, locale)]
    for item in items:
        line = say.gettext("{state}: {title}").format(state=states[item.state], title=item.title)
        if len(lines) == MOST_LINES - 1 or len("\n".join([*lines, line])) > MOST_TOLD:
            lines.append("…")
            break
        lines.append(line)
    return title, "\n".join(lines)


def told_sum(items: Sequence[FollowUp], locale: str) -> str:
    done = sum(item.state is FollowState.DONE for item in items)
    return catalogue(locale).gettext("{done} of {all} completed").format(done=done, all=len(items))
