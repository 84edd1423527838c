"""A rehearsal as its host sees it: it moves by itself, the checklist notices, and it ends without a trace."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.whole import until

AHEAD = "const now = Date.now; Date.now = () => now() + 90_000"


def page_of(hall: Hall, session: Json, **more: object) -> Page:
    page = hall.console(locale="en", **more)
    page.goto(f"{hall.server.url}/host/{session['id']}/rehearsal")
    return page


def state(page: Page, check: str, is_now: str) -> None:
    expect(page.locator(f"#check-{check}")).to_have_attribute("data-is", is_now)


def meeting(hall: Hall) -> Json:
    options = [{"title": f"Option {n}"} for n in range(6)]
    groups = [{"name": name, "seats": 12} for name in ("East", "West")]
    return hall.session(title="Retreat", locale="en", groups=groups, polls=[{"title": "List", "options": options}])


def test_the_room_fills_the_checklist_notices_and_nothing_is_left(hall: Hall) -> None:
    hall.forgive("404")
    session = meeting(hall)
    page = page_of(hall, session)
    for check in ("projector", "phone", "sound"):
        state(page, check, "wait")
    state(page, "clock", "ok")
    state(page, "disk", "ok")
    expect(page.get_by_role("button", name="Ring here")).to_be_visible()

    page.click("#do-begin")
    expect(page.get_by_role("heading", name="Running")).to_be_visible()
    joined = page.locator(".figures dd").first
    expect(joined).to_have_text(re.compile("^24$"))  # by itself, page after page
    address = page.get_attribute(".doors a", "href") or ""
    copy = hall.host("GET", f"/api/sessions/{address.rpartition('/')[2]}")
    screen = hall.screen(copy)
    expect(screen.locator(".rehearsing")).to_have_text("Rehearsal")
    state(page, "projector", "ok")
    phone = hall.phone(f"/j/{session['join_code']}", locale="en")
    expect(phone.locator(".rehearsing")).to_have_count(0)  # the real meeting
    state(page, "phone", "ok")
    page.click("#do-heard")
    state(page, "sound", "ok")
    expect(screen.locator("body")).to_have_attribute("data-scene", "tally")

    page.click("#do-end")
    page.click("#do-wipe")
    expect(page.get_by_text("Nothing of it is left")).to_be_visible()
    expect(page.locator("#do-begin")).to_be_visible()
    assert hall.again(session) == session


def test_the_bell_rings_at_the_projector(hall: Hall) -> None:
    session = meeting(hall)
    screen = hall.screen(session)
    screen.evaluate(
        """() => {
          window.rung = 0
          const start = OscillatorNode.prototype.start
          OscillatorNode.prototype.start = function (when) { window.rung++; return start.call(this, when) }
        }"""
    )
    screen.click("body")  # browsers allow sound after a click
    page = page_of(hall, session)
    page.click("#do-ring")
    until(screen, "window.rung > 0")
    expect(page.locator("#do-ring")).to_be_enabled()  # the page was not left


def test_a_clock_that_is_off_is_said_with_what_it_means(hall: Hall) -> None:
    session = meeting(hall)
    page = hall.console(locale="en")
    page.add_init_script(AHEAD)
    page.goto(f"{hall.server.url}/host/{session['id']}/rehearsal")

    state(page, "clock", "look")
    row = page.locator("#check-clock")
    expect(row).to_contain_text("90 seconds ahead of the server's. The timers run by the server's clock anyway.")
    expect(row.get_by_text("behind")).to_be_hidden()


def test_without_javascript_it_can_be_begun_and_looks_again_by_itself(hall: Hall) -> None:
    session = meeting(hall)
    page = page_of(hall, session, java_script_enabled=False)
    expect(page.get_by_role("button", name="Ring here")).to_be_hidden()
    state(page, "clock", "wait")

    page.click("#do-begin")

    expect(page.locator("#do-pause")).to_be_visible()
    expect(page.locator(".figures dd").first).to_have_text(re.compile("^24$"), timeout=20_000)
    page.click("#do-end")
    page.click("#do-wipe")
    expect(page.get_by_text("Nothing of it is left")).to_be_visible()
