"""Two consoles and a projector in step; keys; what was done and what is taken back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.hall import Hall, Json


def meeting(hall: Hall) -> Json:
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己"]
    return hall.session(groups=[{"name": "一组", "seats": 3}], polls=[{"title": "民生实事项目", "options": options}])


def console(hall: Hall, session: Json) -> Page:
    page = hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}")
    expect(page.locator("body")).to_have_attribute("data-conn", "live")
    return page


def press(page: Page, key: str) -> None:
    """As fast as a person: a page that has just changed listens to keys a moment later."""
    page.wait_for_timeout(300)
    page.keyboard.press(key)


def test_two_consoles_and_the_projector_are_in_step(hall: Hall) -> None:
    session = meeting(hall)
    first, second = console(hall, session), console(hall, session)
    screen = hall.screen(session)

    press(first, "6")
    expect(screen.locator("body")).to_have_attribute("data-scene", "hold")
    for page in (first, second):
        expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".history li").first).to_contain_text("待机")

    press(second, "z")
    expect(screen.locator("body")).to_have_attribute("data-scene", "join")
    for page in (first, second):
        expect(page.locator("#undo")).to_have_count(0)
        expect(page.locator(".history")).to_have_count(0)

    press(second, " ")
    for page in (first, second):
        expect(page.locator(".now .tag")).to_have_text("正在推荐")
    expect(screen.locator("body")).to_have_attribute("data-scene", "tally")


def test_an_act_costs_one_page_and_another_console_learns_of_it_by_one(hall: Hall) -> None:
    session = meeting(hall)
    own = f"{hall.server.url}/host/{session['id']}"
    first, second = console(hall, session), console(hall, session)
    loads: list[Page] = []
    for page in (first, second):
        page.on("request", lambda sent, page=page: sent.url.partition("?")[0] == own and loads.append(page))

    for kind in ("hold", "join", "voting"):
        loads.clear()
        first.click(f"#scene-{kind}")
        for page in (first, second):
            expect(page.locator(f"#scene-{kind}")).to_have_attribute("aria-pressed", "true")
        first.wait_for_timeout(500)  # one too many would have come by now
        assert sorted(loads, key=(first, second).index) == [first, second]


def test_an_act_whose_answer_takes_long_keeps_nothing_else_from_the_console(hall: Hall) -> None:
    session = meeting(hall)
    page = console(hall, session)
    held: list[Route] = []
    page.route("**/act", lambda route: held.append(route), times=1)
    page.clock.install()
    page.click("#scene-hold")
    hall.scene(session, "join")
    hall.open(*session["polls"])
    page.clock.run_for(11_000)

    expect(page.locator(".now .tag")).to_have_text("正在推荐")
    (route,) = held
    route.continue_()
    expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")


def test_a_minute_is_added_and_taken_back_by_keys(hall: Hall) -> None:
    session = meeting(hall)
    hall.open(*session["polls"], seconds=120)
    page, other = console(hall, session), console(hall, session)
    expect(page.locator(".figures [data-remaining]")).to_have_text(re.compile("01:5|02:00"))

    press(page, "+")
    for each in (page, other):
        expect(each.locator(".figures [data-remaining]")).to_have_text(re.compile("02:5|03:00"))
        expect(each.locator(".history li").first).to_contain_text("延长 1 分钟")
    press(other, "z")
    for each in (page, other):
        expect(each.locator(".figures [data-remaining]")).to_have_text(re.compile("01:[45]|02:00"))


def test_keys_are_listed_and_typing_is_no_command(hall: Hall) -> None:
    session = meeting(hall)
    page = console(hall, session)

    press(page, "?")
    expect(page.locator(".keys .card")).to_be_visible()
    press(page, "?")
    expect(page.locator(".keys .card")).to_be_hidden()
    page.focus("#seconds")
    press(page, "6")
    page.wait_for_timeout(400)
    assert hall.again(session)["scene"]["kind"] == "join"
    page.locator("body").evaluate("body => document.activeElement.blur()")
    press(page, "6")  # the control
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


def test_what_is_typed_outlives_a_change_made_elsewhere(hall: Hall) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    hall.open(poll)
    for choices in (range(5), [5]):  # six with one vote each, for five places
        hall.cast(hall.join(session, 0), poll, choices)
    hall.close(poll)
    page, other = console(hall, session), console(hall, session)
    page.click("#decide")
    page.click("#way-lot summary")
    page.fill("#seed", "3444.43")

    press(other, "6")
    expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")

    expect(page.locator("#seed")).to_be_visible()
    expect(page.locator("#seed")).to_have_value("3444.43")
    assert page.evaluate("document.activeElement.id") == "seed"


def test_what_is_typed_for_one_list_does_not_move_to_another(hall: Hall) -> None:
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己"]
    session = hall.session(polls=[{"title": title, "options": options} for title in ("第一份", "第二份")])
    hall.open(*session["polls"])
    for poll in session["polls"]:
        for choices in (range(5), [5]):
            hall.cast(hall.join(session), poll, choices)
    hall.close(*session["polls"])
    page = console(hall, session)
    page.click("#decide")
    page.click("#way-lot summary")
    page.fill("#seed", "3444.43")

    page.click(f'.agenda a[href="?poll={session["polls"][1]["id"]}"] >> nth=0')
    expect(page.locator(".now h2")).to_have_text("第二份")

    expect(page.locator("#seed")).to_have_value("")
