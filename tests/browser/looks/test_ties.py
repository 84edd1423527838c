"""A tie from open to settled, on every page that shows it, in both languages and all sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.looks.test_every_page import LANGUAGES, Tour, begin, show

SEED = "3444.43"


def closed(hall: Hall, surface: str, language: str) -> tuple[Tour, Json]:
    """A tour of a session whose second list is closed with a tie."""
    tour = begin(hall, surface, language)
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    tour.looker.typed.append(SEED)
    return tour, tour.polls[1]


def settle(hall: Hall, poll: Json, method: str, **more: str) -> None:
    hall.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": method, **more})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lot_looks_right_on_phones_and_on_the_public_page(hall: Hall, language: str) -> None:
    tour, poll = closed(hall, "phone", language)
    look = tour.looker
    hall.reveal(poll)
    settle(hall, poll, "lot", seed=SEED)
    phone = hall.phone(f"/j/{tour.session['join_code']}/1", locale=language, is_mobile=False, has_touch=False)
    enter(phone)
    expect(phone.locator(".results")).to_be_visible()
    look.at(phone, "result-of-a-lot")
    phone.goto(f"{hall.server.url}/r/{tour.session['id']}")
    look.at(phone, "public")
    phone.locator(".lot summary").click()
    phone.locator(".lot .btn").click()
    expect(phone.locator(".outcome .same")).to_be_visible()
    look.at(phone, "public-lot")
    phone.fill(".lot input", f"{SEED}?")
    phone.locator(".lot .btn").click()
    expect(phone.locator(".outcome .other")).to_be_visible()
    look.at(phone, "public-lot-other")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenes_of_a_settled_tie_look_right(hall: Hall, language: str) -> None:
    tour, poll = closed(hall, "screen", language)
    screen = hall.screen(tour.session)
    settle(hall, poll, "lot", seed=SEED)
    for kind, step in (("tally", 0), ("groups", 0), ("reveal", 1), ("reveal", 5)):
        show(tour, screen, kind, poll, step, f"{kind}-lot-{step}")
    tour.looker.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_host_who_settles_a_tie_sees_what_is_right(hall: Hall, language: str) -> None:
    tour, poll = closed(hall, "host", language)
    look, page = tour.looker, hall.console(locale=language)
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/results?poll={poll['id']}")
    look.at(page, "results-tie-ways")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}?poll={poll['id']}")
    look.at(page, "console-tie")
    page.click("#decide")
    for way in ("lot", "organizer"):
        page.click(f"#way-{way} summary")
    look.at(page, "console-tie-ways")
    settle(hall, poll, "runoff")
    expect(page.locator("#decide")).to_have_count(0)
    look.at(page, "console-tie-pending")
    look.is_content()
