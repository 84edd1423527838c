"""Nothing a phone holds is lost: reload, 60 s offline, a restart, another access point, a second tab, no storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hall import PHONE, Hall, Json
from tests.browser.relay import Relay
from tests.browser.server import Server
from tests.browser.test_reconnect import LOST, joined, meeting, on_every_ballot

SHARED: Json = {
    "groups": [{"name": "社区管理组"}, {"name": "社区服务组"}],
    "shared_phones": True,
    "polls": [{"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in "甲乙丙"]}],
}
CHOSEN = ".pick:checked"


def tick(phone: Page, *options: int) -> None:
    for option in options:
        phone.click(f"label[for=o{option + 1}]")


def marked(phone: Page) -> list[int]:
    found: list[int] = phone.evaluate(
        "[...document.querySelectorAll('.pick')].map((pick, at) => pick.checked ? at : -1).filter(at => at >= 0)"
    )
    return found


def receipt(phone: Page) -> str:
    return phone.locator(".card .code strong").inner_text()


def sent(phone: Page) -> str:
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    return receipt(phone)


def again(hall: Hall, phone: Page) -> None:
    """As from the QR code once more, which leads to the participant's own page."""
    phone.goto(phone.url.split("?")[0])


def kept(phone: Page) -> int:
    return int(phone.evaluate("localStorage.length + sessionStorage.length"))


@pytest.fixture
def unsent(hall: Hall) -> tuple[Json, Page]:
    """A ballot that was sent with A and changed to A and C since, and the receipt's page."""
    session = meeting(hall)
    phone = joined(hall, session)
    tick(phone, 0)
    sent(phone)
    phone.click(".card > .btn")
    tick(phone, 2)
    again(hall, phone)
    return session, phone


# what is kept, and for how long


def test_a_tap_outlives_a_reload_a_closed_page_and_a_restart_of_the_server(hall: Hall, server: Server) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    phone = joined(hall, session)
    tick(phone, 1, 4)
    phone.reload()
    expect(phone.locator(CHOSEN)).to_have_count(2)
    assert marked(phone) == [1, 4]

    address = phone.url
    hall.forget_connections()
    server.kill()
    server.start()
    other = phone.context.new_page()
    phone.close()
    other.goto(address)
    expect(other.locator(CHOSEN)).to_have_count(2)
    assert marked(other) == [1, 4]
    sent(other)
    assert hall.votes(session["polls"][0]) == [0, 1, 0, 0, 1, 0, 0]
    assert kept(other) == 0


def test_sixty_seconds_offline_lose_nothing_and_the_ballot_goes_by_itself(hall: Hall) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    phone = joined(hall, session)
    phone.context.set_offline(True)
    expect(phone.locator(".note.link")).to_be_visible()
    tick(phone, 0, 6)
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()
    expect(phone.locator(".page:not([hidden]) .live .off")).to_be_visible()
    phone.wait_for_timeout(60_000)
    phone.context.set_offline(False)

    expect(phone.locator(".card .code strong")).to_be_visible()
    assert hall.votes(session["polls"][0]) == [1, 0, 0, 0, 0, 0, 1]
    assert kept(phone) == 0


@pytest.fixture
def relayed(browser: Browser, tmp_path: Path) -> Iterator[tuple[Hall, Relay]]:
    server = Server(tmp_path / "data")
    relay = Relay(server.port)
    server.url = f"http://127.0.0.1:{relay.port}"
    server.start()
    hall = Hall(browser, server)
    yield hall, relay
    hall.leave()
    relay.close()
    assert server.stop() == 0


def test_wifi_that_is_lost_without_a_word_is_noticed_and_another_address_goes_on(
    relayed: tuple[Hall, Relay],
) -> None:
    hall, relay = relayed
    hall.forgive(LOST)
    session = meeting(hall)
    phone = joined(hall, session)
    tick(phone, 3)
    relay.go_dumb()

    expect(phone.locator("body")).to_have_attribute("data-conn", "lost", timeout=40_000)
    expect(phone.locator(".note.link")).to_be_visible()
    tick(phone, 5)
    phone.click(".bar .btn")
    relay.move("127.0.0.2")

    expect(phone.locator(".card .code strong")).to_be_visible(timeout=30_000)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live", timeout=30_000)
    assert hall.votes(session["polls"][0]) == [0, 0, 0, 1, 0, 1, 0]
    assert relay.seen[-1] == "127.0.0.2"  # the control: the server did see another address


