"""Ranked lists as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from votes.groups import GroupResult
from votes.model import GroupId
from votes.result import Ranked, Result, is_judged

COLUMNS = ("list", "rank", "title", "department", "votes", "share", "elected", "tie", "seed", "reason")
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Members = tuple[GroupId | None, ...]


def rows(lists: Iterable[tuple[str, Result]]) -> str:
    """One line per option, in each list's rank order, the lists named as given; one column per group row.

    ``elected`` is true, false, ``tie`` while a tie at the cut line is open, and empty before close. Lines of the
    tied say in ``tie`` how that was settled, or ``open``, with the lot's seed or the organizer's reason. ``share``
    has four decimals. A group row that another list does not have is empty there, 0 votes are 0.
    Lines end in CRLF; the caller adds a byte order mark for Excel. Source: RFC 4180.
    """
    lists = tuple(lists)
    groups = {members(group): group.name for _, result in lists for group in result.groups}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *map(guarded, groups.values())])
    for title, result in lists:
        writer.writerows(_lines(title, result, tuple(groups)))
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


def _lines(title: str, result: Result, groups: Sequence[Members]) -> Iterator[list[str]]:
    votes = {members(row): dict(row.options) for row in result.groups}
    for ranked in result.options:
        yield [
            guarded(title),
            str(ranked.rank),
            guarded(ranked.title),
            guarded(ranked.department or ""),
            str(ranked.votes),
            f"{float(round(ranked.share, 4)):.4f}",
            _elected(result, ranked),
            *_tie(result, ranked),
            *(str(votes[group][ranked.option]) if group in votes else "" for group in groups),
        ]


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
