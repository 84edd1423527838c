"""The questions as sheets of the session's workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from server.features.questions.export import Asked
from server.words.language import catalogue
from server.words.questions import state_said, verdict_said
from votes.questions import Question

WIDTHS = (6, 6, 60, 16, 20, 10, 14, 24, 14, 10, 12, 12, 14)
DRAW_WIDTHS = (6, 40, 60, 90)


def add_sheets(new: Callable[[str], Worksheet], asked: Asked, head: Format, text: Format) -> None:
    """One with every question, one with every lot. Text stays text."""
    if not asked.questions:
        return
    say, locale = catalogue(asked.session.locale), asked.session.locale
    heads = (
        *(
            say.gettext("No."),
            say.gettext("Turn"),
            say.gettext("Question"),
            say.gettext("Name given"),
            say.gettext("Group"),
        ),
        *(say.gettext("Supports"), say.gettext("State"), say.gettext("Department"), say.gettext("Answered by")),
        *(say.gettext("Satisfied"), say.gettext("Mostly satisfied"), say.gettext("Not satisfied")),
        say.gettext("Verdict"),
    )
    lines = [_line(asked, each, locale) for each in asked.kept]
    _fill(new(say.gettext("Questions")), WIDTHS, heads, lines, head, text)
    if asked.draws:
        words = {each.id: each.text for each in asked.questions}
        of_lots = (say.gettext("Lot"), say.gettext("Seed"), say.gettext("Drawn"), say.gettext("In the box"))
        lots = [(each.number, each.seed, words[each.drawn], " ".join(each.box)) for each in asked.draws]
        _fill(new(say.gettext("Lots")), DRAW_WIDTHS, of_lots, lots, head, text)


def _line(asked: Asked, question: Question, locale: str) -> Sequence[str | int]:
    given = question.verdicts
    return (
        *(question.number, question.turn or "", question.text, question.name or ""),
        asked.groups.get(question.group, "") if question.group else "",
        *(question.supports, state_said(question.state, locale)),
        *(question.department or "", question.answerer or ""),
        *(given.satisfied, given.mostly, given.unsatisfied),
        verdict_said(given.standing, locale),
    )


def _fill(
    sheet: Worksheet,
    widths: Sequence[int],
    heads: Sequence[str],
    lines: Sequence[Sequence[str | int]],
    head: Format,
    text: Format,
) -> None:
    for column, (width, name) in enumerate(zip(widths, heads, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, text)
            else:
                sheet.write_string(row, column, cell[:32_000], text)  # a cell holds 32,767 characters
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
