"""A session's lists as a workbook: a summary, each list in rank order, and each list by group."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from server.features.exports.contents import Listed
from server.features.questions.export import Asked
from server.features.questions.sheets import add_sheets
from server.words.ballot_ways import ballots_said
from server.words.language import catalogue
from server.words.local_time import hall_time, with_zone
from server.words.results import how_counted, indicative, told_state, told_tie, told_turnout
from votes.groups import GroupResult
from votes.model import GroupId, Session
from votes.result import Ranked, Result, is_judged
from votes.rounding import part_of, rounded
from votes.rules.mean_grade import Grading

LONGEST_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
RESERVED = "history"  # Excel keeps it for itself
A4 = 9
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PAPER, INK, SEAL = "#EDE5D6", "#1E1A15", "#A32417"


def as_xlsx(
    session: Session, joined: Mapping[GroupId | None, int], lists: Sequence[Listed], now: datetime, asked: Asked
) -> bytes:
    """The workbook in the session's language. Lists whose counts nobody may see stand in the summary alone."""
    out = BytesIO()
    with Workbook(out, AS_TEXT) as workbook:
        workbook.set_properties({"title": session.title, "created": now.replace(tzinfo=None)})
        _Book(workbook, session).fill(sum(joined.values()), lists, now, asked)
    return out.getvalue()


def sheet_name(wished: str, taken: Iterable[str], ending: str = "") -> str:
    """A name that a spreadsheet takes: without its signs, at most 31 UTF-16 units, like no other in any case."""
    plain = " ".join(FORBIDDEN.sub(" ", wished).split()).strip("' ") or "-"
    others = {RESERVED, *(name.casefold() for name in taken)}
    for number in range(1, len(others) + 2):
        end = ending if number == 1 else f"{ending} ({number})"
        name = _cut(plain, LONGEST_NAME - len(end)) + end
        if name.casefold() not in others:
            return name
    raise AssertionError("one more name than are taken is free")


def _cut(text: str, most: int) -> str:
    """The text without its end: after a word where half of it is left so, and never within a character."""
    cut = text
    while len(cut.encode("utf-16-le")) > 2 * most:
        cut = cut[:-1]
    words = cut.rpartition(" ")[0]
    if cut != text and text[len(cut)] != " " and len(words) > most / 2:
        cut = words
    return cut.rstrip("' ")


class Figure(NamedTuple):
    """A column of a ranking."""

    head: str
    of: Callable[[Ranked], float]
    look: Format


