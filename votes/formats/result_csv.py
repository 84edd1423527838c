"""Ranked lists as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from votes.groups import GroupResult
from votes.model import GroupId
from votes.result import Ranked, Result, is_judged
from votes.rounding import decimal

COLUMNS = ("list", "rank", "title", "department", "votes", "share", "elected", "tie", "seed", "reason")
GRADE_COLUMNS = ("mean", "mean_exact", "good_of_rated", "good_of_ballots", "not_graded")
BALLOT_COLUMNS = ("ballots", "blank", "void")
WAY_COLUMNS = ("assisted", "paper")
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Members = tuple[GroupId | None, ...]


def rows(lists: Iterable[tuple[str, Result]]) -> str:
    """One line per option, in each list's rank order, the lists named as given; one column per group row.

    ``elected`` is true, false, ``tie`` while a tie at the cut line is open, and empty before close. Lines of the
    tied say in ``tie`` how that was settled, or ``open``, with the lot's seed or the organizer's reason. ``share``
    has four decimals. A group row that another list does not have is empty there, 0 votes are 0.
    BALLOT_COLUMNS count the list's valid ballots, those of them without a mark, and the spoiled sheets, which are none;
    where ballots did not come from phones, WAY_COLUMNS count those.
    Where a list has grades, GRADE_COLUMNS and a column per grade's name come before the groups, whose cells then are
    the group's own mean; lists without grades leave them empty. Means and rates have four decimals, ``mean_exact`` is
    the fraction itself. Lines end in CRLF; the caller adds a byte order mark for Excel. Source: RFC 4180.
    """
    lists = tuple(lists)
    groups = {members(group): group.name for _, result in lists for group in result.groups}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    grades = tuple(dict.fromkeys(grade.name for _, result in lists for grade in result.grades))
    graded = GRADE_COLUMNS if grades else ()
    ways = WAY_COLUMNS if any(result.ways for _, result in lists) else ()
    writer.writerow([*COLUMNS, *BALLOT_COLUMNS, *ways, *graded, *map(guarded, grades), *map(guarded, groups.values())])
    for title, result in lists:
        counted = [str(n) for n in (result.ballots, result.blank, result.void)]
        counted += [str(getattr(result.ways, way)) for way in ways]
        writer.writerows(_lines(title, result, counted, grades, tuple(groups)))
    return out.getvalue()


def guarded(text: str) -> str:
    """The text as a spreadsheet shows it: with an apostrophe before what would run as a formula.

    Full-width signs count too, since some programs narrow them. Source: OWASP, "CSV Injection".
    """
    risky = text.startswith(("\t", "\r")) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if risky else text


def members(row: GroupResult) -> Members:
    """The groups that a published row counts."""
    return row.merged or (row.group,)


def _lines(
    title: str, result: Result, counted: Sequence[str], grades: Sequence[str], groups: Sequence[Members]
) -> Iterator[list[str]]:
    rows = {members(row): row for row in result.groups}
    for ranked in result.options:
        yield [
            guarded(title),
            str(ranked.rank),
            guarded(ranked.title),
            guarded(ranked.department or ""),
            str(ranked.votes),
            decimal(ranked.share),
            _elected(result, ranked),
            *_tie(result, ranked),
            *counted,
            *(_grades(result, ranked, grades) if grades else ()),
            *(_cell(rows[group], ranked) if group in rows else "" for group in groups),
        ]


def _grades(result: Result, ranked: Ranked, grades: Sequence[str]) -> Iterator[str]:
    """The cells of GRADE_COLUMNS, then how often each of the grades was given; a list without it leaves it empty."""
    found = ranked.grading
    if found is None:
        yield from [""] * (len(GRADE_COLUMNS) + len(grades))
        return
    yield from (decimal(found.mean), f"{found.mean.numerator}/{found.mean.denominator}")
    yield from (decimal(found.good_of_rated), decimal(found.good_of_ballots), str(found.blank))
    given = {grade.name: str(n) for grade, n in zip(result.grades, found.counts, strict=True)}
    yield from (given.get(name, "") for name in grades)


def _cell(row: GroupResult, ranked: Ranked) -> str:
    """What the option has in the row: its mean where it is graded, else its votes."""
    if ranked.grading is None:
        return str(dict(row.options)[ranked.option])
    return decimal(dict(row.gradings)[ranked.option].mean)


def _elected(result: Result, ranked: Ranked) -> str:
    if not is_judged(result.state):
        return ""
    return "tie" if ranked.elected is None else str(ranked.elected).lower()


def _tie(result: Result, ranked: Ranked) -> tuple[str, str, str]:
    if result.tie is None or ranked.option not in result.tie.options:
        return "", "", ""
    settled = result.tie.settled
    if settled is None:
        return "open", "", ""
    return settled.method, guarded(settled.seed or ""), guarded(settled.reason or "")
