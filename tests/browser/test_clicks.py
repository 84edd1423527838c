"""How few presses a host needs, and where the browser gives the page no clipboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, deal
from tests.browser.server import HOST_KEY

BOUNCE_MS = 400


def three_clicks(hall: Hall, **device: object) -> tuple[Page, list[str]]:
    """From the last ballot: close with two presses, then publish and copy. The third is the last click."""
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己"]
    session = hall.session(polls=[{"title": "民生实事项目", "options": options}])
    poll = session["polls"][0]
    hall.open(poll, seconds=None)
    for choices in deal((6, 5, 4, 3, 2, 1), 6):
        hall.cast(hall.join(session), poll, choices)
    page, screen = hall.console(**device), hall.screen(session)
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.click("#primary")
    page.wait_for_timeout(BOUNCE_MS)
    page.click("#primary")
    page.locator("#publish").click(timeout=15_000)
    winners = [f"项目{n}" for n in "甲乙丙丁戊"]
    expect(screen.locator(".places .title")).to_have_text(winners)
    expect(page.locator(".said")).to_be_visible()
    return page, winners


def test_three_clicks_lead_from_the_last_ballot_to_the_screen_and_the_clipboard(hall: Hall) -> None:
    page, winners = three_clicks(hall, permissions=["clipboard-read", "clipboard-write"])

    copied = page.evaluate("navigator.clipboard.readText()")

    assert re.findall(r"^\d\. (.+)，", copied, re.MULTILINE) == winners


def test_the_list_is_copied_where_the_browser_gives_no_clipboard(insecure_hall: Hall) -> None:
    page, winners = three_clicks(insecure_hall)
    assert not page.evaluate("isSecureContext || 'clipboard' in navigator")  # the control

    page.goto(f"{insecure_hall.server.url}/host/new")
    page.focus("#listing")
    page.keyboard.press("Control+V")

    assert re.findall(r"^\d\. (.+)，", page.input_value("#listing"), re.MULTILINE) == winners


def test_a_host_who_lost_the_key_link_can_type_the_key(hall: Hall) -> None:
    hall.forgive("401")
    page = hall.phone("/host/sign-in")
    page.fill("#key", "not-the-key-of-this-hall")
    page.click("button")
    expect(page.locator(".wrong")).to_be_visible()
    page.fill("#key", HOST_KEY)
    page.click("button")
    expect(page.locator("h1")).to_have_text("前五")
