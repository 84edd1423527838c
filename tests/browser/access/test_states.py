"""Pages and states that are not looked at otherwise: none has a fault that axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect

from server.web.error_pages import busy_page
from server.web.render import environment, make_html
from tests.browser.axe import violations
from tests.browser.hall import Hall, Json, enter, press_twice
from tests.browser.looks.test_every_page import Tour, begin

REFUSED: dict[str, dict[str, object]] = {
    "403": {"status": 403},
    "stale": {"status": 403, "is_stale": True},
    "elsewhere": {"status": 403, "is_elsewhere": True, "is_another_door": True},
    "413": {"status": 413},
    "422": {"status": 422, "detail": "Something is missing."},
    "429": {"status": 429},
    "500": {"status": 500, "reference": "4711"},
    "503": {"status": 503},
    "disk": {"status": 503, "trouble": "full"},
}


@dataclass
class Finder:
    """What axe finds, page by page."""

    wrong: list[str] = field(default_factory=list)

    def at(self, page: Page, name: str) -> None:
        self.wrong += [f"{name}: {each}" for each in violations(page)]


@pytest.fixture
def axe() -> Iterator[Finder]:
    finder = Finder()
    yield finder
    assert not finder.wrong, "\n".join(finder.wrong)


def show(hall: Hall, page: Page, html: str) -> None:
    """As the server's answer at an address of its own."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/shown", answer)
    page.goto(f"{hall.server.url}/shown")
    page.unroute_all()


def unfold(page: Page, kind: str = "") -> None:
    page.evaluate("kind => document.querySelectorAll(`details${kind}`).forEach(each => (each.open = true))", kind)


def phone_in(hall: Hall, session: Json, **more: object) -> Page:
    phone = hall.phone(f"/j/{session['join_code']}/1", locale="en", **more)
    enter(phone)
    return phone


def test_a_fault_is_found(hall: Hall) -> None:
    """The control."""
    page = hall.phone("/", locale="en")
    page.evaluate("document.querySelector('input').removeAttribute('id')")
    page.locator("h1").evaluate("h1 => (h1.style.color = '#bbb')")
    found = "\n".join(violations(page))
    assert "label: " in found
    assert "color-contrast: " in found


def test_pages_that_refuse(hall: Hall, axe: Finder) -> None:
    """Rendered as the server does, and shown where its style and script are."""
    hall.forgive("the server responded with a status")
    page = hall.phone("/", locale="en")
    pages = {name: make_html("shared/error.html", "en", big=False, context=shown) for name, shown in REFUSED.items()}
    pages["busy"] = busy_page("en").plain({"seconds": b"5"}).decode()
    for name, html in pages.items():
        show(hall, page, html)
        expect(page.locator("h1")).to_be_visible()
        axe.at(page, name)
    # WCAG 2.2.1 is about time to read or to act in. This page has nothing but that it asks again for the one that was
    # wanted, it says so, and it must do so without script, which is not sent to who comes when there is no room.
    axe.wrong = [each for each in axe.wrong if not each.startswith("busy: meta-refresh")]


def test_pages_that_help(hall: Hall, axe: Finder) -> None:
    phone = hall.phone("/help/network", locale="en")
    axe.at(phone, "network-help")
    unfold(phone)
    axe.at(phone, "network-help-open")
    strange = hall.phone("/", locale="en")
    other = environment("en").get_template("shared/other-address.html").render()
    show(hall, strange, other)
    axe.at(strange, "other-address")


def test_a_hosts_first_pages_and_menus(hall: Hall, axe: Finder) -> None:
    page = hall.console(locale="en")
    axe.at(page, "meetings-none") if page.locator(".empty").count() else None
    page.goto(f"{hall.server.url}/host/new?sample")
    unfold(page)
    axe.at(page, "new-sample-open")
    tour = begin(hall, "host", "en")
    page.goto(f"{hall.server.url}/host")
    page.locator(".more summary").first.click()
    axe.at(page, "meetings-more")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/meeting")
    axe.at(page, "meeting-fields")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}")
    for menu in ("code", "keys", "more"):
        page.click(f"#menu-{menu} summary")
        axe.at(page, f"console-menu-{menu}")
    unfold(page, ".fold")
    axe.at(page, "console-folds")


