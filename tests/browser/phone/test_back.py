"""Back to an earlier change shows what is recorded now, and not the ticks of then; also without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter


def choose(phone: Page, place: int) -> None:
    phone.click(f"label[for=o{place}]")
    phone.click(".bar .btn")
    expect(phone.locator("main[data-page=receipt]")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_to_an_earlier_change_shows_what_is_recorded_now(hall: Hall, script: bool) -> None:
    options = [{"title": title} for title in ("One", "Two", "Three", "Four")]
    session = hall.session(polls=[{"title": "Projects", "max_choices": 1, "options": options}])
    hall.open(*session["polls"])
    phone = hall.phone("/", java_script_enabled=script)
    phone.goto(f"{hall.server.url}/j/{session['join_code']}")
    enter(phone)
    choose(phone, 1)
    for place in (2, 3):
        phone.click("a.btn.alt")
        choose(phone, place)

    for _ in range(2 if script else 3):  # the change to 3, the receipt between, the change to 2
        phone.go_back()
        ticked = [place for place in range(1, 5) if phone.locator(f"#o{place}:checked").count()]
        assert ticked in ([3], []), "an old tick stands over the newer choice"
        if not ticked:
            expect(phone.locator("main[data-page=receipt]")).to_be_visible()
