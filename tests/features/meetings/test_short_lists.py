"""A list that is shorter than what may be chosen or taken says what is possible; a review speaks of grades alone."""

from __future__ import annotations

from tests.builders import Room
from tests.tab import Page, Tab


def test_no_page_speaks_of_more_than_the_list_has(hall: Room) -> None:
    session = hall.session(options=4, locale="en")
    tab = Tab(hall).sign_in()

    console = Page(tab.get(f"/host/{session['id']}").text).text
    join = Page(Tab(hall).get(f"/j/{session['join_code']}").text).text

    assert "4 items, choose up to 4" in console
    assert "place 4 to place 1" in console
    assert "At most 4 choices on each list" in join
    assert not any(said in console + join for said in ("up to 5", "place 5", "At most 5"))


def test_the_join_page_of_a_review_says_that_items_are_graded(hall: Room) -> None:
    options = [{"title": f"Department {n}"} for n in range(3)]
    session = hall.session(locale="en", polls=[{"title": "Review", "type": "grade", "options": options}])

    join = Page(Tab(hall).get(f"/j/{session['join_code']}").text).text

    assert "Grade every item" in join
    assert "At most" not in join