class _Book:
    """Writes one session into one workbook."""

    def __init__(self, workbook: Workbook, session: Session) -> None:
        self._workbook, self._session = workbook, session
        self._say = catalogue(session.locale)
        self._ballots = self._say.gettext("Group ballots") if session.shares_ballots else self._say.gettext("Ballots")
        self._names: list[str] = []
        look = workbook.add_format
        base = {"valign": "top", "text_wrap": True}
        self._title = look({"bold": True, "font_size": 16, "font_color": SEAL})
        self._text, self._bold = look(base), look({**base, "bold": True})
        self._whole, self._share = look({"valign": "top"}), look({"valign": "top", "num_format": "0.00%"})
        self._mean = look({"valign": "top", "num_format": "0.0000"})
        self._head = look({**base, "bold": True, "bg_color": PAPER, "bottom": 2, "font_color": INK})
        self._over = look({**base, "bold": True, "bg_color": PAPER, "align": "center"})

    def fill(self, joined: int, lists: Sequence[Listed], now: datetime, asked: Asked) -> None:
        summary = self._sheet(self._say.gettext("Summary"))
        self._summary(summary, joined, lists, now)
        for each in lists:
            if each.result:
                self._ranking(each.poll.title, each.result)
                if each.result.groups and self._session.groups and not self._session.hides_groups:
                    self._by_group(each.poll.title, each.result)
        add_sheets(lambda name: self._sheet(name, landscape=True), asked, self._head, self._text)

    def _sheet(self, wished: str, ending: str = "", landscape: bool = False) -> Worksheet:
        name = sheet_name(wished, self._names, ending)
        self._names.append(name)
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        if landscape:
            sheet.set_landscape()
        return sheet

    def _summary(self, sheet: Worksheet, joined: int, lists: Sequence[Listed], now: datetime) -> None:
        session, say = self._session, self._say
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 60)
        sheet.write_string(0, 0, session.title, self._title)
        facts: list[tuple[str, str | int | None]] = [
            (say.gettext("Organization"), session.organization),
            (say.gettext("Venue"), session.place),
            (say.gettext("Time"), _moment(session, session.starts_at) if session.starts_at else None),
            (say.gettext("Seats"), sum(group.seats or 0 for group in session.groups) or None),
            (say.gettext("Phones") if session.shares_ballots else say.gettext("Joined"), joined),
            (say.gettext("Groups with one ballot each"), session.voting_groups or None),
            (say.gettext("Admission"), indicative(session) or None),
            (say.gettext("Written at"), _moment(session, now)),
        ]
        row = self._facts(sheet, 2, facts)
        for each in lists:
            sheet.write_string(row + 1, 0, each.poll.title, self._head)
            sheet.write_blank(row + 1, 1, None, self._head)
            row = self._facts(sheet, row + 2, self._about(each))

    def _facts(self, sheet: Worksheet, row: int, facts: Iterable[tuple[str, str | int | None]]) -> int:
        """Write what is known, and tell the row after it."""
        for name, value in facts:
            if value in (None, ""):
                continue
            sheet.write_string(row, 0, name, self._text)
            self._cell(sheet, row, 1, value, self._text)
            row += 1
        return row

    def _about(self, each: Listed) -> list[tuple[str, str | int | None]]:
        say, locale, poll, result = self._say, self._session.locale, each.poll, each.result
        is_over = is_judged(poll.state)
        return [
            (say.gettext("State"), told_state(poll, locale)),
            (say.gettext("Opened"), _moment(self._session, poll.opened_at) if poll.opened_at else None),
            (say.gettext("Closed"), _moment(self._session, poll.closed_at) if poll.closed_at else None),
            (self._ballots, self._turnout(each.turnout)),
            (say.gettext("Blank ballots"), result.blank if result else None),
            (say.gettext("Spoiled paper ballots"), result.void if result and result.ways else None),
            (say.gettext("Replaced on paper"), result.ways.replaced or None if result else None),
            (say.gettext("Returned"), result.returned if result and result.ways else None),
            (say.gettext("Teller and paper"), ballots_said(result, locale) if result else None),
            (say.gettext("Counting"), how_counted(self._session, poll, result)),
            (say.gettext("Recommended"), self._elected(result) if result and is_over else None),
            (say.gettext("Tie"), (told_tie(result, locale) or say.gettext("None")) if result and is_over else None),
            (say.gettext("Counts"), None if result or not poll.opened_at else say.gettext("Sealed until closing")),
        ]

    def _turnout(self, ballots: int) -> str | int:
        return told_turnout(self._session, ballots) if self._session.shares_ballots else ballots

    def _elected(self, result: Result) -> str:
        taken = [f"{each.rank}. {each.title}" for each in result.options if each.elected]
        return "\n".join(taken) or self._say.gettext("None")

    def _ranking(self, title: str, result: Result) -> None:
        say = self._say
        sheet = self._sheet(title)
        figures = self._figures(result)
        self._widths(sheet, (8, 44, 26, *(10 for _ in figures), 14))
        names = (say.gettext("Place"), say.gettext("Item"), say.gettext("Department"))
        heads = (*names, *(figure.head for figure in figures), say.gettext("Result"))
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self._head)
        for row, each in enumerate(result.in_seats, start=1):
            self._option(sheet, row, each)
            for column, figure in enumerate(figures, start=3):
                sheet.write_number(row, column, figure.of(each), figure.look)
            sheet.write_string(row, 3 + len(figures), self._verdict(result, each), self._text)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)

    def _figures(self, result: Result) -> list[Figure]:
        """The columns with figures: votes and their share, or what grades come to and how often each was given."""
        say = self._say
        if not result.grades:
            return [
                Figure(say.gettext("Votes"), lambda each: each.votes, self._whole),
                Figure(say.gettext("Share"), lambda each: rounded(each.share), self._share),
            ]

        def of(measure: Callable[[Grading], float]) -> Callable[[Ranked], float]:
            return lambda each: measure(each.grading) if each.grading else 0

        given = [Figure(grade.name, of(_times(place)), self._whole) for place, grade in enumerate(result.grades)]
        return [
            Figure(say.gettext("Mean"), of(lambda found: rounded(found.mean)), self._mean),
            *given,
            Figure(say.gettext("Not graded"), of(lambda found: found.blank), self._whole),
            Figure(
                say.gettext("Good, of those who graded"), of(lambda found: rounded(found.good_of_rated)), self._share
            ),
            Figure(say.gettext("Good, of all ballots"), of(lambda found: rounded(found.good_of_ballots)), self._share),
        ]

    def _by_group(self, title: str, result: Result) -> None:
        say = self._say
        sheet = self._sheet(title, say.gettext(" - groups"), landscape=True)
        self._widths(sheet, (8, 36, 22))
        for column, head in enumerate((say.gettext("Place"), say.gettext("Item"), say.gettext("Department"))):
            sheet.write_string(2, column, head, self._head)
        sheet.write_string(0, 0, say.gettext("Group"), self._over)
        sheet.write_string(1, 0, self._ballots, self._over)
        for row, each in enumerate(result.in_seats, start=3):
            self._option(sheet, row, each)
        for at, group in enumerate(result.groups):
            self._group(sheet, 3 + 2 * at, group, result.in_seats)
        self._own_lists(sheet, 4 + len(result.options), result)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(0, 2)

    def _group(self, sheet: Worksheet, column: int, group: GroupResult, options: Sequence[Ranked]) -> None:
        """One published row of the result as two columns."""
        votes, graded = dict(group.options), dict(group.gradings)
        sheet.set_column(column, column + 1, 11)
        sheet.merge_range(0, column, 0, column + 1, "", self._over)
        sheet.write_string(0, column, group.name or self._say.gettext("Without a group"), self._over)
        sheet.merge_range(1, column, 1, column + 1, "", self._over)
        sheet.write_number(1, column, group.ballots, self._over)
        say = self._say
        heads = (say.gettext("Votes"), say.gettext("Share"))
        if graded:
            heads = (say.gettext("Mean"), say.gettext("Graded by"))
        sheet.write_string(2, column, heads[0], self._head)
        sheet.write_string(2, column + 1, heads[1], self._head)
        for row, each in enumerate(options, start=3):
            if graded:
                sheet.write_number(row, column, rounded(graded[each.option].mean), self._mean)
                sheet.write_number(row, column + 1, votes[each.option], self._whole)
            else:
                share = rounded(part_of(votes[each.option], group.ballots))
                sheet.write_number(row, column, votes[each.option], self._whole)
                sheet.write_number(row, column + 1, share, self._share)

    def _own_lists(self, sheet: Worksheet, row: int, result: Result) -> None:
        """Below the table: what each row would have chosen alone."""
        say, titles = self._say, {each.option: each.title for each in result.options}
        sheet.write_string(row, 1, say.gettext("Each group's own list"), self._bold)
        last = say.gettext("Mean") if result.grades else say.gettext("Votes")
        heads = (say.gettext("Place"), say.gettext("Item"), say.gettext("Group"), last)
        for column, head in enumerate(heads):
            sheet.write_string(row + 1, column, head, self._head)
        places = [(group, place) for group in result.groups for place in group.top]
        for at, (group, place) in enumerate(places, start=row + 2):
            sheet.write_number(at, 0, place.rank, self._whole)
            sheet.write_string(at, 1, titles[place.option], self._text)
            sheet.write_string(at, 2, group.name or say.gettext("Without a group"), self._text)
            if graded := dict(group.gradings):
                sheet.write_number(at, 3, rounded(graded[place.option].mean), self._mean)
            else:
                sheet.write_number(at, 3, place.votes, self._whole)

    def _option(self, sheet: Worksheet, row: int, each: Ranked) -> None:
        sheet.write_number(row, 0, each.rank, self._whole)
        sheet.write_string(row, 1, each.title, self._bold if each.elected else self._text)
        sheet.write_string(row, 2, each.department or "", self._text)

    def _verdict(self, result: Result, each: Ranked) -> str:
        if not is_judged(result.state):
            return ""
        if each.elected is None:
            return self._say.gettext("Tied")
        return self._say.gettext("Recommended") if each.elected else ""

    def _cell(self, sheet: Worksheet, row: int, column: int, value: str | int | None, look: Format) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, value or "", look)

    def _widths(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)


def _times(place: int) -> Callable[[Grading], float]:
    """How often the grade at this place was given."""
    return lambda found: found.counts[place]


def _moment(session: Session, moment: datetime) -> str:
    return with_zone(f"{hall_time(session, moment):%Y-%m-%d %H:%M}", session, moment, session.locale)
