"""Questions from the floor as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from votes.formats.result_csv import guarded
from votes.model import GroupId
from votes.questions import Draw, Question

COLUMNS = (
    *("number", "turn", "question", "name", "group", "supports", "state", "department", "answerer"),
    *("satisfied", "mostly", "unsatisfied", "verdict", "drawn", "seed"),
)


def rows(asked: Iterable[Question], draws: Iterable[Draw], groups: Mapping[GroupId, str]) -> str:
    """One line per question, in the order in which they were asked.

    ``verdict`` is what stands for the verdicts; ``drawn`` is the number of the lot that brought the question up last,
    ``seed`` its seed. Lines end in CRLF. Source: RFC 4180.
    """
    lots = {draw.drawn: draw for draw in draws}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in asked:
        writer.writerow(_line(each, lots.get(each.id), groups))
    return out.getvalue()


def _line(question: Question, lot: Draw | None, groups: Mapping[GroupId, str]) -> list[str | int]:
    given = question.verdicts
    return [
        question.number,
        question.turn or "",
        guarded(question.text),
        guarded(question.name or ""),
        guarded(groups.get(question.group, "") if question.group else ""),
        question.supports,
        question.state.value,
        guarded(question.department or ""),
        guarded(question.answerer or ""),
        given.satisfied,
        given.mostly,
        given.unsatisfied,
        given.standing.value if given.standing else "",
        lot.number if lot else "",
        lot.seed if lot else "",
    ]
