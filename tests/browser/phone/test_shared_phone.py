"""Who has chosen and not sent, on the console; and the next person on the same phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.finger import CHOSEN, again, sent, tick
from tests.browser.hall import Hall, Json
from tests.browser.screen.test_reconnect import joined, meeting
from tests.browser.server import Server

SHARED: Json = {
    "groups": [{"name": "社区管理组"}, {"name": "社区服务组"}],
    "shared_phones": True,
    "polls": [{"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in "甲乙丙"]}],
}


def test_the_console_counts_who_has_chosen_and_not_sent(hall: Hall, server: Server) -> None:
    session = meeting(hall)
    console, screen = hall.console(), hall.screen(session)
    console.goto(f"{server.url}/host/{session['id']}")
    figure = console.locator(".health [data-number=unsent]")
    expect(figure).to_have_text("0")
    first, second = joined(hall, session), joined(hall, session)
    tab = first.context.new_page()
    tab.goto(first.url)
    tick(first, 0)
    tick(second, 1)
    expect(figure).to_have_text("2")  # the first one's tabs are one voter
    console.click("#primary")
    expect(console.locator(".note.armed [data-number=unsent]")).to_have_text("2")
    tick(second, 1)
    expect(figure).to_have_text("1")
    second.close()
    console.reload()
    expect(figure).to_have_text("1")
    sent(first)
    expect(figure).to_have_text("0")
    expect(console.locator(".note.armed [data-some]")).to_be_hidden()
    first.click(".card > .btn")
    tick(first, 2)
    expect(figure).to_have_text("1")
    first.close()
    tab.close()
    expect(figure).to_have_text("0")
    assert "已选未送" not in screen.locator("body").inner_text()


def test_the_next_person_on_a_phone_never_sees_or_sends_what_the_last_one_chose(hall: Hall) -> None:
    session = hall.session(**SHARED)
    poll = session["polls"][0]
    hall.open(poll)
    phone = joined(hall, session)
    tick(phone, 0)
    code = sent(phone)
    stale = phone.context.new_page()
    stale.goto(f"{phone.url}?edit={poll['id']}")
    phone.click(".another")
    phone.check("#g2")
    phone.click(".bar .btn")
    expect(phone.locator(CHOSEN)).to_have_count(0)
    tick(stale, 1)  # the page of the person before, still open
    expect(phone.locator(CHOSEN)).to_have_count(0)

    stale.click(".bar .btn")

    expect(stale.locator(CHOSEN)).to_have_count(0)  # it has become the next person's
    assert hall.votes(poll) == [1, 0, 0]
    tick(phone, 2)
    phone.click(".bar .btn")
    expect(phone.locator("#earlier")).to_contain_text(code)
    assert hall.votes(poll) == [1, 0, 1]


def test_a_phone_with_something_unsent_is_not_offered_to_the_next_person(hall: Hall) -> None:
    session = hall.session(**SHARED)
    hall.open(session["polls"][0])
    phone = joined(hall, session)
    tick(phone, 0)
    sent(phone)
    expect(phone.locator(".another")).to_be_visible()  # the control
    phone.click(".card > .btn")
    tick(phone, 1)
    again(phone)
    expect(phone.locator("[data-part=unsent]")).to_be_visible()
    expect(phone.locator(".another")).to_be_hidden()
