"""Every test in this folder is a fault of ``make faults``, and has a place for its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.damage import Whole
from tests.faults.figures import PROPERTY, Figure, Figures

HERE = Path(__file__).parent


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    return Figures(request.node)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A data folder with a file of every kind; copy it before you damage it."""
    return Whole(tmp_path_factory.mktemp("whole") / "data")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.fault)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    ended = [report for reports in terminalreporter.stats.values() for report in reports]
    found = [kept for report in ended for name, kept in getattr(report, "user_properties", ()) if name == PROPERTY]
    if found:
        terminalreporter.section("figures of the faults")
    for line in dict.fromkeys(Figure(**kept).line for kept in found):
        terminalreporter.write_line(line)
