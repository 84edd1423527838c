"""One measure for every page of a host: the left edge stays from page to page, and narrow windows scroll one way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.hall import Hall, Json
from tests.browser.looks.test_every_page import begin

SMALL = ((683, 384), (390, 844), (320, 640))  # a laptop at 200 %, a phone, 400 %
EDGES = """main => {
  const { left, width } = main.getBoundingClientRect(), style = getComputedStyle(main)
  return [left + parseFloat(style.paddingLeft), width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)]
}"""

# Where the first thing ends that can be pressed or filled in; of a page to be read, the heading.
FIRST = """() => {
  const all = [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary, h2, p)")]
  const seen = all.filter(each => each.offsetParent && !each.matches(".sr, [type=hidden]"))
  return seen.length ? Math.round(seen[0].getBoundingClientRect().bottom + scrollY) : null
}"""


def pages(hall: Hall, session: Json) -> dict[str, str]:
    base = hall.server.url
    named = ("agenda", "announce", "follow-ups", "helpers", "items", "pictures", "questions", "rehearsal")
    found = {name: f"{base}/host/{session['id']}/{name}" for name in named}
    found |= {name: f"{base}/host{path}" for name, path in (("list", ""), ("access", "/access"), ("guide", "/guide"))}
    more = {"edit": f"/host/{session['id']}/meeting", "tickets": f"/print/{session['id']}/tickets"}
    more |= {name: f"/{name}/{session['id']}" for name in ("desk", "teller")}
    return found | {name: base + path for name, path in more.items()}


def edges(page: Page) -> list[float]:
    """Where the contents begin, and how wide they are."""
    column = "main.sessions, main:not(:has(> .alone)), main > .alone"
    return [round(each) for each in page.locator(column).first.evaluate(EDGES)]


def shown(hall: Hall) -> dict[str, str]:
    """A meeting that is over, so that every page has something on it."""
    tour = begin(hall, "host", "en", admission="ticket")
    session = tour.session
    for group in session["groups"][:2]:
        hall.host("POST", f"/api/sessions/{session['id']}/tickets", json={"group": group["id"], "count": 1})
    hall.open(*session["polls"])
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    return pages(hall, session)


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_every_page_of_a_host_begins_at_one_edge_and_is_as_wide(hall: Hall, size: tuple[int, int]) -> None:
    every, page = shown(hall), hall.console(size, locale="en")
    found = {}
    for name, address in every.items():
        page.goto(address)
        found[name] = edges(page)
    assert found == {name: [(size[0] - 1032) // 2, 1032] for name in found}


def test_no_page_of_a_host_scrolls_sideways_and_its_heading_is_in_sight(hall: Hall) -> None:
    every, page = shown(hall), hall.console(SMALL[0], locale="en")
    wide, low = {}, {}
    for name, address in every.items():
        page.goto(address)
        for width, height in SMALL:
            page.set_viewport_size({"width": width, "height": height})
            if (over := page.evaluate("document.documentElement.scrollWidth") - width) > 0:
                wide[name, width] = over
            if (bottom := page.evaluate(FIRST)) is None or bottom > height:
                low[name, width] = bottom
    assert wide == {}, wide
    assert low == {}, low
