"""The rehearsal: its page before, while it is held and at its end, and how console, projector and phones say it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES, begin

LAPTOPS, SCREENS, PHONES = ((390, 844), (1280, 720), (1440, 900)), ((1024, 768), (1920, 1080)), ((320, 640), (390, 844))


def held(page: Page, url: str) -> str:
    """The rehearsal, begun and held at once; returns its id."""
    page.goto(url)
    page.click("#do-begin")
    page.click("#do-pause")
    expect(page.locator("#do-go-on")).to_be_visible()
    address = page.get_attribute(".doors a", "href")
    assert address
    return address.rpartition("/")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rehearsal_looks_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    path, page = f"{hall.server.url}/host/{tour.session['id']}", hall.console(locale=language)
    typed = tour.looker.typed
    look = Looker("host", language, typed, sizes=LAPTOPS)
    page.goto(f"{path}/agenda")
    page.click("[value=retreat]")
    typed += page.locator(".items b").all_text_contents()
    page.goto(f"{path}/rehearsal")
    expect(page.locator("#check-clock")).to_have_attribute("data-is", "ok")
    look.at(page, "rehearsal")
    copy = held(page, f"{path}/rehearsal")
    look.at(page, "rehearsal-held")

    rehearsed = hall.host("GET", f"/api/sessions/{copy}")
    typed.append(rehearsed["title"])
    screen = hall.screen(rehearsed)
    seen = Looker("screen", language, typed, sizes=SCREENS)
    seen.at(screen, "rehearsal-screen")
    hall.scene(rehearsed, "hold")
    expect(screen.locator("body")).to_have_attribute("data-scene", "hold")
    seen.at(screen, "rehearsal-screen-hold")
    phone = hall.phone(f"/j/{rehearsed['join_code']}/1", locale=language, is_mobile=False, has_touch=False)
    handheld = Looker("phone", language, typed, sizes=PHONES)
    handheld.at(phone, "rehearsal-phone-join")
    enter(phone)
    handheld.at(phone, "rehearsal-phone")

    page.click("#do-end")
    expect(page.locator("#do-wipe")).to_be_visible()
    look.at(page, "rehearsal-over")
    page.goto(f"{hall.server.url}/host/{copy}")
    Looker("host", language, typed, dots=True).at(page, "rehearsal-console")
    for each in (look, seen, handheld):
        each.is_content()
