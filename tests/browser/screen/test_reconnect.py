"""A lost server or network: the picture stands still and says so, and no ballot is lost or counted twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.finger import kept
from tests.browser.hall import PHONE, Hall, Json, enter
from tests.browser.server import Server

LOST = "ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_FAILED|ERR_SOCKET|ERR_INTERNET|WebSocket connection"
GROUPS = [{"name": "居民区书记组", "seats": 10}, {"name": "党群工作组", "seats": 10}]

# When the connection was back and when the figures were right, on the page's own clock.
WATCH = """([selector, wanted]) => {
  const figures = () => [...document.querySelectorAll(selector)].map(each => each.textContent).join(" ")
  const passed = (what, resolve) => what() ? resolve(performance.now()) : setTimeout(passed, 10, what, resolve)
  const when = what => new Promise(resolve => passed(what, resolve))
  window.untilRight = when(() => document.body.dataset.conn === "lost")
    .then(() => when(() => document.body.dataset.conn === "live"))
    .then(live => when(() => figures() === wanted).then(right => ({ live, right })))
}"""


def meeting(hall: Hall, options: int = 7) -> Json:
    """Two groups, one open list."""
    titles = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己庚辛壬癸子丑"[:options]]
    session = hall.session(groups=GROUPS, polls=[{"title": "民生实事项目", "options": titles}])
    hall.open(session["polls"][0])
    return session


def joined(hall: Hall, session: Json) -> Page:
    """A phone of the first group, before its ballot."""
    phone = hall.phone(f"/j/{session['join_code']}/1")
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    return phone


def choose(phone: Page, *options: int) -> None:
    for option in options:
        phone.click(f"label[for=o{option + 1}]")
    phone.click(".bar .btn")


def seconds_to_right(page: Page, happened: float) -> float:
    """From the new connection, or from the last thing that happened where that was later."""
    seen = page.evaluate("untilRight")
    return float(seen["right"] - max(seen["live"], happened)) / 1000


def now(page: Page) -> float:
    return float(page.evaluate("performance.now()"))


def test_after_kill_9_every_page_is_right_within_a_second_of_its_reconnect(hall: Hall, server: Server) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    poll = session["polls"][0]
    voters = [hall.join(session, n % 2) for n in range(12)]
    for voter in voters[:4]:
        hall.cast(voter, poll, [0, 1])
    hall.scene(session, "tally", poll)
    screen, console, phone = hall.screen(session), hall.console(), joined(hall, session)
    console.goto(f"{server.url}/host/{session['id']}")
    expect(screen.locator(".bars .votes")).to_have_text(["4", "4", "0", "0", "0", "0", "0"])
    expect(console.locator("body")).to_have_attribute("data-conn", "live")
    screen.evaluate(WATCH, [".bars .votes", "12 8 4 0 0 0 0"])
    console.evaluate(WATCH, [".figures [data-number=ballots]", "12"])

    hall.forget_connections()
    server.kill()
    expect(screen.locator(".stale")).to_be_visible()
    expect(screen.locator(".stale time")).not_to_be_empty()
    expect(screen.locator(".bars .votes").first).to_have_text("4")  # the last good picture
    expect(console.locator(".lost")).to_be_visible()
    expect(console.locator("#primary")).to_be_disabled()
    expect(phone.locator(".note.link")).to_be_visible()
    screen.wait_for_timeout(1_000)
    server.start()
    for voter in voters[4:]:
        hall.cast(voter, poll, [0, 2] if voter in voters[8:] else [0, 1])

    done = [now(page) for page in (screen, console)]

    assert [seconds_to_right(*each) < 1 for each in zip((screen, console), done, strict=True)] == [True, True]
    expect(screen.locator(".stale")).to_be_hidden()
    expect(screen.locator(".bars .name").first).to_have_text("项目甲")
    expect(console.locator("#primary")).to_be_enabled()
    phone.evaluate("dispatchEvent(new Event('online'))")  # phones come back later than the screen unless they are woken
    expect(phone.locator(".note.link")).to_be_hidden()
    choose(phone, 6)
    expect(phone.locator(".card .code strong")).to_be_visible()
    expect(screen.locator(".bars .votes")).to_have_text(["12", "8", "4", "1", "0", "0", "0"])


def test_a_state_that_changed_while_the_screen_was_away_is_on_it_within_a_second(hall: Hall, server: Server) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    poll = session["polls"][0]
    hall.cast(hall.join(session, 0), poll, [2])
    screen = hall.screen(session)
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    screen.evaluate(WATCH, [".places .title", "项目丙"])

    hall.forget_connections()
    server.kill()
    expect(screen.locator(".stale")).to_be_visible()
    screen.wait_for_timeout(1_000)
    server.start()
    hall.close(poll)
    hall.scene(session, "reveal", poll, 1)
    done = now(screen)

    assert seconds_to_right(screen, done) < 1


def test_an_unsent_ballot_outlives_the_server_and_a_reload_and_is_counted_once(hall: Hall, server: Server) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    poll, phone = session["polls"][0], joined(hall, session)
    hall.forget_connections()
    server.kill()
    choose(phone, 1, 3)
    expect(phone.locator(".steps")).to_be_visible()
    expect(phone.locator(".page:not([hidden]) .picks li")).to_have_text(["项目乙", "项目丁"])
    expect(phone.locator("[data-part=kept]")).to_be_visible()

    blocked = on_every_ballot(phone, lambda route: route.abort())
    server.start()
    phone.reload()
    expect(phone.locator(".ballot")).to_have_attribute("aria-busy", "true")
    expect(phone.locator(".pick:checked")).to_have_count(2)
    expect(phone.locator(".steps")).to_be_visible()
    assert hall.votes(poll) == [0] * 7
    phone.unroute_all()

    expect(phone.locator(".card .code strong")).to_be_visible()
    assert hall.votes(poll) == [0, 1, 0, 1, 0, 0, 0]
    assert len({ballot["id"] for ballot in blocked}) == 1
    assert kept(phone) == 0


def test_a_ballot_whose_answer_was_lost_is_sent_again_and_counted_once(hall: Hall) -> None:
    hall.forgive(LOST)
    session = meeting(hall)
    poll, phone = session["polls"][0], joined(hall, session)

    def lose_the_first_answer(route: Route) -> None:
        if len(sent) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    sent = on_every_ballot(phone, lose_the_first_answer)
    choose(phone, 0, 6)

    expect(phone.locator(".card .code strong")).to_be_visible()
    assert len(sent) == 2
    assert sent[0]["id"] == sent[1]["id"]
    assert hall.votes(poll) == [1, 0, 0, 0, 0, 0, 1]
    receipt = phone.locator(".card .code strong").inner_text()
    phone.reload()
    expect(phone.locator(".card .code strong")).to_have_text(receipt)


def test_a_ballot_that_reaches_a_closed_list_is_said_to_be_late(hall: Hall) -> None:
    hall.forgive(LOST, "409")
    session = meeting(hall)
    poll, phone = session["polls"][0], joined(hall, session)
    on_every_ballot(phone, lambda route: route.abort())
    choose(phone, 0)
    expect(phone.locator(".steps")).to_be_visible()
    hall.close(poll)
    phone.unroute_all()

    expect(phone.locator("[data-part=late]")).to_be_visible()

    phone.reload()
    expect(phone.locator("[data-part=late]")).to_be_visible()
    assert hall.votes(poll) == [0] * 7


def test_a_choice_made_on_two_phones_is_not_overwritten_unseen(hall: Hall) -> None:
    hall.forgive("409")
    session = meeting(hall)
    poll, phone = session["polls"][0], joined(hall, session)
    other = hall.page(PHONE)
    other.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]
    other.goto(phone.url)
    choose(other, 4)
    expect(other.locator(".card .code strong")).to_be_visible()

    choose(phone, 2)

    expect(phone.locator(".ballot .notice")).to_contain_text("项目戊")
    assert hall.votes(poll) == [0, 0, 0, 0, 1, 0, 0]
    phone.click(".bar .btn")
    expect(phone.locator(".card .picks li")).to_have_text(["项目丙"])
    assert hall.votes(poll) == [0, 0, 1, 0, 0, 0, 0]


def test_a_countdown_reaches_a_phone_whose_list_had_no_end(hall: Hall) -> None:
    session = hall.session(polls=[{"title": "民生实事项目", "options": [{"title": "项目甲"}, {"title": "项目乙"}]}])
    poll = session["polls"][0]
    hall.open(poll, seconds=None)
    voted, voting = joined(hall, session), hall.phone(f"/j/{session['join_code']}")
    enter(voting)
    choose(voted, 0)
    expect(voted.locator(".notice .left")).to_be_hidden()
    expect(voting.locator(".clock")).to_be_hidden()
    voting.click("label[for=o1]")

    hall.close(poll, within=10)

    for phone in (voted, voting):
        expect(phone.locator(".left")).to_be_visible()
        expect(phone.locator(".left")).to_contain_text("00:0")
    expect(voting.locator(".note.last")).to_be_visible()
    expect(voting.locator(".pick:checked")).to_have_count(1)
    hall.host("POST", f"/api/polls/{poll['id']}/cancel-close")
    expect(voting.locator(".clock")).to_be_hidden()
    expect(voted.locator(".notice .left")).to_be_hidden()


def on_every_ballot(phone: Page, act: Callable[[Route], None]) -> list[Json]:
    """What the phone tries to send, while ``act`` stands in the way."""
    tried: list[Json] = []

    def stand(route: Route) -> None:
        tried.append(route.request.post_data_json)
        act(route)

    phone.route("**/api/polls/*/ballot", stand)
    return tried
