"""What other systems export, by its structure: each gets in as meant, or gets one clear sentence.

Every file has the columns that its system's own documentation or code names; the entries are made up.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from server.features.meetings.import_lists import tables_of
from server.files.list_files import find
from votes.lists.understood import Understood, understand

FILES = Path(__file__).parents[2] / "data" / "lists" / "other"


def understood(name: str) -> Understood:
    found = find((FILES / name).read_bytes(), ("en",))
    return understand(tables_of(found), "Ideas", hidden=found.hidden)


def options(name: str) -> list[tuple[str, str | None, str | None]]:
    (listed,) = understood(name).lists()
    assert listed.title == "Ideas"
    return [(each.title, each.department, each.description) for each in listed.options]


def left_out(name: str) -> dict[str, str | None]:
    (reading,) = understood(name).read
    return {each.name: each.why for each in reading.columns if each.role is None}


def test_projects_of_a_decidim_budget() -> None:
    """Each language has a column of its own, and the first is taken.

    Source: github.com/decidim/decidim, decidim-budgets/lib/decidim/budgets/project_serializer.rb; nested names are
    joined by a slash.
    """
    assert options("decidim-projects.csv") == [
        ("Trees along Mill Lane", None, "Forty trees and their care"),
        ("Roof for the skate park", None, "A light roof of wood"),
    ]
    out = left_out("decidim-projects.csv")
    assert (out["title/es"], out["description/es"], out["id"]) == ("second", "second", "not-used")
    assert {"budget_amount", "taxonomies/name", "url", "related_proposal_titles"} <= set(out)


def test_paper_ballots_for_decidim_have_nothing_to_vote_on() -> None:
    """Source: github.com/digidemlab/decidim-module-budgets_paper_ballots, README, "File structure"."""
    assert understood("decidim-paper-ballots.csv").faults == (
        ("2/title", "There is nothing to vote on in it; write one item per line."),
    )


def test_a_budget_in_pabulibs_format_as_decidim_writes_it() -> None:
    """Source: pabulib.org/format, and the modules that export it: project_id;cost;votes;name;selected."""
    (listed,) = understood("decidim-pabulib.pb").lists()

    assert [(each.title, each.code, each.cost) for each in listed.options] == [
        ("Night bus to the harbour", "1", 500),
        ("Library; of tools", "2", 300),
    ]
    assert left_out("decidim-pabulib.pb") == {"votes": "unknown", "selected": "unknown"}


def test_statements_of_a_polis_conversation() -> None:
    """Source: github.com/compdemocracy/polis, the export of a report: comments.csv."""
    assert options("polis-comments.csv") == [
        ("Benches in the shade, not in the sun.", None, None),
        ('Open the "blue" hall at night.', None, None),
    ]
    assert set(left_out("polis-comments.csv")) == {
        *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated")
    }


def test_answers_to_a_microsoft_form_are_never_the_names_of_who_answered() -> None:
    """Source: the columns as acl-org/acl-anthology documents them for its attachments: ID, Start time, … Name."""
    assert [title for title, _, _ in options("microsoft-forms.csv")] == ["Night bus to the harbour", "Library of tools"]
    assert left_out("microsoft-forms.csv")["Name"] == "not-used"
    (reading,) = understood("microsoft-forms.csv").read
    assert [(each.name, each.why) for each in reading.columns if each.role == "title"] == [
        ("What is the name of your project?", "assumed")
    ]


def test_answers_to_a_form_of_wenjuanxing() -> None:
    """Its first columns say when and whence; questions carry their numbers.

    Source: the columns that its own exports and their readers name, such as 序号, 提交答卷时间, 所用时间, 来源, 来自IP.
    """
    assert options("wenjuanxing.csv") == [
        ("夜间巴士", "交通科", "周五加开两班"),
        ("工具图书馆", "文化科", "电钻和梯子可以借"),
    ]
    assert set(left_out("wenjuanxing.csv")) == {"序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"}


def test_an_agenda_of_openslides() -> None:
    """Source: github.com/OpenSlides/OpenSlides, extras/csv-examples/agenda-demo_en.csv, and the columns since."""
    assert options("openslides-agenda.csv") == [("Night bus", None, None), ("Library of tools", None, None)]
    assert set(left_out("openslides-agenda.csv")) == {"Text", "Duration", "Comment", "Internal item"}


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_every_file_is_tried(path: Path) -> None:
    assert f'"{path.name}"' in Path(__file__).read_text("utf-8")
