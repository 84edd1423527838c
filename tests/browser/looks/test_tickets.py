"""Tickets, from the form over the sheet to phones and the door, in every language and size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.hall import Hall, Json
from tests.browser.looks.test_every_page import LANGUAGES, begin

WIFI = {"ssid": "Jiangpan-Hall", "password": "retreat2027"}


def made(hall: Hall, session: Json, count: int, **more: object) -> list[Json]:
    body = {"group": session["groups"][0]["id"], "count": count, **more}
    found: list[Json] = hall.host("POST", f"/api/sessions/{session['id']}/tickets", json=body)["tickets"]
    return found


def link(ticket: Json) -> str:
    return "/t/" + str(ticket["url"]).rpartition("/")[2]


def phone_at(hall: Hall, path: str, language: str) -> Page:
    return hall.phone(path, locale=language, is_mobile=False, has_touch=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phones_way_in_by_ticket_looks_right(hall: Hall, language: str) -> None:
    hall.forgive("40[0-9]|422|handshake")
    tour = begin(hall, "phone", language, admission="ticket")
    look, session = tour.looker, tour.session
    ticket, gone = made(hall, session, 2)
    (waiting,) = made(hall, session, 1, valid=False)
    look.typed += [ticket["code"]]
    phone = phone_at(hall, "/?ticket", language)
    look.at(phone, "ticket-code")
    phone.fill("#code", "K7Q4-M2PX-9WD3")
    phone.click(".bar .btn")
    look.at(phone, "ticket-slip")
    phone.goto(f"{hall.server.url}/j/{session['join_code']}")
    look.at(phone, "ticket-needed")
    phone.goto(hall.server.url + link(ticket))
    look.at(phone, "ticket")
    phone.click(".bar .btn")
    other = phone_at(hall, link(ticket), language)
    look.at(other, "ticket-elsewhere")
    other.click(".bar .btn")
    phone.wait_for_selector(".lead")
    phone.reload()
    look.at(phone, "ticket-moved")
    hall.host("POST", f"/api/sessions/{session['id']}/tickets/{gone['id']}/revoke")
    for name, each in (("revoked", gone), ("waiting", waiting)):
        phone.goto(hall.server.url + link(each))
        look.at(phone, f"ticket-{name}")
    opened = begin(hall, "phone", language).session
    hall.host("PATCH", f"/api/sessions/{opened['id']}", json={"locked": True})
    late = phone_at(hall, f"/j/{opened['join_code']}", language)
    look.at(late, "admission-closed")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_that_asks_for_tickets_looks_right(hall: Hall, language: str) -> None:
    for wifi in ({}, {"wifi": WIFI}):
        tour = begin(hall, "screen", language, admission="ticket", **wifi)
        tour.looker.typed += WIFI.values()
        tour.looker.at(hall.screen(tour.session), f"join-ticket{'-wifi' if wifi else ''}")
        tour.looker.is_content()
    tour = begin(hall, "screen", language)
    hall.host("PATCH", f"/api/sessions/{tour.session['id']}", json={"locked": True})
    tour.looker.at(hall.screen(tour.session), "join-closed")
    tour.looker.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_making_tickets_and_the_door_look_right(hall: Hall, language: str) -> None:
    hall.forgive("409")
    tour = begin(hall, "host", language, admission="ticket")
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    page.goto(f"{hall.server.url}/print/{session['id']}/tickets")
    page.click("details summary")
    look.at(page, "tickets")
    made(hall, session, 2)
    made(hall, session, 1, valid=False)
    page.goto(f"{hall.server.url}/desk/{session['id']}")
    look.at(page, "door")
    page.goto(f"{hall.server.url}/desk/{session['id']}?q=1-03")
    page.click(".acts summary")
    look.at(page, "door-one")
    page.goto(f"{hall.server.url}/desk/{session['id']}?q=1-01")
    page.click(".acts summary")
    page.click("button[value=replace]")
    look.typed += [page.locator(".fresh .code").inner_text()]
    look.at(page, "door-new-code")
    page.goto(f"{hall.server.url}/desk/{session['id']}?q=9-99")
    look.at(page, "door-nothing")
    page.goto(f"{hall.server.url}/host/{session['id']}")
    look.at(page, "console-tickets")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_of_tickets_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "print", language, admission="ticket", wifi=WIFI)
    page = hall.console(locale=language)
    page.goto(f"{hall.server.url}/print/{tour.session['id']}/tickets")
    page.fill("[name=count-0]", "12")
    page.click("button.main")
    page.wait_for_selector(".tk")
    tour.looker.typed += [*WIFI.values(), *page.locator(".tk .c b").all_inner_texts()]
    tour.looker.at(page, "tickets")
    tour.looker.is_content()
