"""A whole meeting by keyboard alone: host and voter never touch a pointer, and always see where they are."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.hall import BOUNCE_MS, LAPTOP, PHONE, Hall, Json
from tests.browser.keys import is_at, press, rests, stop, walk
from tests.browser.server import HOST_KEY
from tests.browser.whole import wait_until_whole

CLOSING_MS = 30_000  # the countdown's ten seconds, on a slow machine


def test_a_meeting_is_held_by_keys_alone(hall: Hall) -> None:
    host = hall.page(LAPTOP, locale="en")
    session = host_creates_the_sample(hall, host)
    voter = hall.page(PHONE, locale="en")
    voter_joins(hall, voter, session)
    walk(host, "#primary")
    press(host)
    expect(host.locator(".now .tag.on")).to_be_visible()
    rests(host, "#primary")
    assert "Close voting" in host.locator("#primary").inner_text()
    voter_votes(voter, [poll["id"] for poll in session["polls"]])
    menus_open_and_close(host)
    host_closes(host)
    host_publishes(host)
    host_announces(host)
    expect(voter.locator("main[data-page=result]")).to_be_visible()
    assert [sum(hall.votes(poll)) for poll in session["polls"]] == [3, 1]


def host_creates_the_sample(hall: Hall, host: Page) -> Json:
    host.goto(f"{hall.server.url}/host/sign-in")
    walk(host, "#key")
    host.keyboard.type(HOST_KEY)
    press(host)
    host.wait_for_url("**/host")
    walk(host, 'a[href="/host/new?sample"]')
    press(host)
    host.wait_for_url("**/host/new?sample")
    walk(host, "button[value=create]")
    press(host)
    host.wait_for_url(re.compile(r"/host/[a-z0-9]{10,}$"))
    expect(host.locator("body")).to_have_attribute("data-conn", "live")
    return hall.again({"id": host.url.rpartition("/")[2]})


def voter_joins(hall: Hall, voter: Page, session: Json) -> None:
    voter.goto(hall.server.url)
    walk(voter, "#code")
    voter.keyboard.type(session["join_code"])
    press(voter)
    voter.wait_for_url("**/j/*")
    walk(voter, "[name=group]")
    press(voter, "Space")
    press(voter, "ArrowDown")
    stop(voter)
    expect(voter.locator("#g2")).to_be_checked()
    walk(voter, ".bar .btn")
    press(voter)
    expect(voter.locator("main[data-page=waiting]")).to_be_visible()
    expect(voter.locator("body")).to_have_attribute("data-conn", "live")
    walk(voter, ".aa")
    press(voter, "Space")  # what is called a button hears the key of buttons
    expect(voter.locator("html.big")).to_have_count(1)
    rests(voter, ".aa")


def voter_votes(voter: Page, polls: list[str]) -> None:
    """The waiting page has turned into the ballot under the focus, which is on the page all the same."""
    expect(voter.locator(f'main[data-page="ballot-{polls[0]}"]')).to_be_visible()
    rests(voter, "main")
    expect(voter.locator("#said")).to_have_text(voter.title())
    for at in (1, 2, 4):
        walk(voter, f"#o{at}")
        press(voter, "Space")
    expect(voter.locator("[role=status][data-part=count]")).to_have_text("Chosen 3 of 5")
    walk(voter, ".bar .btn")
    press(voter)
    expect(voter.locator(f'main[data-page="ballot-{polls[1]}"]')).to_be_visible()
    rests(voter, "main")
    walk(voter, "#o1")
    press(voter, "Space")
    press(voter)  # Enter sends from any tick
    expect(voter.locator(".card .code strong")).to_have_count(2)
    rests(voter, "main")
    expect(voter.locator("#said")).to_have_text("We have your choices")
    walk(voter, ".card a.btn")  # the way back to what was chosen


def menus_open_and_close(host: Page) -> None:
    for menu in ("#menu-more", "#menu-keys", "#menu-code"):
        walk(host, f"{menu} summary", "Shift+Tab")
        press(host)
        expect(host.locator(f"{menu} .card")).to_be_visible()
        if menu == "#menu-more":
            press(host, "Tab")
            assert "/meeting" in stop(host)
        press(host, "Escape")
        expect(host.locator(f"{menu} .card")).to_be_hidden()
        assert is_at(host, f"{menu} summary")
        stop(host)


def twice(host: Page) -> None:
    press(host)
    expect(host.locator("#primary")).to_have_attribute("data-armed", "")
    expect(host.locator("#said")).to_have_text(host.locator("#primary .again").inner_text())
    host.wait_for_timeout(BOUNCE_MS)
    press(host)


def host_closes(host: Page) -> None:
    walk(host, "#primary")
    twice(host)
    expect(host.locator("#cancel-close")).to_be_visible()
    rests(host, ".stage")  # the red button is gone; where it stood the focus stays, and Space stops nothing
    press(host, "Space")
    expect(host.locator("#cancel-close")).to_be_visible()
    walk(host, "#cancel-close")
    expect(host.locator("#primary")).to_be_visible(timeout=CLOSING_MS)
    rests(host, ".stage")


def host_publishes(host: Page) -> None:
    """Both lists: the second is the next in the steps."""
    walk(host, "#primary")
    twice(host)
    expect(host.locator(".now .tag.seal")).to_be_visible()
    assert not is_at(host, "body")
    walk(host, '.agenda a[href*="poll="]:not([aria-current])')
    press(host)
    wait_until_whole(host)


def host_announces(host: Page) -> None:
    press(host, "r")
    host.wait_for_url("**/results?poll=*")
    walk(host, 'a[href$="/announce"]')
    press(host)
    host.wait_for_url("**/announce")
    expect(host.locator("main.announce")).to_be_visible()
    walk(host, "main.announce button, main.announce a, main.announce textarea, main.announce input")
