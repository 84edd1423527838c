"""The form for a new meeting: lists that are graded, one by one or all, and the grades they get."""

from __future__ import annotations

import pytest

from tests.builders import Answer, Json, Room
from tests.tab import Page, Tab

LISTS = "list,title,department\r\nReports,Works,\r\nReports,Schools,\r\nProjects,Canteen,Services\r\n"
TYPED = {"title": "Review", "locale": "en", "listing": LISTS, "max_choices": "1", "winners": "2", "type": "grade"}
USUAL = [("Good", 1), ("Fairly good", 0.8), ("Average", 0.6), ("Poor", 0.4)]


def create(room: Room, do: str = "create", **changed: str) -> Answer:
    fields = {**TYPED, **{name.replace("type_", "type-"): value for name, value in changed.items()}, "do": do}
    return Tab(room).sign_in().upload("/host/new", fields, {})


def made(room: Room, answer: Answer) -> dict[str, Json]:
    """The lists by their names."""
    assert answer.status == 303, Page(answer.text).text
    path = answer.response.headers["location"].removeprefix("/host/")
    return {poll["title"]: poll for poll in room.host("GET", f"/api/sessions/{path}").json["polls"]}


def grades(poll: Json) -> list[tuple[str, float]]:
    return [(each["name"], each["coefficient"]) for each in poll["grades"]]


def test_all_lists_are_graded_with_the_usual_grades(room: Room) -> None:
    lists = made(room, create(room))

    assert {poll["type"] for poll in lists.values()} == {"grade"}
    assert grades(lists["Reports"]) == USUAL
    assert (lists["Reports"]["good_grades"], lists["Reports"]["min_choices"]) == (2, 1)
    assert (lists["Reports"]["max_choices"], lists["Reports"]["winners"]) == (2, 2)
    assert {poll["type"] for poll in made(room, create(room, type="choose")).values()} == {"approval"}  # the control


def test_a_list_may_be_voted_on_in_another_way_than_the_others(room: Room) -> None:
    looked = create(room, do="check").text
    assert 'name="type-Reports"' in looked
    assert 'name="type-Projects"' in looked

    lists = made(room, create(room, type_Projects="choose"))

    assert (lists["Reports"]["type"], lists["Projects"]["type"]) == ("grade", "approval")
    assert (lists["Projects"]["max_choices"], "grades" in lists["Projects"]) == (1, False)


def test_own_grades_and_how_many_must_be_given(room: Room) -> None:
    named = "Excellent, 100\nFit，62.5\nUnfit\t0\n"

    lists = made(room, create(room, grades=named, good_grades="2", least="all"))

    assert grades(lists["Reports"]) == [("Excellent", 100), ("Fit", 62.5), ("Unfit", 0)]
    assert [lists[name]["min_choices"] for name in ("Reports", "Projects")] == [2, 1]
    assert lists["Reports"]["good_grades"] == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"grades": "Good, 1"}, "Name 2 to 10 grades."),
        ({"grades": "Good, 1\nPoor"}, "“Poor”: after the comma goes what the grade is worth"),
        ({"grades": "Good, 1\nPoor, much"}, "“Poor, much”: after the comma goes"),
        ({"grades": "Good, nan\nPoor, 0"}, "“Good, nan”: after the comma goes"),
        ({"grades": "Good, 1\nGood, 0"}, "Two grades share a name"),
        ({"grades": "Poor, 0\nGood, 1"}, "Name the best grade first"),
        ({"grades": "Good, 0.12345\nPoor, 0"}, "must have four decimals at most"),
        ({"good_grades": "0"}, "Use a number from 1 to 9."),
        ({"good_grades": "4"}, "At least the best grade must count as good"),
    ],
)
def test_what_is_wrong_with_grades_is_said_and_nothing_typed_is_lost(
    room: Room, typed: dict[str, str], said: str
) -> None:
    before = room.host("GET", "/api/sessions").json

    answer = create(room, type_Projects="choose", **typed)

    shown = Page(answer.text)
    assert (answer.status, said in shown.text) == (422, True), shown.text
    assert shown.areas["listing"].split() == LISTS.split()
    assert shown.areas["grades"] == typed.get("grades", "")
    assert 'value="choose" selected' in answer.text
    assert room.host("GET", "/api/sessions").json == before
    assert create(room).status == 303  # the control


def test_tampered_types_are_those_that_there_are(room: Room) -> None:
    lists = made(room, create(room, type="ranked", type_Projects="ranked", least="most"))

    assert {poll["type"] for poll in lists.values()} == {"approval"}
