"""What a screen reader is given: names, roles, states and live regions, as the browser's tree has them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.keys import press
from tests.browser.whole import until

TITLES = ("Community canteen", "Pocket park", "Lifts", "Footpath", "Day nursery", "Street lamps", "Bicycle sheds")

BALLOT = """
- form "Which should come first?":
  - paragraph: Livelihood projects Group 1 East
  - paragraph:
    - text: Time left
    - timer
  - heading "Which should come first?" [level=1]
  - paragraph: Choose 1 to 5. Tap again to undo.
  - checkbox "1 Community canteen Office 1" [checked]
  - text: 1 Community canteen Office 1 Lunch for all.
  - checkbox "2 Pocket park Office 2" [checked]
  - text: 2 Pocket park Office 2
"""

LIMIT = """
- alert: 5 at most. Undo the extra ones first.
- status: Chosen 6 of 5
- button "Submit"
"""

RECEIPT = """
- main:
  - /children: equal
  - img "Received"
  - heading "We have your choices" [level=1]
  - paragraph: Group 1 East
  - text: You can still change them
  - timer
  - text: Until closing, the last one counts.
  - heading "Livelihood projects" [level=2]
  - text: 2 choices
  - paragraph:
    - text: Receipt code
    - strong: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/
  - paragraph: /^Received at .+$/
  - list:
    - listitem: Community canteen
    - listitem: Pocket park
  - link "Change my choices"
  - paragraph: /^Keep the receipt code/
  - paragraph: /^Nothing to change/
  - button "Large text"
  - navigation "语言 Language 言語"
"""

TALLY = """
- main:
  - /children: deep-equal
  - heading "Livelihood projects · Votes" [level=1]
  - paragraph: Meeting 3 submitted, up to 5 each
  - separator
  - list:
    - listitem: 1 Community canteen 3
    - listitem: 2 Pocket park 2
    - listitem: 3 Lifts 1
    - listitem: – Footpath 0
    - listitem: – Day nursery 0
    - listitem: Top five
    - listitem: – Street lamps 0
    - listitem: – Bicycle sheds 0
"""

RED_BUTTON = """
- paragraph: 2 have not submitted. After closing, no ballot is taken.
- button "Press again to close voting Space"
- button "+1 minute"
- button "Seal the votes"
- complementary:
  - heading "Steps" [level=2]
"""

FIGURES = """
- heading "Livelihood projects" [level=2]
- text: Voting now
- term: Time left
- definition:
  - timer
- term: Submitted
- definition: 3 / 5
- term: Progress
- definition: 60%, 3 joined
- region "Groups":
  - table:
    - rowgroup:
      - row "No. Group Submitted State":
        - columnheader "No."
        - columnheader "Group"
        - columnheader "Submitted"
        - columnheader "State"
    - rowgroup:
      - row "1 East 3 / 5 2 missing":
        - cell "1"
        - cell "East"
        - cell "3 / 5"
        - cell "2 missing"
"""

CLOSING = """
- region "Closing in":
  - paragraph: Livelihood projects
  - paragraph:
    - text: Closing in
    - timer
