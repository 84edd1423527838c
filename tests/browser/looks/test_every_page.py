"""Every page and scene, in both languages and all the sizes they are made for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.demo import WORDS
from tests.browser.hall import Hall, Json, deal, enter, press_twice
from tests.browser.look import Looker
from tests.browser.sample import ROOT

LANGUAGES = ("zh-CN", "en", "ja")
PLACE = {"zh-CN": "街道会议中心三楼", "en": "Riverside Centre, third floor", "ja": "地区会議センター3階"}
COLUMNS = ("title", "department", "description")
VOTERS = 24
FIRST = (24, 20, 17, 15, 12, 9, 6, 4, 3, 2, 1, 1)
TIED = (23, 20, 18, 15, 10, 10, 7, 5, 3, 2, 2, 1, 0, 0)


@dataclass
class Tour:
    """One hall, one session in one language, and the one who looks."""

    hall: Hall
    looker: Looker
    session: Json
    voters: list[str]

    @property
    def polls(self) -> list[Json]:
        return list(self.session["polls"])

    def vote(self) -> None:
        for poll, targets in zip(self.polls, (FIRST, TIED), strict=True):
            for voter, choices in zip(self.voters, deal(targets, VOTERS), strict=True):
                self.hall.cast(voter, poll, choices)


def begin(hall: Hall, surface: str, language: str, **more: Any) -> Tour:
    text = (ROOT / f"server/samples/liangcheng.{language}.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()[1:], ("list", *COLUMNS)))
    lists = {row["list"]: [each for each in rows if each["list"] == row["list"]] for row in rows}
    words = WORDS[language]
    session = hall.session(
        title=words.title,
        locale=language,
        organization=words.organization,
        place=PLACE[language],
        starts_at="2026-12-05T14:00:00+08:00",
        groups=[{"name": name, "seats": 8} for name in words.groups],
        polls=[
            {"title": title, "options": [{key: row[key] for key in COLUMNS} for row in held]}
            for title, held in lists.items()
        ],
        **more,
    )
    cells = (cell for row in rows for cell in row.values())
    typed = [words.title, words.organization, PLACE[language], *words.groups, *cells]
    is_open = more.get("admission") != "ticket"
    voters = [hall.join(session, n % 4) for n in range(VOTERS)] if is_open else []
    return Tour(hall, Looker(surface, language, typed), session, voters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_pages_look_right(hall: Hall, language: str) -> None:
    hall.forgive("404", "422", "409", "ERR_FAILED")
    tour = begin(hall, "phone", language)
    phone = hall.phone("/", locale=language, is_mobile=False, has_touch=False)
    phones_come_in(tour, phone)
    phones_vote(tour, phone)
    phones_see_the_end(tour, phone)
    tour.looker.is_content()


def phones_come_in(tour: Tour, phone: Page) -> None:
    look, base = tour.looker, tour.hall.server.url
    look.at(phone, "code")
    phone.fill("#code", "000000" if tour.session["join_code"] != "000000" else "111111")
    phone.click(".bar .btn")
    look.at(phone, "code-unknown")
    phone.goto(f"{base}/nowhere")
    look.at(phone, "error")
    phone.goto(f"{base}/j/{tour.session['join_code']}")
    phone.evaluate("document.querySelector('form').submit()")
    expect(phone.locator(".notice")).to_be_visible()
    look.at(phone, "join-no-group")
    phone.goto(f"{base}/j/{tour.session['join_code']}/2")
    look.at(phone, "join")
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    look.at(phone, "waiting")


def phones_vote(tour: Tour, phone: Page) -> None:
    look, hall = tour.looker, tour.hall
    hall.open(*tour.polls)
    expect(phone.locator(".ballot")).to_be_visible()
    look.at(phone, "ballot")
    for option in range(1, 7):
        phone.click(f"label[for=o{option}]")
        if option in (3, 5, 6):
            look.at(phone, f"ballot-{option}")
    phone.evaluate("document.body.dataset.conn = 'lost'")
    look.at(phone, "ballot-over-and-lost")
    phone.evaluate("document.body.dataset.conn = 'live'")
    phone.click("label[for=o6]")
    phone.route("**/ballot", lambda route: route.abort())
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()
    look.at(phone, "unsent")
    phone.unroute_all()
    phone.click("[data-part=now]")
    expect(phone.locator(f'main[data-page="ballot-{tour.polls[1]["id"]}"]')).to_be_visible()
    look.at(phone, "ballot-second")
    phone.goto(phone.url)
    change_elsewhere(tour, phone)
    for option in (1, 7):
        phone.click(f"label[for=o{option}]")
    phone.click(".bar .btn")
    expect(phone.locator(".ballot .notice")).to_be_visible()
    look.at(phone, "ballot-changed-elsewhere")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_have_count(2)
    look.at(phone, "receipt")


def change_elsewhere(tour: Tour, phone: Page) -> None:
    """The same person's other device was faster."""
    cookies = {each["name"]: each["value"] for each in phone.context.cookies()}
    tour.hall.cast(cookies[f"voter-{tour.session['id']}"], tour.polls[1], [2, 3])


