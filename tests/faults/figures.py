"""What every fault came to, in one list: printed after the run, and one line of JSON each for the report."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

FILE = "TOPFIVE_FIGURES"  # names the file that ``make faults`` reads afterwards
PROPERTY = "figure"


@dataclass(frozen=True, slots=True)
class Figure:
    """``what`` was done ``number`` times (or as long, as many: ``unit``); what was ``found``, beside its ``goal``."""

    test: str
    what: str
    number: float
    unit: str
    found: str
    goal: str
    met: bool

    @property
    def line(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return f"{verdict}: {self.what}: {self.number:,g} {self.unit}: {self.found}, goal {self.goal}"


class Figures:
    """The figures of one test. A missed one fails nothing here: what must be right, the test itself asserts."""

    def __init__(self, node: pytest.Item) -> None:
        self._node = node

    def add(self, what: str, number: int | float, unit: str, found: str, goal: str, met: bool) -> None:
        """Add it before the assertion that it belongs to, so that a missed figure stands in the report as well."""
        figure = Figure(self._node.nodeid, what, number, unit, found, goal, met)
        self._node.user_properties.append((PROPERTY, asdict(figure)))
        if path := os.environ.get(FILE):
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(figure), ensure_ascii=False) + "\n")


def read(path: Path) -> list[Figure]:
    """Of what was measured twice the last one, at the place of the first."""
    lines = path.read_text("utf-8").splitlines()
    found = [Figure(**json.loads(line)) for line in lines]
    return list({figure.what: figure for figure in found}.values())
