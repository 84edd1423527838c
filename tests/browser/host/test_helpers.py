"""Pages turn by themselves: a link that is taken back, a sheet that somebody else has keyed, news that is old."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.looks.test_access import link_for
from tests.browser.looks.test_every_page import begin
from tests.browser.looks.test_teller import key, look_up, teller
from tests.browser.looks.test_tickets import made


def helpers(page: Page, hall: Hall, session: Json) -> None:
    page.goto(f"{hall.server.url}/host/{session['id']}/helpers")


def test_the_page_of_who_was_let_in_by_a_link_turns_when_it_is_taken_back(hall: Hall) -> None:
    session = begin(hall, "host", "en", admission="ticket").session
    host, door = hall.console(locale="en"), hall.page((390, 844), locale="en")
    door.goto(link_for(host, hall, session, "desk", "East door"))
    door.click(".bar .btn")
    expect(door.locator("#q")).to_be_visible()
    helpers(host, hall, session)

    host.click("[value=take-back]")

    expect(door.locator("h1")).to_have_text("This link was taken back")
    expect(door.locator("#key")).to_have_count(0)


def test_the_page_of_a_host_turns_when_another_computer_ends_it(hall: Hall) -> None:
    hall.forgive("40[13]", "WebSocket", "frame-ancestors")
    session = begin(hall, "host", "en").session
    pages = (f"/host/{session['id']}/agenda", f"/host/{session['id']}")  # without a socket, and with one
    others = [hall.console(locale="en") for _ in pages]
    for other, page in zip(others, pages, strict=True):
        other.goto(hall.server.url + page)
    host = hall.console(locale="en")
    host.goto(f"{hall.server.url}/host/access")

    host.click("[value=end-others]")

    for other in others:
        expect(other.locator("[role=alert]")).to_contain_text("Your sign-in was ended from another computer.")


def test_the_list_of_sheets_renews_itself_and_leaves_what_is_typed(hall: Hall) -> None:
    session = begin(hall, "host", "en", admission="ticket").session
    made(hall, session, 2)
    hall.open(session["polls"][0])
    ann, ben = (teller(hall, session, "en", (1280, 720)) for _ in range(2))
    key(ann, hall, session, "1-01", "1 2 3")
    look_up(ann, hall, session, "1-02", "paper")
    ann.fill("#numbers", "4 5")
    expect(ann.locator("#unsettled")).to_contain_text("waits for a second person")

    key(ben, hall, session, "1-01", "1 2 4")

    expect(ann.locator("#unsettled")).to_contain_text("entered differently")
    assert ann.input_value("#numbers") == "4 5"


def test_a_phone_brings_up_figures_first_and_letters_by_one_key(hall: Hall) -> None:
    session = begin(hall, "host", "en", admission="ticket").session
    phone = hall.phone("/", locale="en")
    phone.goto(link_for(hall.console(locale="en"), hall, session, "teller", "Table 1"))
    phone.click(".bar .btn")
    expect(phone.locator("#q")).to_have_attribute("inputmode", "decimal")

    phone.click(".digits")

    expect(phone.locator("#q")).to_have_attribute("inputmode", "text")
    expect(phone.locator("#q")).to_be_focused()
    expect(teller(hall, session, "en", (1280, 720)).locator(".digits")).to_have_count(0)  # which has all keys


def test_what_was_said_once_is_not_said_again_after_a_reload(hall: Hall) -> None:
    session = begin(hall, "host", "en").session
    page = hall.console(locale="en")
    page.goto(f"{hall.server.url}/host/{session['id']}/follow-ups")
    page.click("[value=gather]")
    expect(page.locator("main > [role=status]")).to_be_visible()
    page.wait_for_url(re.compile(r"/follow-ups$"))  # once it has been read

    page.reload()

    expect(page.locator("main")).to_contain_text("Follow up what was chosen")
    expect(page.locator("main > [role=status]")).to_have_count(0)
