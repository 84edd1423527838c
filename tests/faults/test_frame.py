"""The frame itself: how much is run, and what becomes of a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.amount import ASKED, amount
from tests.faults.figures import FILE, PROPERTY, Figures, read
from tests.faults.report import BEGIN, END, table, with_table


@pytest.mark.parametrize(
    ("asked", "runs"), [("", 5), ("whole", 1_000), ("1", 5), ("3", 15), ("0.01", 1), ("1e9", 1_000)]
)
def test_a_share_runs_unless_more_is_asked_for(monkeypatch: pytest.MonkeyPatch, asked: str, runs: int) -> None:
    monkeypatch.setenv(ASKED, asked)

    assert amount(share=5, whole=1_000) == runs


def test_a_word_that_is_no_amount_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ASKED, "all")
    with pytest.raises(ValueError, match="TOPFIVE_FAULTS"):
        amount(5, 1_000)


def test_a_figure_is_kept_for_the_report_and_the_last_one_counts(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FILE, str(tmp_path / "figures"))
    figures = Figures(request.node)
    figures.add("Killed", 5, "kills", "1 lost", "0 lost", met=False)
    figures.add("Cut", 0.5, "s", "0 | 1 lost", "0 lost", met=True)
    figures.add("Killed", 1_000, "kills", "0 lost", "0 lost", met=True)
    request.node.user_properties[:] = [kept for kept in request.node.user_properties if kept[0] != PROPERTY]

    found = read(tmp_path / "figures")

    assert [(each.what, each.number, each.met) for each in found] == [("Killed", 1_000, True), ("Cut", 0.5, True)]
    assert table(found).splitlines()[2:] == [
        "| Killed | 1,000 kills | 0 lost | 0 lost | met |",
        "| Cut | 0.5 s | 0 \\| 1 lost | 0 lost | met |",
    ]


def test_the_table_takes_the_place_between_its_marks_and_nothing_else() -> None:
    document = f"# Title\n{BEGIN}\nold\n{END}\nmore\n"

    assert with_table(document, "new") == f"# Title\n{BEGIN}\nnew\n{END}\nmore\n"
    for wrong in ("# Title", f"{END}{BEGIN}", document * 2):
        with pytest.raises(ValueError, match="needs"):
            with_table(wrong, "new")
