"""Questions from the floor with every device: put in, supported, drawn, answered, judged; nothing typed is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter


def meeting(hall: Hall) -> Json:
    options = [{"title": f"项目{n}", "department": "社区管理办公室"} for n in "甲乙"]
    return hall.session(groups=[{"name": "一组"}, {"name": "二组"}], polls=[{"title": "项目", "options": options}])


def path_of(session: Json) -> str:
    return f"/api/sessions/{session['id']}/questions"


def phone_in(hall: Hall, session: Json, group: int = 1) -> Page:
    phone = hall.phone(f"/j/{session['join_code']}/{group}")
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    return phone


def led(hall: Hall, session: Json) -> Page:
    page = hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}/questions")
    expect(page.locator("body")).to_have_attribute("data-conn", "live")
    return page


def test_a_question_goes_from_the_phone_to_the_stamp(hall: Hall) -> None:
    session = meeting(hall)
    asker, other = phone_in(hall, session), phone_in(hall, session, 2)
    host, screen = led(hall, session), hall.screen(session)
    expect(asker.locator("#q")).to_have_count(0)

    host.click("#open")
    asker.fill("#q", "电梯什么时候修？")
    expect(asker.locator("[data-part=length]")).to_have_text("8 / 120")
    asker.fill("#q-name", "居民代表")
    asker.click("#ask .btn")
    expect(asker.locator(".own-questions .said")).to_have_text("电梯什么时候修？")
    expect(host.locator(".row .words")).to_have_text("电梯什么时候修？")

    other.reload()
    other.click(".support")
    expect(other.locator(".support")).to_have_attribute("aria-pressed", "true")
    expect(host.locator(".row .count b")).to_have_text("1")
    expect(asker.locator(".own-questions [data-supports]")).to_have_text("1")

    host.click("#draw")
    expect(screen.locator("body")).to_have_attribute("data-scene", "question")
    expect(screen.locator("blockquote")).to_have_text("电梯什么时候修？")
    expect(screen.locator(".who")).to_contain_text("居民代表")
    expect(asker.locator(".up .hint")).to_have_text("正在答复您的提问")

    host.fill("input[id^=department]", "社区管理办公室")
    host.click("#answered")
    expect(screen.locator(".who")).to_contain_text("社区管理办公室")
    expect(screen.locator(".st")).to_be_visible()
    expect(other.locator(".verdicts")).to_have_count(0)
    asker.click(".verdicts [value=satisfied]")
    expect(asker.locator(".verdicts [aria-pressed=true]")).to_have_text("满意")
    expect(screen.locator(".st.satisfied")).to_be_visible()
    expect(host.locator(".verdict")).to_contain_text("满意 1")
    hall.calm()


def test_what_somebody_types_stays_while_the_room_goes_on(hall: Hall) -> None:
    session = meeting(hall)
    hall.host("PATCH", path_of(session), json={"open": True})
    for n in range(3):
        hall.by(hall.join(session), "POST", path_of(session), json={"text": f"第 {n} 题？"})
    phone, host = phone_in(hall, session), led(hall, session)
    phone.click("#q")
    phone.keyboard.type("我们楼的")
    host.click(".row [name=act][value=show] ~ button >> nth=0")
    expect(host.locator(".card-now .words")).to_be_visible()
    phone.wait_for_timeout(1_500)

    expect(phone.locator("#q")).to_be_focused()
    expect(phone.locator("#q")).to_have_value("我们楼的")
    expect(phone.locator(".up")).to_have_count(0)
    phone.keyboard.type("电梯")
    phone.locator("#q").blur()
    expect(phone.locator(".up")).to_be_visible()  # what came meanwhile is shown once nobody types
    expect(phone.locator("#q")).to_have_value("我们楼的电梯")
    host.fill("input[id^=department]", "办公室")
    hall.by(hall.join(session), "POST", path_of(session), json={"text": "又一题？"})
    host.wait_for_timeout(1_500)
    expect(host.locator("input[id^=department]")).to_have_value("办公室")
    hall.calm()


def test_the_next_card_does_not_inherit_what_was_typed_for_the_last(hall: Hall) -> None:
    session = meeting(hall)
    hall.host("PATCH", path_of(session), json={"open": True})
    for n in range(2):
        hall.by(hall.join(session), "POST", path_of(session), json={"text": f"第 {n} 题？"})
    host = led(hall, session)
    host.click("#draw")
    host.fill("input[id^=department]", "办公室")
    first = host.inner_text(".card-now .words")
    host.click("#draw")
    expect(host.locator(".card-now .words")).not_to_have_text(first)
    expect(host.locator("input[id^=department]")).to_have_value("")
    hall.calm()


def test_without_script_the_form_is_on_a_page_that_does_not_load_itself_anew(hall: Hall) -> None:
    session = meeting(hall)
    hall.host("PATCH", path_of(session), json={"open": True})
    phone = hall.phone(f"/j/{session['join_code']}/1", java_script_enabled=False)
    enter(phone)
    expect(phone.locator("#q")).to_be_hidden()
    phone.click("noscript a.btn, #questions > a.btn")
    assert phone.locator("meta[http-equiv=refresh]").count() == 0
    phone.fill("#q", "没有脚本也能问？")
    phone.click("#ask .btn")
    expect(phone.locator(".own-questions .said")).to_have_text("没有脚本也能问？")


def test_five_hundred_questions_stay_smooth_on_phone_and_console(hall: Hall) -> None:
    """Whether a page is in step, not how fast this machine is: docs/performance.md has figures."""
    session = meeting(hall)
    hall.host("PATCH", path_of(session), json={"open": True})
    voters = [hall.join(session, n % 2) for n in range(120)]
    for n in range(360):
        hall.by(voters[n % 120], "POST", path_of(session), json={"text": f"第 {n} 个问题？"})
    phone, host = phone_in(hall, session), led(hall, session)
    expect(host.locator(".row")).to_have_count(50)
    expect(phone.locator(".others li")).to_have_count(5)
    top = phone.locator(".support").first
    before = int(phone.locator(".support [data-supports]").first.inner_text())

    top.click()
    expect(top).to_have_attribute("aria-pressed", "true")
    expect(phone.locator(".support [data-supports]").first).to_have_text(str(before + 1))
    expect(host.locator(".row .count b").first).to_have_text(str(before + 1))
    hall.calm()
