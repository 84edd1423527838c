"""Ballots of real votes from pabulib files (.pb)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from votes.errors import BadRows

SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL = ("approval", "choose-1")

Line = tuple[int, Mapping[str, str]]  # line number, column → text


@dataclass(frozen=True, slots=True)
class Project:
    """``votes`` is what the file itself says, None where it says nothing."""

    id: str
    name: str
    votes: int | None


@dataclass(frozen=True, slots=True)
class ApprovalFile:
    """``ballots`` in the file's order: the projects that one marks, and the voter's neighbourhood or None."""

    projects: tuple[Project, ...]
    ballots: tuple[tuple[frozenset[str], str | None], ...]


def read(text: str) -> ApprovalFile:
    """Read an approval file: columns in any order, a project that a ballot repeats counted once.

    The neighbourhood is the column ``neighborhood``, or ``district`` where there is none.
    Raises BadRows at ``line/column``: another kind of ballot, a missing section or column, a stray project.
    Source: pabulib.org/format; Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis",
    IJCAI 2023.
    """
    sections = _sections(text)
    for name in SECTIONS:
        if not sections.get(name):
            raise _bad(1, name, f"The section {name} is missing or empty; choose a complete .pb file.")
    meta = {_cell(line, "key"): _cell(line, "value") for line in sections["META"]}
    if meta.get("vote_type") not in APPROVAL:
        raise _bad(1, "vote_type", f"Only ballots of these types are read: {', '.join(APPROVAL)}.")
    projects = tuple(_project(line) for line in sections["PROJECTS"])
    known = {project.id for project in projects}
    return ApprovalFile(projects, tuple(_ballot(line, known) for line in sections["VOTES"]))


def _sections(text: str) -> dict[str, list[Line]]:
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    columns: Sequence[str] | None = None
    sections: dict[str, list[Line]] = {}
    lines: list[Line] = []
    for row in reader:
        cells = [cell.strip() for cell in row]
        if len(cells) == 1 and cells[0] in SECTIONS:
            columns, lines = None, sections.setdefault(cells[0], [])
        elif columns is None:
            columns = [cell.lower() for cell in cells]
        elif any(cells):
            lines.append((reader.line_num, dict(zip(columns, cells, strict=False))))
    return sections


def _project(line: Line) -> Project:
    votes = line[1].get("votes", "")
    if votes and not votes.isdecimal():
        raise _bad(line[0], "votes", "Votes are a whole number.")
    project = _cell(line, "project_id")
    return Project(project, line[1].get("name") or project, int(votes) if votes else None)


def _ballot(line: Line, known: set[str]) -> tuple[frozenset[str], str | None]:
    marks = frozenset(mark for part in _cell(line, "vote").split(",") if (mark := part.strip()))
    if marks - known:
        raise _bad(line[0], "vote", "This ballot marks a project that the file does not list.")
    return marks, line[1].get("neighborhood", line[1].get("district", "")) or None


def _cell(line: Line, column: str) -> str:
    if column not in line[1]:
        raise _bad(line[0], column, f"The column {column} is missing here.")
    return line[1][column]


def _bad(line: int, column: str, message: str) -> BadRows:
    return BadRows(((f"{line}/{column}", message),))
