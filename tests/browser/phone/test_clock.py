"""The clock of who speaks, on a phone: what it is called changes when the time is over, without loading anything."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.hall import Hall, enter


def test_it_is_called_over_time_from_then_on(hall: Hall) -> None:
    session = hall.session(
        locale="en", polls=[{"title": "Projects", "winners": 1, "options": [{"title": "Park"}, {"title": "Lift"}]}]
    )
    agenda = f"/api/sessions/{session['id']}/agenda"
    report = {"kind": "report", "title": "Reports", "department": "Services", "seconds": 5}
    (item,) = hall.host("PUT", agenda, json={"items": [report]})["items"]
    hall.host("POST", f"{agenda}/next")
    phone = hall.phone(f"/j/{session['join_code']}", locale="en")
    enter(phone)
    left, over = (phone.locator(f".speaker [data-of={each}]") for each in ("left", "over"))
    expect(left).to_have_text("Speaking time left")
    expect(left).to_be_visible()
    expect(over).to_be_hidden()

    hall.host("POST", f"{agenda}/{item['id']}/start")

    expect(over).to_be_visible(timeout=15_000)
    expect(over).to_have_text("Over time")
    expect(left).to_be_hidden()
    expect(phone.locator(".speaker .face")).to_contain_text("+")
