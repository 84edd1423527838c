"""A list of sixty letters and a meeting of 120 on the smallest phone: whole, and no half of the screen for them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter
from tests.browser.screen.test_room import TITLE

SMALL = (320, 568)
NAME = (TITLE * 2)[:60]


def in_the_meeting(hall: Hall, *, big: bool) -> Page:
    session = hall.session(
        title=(TITLE * 3)[:120], polls=[{"title": NAME, "options": [{"title": "甲"}, {"title": "乙"}]}]
    )
    hall.open(session["polls"][0])
    phone = hall.phone(f"/j/{session['join_code']}?big={int(big)}", SMALL)
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    return phone


def height_of_head(phone: Page) -> float:
    box = phone.locator(".phase:visible").bounding_box()
    assert box
    return float(box["height"])


@pytest.mark.parametrize("big", [False, True])
def test_a_long_name_leaves_most_of_the_screen_to_the_ballot(hall: Hall, big: bool) -> None:
    hall.forgive("ERR_FAILED")
    phone = in_the_meeting(hall, big=big)
    expect(phone.locator(".phase .name")).to_have_text(NAME)
    assert height_of_head(phone) < SMALL[1] * (0.35 if big else 0.25)
    clock, name = phone.locator(".phase .clock").bounding_box(), phone.locator(".phase .name").bounding_box()
    assert clock
    assert name
    assert clock["y"] >= name["y"] + name["height"]

    phone.click("label[for=o1]")
    phone.route("**/ballot", lambda route: route.abort())
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()

    assert phone.evaluate("document.documentElement.scrollWidth") == SMALL[0]  # the name of what waits was one line
    assert height_of_head(phone) < SMALL[1] * (0.35 if big else 0.25)


def test_a_grade_of_two_letters_is_whole_in_large_text(hall: Hall) -> None:
    options = [{"title": "甲", "department": "社区服务办公室"}]
    session = hall.session(polls=[{"title": "述职评议", "type": "grade", "winners": 1, "options": options}])
    hall.open(session["polls"][0])
    phone = hall.phone(f"/j/{session['join_code']}?big=1", SMALL)
    enter(phone)

    lines = phone.locator(".gr:not(.no) span").evaluate_all(
        "spans => spans.map(span => { const range = document.createRange(); range.selectNodeContents(span);"
        " return new Set([...range.getClientRects()].map(line => line.top)).size })"
    )
    assert set(lines) == {1}
