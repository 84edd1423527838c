"""A phone whose ticket is keyed from paper turns at once: box, phone and record say the same."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.finger import sent, tick
from tests.browser.hall import Hall
from tests.browser.looks.test_teller import key, teller
from tests.browser.looks.test_tickets import link, made


def test_a_phone_is_told_that_its_ticket_voted_on_paper_and_changes_nothing_any_more(hall: Hall) -> None:
    lists = [{"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in "甲乙丙丁"]}]
    session = hall.session(locale="zh-CN", admission="ticket", groups=[{"name": "第一组"}], polls=lists)
    (ticket,) = made(hall, session, 1)
    poll = session["polls"][0]
    hall.open(poll)
    phone = hall.phone(link(ticket))
    phone.locator("form .btn").first.click()
    tick(phone, 0)
    before = sent(phone)
    people = [teller(hall, session, "zh-CN", (390, 844)) for _ in range(2)]

    for page in people:
        key(page, hall, session, ticket["serial"], "2 3")

    expect(phone.locator(".notice b")).to_have_text(["您已用纸质票表决"])
    expect(phone.locator(".picks li span:visible")).to_have_text(["项目乙", "项目丙"])
    expect(phone.locator(".code:visible strong")).not_to_have_text(before)
    expect(phone.locator("a[href*=edit]")).to_have_count(0)
    phone.goto(f"{hall.server.url}/s/{session['id']}?edit={poll['id']}")
    expect(phone.locator("main[data-page=receipt]")).to_be_visible()
    assert not any(said in phone.inner_text("main") for said in ("替换它", "不用改的话"))
    assert hall.votes(poll) == [0, 1, 1, 0]
