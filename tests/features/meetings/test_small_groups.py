"""Groups of so few seats that they will be shown together: said while the groups are typed, and on the console."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.meetings.test_new_page import create
from tests.tab import Page, Tab

SAID = "Groups with fewer than 5 ballots are shown together."


@pytest.mark.parametrize(
    ("groups", "phones", "is_said"),
    [
        ("East, 4\nWest, 30", "open", True),
        ("East, 5\nWest, 30", "open", False),
        ("East\nWest", "open", False),
        ("East, 4\nWest, 30", "open-group", False),
    ],
)
def test_who_types_a_small_group_reads_that_it_is_shown_with_others(
    hall: Room, groups: str, phones: str, is_said: bool
) -> None:
    answer = create(hall, groups=groups, phones=phones, do="check")

    assert (SAID in Page(answer.text).text) is is_said


@pytest.mark.parametrize(
    ("seats", "more", "is_said"), [(4, {}, True), (5, {}, False), (4, {"smallest_group": 1}, False)]
)
def test_the_console_says_so_beside_the_groups(hall: Room, seats: int, more: dict[str, int], is_said: bool) -> None:
    body = {"title": "Retreat", "locale": "en", "groups": [{"name": "East", "seats": seats}], **more}
    polls = [{"title": "List", "options": [{"title": "A"}, {"title": "B"}]}]
    session = hall.host("POST", "/api/sessions", json={**body, "polls": polls}).json
    host = Tab(hall, "en").sign_in()

    shown = Page(host.get(f"/host/{session['id']}").text).text

    assert (SAID in shown) is is_said
