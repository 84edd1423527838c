"""How a file with lists was understood, as the API says it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.errors import BadFields, FieldError
from server.features.meetings.import_lists import poll_form
from server.features.meetings.schemas import SessionAnswer
from server.features.polls.schemas import OptionForm
from server.files.found import Found
from votes.lists.columns import USED, Column
from votes.lists.entries import Row
from votes.lists.table import Wishes
from votes.lists.understood import Reading, Understood

MOST_COLUMNS = 200


class ColumnAnswer(Struct, frozen=True, rename={"taken_as": "as"}):
    """``as`` is what the column was taken for, null: left out; ``why`` is set where its name did not say so."""

    at: int
    name: str
    taken_as: str | None
    why: str | UnsetType = UNSET
    sheet: str | UnsetType = UNSET


class PlaceAnswer(Struct, frozen=True):
    """``at`` is a line, or empty for a whole sheet."""

    at: str
    why: str
    sheet: str | UnsetType = UNSET


class EncodingAnswer(Struct, frozen=True):
    """``sample`` is the first line beyond ASCII."""

    name: str
    guessed: bool
    sample: str


class UnderstoodAnswer(Struct, frozen=True):
    """``header`` is the line that names the columns, null where each line was taken for an entry.

    ``left_out`` are rows that are no entries, ``doubtful`` those that may be none and were taken all the same.
    """

    header: int | None
    columns: tuple[ColumnAnswer, ...]
    left_out: tuple[PlaceAnswer, ...]
    doubtful: tuple[PlaceAnswer, ...] = ()
    encoding: EncodingAnswer | None = None


class ImportAnswer(SessionAnswer, frozen=True, kw_only=True):
    understood: UnderstoodAnswer


class ListPreview(Struct, frozen=True):
    title: str
    options: tuple[OptionForm, ...]


class FaultAnswer(Struct, frozen=True):
    at: str
    message: str


class PreviewAnswer(Struct, frozen=True):
    """What would be stored; ``errors`` are what has to be corrected first."""

    understood: UnderstoodAnswer
    lists: tuple[ListPreview, ...]
    errors: tuple[FaultAnswer, ...]


def wishes_of(mapping: str, header: str) -> Wishes:
    """From the fields of an import. Raises BadFields at ``mapping`` or ``header``."""
    columns = _mapping(mapping) if mapping else {}
    if header and not (header.isdecimal() and len(header) <= 6):
        raise BadFields(FieldError("header", "Name the line of the header by its number, or 0 for none."))
    return Wishes(columns, int(header) if header else None)


def understood_answer(understood: Understood, found: Found) -> UnderstoodAnswer:
    several = len(understood.readings) > 1
    read = understood.read
    columns = [_column(each, reading, several) for reading in read for each in reading.columns]
    left = [_place(str(row.at), row.out, reading, several) for reading in read for row in _left_out(reading)]
    left += [_place("", each.why, each, several=True) for each in understood.readings if each.why]
    doubtful = [
        _place(str(row.at), "doubtful", reading, several) for reading in read for row in reading.rows if row.is_doubtful
    ]
    header = read[0].header if read else None
    return UnderstoodAnswer(
        header=header,
        columns=tuple(columns),
        left_out=tuple(left),
        doubtful=tuple(doubtful),
        encoding=_encoding(found),
    )


def preview_answer(understood: Understood, found: Found) -> PreviewAnswer:
    lists = () if understood.faults else understood.lists()
    errors = tuple(FaultAnswer(at, message) for at, message in understood.faults)
    return PreviewAnswer(
        understood_answer(understood, found),
        tuple(ListPreview(each.title, poll_form(each).options) for each in lists),
        errors,
    )


def _left_out(reading: Reading) -> Iterator[Row]:
    return (row for row in reading.rows if row.out and row.at != reading.header)


def _mapping(text: str) -> dict[int, str | None]:
    try:
        given = msgspec.json.decode(text, type=dict[str, str | None])
    except (msgspec.DecodeError, ValueError):
        message = 'Say as JSON what each column is, by its number, such as {"2": "title", "5": null}.'
        raise BadFields(FieldError("mapping", message)) from None
    for at, role in given.items():
        if not at.isdecimal() or not 1 <= int(at[:6]) <= MOST_COLUMNS:
            raise BadFields(FieldError(f"mapping/{at[:20]}", f"Number the columns from 1 to {MOST_COLUMNS}."))
        if role is not None and role not in USED:
            raise BadFields(FieldError(f"mapping/{at}", f"A column can be one of {', '.join(USED)}, or null."))
    return {int(at): role for at, role in given.items()}


def _column(column: Column, reading: Reading, several: bool) -> ColumnAnswer:
    sheet = reading.name if several else UNSET
    return ColumnAnswer(column.at, column.name, column.role, why=column.why or UNSET, sheet=sheet)


def _place(at: str, why: str | None, reading: Reading, several: bool) -> PlaceAnswer:
    return PlaceAnswer(at, why or "", reading.name if several else UNSET)


def _encoding(found: Found) -> EncodingAnswer | None:
    if not found.texts:
        return None
    first = found.texts[0]
    sample = next((line for line in first.text.splitlines() if not line.isascii()), "")
    return EncodingAnswer(first.encoding, first.is_guess, sample.strip()[:120])