def phones_see_the_end(tour: Tour, phone: Page) -> None:
    look, hall = tour.looker, tour.hall
    tour.vote()
    hall.close(*tour.polls, within=60)
    phone.click(".card > a.btn >> nth=0")
    expect(phone.locator(".ballot")).to_be_visible()
    expect(phone.locator(".note.said").first).to_be_visible()
    look.at(phone, "ballot-closing")
    phone.click(".back")
    expect(phone.locator(".stamp")).to_be_visible()
    hall.close(*tour.polls)
    expect(phone.locator(".card .hint").first).to_be_visible()
    expect(phone.locator(".card .btn")).to_have_count(0)
    look.at(phone, "receipt-closed")
    hall.reveal(tour.polls[1])
    expect(phone.locator(".results")).to_be_visible()
    look.at(phone, "result-of-one")
    hall.reveal(tour.polls[0])
    expect(phone.locator(".results details")).to_have_count(2)
    phone.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    look.at(phone, "result")
    nobody = hall.phone(f"/j/{tour.session['join_code']}", locale=tour.looker.language, is_mobile=False)
    nobody.check("#g1")
    enter(nobody)
    look.at(nobody, "result-of-who-came-late")


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenes_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "screen", language)
    look, (first, second) = tour.looker, tour.polls
    screen = hall.screen(tour.session, locale="en" if language == "zh-CN" else "zh-CN", color_scheme="dark")
    assert screen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 248, 241)"  # always light
    show(tour, screen, "join", None)
    wifi = {"ssid": "会议中心", "password": "12345678"}
    look.typed.append(wifi["ssid"])
    hall.host("PATCH", f"/api/sessions/{tour.session['id']}", json={"wifi": wifi})
    screen.reload()
    look.at(screen, "join-wifi")
    show(tour, screen, "hold", None)
    show(tour, screen, "voting", first, name="voting-draft")
    hall.open(first, second)
    tour.vote()
    for kind in ("voting", "tally", "groups"):
        show(tour, screen, kind, first)
    screen.evaluate("document.body.dataset.conn = 'lost'")
    look.at(screen, "lost")
    screen.evaluate("document.body.dataset.conn = 'live'")
    hall.close(first, second, within=90)
    for kind in ("voting", "tally", "groups"):
        show(tour, screen, kind, second, name=f"{kind}-closing")
    hall.close(first, second)
    for kind in ("voting", "tally", "groups"):
        show(tour, screen, kind, second, name=f"{kind}-closed")
    for poll, name in ((first, "reveal"), (second, "reveal-tie")):
        for step in (0, 1, 3, 5):
            show(tour, screen, "reveal", poll, step, f"{name}-{step}")
    look.is_content()


