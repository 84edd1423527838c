"""Ballots entered by hand: the teller's page on a phone and a laptop, the papers, what the host is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.hall import Hall, Json
from tests.browser.look import Looker
from tests.browser.looks.test_access import link_for
from tests.browser.looks.test_every_page import LANGUAGES, begin
from tests.browser.looks.test_tickets import made

HANDHELD = ((320, 640), (390, 844))
LAPTOP = ((1280, 720),)


def teller(hall: Hall, session: Json, language: str, size: tuple[int, int]) -> Page:
    page = hall.page(size, locale=language)
    page.goto(link_for(hall.console(locale=language), hall, session, "teller", "Table 1"))
    page.click(".bar .btn")
    page.wait_for_selector("#q")
    return page


def look_up(page: Page, hall: Hall, session: Json, serial: str, way: str) -> None:
    page.goto(f"{hall.server.url}/teller/{session['id']}?q={serial}&way={way}")


def key(page: Page, hall: Hall, session: Json, serial: str, numbers: str) -> None:
    look_up(page, hall, session, serial, "paper")
    page.fill("#numbers", numbers)
    page.press("#numbers", "Enter")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_entering_ballots_looks_right(hall: Hall, language: str) -> None:
    hall.forgive("409|422")
    tour = begin(hall, "phone", language, admission="ticket")
    look, session = tour.looker, tour.session
    look.typed += ["Table 1"]
    made(hall, session, 4)
    hall.open(*session["polls"])
    page = hall.page((390, 844), locale=language)
    page.goto(link_for(hall.console(locale=language), hall, session, "teller", "Table 1"))
    look.at(page, "role-teller")
    page.click(".bar .btn")
    held = Looker("host", language, look.typed, sizes=HANDHELD)
    held.at(page, "teller")
    page.fill("#q", "1-01")
    page.press("#q", "Enter")
    page.check("[name=choice] >> nth=2")
    assert page.input_value("#numbers") == "3"
    held.at(page, "teller-person")
    page.fill("#numbers", "1 2 99")
    assert page.locator("[name=choice]:checked").count() == 2
    page.press("#numbers", "Enter")
    held.at(page, "teller-refused")
    page.fill("#numbers", "1 4 5")
    page.click("[value=send]")
    held.typed += [page.locator(".fresh .code").inner_text()]
    held.at(page, "teller-recorded")
    page.goto(f"{hall.server.url}/teller/{session['id']}?q=9-99")
    held.at(page, "teller-nothing")
    held.is_content()
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_keying_sheets_looks_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language, admission="ticket")
    session = tour.session
    made(hall, session, 4)
    hall.open(*session["polls"])
    ann, ben = (teller(hall, session, language, (1280, 720)) for _ in range(2))
    look = Looker("host", language, [*tour.looker.typed, "Table 1"], sizes=LAPTOP)
    key(ann, hall, session, "1-01", "1 2 3")
    look.at(ann, "teller-next-list")
    key(ann, hall, session, "1-02", "4 5")
    look_up(ben, hall, session, "1-01", "paper")
    look.at(ben, "teller-blind")
    key(ben, hall, session, "1-01", "1 2 4 5")
    look.at(ben, "teller-differs")
    ben.set_viewport_size({"width": 390, "height": 844})
    handheld = Looker("host", language, tour.looker.typed, sizes=HANDHELD)
    handheld.at(ben, "teller-differs")
    console = hall.console(locale=language)
    console.goto(f"{hall.server.url}/host/{session['id']}")
    console.wait_for_selector(".note[data-is]")
    look.at(console, "console-unsettled")
    key(ben, hall, session, "1-01", "1 2 3")
    key(ann, hall, session, "1-03", "1 2 3 4 5 6")
    key(ben, hall, session, "1-03", "2 3 4 5 6 7")
    look.at(ben, "teller-spoiled")
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    console.goto(f"{hall.server.url}/host/{session['id']}/results")
    look.at(console, "results-by-hand")
    public = Looker("phone", language, tour.looker.typed, sizes=((390, 844),))
    phone = hall.phone(f"/r/{session['id']}", locale=language)
    public.at(phone, "public-by-hand")
    for each in (look, handheld, public):
        each.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_ballot_papers_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "print", language, admission="ticket")
    session, page = tour.session, hall.console(locale=language)
    made(hall, session, 2)
    page.goto(f"{hall.server.url}/print/{session['id']}/tickets")
    host = Looker("host", language, tour.looker.typed, sizes=LAPTOP)
    host.at(page, "tickets-papers")
    page.click(".papers button")
    page.wait_for_selector(".paper")
    tour.looker.at(page, "papers")
    tour.looker.is_content()
    host.is_content()


def test_graded_sheets_are_keyed_by_numbers_and_look_right(hall: Hall) -> None:
    titles = ("公用事业部述职", "社区教育部述职", "卫生健康部述职")
    listed = {"title": "年度述职", "type": "grade", "options": [{"title": title} for title in titles]}
    session = hall.session(groups=[{"name": "第一组"}], admission="ticket", polls=[listed])
    made(hall, session, 1)
    hall.open(*session["polls"])
    page = teller(hall, session, "zh-CN", (390, 844))
    look_up(page, hall, session, "1-01", "paper")
    page.fill("#numbers", "1 2 4")
    assert [page.locator(f"fieldset.row >> nth={at} >> :checked").get_attribute("data-number") for at in range(3)] == [
        "1",
        "2",
        "4",
    ]
    look = Looker("host", "zh-CN", [*titles, "年度述职", "第一组"], sizes=(*HANDHELD, *LAPTOP))
    look.at(page, "teller-graded")
    papers = Looker("print", "zh-CN", [*titles, "年度述职", "第一组"])
    console = hall.console()
    console.goto(f"{hall.server.url}/print/{session['id']}/papers")
    papers.at(console, "papers-graded")
    for each in (look, papers):
        each.is_content()