@pytest.mark.parametrize("storage", ["refused", "full", "missing"])
def test_without_storage_a_ballot_is_sent_all_the_same_and_nothing_throws(hall: Hall, storage: str) -> None:
    session = meeting(hall)
    phone = hall.phone("/")
    phone.context.add_init_script(
        {
            "refused": "Storage.prototype.getItem = Storage.prototype.setItem = Storage.prototype.removeItem = "
            "() => { throw new DOMException('refused', 'SecurityError') }",
            "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
            "missing": "for (const name of ['localStorage', 'sessionStorage']) "
            "Object.defineProperty(window, name, { get() { throw new DOMException('none', 'SecurityError') } })",
        }[storage]
    )
    phone.goto(f"{hall.server.url}/j/{session['join_code']}/1")
    phone.click(".bar .btn")
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    tick(phone, 0, 1)
    hall.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "换了名称"})  # the page fetches itself again
    phone.wait_for_timeout(500)
    assert marked(phone) == [0, 1]

    sent(phone)
    assert hall.votes(session["polls"][0])[:3] == [1, 1, 0]


# tabs


def test_tabs_of_one_phone_are_in_step_and_one_ballot_comes_of_them(hall: Hall) -> None:
    session = meeting(hall)
    phone = joined(hall, session)
    tab = phone.context.new_page()
    tab.goto(phone.url)
    tick(phone, 0, 2)
    expect(tab.locator(CHOSEN)).to_have_count(2)
    tick(tab, 2)
    expect(phone.locator(CHOSEN)).to_have_count(1)
    tick(tab, 4)
    expect(phone.locator(CHOSEN)).to_have_count(2)
    assert marked(phone) == marked(tab) == [0, 4]

    code = sent(phone)

    expect(tab.locator(".card .code strong")).to_have_text(code)
    assert hall.votes(session["polls"][0]) == [1, 0, 0, 0, 1, 0, 0]
    assert kept(tab) == 0


def test_a_ballot_changed_on_another_device_meanwhile_is_shown_and_one_may_choose(hall: Hall) -> None:
    session = meeting(hall)
    poll, phone = session["polls"][0], joined(hall, session)
    tick(phone, 1)
    other = hall.page(PHONE)
    other.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]
    other.goto(phone.url)
    tick(other, 5)
    sent(other)

    phone.goto(f"{phone.url}?edit={poll['id']}")

    expect(phone.locator(".ballot .notice")).to_contain_text("项目己")
    assert marked(phone) == [1]  # what was chosen here is not lost to what is recorded
    phone.click(".bar .btn")
    expect(phone.locator(".card .picks li").first).to_have_text("项目乙")
    assert hall.votes(poll) == [0, 1, 0, 0, 0, 0, 0]


# choices that differ from what is recorded


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
    again(hall, phone)
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


# the last half minute


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
    phone.click(".bar .btn")
    for _ in polls:
        expect(phone.locator(CHOSEN)).to_have_count(0)
        tick(phone, 0)
        phone.click(".bar .btn")
        phone.wait_for_load_state("networkidle")
    cards = phone.locator(".card")
    expect(cards.nth(0).locator(".left")).to_be_hidden()
    expect(cards.nth(1).locator(".left")).to_contain_text("09:")
    assert phone.locator(".notice .left").count() == 0

    hall.close(session["polls"][0], within=20)
    expect(cards.nth(0).locator(".left")).to_contain_text("00:1")
    expect(cards.nth(1).locator(".left")).to_contain_text("09:")


# the host, and the next person


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
    again(hall, phone)
    expect(phone.locator("[data-part=unsent]")).to_be_visible()
    expect(phone.locator(".another")).to_be_hidden()
