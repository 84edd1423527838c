"""Real ballot files: Gdynia 2024, and the traps of others."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.votes.nouns import CLOSED, poll
from votes.errors import BadRows
from votes.formats.pabulib import ApprovalFile, Project, read
from votes.model import Ballot, Group, GroupId, Option, OptionId
from votes.result import Result, judge
from votes.tally import count

GDYNIA = Path(__file__).parents[1] / "data" / "gdynia-2024.pb.gz"
SMALL = """META
key;value
vote_type;approval
PROJECTS
name;project_id;cost
"Park; with ""benches""\";2024/A/1;5
;2024/A/2;7
VOTES
vote;neighborhood;voter_id
2024/A/1,2024/A/1, 2024/A/2;North;1
2024/A/2;;2
;South;3
"""


@cache
def gdynia() -> ApprovalFile:
    return read(gzip.decompress(GDYNIA.read_bytes()).decode())


@cache
def recount() -> Result:
    """The ballots of Gdynia, each neighbourhood a group, judged by the rules of a meeting."""
    names = sorted({name for _, name in gdynia().ballots if name})
    options = tuple(Option(OptionId(project.id), project.name) for project in gdynia().projects)
    ballots = (
        Ballot(GroupId(name) if name else None, frozenset(map(OptionId, marks))) for marks, name in gdynia().ballots
    )
    groups = [Group(GroupId(name), name) for name in names]
    return judge(replace(poll(), options=options, state=CLOSED), count(ballots), groups, {}, 5)


def test_gdynia_recounted_equals_the_votes_in_its_file() -> None:
    counted = {ranked.option: ranked.votes for ranked in recount().options}

    assert counted == {project.id: project.votes for project in gdynia().projects}
    assert (recount().ballots, len(counted)) == (17_660, 17)
    leader = recount().options[0]
    assert (leader.option, leader.votes, leader.rank, leader.elected) == ("2024/OGM/0008", 7_874, 1, True)


def test_gdynias_neighbourhoods_recounted_add_up_to_the_city() -> None:
    outside = Counter(name for _, name in gdynia().ballots)

    assert len(recount().groups) == len(outside) == 22
    assert {row.name or None: row.ballots for row in recount().groups} == outside
    for ranked in recount().options:
        assert sum(dict(row.options)[ranked.option] for row in recount().groups) == ranked.votes


def test_the_test_data_holds_nobodys_age_or_sex() -> None:
    text = gzip.decompress(GDYNIA.read_bytes()).decode()

    assert text.split("VOTES")[1].splitlines()[1] == "voter_id;vote;neighborhood"


def test_columns_in_another_order_repeated_marks_and_blanks_are_read() -> None:
    both = frozenset({"2024/A/1", "2024/A/2"})

    assert read(SMALL) == ApprovalFile(
        projects=(Project("2024/A/1", 'Park; with "benches"', None), Project("2024/A/2", "2024/A/2", None)),
        ballots=((both, "North"), (frozenset({"2024/A/2"}), None), (frozenset(), "South")),
    )
    assert read("\ufeff" + SMALL.replace("\n", "\r\n")) == read(SMALL)
    assert read(SMALL.replace("neighborhood", "district")) == read(SMALL)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("approval", "cumulative", "1/vote_type"),
        ("PROJECTS", "", "1/PROJECTS"),
        ("vote;neigh", "ballot;neigh", "10/vote"),
        ("project_id", "id", "6/project_id"),
        ("2024/A/2;;2", "2024/A/9;;2", "11/vote"),
        ("name;project_id;cost", "name;project_id;votes", ""),
        (";2024/A/2;7", ";2024/A/2;7\n;2024/A/3", ""),
        ("cost\n", "votes\n", ""),
        ("cost\n\"Park; with \"\"benches\"\"\";2024/A/1;5", "votes\nPark;2024/A/1;five", "6/votes"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_counted_is_refused_with_the_place(old: str, new: str, at: str) -> None:
    changed = SMALL.replace(old, new)
    assert changed != SMALL
    if not at:  # the controls
        assert len(read(changed).ballots) == 3
        return

    with pytest.raises(BadRows) as refused:
        read(changed)

    assert [place for place, _ in refused.value.rows] == [at]