"""

# Of each second that a clock shows: whether it is told.
SPOKEN = """selector => {
  window.spoken = {}
  const note = () => {
    const clock = document.querySelector(selector)
    if (clock) spoken[clock.textContent] = clock.getAttribute("aria-live")
  }
  note()
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true })
}"""


@pytest.fixture
def session(hall: Hall) -> Json:
    options = [{"title": title, "department": f"Office {n}"} for n, title in enumerate(TITLES, 1)]
    options[0]["description"] = "Lunch for all."
    groups = [{"name": "East", "seats": 5}]
    return hall.session(
        title="Meeting", locale="en", groups=groups, polls=[{"title": "Livelihood projects", "options": options}]
    )


def ballot(hall: Hall, session: Json) -> Page:
    phone = hall.phone(f"/j/{session['join_code']}/1", locale="en", is_mobile=False, has_touch=False)
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    return phone


def choose(phone: Page, *numbers: int) -> None:
    for number in numbers:
        phone.click(f"label[for=o{number}]")


def votes(hall: Hall, session: Json) -> None:
    """Of three people."""
    for choices in ([0, 1], [0, 1, 2], [0]):
        hall.cast(hall.join(session, 0), session["polls"][0], choices)


def test_an_option_is_its_number_title_and_department_and_its_text_comes_after(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    phone = ballot(hall, session)
    choose(phone, 1, 2)
    expect(phone.locator("main")).to_match_aria_snapshot(BALLOT)
    box = phone.locator("#o1")
    expect(box).to_have_accessible_name("1 Community canteen Office 1")
    expect(box).to_have_accessible_description("Lunch for all.")
    expect(phone.locator("#o2")).to_have_accessible_description("")
    assert "Chosen" not in phone.locator(".ballot > label").first.aria_snapshot()  # the state is the box's to tell


def test_the_count_is_told_and_the_limit_is_an_alert(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    phone = ballot(hall, session)
    count = phone.get_by_role("status").filter(has_text="Chosen")
    choose(phone, 1)
    expect(count).to_have_text("Chosen 1 of 5")
    choose(phone, 2, 3, 4, 5)
    expect(count).to_have_text("Chosen 5 of 5")
    expect(phone.get_by_role("alert")).to_have_count(0)
    choose(phone, 6)
    expect(phone.locator(".bar")).to_match_aria_snapshot(LIMIT)


def test_a_receipt_says_once_what_it_has_and_that_the_page_has_turned(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    phone = ballot(hall, session)
    choose(phone, 1, 2)
    phone.click(".bar .btn")
    expect(phone.locator("main[data-page=receipt]")).to_match_aria_snapshot(RECEIPT)
    expect(phone.locator("#said")).to_have_text("We have your choices")
    assert phone.locator("#said").get_attribute("role") == "status"


def test_the_tally_is_a_list_of_places_titles_and_votes(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    votes(hall, session)
    hall.scene(session, "tally", session["polls"][0])
    screen = hall.screen(session, locale="en")
    expect(screen.locator("main")).to_match_aria_snapshot(TALLY)
    hall.close(*session["polls"], within=60)
    expect(screen.locator(".lastcall")).to_be_visible()
    expect(screen.locator("main")).to_match_aria_snapshot(CLOSING)


def test_the_red_button_is_named_by_what_the_next_press_does(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    votes(hall, session)
    page = hall.console(locale="en")
    page.goto(f"{hall.server.url}/host/{session['id']}")
    expect(page.locator(".stage")).to_match_aria_snapshot(FIGURES)
    expect(page.locator("#primary")).to_have_accessible_name("Close voting Space")
    page.focus("#primary")
    press(page)
    expect(page.locator("main")).to_match_aria_snapshot(RED_BUTTON)
    expect(page.locator("#said")).to_have_text("Press again to close voting")
    expect(page.locator("#said")).to_have_text("", timeout=8_000)  # and takes it back, as the button does
    expect(page.locator("#primary")).to_have_accessible_name("Close voting Space")


def test_the_pictures_on_the_projector_are_pressed_buttons_of_a_named_group(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"])
    page = hall.console(locale="en")
    page.goto(f"{hall.server.url}/host/{session['id']}")
    group = page.get_by_role("group", name="Picture on the projector")
    expect(group.get_by_role("button", pressed=True)).to_have_text("Join code")
    page.get_by_role("button", name="Title").press("Enter")
    expect(group.get_by_role("button", pressed=True)).to_have_text("Title")
    page.locator("#menu-more summary").press("Enter")
    menu = page.locator("#menu-more .card")
    expect(menu.get_by_role("heading")).to_have_text(["Before the meeting", "During the meeting", "After the meeting"])
    expect(menu.get_by_role("list")).to_have_count(3)


def test_a_clock_is_silent_but_for_its_last_minute_and_its_end(hall: Hall, session: Json) -> None:
    hall.open(*session["polls"], seconds=64)
    phone = ballot(hall, session)
    phone.evaluate(SPOKEN, ".phase [role=timer]")
    until(phone, "'00:58' in spoken")
    told = phone.evaluate("spoken")
    assert told.pop("01:00") == "polite"
    assert set(told.values()) == {"off"}
    assert all(re.fullmatch(r"0[01]:\d\d", each) for each in told)
