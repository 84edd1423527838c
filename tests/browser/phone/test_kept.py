"""Nothing a phone holds is lost: reload, 60 s offline, a restart, another access point, a second tab, no storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.finger import CHOSEN, kept, marked, sent, tick
from tests.browser.hall import PHONE, Hall, enter
from tests.browser.relay import Relay
from tests.browser.screen.test_reconnect import LOST, joined, meeting
from tests.browser.server import Server


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


def test_answers_that_are_lost_are_asked_for_again_soon(hall: Hall) -> None:
    """A phone waited 8 s for each: on a network that loses one in five, one ballot in a hundred took 30 s and more."""
    session = meeting(hall)
    phone = joined(hall, session)
    arrived: list[object] = []

    def lose(route: Route) -> None:
        arrived.append(route.request.post_data_json)
        if len(arrived) > 2:
            return route.continue_()
        route.fetch()  # and nobody hears of it
        return None

    phone.route("**/api/polls/*/ballot", lose)
    tick(phone, 0, 6)
    phone.click(".bar .btn")

    expect(phone.locator(".steps")).to_be_visible()
    expect(phone.locator(".card .code strong")).to_be_visible(timeout=12_000)
    assert len(arrived) == 3
    assert arrived[0] == arrived[1] == arrived[2]
    assert hall.votes(session["polls"][0]) == [1, 0, 0, 0, 0, 0, 1]


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
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    tick(phone, 0, 1)
    hall.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "换了名称"})  # the page fetches itself again
    phone.wait_for_timeout(500)
    assert marked(phone) == [0, 1]

    sent(phone)
    assert hall.votes(session["polls"][0])[:3] == [1, 1, 0]


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
