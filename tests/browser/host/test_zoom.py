"""Host pages for who sees badly: zoomed to 200 and 400 %, in the dark, and with the colours of the system."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter
from tests.browser.look import Looker, kept_at
from tests.browser.looks.test_every_page import Tour, begin

ZOOMED = ((640, 360), (360, 640))  # 200 % on a laptop; about 400 %, or a phone
LAPTOP = ((1280, 720),)


def visit(tour: Tour, page: Page, look: Looker) -> None:
    """Every page of a host, once."""
    hall, base = tour.hall, tour.hall.server.url
    session = f"{base}/host/{tour.session['id']}"
    pages = {"meetings": f"{base}/host", "new": f"{base}/host/new", "console": session}
    pages |= {name: f"{session}/{name}" for name in ("pictures", "results")}
    for name, address in pages.items():
        page.goto(address)
        look.at(page, name)
    hall.open(*tour.polls)
    tour.vote()
    page.goto(session)
    expect(page.locator("#primary")).to_be_visible()
    look.at(page, "console-open")
    hall.close(*tour.polls)
    page.goto(f"{session}?poll={tour.polls[1]['id']}")
    look.at(page, "console-tie")
    page.goto(f"{session}/results?poll={tour.polls[1]['id']}")
    look.at(page, "results-tie")


def looker(tour: Tour, name: str, sizes: tuple[tuple[int, int], ...]) -> Looker:
    typed = list(tour.looker.typed)
    for meeting in tour.hall.host("GET", "/api/sessions")["sessions"]:
        typed += [meeting["title"], *(poll["title"] for poll in meeting["polls"])]
    return Looker(name, "ja", typed, sizes=sizes)


@pytest.mark.parametrize("sizes", [ZOOMED], ids=["zoomed"])
def test_host_pages_reflow(hall: Hall, sizes: tuple[tuple[int, int], ...]) -> None:
    tour = begin(hall, "host", "ja")
    look = looker(tour, "host", sizes)
    visit(tour, hall.console(locale="ja"), look)
    look.is_content()


def test_host_pages_can_be_read_in_the_dark(hall: Hall) -> None:
    tour = begin(hall, "host", "ja")
    look = looker(tour, "host", LAPTOP)
    page = hall.console(locale="ja", color_scheme="dark")
    visit(tour, page, look)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 20, 17)"  # the control
    look.is_content()


def test_pages_for_the_next_person_look_right(hall: Hall) -> None:
    tour = begin(hall, "phone", "ja", shared_phones=True)
    look, sid = tour.looker, tour.session["id"]
    phone = hall.phone(f"/j/{tour.session['join_code']}/1", locale="ja", is_mobile=False, has_touch=False)
    enter(phone)
    expect(phone.locator("main[data-page=waiting]")).to_be_visible()
    phone.goto(f"{hall.server.url}/s/{sid}/group")
    look.at(phone, "place-group")
    hall.open(tour.polls[0])
    phone.goto(f"{hall.server.url}/s/{sid}")
    phone.click("label[for=o1]")
    phone.click(".bar .btn")
    phone.click(".another")
    expect(phone.locator("main[data-page=another]")).to_be_visible()
    look.at(phone, "place-another")
    look.is_content()


# What a browser paints for a property of an element, and for a colour of the system.
PAINTED = "(element, name) => getComputedStyle(element)[name]"
SYSTEM = """name => {
  const probe = document.body.appendChild(document.createElement("i"))
  probe.style.cssText = `forced-color-adjust: none; color: ${name}`
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}"""


def painted(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).first.evaluate(f"element => ({PAINTED})(element, {name!r})"))


def test_ticks_and_bars_are_seen_in_the_colours_of_the_system(hall: Hall) -> None:
    tour = begin(hall, "phone", "ja")
    hall.open(*tour.polls)
    phone = hall.phone(f"/j/{tour.session['join_code']}/1", locale="ja", forced_colors="active", color_scheme="dark")
    enter(phone)
    phone.click("label[for=o2]")
    highlight, text, canvas = (phone.evaluate(SYSTEM, name) for name in ("Highlight", "CanvasText", "Canvas"))
    assert len({highlight, text, canvas}) == 3
    assert painted(phone, "label[for=o1] .box i", "backgroundColor") == canvas
    assert painted(phone, "label[for=o2] .box i", "backgroundColor") == highlight
    assert painted(phone, "label[for=o2]", "boxShadow") != painted(phone, "label[for=o1]", "boxShadow") == "none"
    assert painted(phone, ".bar .btn", "backgroundColor") == highlight
    assert (
        painted(phone, ".bar .btn", "forcedColorAdjust") == "none"
    )  # else the browser lays its own ground under words
    assert painted(phone, ".tally .z1", "stroke") != painted(phone, ".tally .z2", "stroke")
    tour.vote()
    console = hall.console(locale="ja", forced_colors="active", color_scheme="dark")
    console.goto(f"{hall.server.url}/host/{tour.session['id']}")
    assert painted(console, ".meter rect", "fill") == text
    screen = hall.screen(tour.session, forced_colors="active", color_scheme="dark")
    hall.scene(tour.session, "tally", tour.polls[0])
    expect(screen.locator(".bars .top .bar").first).to_be_visible()
    assert painted(screen, ".bars .top .bar", "backgroundColor") == highlight
    for page, name in ((phone, "phone"), (console, "host"), (screen, "screen")):
        if path := kept_at("ja", f"{name}-system-colours.png"):
            page.screenshot(path=path)
