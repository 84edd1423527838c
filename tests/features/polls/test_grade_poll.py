"""A poll of the type ``grade``: defined, changed, copied, refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.polls.graded import NAMES, review

USUAL = [{"name": name, "coefficient": worth} for name, worth in zip(NAMES, (1.0, 0.8, 0.6, 0.4), strict=True)]
THREE = [{"name": name, "coefficient": n} for name, n in (("满意", 100), ("基本满意", 62.5), ("不满意", 0))]
LISTED = {"title": "Reports", "type": "grade", "options": [{"title": "One"}, {"title": "Two"}]}


def add(room: Room, session: Json, **fields: Any) -> Any:
    return room.host("POST", f"/api/sessions/{session['id']}/polls", json={**LISTED, **fields})


def patch(room: Room, poll: Json, **fields: Any) -> Any:
    return room.host("PATCH", f"/api/polls/{poll['id']}", json=fields)


def test_the_usual_grades_are_four_in_the_sessions_language(hall: Room) -> None:
    chinese = hall.session(polls=[LISTED])["polls"][0]
    english = hall.session(polls=[LISTED], locale="en")["polls"][0]
    japanese = add(hall, hall.session(locale="ja")).json

    assert (chinese["grades"], chinese["good_grades"]) == (USUAL, 2)
    assert (chinese["type"], chinese["rule"], chinese["max_choices"]) == ("grade", "mean-grade", 2)
    assert [each["name"] for each in english["grades"]] == ["Good", "Fairly good", "Average", "Poor"]
    assert [each["coefficient"] for each in japanese["grades"]] == [1, 0.8, 0.6, 0.4]
    assert len({each["grades"][0]["name"] for each in (chinese, english, japanese)}) == 3


def test_own_grades_are_kept_exactly_as_they_were_given(hall: Room) -> None:
    session = hall.session(polls=[{**LISTED, "grades": THREE}])

    kept = hall.host("GET", f"/api/sessions/{session['id']}").json["polls"][0]

    assert (kept["grades"], kept["good_grades"]) == (THREE, 1)
    assert add(hall, session, grades=THREE, good_grades=2).json["good_grades"] == 2


def test_a_poll_whose_options_are_chosen_says_nothing_of_grades(hall: Room) -> None:
    assert {"grades", "good_grades"} & hall.session()["polls"][0].keys() == set()


def test_a_draft_becomes_graded_and_chosen_again(hall: Room) -> None:
    poll = hall.session()["polls"][0]

    graded = patch(hall, poll, type="grade").json
    assert (graded["rule"], graded["grades"], graded["max_choices"]) == ("mean-grade", USUAL, 7)
    named = patch(hall, poll, grades=THREE).json
    assert (named["grades"], named["good_grades"]) == (THREE, 1)
    assert patch(hall, poll, title="Another").json["grades"] == THREE
    assert patch(hall, poll, good_grades=2).json["good_grades"] == 2
    assert patch(hall, poll, options=[{"title": "One"}]).json["max_choices"] == 1
    chosen = patch(hall, poll, type="approval", max_choices=5).json
    assert (chosen["rule"], chosen["max_choices"], "grades" in chosen) == ("approval", 5, False)


def test_a_copy_has_the_same_grades(hall: Room) -> None:
    poll = hall.session(polls=[{**LISTED, "grades": THREE, "good_grades": 2}])["polls"][0]

    copy = hall.host("POST", f"/api/polls/{poll['id']}/copy").json

    assert (copy["type"], copy["grades"], copy["good_grades"]) == ("grade", THREE, 2)


def test_once_open_grades_stay_as_they_are(hall: Room) -> None:
    _, poll = review(hall)

    for fields in ({"grades": THREE}, {"good_grades": 1}, {"type": "approval"}):
        assert (patch(hall, poll, **fields).status, patch(hall, poll, **fields).json["state"]) == (409, "open")
    assert patch(hall, poll, display="sealed").status == 200  # the control


def worth(*coefficients: Any) -> list[Json]:
    return [{"name": f"Grade {at}", "coefficient": each} for at, each in enumerate(coefficients)]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"max_choices": 2}, "max_choices"),
        ({"rule": "approval"}, "rule"),
        ({"type": "approval", "rule": "mean-grade"}, "rule"),
        ({"type": "approval", "grades": THREE}, "grades"),
        ({"type": "approval", "good_grades": 1}, "good_grades"),
        ({"type": "score"}, "type"),
        ({"min_choices": 3}, "min_choices"),
        ({"grades": []}, "grades"),
        ({"grades": worth(1)}, "grades"),
        ({"grades": worth(*range(11, 0, -1))}, "grades"),
        ({"grades": worth(0.4, 1)}, "grades"),
        ({"grades": worth(0, 0)}, "grades"),
        ({"grades": [THREE[0], THREE[0]]}, "grades"),
        ({"grades": worth(1, -0.1)}, "grades/1/coefficient"),
        ({"grades": worth(1001, 1)}, "grades/0/coefficient"),
        ({"grades": worth(0.00001, 0)}, "grades/0/coefficient"),
        ({"grades": worth("1", 0)}, "grades/0/coefficient"),
        ({"grades": worth(True, 0)}, "grades/0/coefficient"),
        ({"grades": [{"name": " ", "coefficient": 1}, THREE[2]]}, "grades/0/name"),
        ({"grades": [{"name": "x" * 21, "coefficient": 1}, THREE[2]]}, "grades/0/name"),
        ({"grades": [{"name": "a\nb", "coefficient": 1}, THREE[2]]}, "grades/0/name"),
        ({"grades": [{"name": "好"}, THREE[2]]}, "grades/0/coefficient"),
        ({"good_grades": 0}, "good_grades"),
        ({"good_grades": 4}, "good_grades"),
        ({"good_grades": 10}, "good_grades"),
    ],
)
def test_a_wrong_definition_is_refused_where_it_is_wrong(hall: Room, fields: Json, at: str) -> None:
    session = hall.session()

    refused = add(hall, session, **fields)

    assert (refused.status, refused.problem, refused.at) == (422, "bad-fields", [at]), refused.text
    whole = hall.host("POST", "/api/sessions", json={"title": "T", "polls": [{**LISTED, **fields}]})
    assert (whole.status, whole.at) == (422, [f"polls/0/{at}"])
    assert add(hall, session).status == 201  # the control
    assert len(hall.host("GET", f"/api/sessions/{session['id']}").json["polls"]) == 2
