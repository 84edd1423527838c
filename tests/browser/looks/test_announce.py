"""What goes out after the reveal: the page that has it all, the notice on A4, and the sheets that the browser draws."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES, begin

NARROW = ((390, 844), (1280, 720))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_announcement_and_its_notice_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    page, path = hall.console(locale=language), f"{hall.server.url}/host/{tour.session['id']}/announce"
    look = Looker("host", language, [*tour.looker.typed, "JavaScript", "A3", "16:9"], sizes=NARROW)
    page.goto(path)
    look.at(page, "announce-nothing")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    hall.reveal(*tour.polls)
    page.goto(path)
    look.at(page, "announce")
    paper = Looker("print", language, look.typed)
    page.click(".contact .btn")
    paper.at(page, "notice-tie")
    paper.is_content()
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_follow_ups_look_right_on_page_paper_and_screen(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    page, base = hall.console(locale=language), f"{hall.server.url}/host"
    words = [*tour.looker.typed, "2027-03-31", "2027/03/31", "03/31/2027"]
    look, paper = Looker("host", language, words, sizes=NARROW), Looker("print", language, words)
    page.goto(f"{base}/{tour.session['id']}/follow-ups")
    look.at(page, "follow-ups-none")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    page.goto(f"{base}/{tour.session['id']}/follow-ups")
    page.click("button[value=gather]")
    page.locator("[type=date]").first.fill("2027-03-31")
    page.locator("#rows select[name^=state]").first.select_option("done")
    page.locator("#rows select[name^=state]").nth(1).select_option("under-way")
    page.click("button[value=save]:not(.sr)")
    look.at(page, "follow-ups")
    page.goto(f"{hall.server.url}/print/{tour.session['id']}/follow-ups")
    paper.at(page, "follow-ups")
    copy = hall.host("POST", f"/api/sessions/{tour.session['id']}/copy")
    page.goto(f"{base}/{copy['id']}/follow-ups")
    page.click("button[value=agenda]")
    look.at(page, "follow-ups-opening")
    hall.host("POST", f"/api/sessions/{copy['id']}/agenda/next")
    screen = Looker("screen", language, words, sizes=((1280, 720),))
    screen.at(hall.screen(copy), "opening")
    for each in (look, paper, screen):
        each.is_content()