def show(tour: Tour, screen: Page, kind: str, poll: Json | None, step: int = 0, name: str = "") -> None:
    tour.hall.scene(tour.session, kind, poll, step)
    screen.reload()
    expect(screen.locator(f'main[data-page="{kind}"]')).to_be_visible()
    tour.looker.at(screen, name or kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sealed_scenes_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "screen", language)
    poll = tour.polls[0]
    hall.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"})
    hall.open(*tour.polls)
    hall.cast(tour.voters[0], poll, [0])
    screen = hall.screen(tour.session)
    for kind in ("voting", "tally", "groups"):
        show(tour, screen, kind, poll, name=f"sealed-{kind}")
    hall.close(poll)
    show(tour, screen, "tally", poll, name="sealed-tally-closed")
    tour.looker.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_host_pages_look_right(hall: Hall, language: str) -> None:
    hall.forgive("401", "422")
    tour = begin(hall, "host", language)
    page = hall.console(locale=language)
    hosts_prepare(tour, page)
    page.goto(f"{hall.server.url}/host/{tour.session['id']}")
    expect(page.locator("body")).to_have_attribute("data-conn", "live")
    hosts_lead(tour, page)
    hosts_reveal(tour, page)
    tour.looker.is_content()


def hosts_prepare(tour: Tour, page: Page) -> None:
    look, base = tour.looker, tour.hall.server.url
    page.goto(f"{base}/host/sign-in")
    look.at(page, "sign-in")
    page.fill("#key", "wrong")
    page.click("button")
    look.at(page, "sign-in-wrong")
    page.goto(f"{base}/host?lang={look.language}")
    for meeting in tour.hall.host("GET", "/api/sessions")["sessions"]:
        look.typed += [meeting["title"], *(poll["title"] for poll in meeting["polls"])]
    look.at(page, "meetings")
    look.typed += ["甲", "乙", "list", *COLUMNS]
    page.goto(f"{base}/host/new")
    look.at(page, "new")
    page.fill("#groups", "\n".join(f"{name}, 8" for name in WORDS[look.language].groups))
    page.fill("#listing", (ROOT / f"server/samples/liangcheng.{look.language}.csv").read_text("utf-8"))
    expect(page.locator(".chips li").last).to_be_visible()
    look.at(page, "new-checked")
    page.fill("#listing", "list,title\n,\n甲,\n")
    page.fill("#groups", "甲, 乙")
    page.click("button[value=create]")
    look.at(page, "new-wrong")


def hosts_lead(tour: Tour, page: Page) -> None:
    look, hall = tour.looker, tour.hall
    look.at(page, "console-draft")
    for aside in ("results", "pictures"):
        page.goto(f"{page.url}/{aside}")
        look.at(page, f"{aside}-draft")
        page.go_back()
    page.check(".also input")
    page.click("#primary")
    expect(page.locator(".now .tag.on")).to_be_visible()  # a ballot before it is open would be refused
    tour.vote()
    expect(page.locator("tr:not([hidden]) b[data-number=ballots]")).to_have_text([str(VOTERS // 4)] * 4)  # later
    look.at(page, "console-open")
    page.click("#primary")
    look.at(page, "console-armed")
    page.evaluate("document.body.dataset.conn = 'lost'")
    look.at(page, "console-lost")
    page.evaluate("document.body.dataset.conn = 'live'")
    hall.close(*tour.polls, within=60)
    expect(page.locator(".figures .closing")).to_be_visible()
    look.at(page, "console-closing")
    hall.close(*tour.polls)
    expect(page.locator(".ranking")).to_be_visible()
    look.at(page, "console-closed")


def hosts_reveal(tour: Tour, page: Page) -> None:
    look, base = tour.looker, tour.hall.server.url
    page.goto(f"{base}/host/{tour.session['id']}?poll={tour.polls[1]['id']}&refused=poll-closed")
    look.at(page, "console-tie-refused")
    for step in (1, 2):
        page.click("#primary")
        expect(page.locator(".ranking .shown")).to_have_count(step + 1)
    look.at(page, "console-revealing")
    page.goto(f"{base}/host/{tour.session['id']}/results?poll={tour.polls[1]['id']}")
    look.at(page, "results-tie")
    page.goto(f"{base}/host/{tour.session['id']}?poll={tour.polls[0]['id']}")
    press_twice(page, "#publish")
    expect(page.locator(".now .tag.seal")).to_be_visible()
    look.at(page, "console-published")
    page.click("summary.btn")
    look.at(page, "console-code")
    page.goto(f"{base}/host/{tour.session['id']}/results?poll={tour.polls[0]['id']}")
    look.at(page, "results")
