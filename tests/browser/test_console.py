"""Two consoles and a projector in step; keys; what was done and what is taken back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json


def meeting(hall: Hall) -> Json:
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己"]
    return hall.session(groups=[{"name": "一组", "seats": 3}], polls=[{"title": "民生实事项目", "options": options}])


def console(hall: Hall, session: Json) -> Page:
    page = hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}")
    expect(page.locator("body")).to_have_attribute("data-conn", "live")
    return page


def test_two_consoles_and_the_projector_are_in_step(hall: Hall) -> None:
    session = meeting(hall)
    first, second = console(hall, session), console(hall, session)
    screen = hall.screen(session)

    first.keyboard.press("6")
    expect(screen.locator("body")).to_have_attribute("data-scene", "hold")
    for page in (first, second):
        expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".history li").first).to_contain_text("待机")

    second.keyboard.press("z")
    expect(screen.locator("body")).to_have_attribute("data-scene", "join")
    for page in (first, second):
        expect(page.locator("#undo")).to_have_count(0)
        expect(page.locator(".history")).to_have_count(0)

    second.keyboard.press(" ")
    for page in (first, second):
        expect(page.locator(".now .tag")).to_have_text("正在推荐")
    expect(screen.locator("body")).to_have_attribute("data-scene", "voting")


def test_a_minute_is_added_and_taken_back_by_keys(hall: Hall) -> None:
    session = meeting(hall)
    hall.open(*session["polls"], seconds=120)
    page, other = console(hall, session), console(hall, session)
    expect(page.locator(".figures [data-remaining]")).to_have_text(re.compile("01:5|02:00"))

    page.keyboard.press("+")
    for each in (page, other):
        expect(each.locator(".figures [data-remaining]")).to_have_text(re.compile("02:5|03:00"))
        expect(each.locator(".history li").first).to_contain_text("延长 1 分钟")
    other.keyboard.press("z")
    for each in (page, other):
        expect(each.locator(".figures [data-remaining]")).to_have_text(re.compile("01:[45]|02:00"))


def test_keys_are_listed_and_typing_is_no_command(hall: Hall) -> None:
    session = meeting(hall)
    page = console(hall, session)

    page.keyboard.press("?")
    expect(page.locator(".keys .card")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".keys .card")).to_be_hidden()
    page.focus("#seconds")
    page.keyboard.press("6")
    page.wait_for_timeout(400)
    assert hall.again(session)["scene"]["kind"] == "join"
    page.locator("body").evaluate("body => document.activeElement.blur()")
    page.keyboard.press("6")  # the control
    expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")


def test_the_console_knows_its_server_and_its_screens(hall: Hall) -> None:
    session = meeting(hall)
    page = console(hall, session)

    expect(page.locator("[data-number=delay]")).to_have_text(re.compile(r"^\d+$"))
    expect(page.locator("[data-none=screens]")).to_have_class(re.compile("warn"))
    screen = hall.screen(session)
    expect(page.locator("[data-number=screens]")).to_have_text("1")
    expect(page.locator("[data-none=screens]")).not_to_have_class(re.compile("warn"))
    screen.close()
    expect(page.locator("[data-none=screens]")).to_have_class(re.compile("warn"))


def test_a_meeting_is_deleted_only_by_its_name(hall: Hall) -> None:
    session = hall.session(title="可以删除的会议", polls=[{"title": "名单", "options": [{"title": "甲"}]}])
    page = hall.console()
    row = page.locator("tr", has_text="可以删除的会议")
    row.locator(".more summary").click()
    row.locator("input[name=title]").fill("别的会议")
    row.locator("form[action$=delete] button").click()
    expect(page.locator(".note")).to_contain_text("没有删除")

    row.locator("input[name=title]").fill("可以删除的会议")
    row.locator("form[action$=delete] button").click()
    expect(page.locator(".note")).to_contain_text("已删除")
    expect(page.locator("tr", has_text="可以删除的会议")).to_have_count(0)
    assert session["id"] not in {each["id"] for each in hall.host("GET", "/api/sessions")["sessions"]}
