"""Choices that differ from what is recorded: said, sent from the receipt, taken back; and the last half minute."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.finger import CHOSEN, again, kept, marked, sent, tick
from tests.browser.hall import PHONE, Hall, Json, enter
from tests.browser.screen.test_reconnect import LOST, joined, meeting, on_every_ballot


@pytest.fixture
def unsent(hall: Hall) -> tuple[Json, Page]:
    """A ballot that was sent with A and changed to A and C since, and the receipt's page."""
    session = meeting(hall)
    phone = joined(hall, session)
    tick(phone, 0)
    sent(phone)
    phone.click(".card > .btn")
    tick(phone, 2)
    again(phone)
    return session, phone


def test_a_change_that_was_not_sent_is_said_on_the_receipt_and_sent_from_there(
    hall: Hall, unsent: tuple[Json, Page]
) -> None:
    session, phone = unsent
    expect(phone.locator("[data-part=unsent]")).to_be_visible()
    expect(phone.locator("[data-part=unsent] .picks li")).to_have_text(["项目甲", "项目丙"])
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 0]

    phone.click("[data-part=send]")

    expect(phone.locator("[data-part=unsent]")).to_be_hidden()
    expect(phone.locator(".card > .picks li")).to_have_text(["项目甲", "项目丙"])
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 1]
    assert kept(phone) == 0


def test_a_change_is_taken_back_by_keeping_it_as_it_is(hall: Hall, unsent: tuple[Json, Page]) -> None:
    session, phone = unsent
    phone.click(".card > .btn")
    expect(phone.locator(".ballot input:checked")).to_have_count(2)
    assert marked(phone) == [0, 2]

    phone.click(".back")

    expect(phone.locator(".stamp")).to_be_visible()
    expect(phone.locator("[data-part=unsent]")).to_be_hidden()
    assert kept(phone) == 0
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 0]


def test_an_unsent_change_of_a_reopened_page_goes_on_by_itself_and_says_so(
    hall: Hall, unsent: tuple[Json, Page]
) -> None:
    hall.forgive(LOST)
    session, phone = unsent
    on_every_ballot(phone, lambda route: route.abort())
    phone.click("[data-part=send]")
    expect(phone.locator("[data-part=waits]")).to_be_visible()
    again(phone)
    expect(phone.locator("[data-part=waits]")).to_be_visible()
    expect(phone.locator("[data-part=tries]")).not_to_be_empty()
    phone.unroute_all()

    expect(phone.locator(".card > .picks li")).to_have_text(["项目甲", "项目丙"])
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 1]


def test_what_was_chosen_and_not_sent_before_closing_is_said_and_forgotten(
    hall: Hall, unsent: tuple[Json, Page]
) -> None:
    session, phone = unsent
    late = joined(hall, session)
    tick(late, 1)
    hall.close(session["polls"][0])

    for each in (phone, late):
        expect(each.locator("[data-part=late-unsent]")).to_be_visible()
        expect(each.locator("[data-part=late-sent]")).to_be_hidden()
        each.reload()
        expect(each.locator("[data-part=late-unsent]")).to_be_visible()
        assert each.evaluate("Object.keys(localStorage).filter(key => key.includes('draft')).length") == 0
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 0]


def test_while_only_the_request_fails_the_page_does_not_say_connected(hall: Hall) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    phone = joined(hall, session)
    on_every_ballot(phone, lambda route: route.abort())
    tick(phone, 0)
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()

    head = phone.locator(".page:not([hidden]) .phase .live")
    expect(head).to_contain_text("还没送出")
    assert "已连接" not in head.inner_text()
    assert phone.evaluate("document.body.dataset.conn") == "live"  # the control: the socket does live


def test_the_last_half_minute_has_one_large_button_for_what_is_not_sent(hall: Hall) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    phone, idle, done = (joined(hall, session) for _ in range(3))
    tick(phone, 0, 3)
    tick(done, 1)
    sent(done)
    before = phone.locator(".bar .btn").bounding_box()
    hall.close(poll, within=45)
    expect(phone.locator(".clock .left")).to_contain_text("00:4")
    expect(phone.locator(".note.last")).to_be_hidden()
    hall.close(poll, within=28)

    expect(phone.locator(".note.last")).to_be_visible()
    button = phone.locator(".bar .btn")
    expect(button).to_have_text("现在送出", use_inner_text=True)
    after = button.bounding_box()
    assert before
    assert after
    assert after["height"] >= 80 > before["height"]
    assert after["width"] > PHONE[0] * 0.85
    expect(phone.locator(".count")).to_be_visible()
    for other in (idle, done):
        assert other.locator("[data-last]").count() == 0
    tick(phone, 0)
    tick(phone, 3)
    expect(phone.locator(".note.last")).to_be_hidden()  # nothing is left to send
    tick(phone, 5)
    button.click()
    expect(phone.locator(".card .code strong")).to_be_visible()
    assert hall.votes(poll) == [0, 1, 0, 0, 0, 1, 0]
    assert phone.locator("[data-last]").count() == 0


def test_the_receipt_has_it_for_a_change_that_was_not_sent(hall: Hall, unsent: tuple[Json, Page]) -> None:
    session, phone = unsent
    hall.close(session["polls"][0], within=25)

    button = phone.locator(".card[data-last] [data-part=send]")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE[1]  # in sight without scrolling
    button.click()
    expect(phone.locator(".card > .picks li")).to_have_text(["项目甲", "项目丙"])
    assert hall.votes(session["polls"][0])[:3] == [1, 0, 1]


def test_lists_that_end_at_different_times_tell_their_own_time(hall: Hall) -> None:
    polls = [{"title": title, "options": [{"title": "项目甲"}]} for title in ("民生实事项目", "特色工作任务")]
    session = hall.session(polls=polls)
    hall.open(session["polls"][0], seconds=None)
    hall.open(session["polls"][1], seconds=600)
    phone = hall.phone(f"/j/{session['join_code']}")
    enter(phone)
    for _ in polls:
        expect(phone.locator(CHOSEN)).to_have_count(0)
        tick(phone, 0)
        phone.click(".bar .btn")
        phone.wait_for_load_state("networkidle")
    second, first = phone.locator(".card").nth(0), phone.locator(".card").nth(1)  # the newest on top
    expect(first.locator(".left")).to_be_hidden()
    expect(second.locator(".left")).to_contain_text("09:")
    expect(phone.locator(".notice .left")).to_be_hidden()

    hall.close(session["polls"][0], within=28)
    expect(first.locator(".left")).to_contain_text("00:2")
    expect(second.locator(".left")).to_contain_text("09:")
    left = hall.again(session)["polls"][0]["remaining"]
    hall.close(session["polls"][1], within=round(left))  # within a second of the other: they end together
    expect(phone.locator(".notice .left")).to_be_visible()
    expect(second.locator(".left")).to_be_hidden()
