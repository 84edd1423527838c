"""The call for items as CSV: who handed in what and when, the organizer's wording beside it, and what became of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO

from server.files.sheet_bytes import csv_bytes, in_words
from server.web.encoding import rfc3339
from server.words.sheet_heads import item_cells, item_heads
from votes.call import Call, Department, Item, listed, ordered, standing
from votes.formats.result_csv import guarded

COLUMNS = (
    "list",
    "place",
    "department",
    "title",
    "description",
    "picture",
    "document",
    "handed_in_at",
    "changed_at",
    "withdrawn_at",
    "edited_title",
    "edited_description",
    "edited_at",
    "standing",
    "merged_into",
    "reason",
    "option",
)


def as_csv(call: Call, every: Sequence[Item], departments: Iterable[Department], locale: str | None = None) -> bytes:
    """One line per item that was ever handed in, list by list. Title and description are the department's own.

    ``place`` is the item's on its list, empty for what is on none; ``standing`` is listed, merged, left-out or
    withdrawn, ``option`` the id of the option that it was published as. With ``locale`` all is in words.
    """
    names = {each.id: each.name for each in departments}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in call.lists:
        places = {item.id: str(place) for place, item in enumerate(listed(every, each.id), 1)}
        for item in ordered(item for item in every if item.list == each.id):
            own = [each.title, places.get(item.id, ""), names[item.department]]
            writer.writerow(guarded(cell) for cell in [*own, *_cells(item, every)])
    text = out.getvalue()
    return csv_bytes(in_words(text, item_heads(locale), item_cells(locale), len(COLUMNS)) if locale else text)


def _cells(item: Item, every: Sequence[Item]) -> Iterator[str]:
    lead = next((each for each in every if each.id == item.merged_into), None)
    yield item.wording.title
    yield item.wording.description or ""
    yield "yes" if item.picture else ""
    yield "yes" if item.document else ""
    yield from map(_at, (item.handed_in_at, item.changed_at, item.withdrawn_at))
    yield item.edited.title if item.edited else ""
    yield (item.edited.description or "") if item.edited else ""
    yield _at(item.edited_at)
    yield standing(item)
    yield lead.shown.title if lead else ""
    yield item.left_out or ""
    yield item.option or ""


def _at(moment: datetime | None) -> str:
    return rfc3339(moment) or ""
