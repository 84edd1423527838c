"""Host pages for who sees badly: zoomed to 200 and 400 %, in the dark, and with the colours of the system."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall
from tests.browser.look import Looker
from tests.browser.test_looks import Tour, begin

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