def test_a_sealed_list_and_one_decided_by_run_off(hall: Hall, axe: Finder) -> None:
    tour = begin(hall, "host", "en")
    page = hall.console(locale="en")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}?poll={tour.polls[1]['id']}")
    press_twice(page, "#seal")
    hall.open(*tour.polls)
    tour.vote()
    expect(page.locator("#extend")).to_be_visible()
    axe.at(page, "console-sealed")
    page.goto(f"{page.url.partition('?')[0]}/results?poll={tour.polls[1]['id']}")
    axe.at(page, "results-sealed")
    hall.close(*tour.polls)
    hall.host("POST", f"/api/polls/{tour.polls[1]['id']}/tie", json={"method": "runoff"})
    run_off(hall, tour, page, axe)


def run_off(hall: Hall, tour: Tour, page: Page, axe: Finder) -> None:
    (poll,) = [
        each for each in hall.again(tour.session)["polls"] if each["id"] not in {one["id"] for one in tour.polls}
    ]
    hall.open(poll)
    phone = phone_in(hall, tour.session, is_mobile=False, has_touch=False)
    expect(phone.locator(".ballot")).to_be_visible()
    axe.at(phone, "run-off-ballot")
    phone.click("label[for=o1]")
    axe.at(phone, "run-off-chosen")
    screen = hall.screen(tour.session, locale="en")
    for kind in ("voting", "tally"):
        hall.scene(tour.session, kind, poll)
        expect(screen.locator(f"main[data-page={kind}]")).to_be_visible()
        axe.at(screen, f"run-off-{kind}")
    for voter in tour.voters[:3]:
        hall.cast(voter, poll, [0])
    hall.close(poll)
    hall.reveal(*tour.polls, poll)
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/results?poll={tour.polls[1]['id']}")
    axe.at(page, "results-decided")
    expect(phone.locator("main[data-page=result]")).to_be_visible()
    axe.at(phone, "result-decided")
    for kind in ("tally", "reveal"):
        hall.scene(tour.session, kind, tour.polls[1], 5)
        expect(screen.locator(f"main[data-page={kind}]")).to_be_visible()
        axe.at(screen, f"decided-{kind}")


def test_one_ballot_for_a_group_and_a_phone_that_goes_round(hall: Hall, axe: Finder) -> None:
    shared = begin(hall, "phone", "en", voters="group")
    hall.open(*shared.polls)
    phone = phone_in(hall, shared.session)
    expect(phone.locator(".ballot")).to_be_visible()
    axe.at(phone, "group-ballot")
    passed = begin(hall, "phone", "en", shared_phones=True)
    hall.open(passed.polls[0])
    phone = phone_in(hall, passed.session)
    expect(phone.locator(".ballot")).to_be_visible()
    phone.click("label[for=o1]")
    phone.click(".bar .btn")
    axe.at(phone, "shared-receipt")
    phone.click(".another")
    expect(phone.locator("main[data-page=another]")).to_be_visible()
    axe.at(phone, "another-person")
    phone.goto(f"{hall.server.url}/s/{passed.session['id']}/group")
    axe.at(phone, "change-group")


def test_in_other_colours(hall: Hall, axe: Finder) -> None:
    """Contrast is another question in the dark; the projector has its two looks of its own."""
    tour = begin(hall, "phone", "en")
    hall.open(*tour.polls)
    tour.vote()
    phone = phone_in(hall, tour.session, color_scheme="dark")
    expect(phone.locator(".ballot")).to_be_visible()
    phone.click("label[for=o1]")
    axe.at(phone, "ballot-dark")
    console = hall.console(locale="en", color_scheme="dark")
    console.goto(f"{hall.server.url}/host/{tour.session['id']}")
    console.click("#primary")
    axe.at(console, "console-dark-armed")
    for key, look in (("c", "contrast"), ("d", "dark")):
        screen = hall.screen(tour.session)
        expect(screen.locator("body")).to_have_attribute("data-conn", "live")
        screen.keyboard.press(key)
        for kind in ("join", "voting", "tally"):
            hall.scene(tour.session, kind, None if kind == "join" else tour.polls[0])
            expect(screen.locator(f"main[data-page={kind}]")).to_be_visible()
            axe.at(screen, f"{kind}-{look}")
