"""A whole meeting in which reports are graded: two phones, one without script, the projector, the result."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.finger import again
from tests.browser.hall import Hall, Json, enter, scripts_late
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES
from tests.features.polls.graded import NAMES

REPORTS = {
    "zh-CN": (("党建办主任", "党建工作办公室"), ("社区办主任", "社区服务办公室"), ("执法队队长", "综合行政执法队")),
    "en": (("Deputy head of the commissions", "Community services"), ("Bursar", "Finance"), ("Clerk", "Safety")),
    "ja": (("推進課 課長", "地域サービス推進課"), ("財政課 課長", "財政課"), ("課長", "防災課")),
}
FEW: tuple[tuple[int, int], ...] = ((320, 640), (390, 844))


def meeting(hall: Hall, language: str = "zh-CN", **fields: object) -> Json:
    options = [{"title": title, "department": department} for title, department in REPORTS[language]]
    listed = {"title": "述职评议", "type": "grade", "winners": 1, "options": options, **fields}
    return hall.session(locale=language, polls=[listed])


def phone_at(hall: Hall, session: Json, **more: object) -> Page:
    phone = hall.phone(f"/j/{session['join_code']}", **more)
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    return phone


def grade(phone: Page, places: str) -> None:
    """``01-`` gives the first report the best grade and takes back what the third has, where it has one."""
    for n, place in enumerate(places, start=1):
        if place != "-":
            phone.click(f"label[for=o{n}-{int(place) + 1}]")
        elif (clear := phone.locator(f"label[for=o{n}-0]")).is_visible():
            clear.click()


def counts(hall: Hall, poll: Json) -> list[list[int]]:
    found = hall.host("GET", f"/api/polls/{poll['id']}/result")["options"]
    by_option = {each["option"]: each["grading"]["counts"] for each in found}
    return [by_option[option["id"]] for option in poll["options"]]


def test_a_review_from_two_phones_to_its_result(hall: Hall) -> None:
    session = meeting(hall, min_choices=2)
    (poll,) = session["polls"]
    hall.open(poll)
    hall.scene(session, "tally", poll)
    screen, phone, plain = (
        hall.screen(session),
        phone_at(hall, session),
        phone_at(hall, session, java_script_enabled=False),
    )

    grade(phone, "0")
    expect(phone.locator(".btn .none")).to_be_visible()
    grade(phone, "013")
    grade(phone, "01-")
    expect(phone.locator("[data-part=count]")).to_have_text("已评 2 项，共 3 项")
    phone.click(".bar .btn")
    expect(phone.locator(".card .picks li")).to_have_count(2)
    expect(phone.locator(".card .picks")).to_contain_text(f"社区办主任：{NAMES[1]}")
    grade(plain, "33-")
    plain.click(".bar .btn")
    expect(plain.locator(".card .picks")).to_contain_text(f"党建办主任：{NAMES[3]}")
    expect(screen.locator("[data-option] .votes").first).to_have_text("0.70")
    assert counts(hall, poll) == [[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 0, 0]]

    plain.click(".card a.btn")
    grade(plain, "003")
    plain.click(".bar .btn")
    expect(screen.locator("[data-option] .votes").first).to_have_text("1.00")
    expect(screen.locator("[data-option] .name")).to_have_text(["党建办主任", "社区办主任", "执法队队长"])
    hall.close(poll)
    hall.scene(session, "reveal", poll, 1)
    expect(screen.locator(".places .votes")).to_have_text("1.00 分")
    expect(screen.locator(f".places [aria-label='{NAMES[0]} 2']")).to_have_count(1)
    hall.reveal(poll)
    expect(phone.locator(".rank .mine")).to_have_text(f"您评的：{NAMES[0]}")
    assert counts(hall, poll) == [[2, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1]]


def test_grades_that_are_not_sent_are_kept_and_sent_from_the_card(hall: Hall) -> None:
    session = meeting(hall)
    (poll,) = session["polls"]
    hall.open(poll)
    phone = phone_at(hall, session)
    grade(phone, "012")
    phone.reload()
    expect(phone.locator("#o3-3")).to_be_checked()
    grade(phone, "--2")
    expect(phone.locator("#o1-0")).to_be_checked()
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    phone.click(".card a.btn")
    grade(phone, "3")
    phone.goto(f"{hall.server.url}/s/{session['id']}")

    expect(phone.locator(".unsent .picks li")).to_have_text([f"党建办主任：{NAMES[3]}", f"执法队队长：{NAMES[2]}"])
    phone.click("[data-part=send]")

    expect(phone.locator(".unsent")).to_have_count(0)
    assert counts(hall, poll) == [[0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]]


def test_grades_given_before_the_script_is_there_are_kept_with_those_from_before(hall: Hall) -> None:
    session = meeting(hall)
    hall.open(session["polls"][0])
    phone = phone_at(hall, session)
    grade(phone, "01")
    expect(phone.locator("[data-part=count]")).to_have_text("已评 2 项，共 3 项")
    come = scripts_late(phone)
    phone.click("label[for=o1-4]")
    phone.click("label[for=o3-3]")

    come()

    expect(phone.locator("[data-part=count]")).to_have_text("已评 3 项，共 3 项")
    for _ in range(2):  # as the script left it, and as it is kept
        for n, place in ((1, 4), (2, 2), (3, 3)):
            expect(phone.locator(f"#o{n}-{place}")).to_be_checked()
        again(phone)


def test_a_phone_whose_grades_are_older_shows_what_is_recorded(hall: Hall) -> None:
    hall.forgive("409")
    session = meeting(hall)
    (poll,) = session["polls"]
    hall.open(poll)
    phone = phone_at(hall, session)
    grade(phone, "000")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    phone.click(".card a.btn")
    phone.evaluate("document.querySelector('.ballot').revision.value = 0")
    grade(phone, "333")
    phone.click(".bar .btn")

    expect(phone.locator(".notice [data-part=recorded]")).to_contain_text(
        f"党建办主任：{NAMES[0]}、社区办主任：{NAMES[0]}"
    )
    expect(phone.locator("#o1-4")).to_be_checked()
    phone.click(".bar .btn")
    expect(phone.locator(".card .picks")).to_contain_text(f"党建办主任：{NAMES[3]}")
    assert counts(hall, poll) == [[0, 0, 0, 1]] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_review_look_right(hall: Hall, language: str) -> None:
    session = meeting(hall, language, min_choices=2)
    (poll,) = session["polls"]
    hall.open(poll)
    names = [each["name"] for each in poll["grades"]]
    typed = [session["title"], poll["title"], *names, *(text for report in REPORTS[language] for text in report)]
    look, wide = Looker("phone", language, typed, sizes=FEW), Looker("screen", language, typed, sizes=((1024, 768),))
    phone = phone_at(hall, session, locale=language, is_mobile=False, has_touch=False)
    look.at(phone, "graded-ballot")
    grade(phone, "01")
    phone.evaluate("document.documentElement.classList.add('big')")
    look.at(phone, "graded-ballot-big")
    phone.evaluate("document.documentElement.classList.remove('big')")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    look.at(phone, "graded-receipt")
    hall.scene(session, "tally", poll)
    screen = hall.screen(session)
    wide.at(screen, "graded-tally")
    hall.close(poll)
    hall.scene(session, "reveal", poll, 1)
    expect(screen.locator(".places .dist")).to_be_visible()
    wide.at(screen, "graded-reveal")
    hall.reveal(poll)
    expect(phone.locator(".rank")).to_be_visible()
    look.at(phone, "graded-result")
    context = Looker("host", language, typed, sizes=((1280, 720),))
    console = hall.console(locale=language)
    console.goto(f"{hall.server.url}/host/{session['id']}/results")
    context.at(console, "graded-results")
    console.goto(f"{hall.server.url}/host/new")
    console.check("#type-grade")
    console.click("#grade-set summary")
    context.at(console, "graded-new")
    paper = Looker("print", language, typed, sizes=((1000, 1414),))
    console.goto(f"{hall.server.url}/print/{session['id']}/minutes")
    paper.at(console, "graded-minutes")
    for each in (look, wide, context, paper):
        each.is_content()
