"""Who runs the room: sign-ins, links for helpers, their way in, and what they see, on laptops and on phones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.hall import Hall, Json
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES, begin

HANDHELD = ((390, 844),)
NAMES = ["Topfive", "Host", "Excel", "Word", "XML", "JavaScript", "Shift_JIS"]  # in the host guide, in every language


def link_for(page: Page, hall: Hall, session: Json, role: str, label: str) -> str:
    page.goto(f"{hall.server.url}/host/{session['id']}/helpers")
    page.check(f"[value={role}]")
    page.fill("#label", label)
    page.click("[value=make]")
    return page.input_value("#fresh-url")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_ins_and_links_look_right(hall: Hall, language: str) -> None:
    hall.forgive("422")
    tour = begin(hall, "host", language, admission="ticket")
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    look.typed += ["East door", "Street office", "Chrome · Linux"]
    hall.console()
    page.goto(f"{hall.server.url}/host/access")
    look.at(page, "access")
    page.goto(f"{hall.server.url}/host/guide")
    look.typed += NAMES
    look.at(page, "guide")
    page.goto(f"{hall.server.url}/host/access")
    page.fill("#passphrase", "1 1 1 1 1 1 1 1")
    page.click("[value=set]")
    look.at(page, "access-easy")
    page.goto(f"{hall.server.url}/host/{session['id']}/helpers")
    look.at(page, "helpers")
    first = link_for(page, hall, session, "desk", "East door")
    look.at(page, "helpers-link")
    second = link_for(page, hall, session, "observer", "Street office")
    for link in (first, second):
        phone = hall.phone("/")
        phone.goto(link)
        phone.click(".bar .btn")
    page.goto(f"{hall.server.url}/host/{session['id']}/helpers")
    page.click("details.pop summary")
    look.at(page, "helpers-in")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_in_and_what_helpers_see_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "phone", language, admission="ticket")
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    look.typed += ["East door"]
    for group in session["groups"][:2]:
        hall.host(
            "POST", f"/api/sessions/{session['id']}/tickets", json={"group": group["id"], "count": 2, "valid": False}
        )
    helper = hall.phone("/", locale=language, is_mobile=False, has_touch=False)
    helper.goto(link_for(page, hall, session, "desk", "East door"))
    look.at(helper, "role-door")
    helper.click(".bar .btn")
    held = Looker("host", language, look.typed, sizes=HANDHELD)
    held.at(helper, "door-phone")
    helper.fill("#q", "1-01")
    helper.press("#q", "Enter")
    helper.click(".acts summary")
    held.at(helper, "door-phone-one")
    helper.goto(link_for(page, hall, session, "observer", ""))
    look.at(helper, "role-observer")
    helper.click(".bar .btn")
    held.at(helper, "results-observer")
    held.is_content()
    look.is_content()
