"""The call for items in browsers: two departments hand in, the organizer merges and publishes, a phone votes on it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter, scripts_late
from tests.browser.looks.test_call import FAR, PAST, PDF, drawn, links_for, pdf, publish, set_deadline


def begin(hall: Hall) -> tuple[Json, Page, list[str]]:
    """A call for one list, and the links of two departments."""
    session = hall.session(polls=[{"title": "民生项目", "options": [{"title": "待征集"}]}])
    host = hall.console()
    set_deadline(host, hall, session, FAR)
    return session, host, links_for(host, hall, session, "社区服务办公室", "党群工作办公室")


def department(hall: Hall, link: str, **more: object) -> Page:
    page = hall.page((390, 844), accept_downloads=True, **more)
    page.goto(link)
    return page


def hand_in(page: Page, title: str) -> None:
    page.fill("#title", title)
    page.click("[value=save]")
    expect(page.locator(".own h3", has_text=title)).to_be_visible()


def test_two_departments_hand_in_the_organizer_merges_and_publishes_and_a_phone_votes(hall: Hall) -> None:
    session, host, links = begin(hall)
    east, west = (department(hall, link) for link in links)
    east.set_input_files("#picture", drawn())
    east.set_input_files("#document", pdf())
    hand_in(east, "加装电梯")
    hand_in(west, "口袋公园")
    hand_in(west, "电梯")

    host.goto(f"{hall.server.url}/host/{session['id']}/items")
    for title in ("加装电梯", "电梯"):
        host.get_by_label(f"选择：{title}", exact=True).check()
    host.click("[value=merge]")
    expect(host.locator(".entries > li")).to_have_count(2)
    first, second = host.locator(".entries > li").all()
    second.locator(".pick").drag_to(first, target_position={"x": 60, "y": 5})
    expect(host.locator(".what > b").first).to_have_text("口袋公园")
    publish(host, hall, session)

    phone = hall.phone(f"/j/{session['join_code']}/1", accept_downloads=True)
    enter(phone)
    with phone.expect_download() as saved:
        phone.click("a[href^='/document/']")
    assert Path(saved.value.path()).read_bytes() == PDF
    assert saved.value.suggested_filename == "加装电梯.pdf"
    poll = hall.again(session)["polls"][0]
    assert [(each["title"], each["department"]) for each in poll["options"]] == [
        ("口袋公园", "党群工作办公室"),
        ("加装电梯", "社区服务办公室、党群工作办公室"),
    ]
    hall.open(poll)
    expect(phone.locator(".ballot")).to_be_visible()
    phone.click("label[for=o2] .t")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    assert hall.votes(poll) == [0, 1]
    west.reload()
    expect(west.locator(".fate").last).to_contain_text("并入“加装电梯”")


def test_the_keyboard_orders_as_the_mouse_does(hall: Hall) -> None:
    session, host, links = begin(hall)
    east = department(hall, links[0])
    for title in ("甲", "乙", "丙"):
        hand_in(east, title)
    host.goto(f"{hall.server.url}/host/{session['id']}/items")
    host.get_by_label("上移：丙", exact=True).focus()

    for order in (["甲", "丙", "乙"], ["丙", "甲", "乙"]):
        host.keyboard.press("Enter")
        expect(host.locator(".what > b")).to_have_text(order)
        expect(host.locator("li.at .acts :focus")).to_be_attached()


def half_typed(hall: Hall) -> tuple[Page, str]:
    """A department's page, with its link, on which an item was begun and is kept."""
    _, _, links = begin(hall)
    page = department(hall, links[0])
    page.fill("#title", "写到一半")
    page.fill("#description", "还没写完")
    expect(page.locator("[data-part=kept]")).to_be_visible()
    return page, links[0]


def test_a_closed_laptop_loses_nothing_and_what_was_sent_is_forgotten(hall: Hall) -> None:
    page, link = half_typed(hall)
    page.goto("about:blank")

    page.goto(link)
    expect(page.locator("#title")).to_have_value("写到一半")
    expect(page.locator("#description")).to_have_value("还没写完")
    page.click("[value=save]")
    expect(page.locator(".own h3")).to_have_text("写到一半")
    expect(page.locator("#title")).to_have_value("")
    page.reload()
    expect(page.locator("#title")).to_have_value("")


def test_what_is_typed_before_the_script_is_there_is_kept_with_what_was_kept_before(hall: Hall) -> None:
    page, link = half_typed(hall)
    come = scripts_late(page)
    page.fill("#title", "换一个名称")

    come()

    for _ in range(2):  # as the script left it, and as it is kept
        expect(page.locator("#description")).to_have_value("还没写完")
        expect(page.locator("#title")).to_have_value("换一个名称")
        page.goto("about:blank")
        page.goto(link)


def test_an_answer_that_was_lost_makes_no_second_item(hall: Hall) -> None:
    hall.forgive("ERR_FAILED", "net::")
    session, _, links = begin(hall)
    page = department(hall, links[0])
    page.fill("#title", "加装电梯")

    def lose(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/d/*", lose, times=1)
    page.click("[value=save]")
    page.wait_for_timeout(500)
    assert len(hall.host("GET", f"/api/sessions/{session['id']}/items")["items"]) == 1  # it had arrived

    page.goto(links[0])
    expect(page.locator("#title")).to_have_value("加装电梯")
    page.click("[value=save]")

    expect(page.locator(".own h3")).to_have_text("加装电梯")
    assert len(hall.host("GET", f"/api/sessions/{session['id']}/items")["items"]) == 1


def test_a_file_that_is_too_large_is_said_before_it_is_sent(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(PDF + b"x" * (10 * 1024 * 1024))
    _, _, links = begin(hall)
    page = department(hall, links[0])
    page.fill("#title", "加装电梯")
    page.set_input_files("#document", tmp_path / "large.pdf")

    page.click("[value=save]")

    assert page.locator("#document").evaluate("each => each.validationMessage") == "这个文件太大了。"
    assert page.locator(".own h3").count() == 0
    page.set_input_files("#document", pdf())
    page.click("[value=save]")
    expect(page.locator(".own h3")).to_have_text("加装电梯")  # the control


def test_without_scripts_a_department_hands_in_and_the_organizer_publishes(hall: Hall) -> None:
    session, _, links = begin(hall)
    page = department(hall, links[0], java_script_enabled=False)
    page.set_input_files("#document", pdf())
    hand_in(page, "加装电梯")
    plain = hall.console(java_script_enabled=False)
    plain.goto(f"{hall.server.url}/host/{session['id']}/items")
    plain.click("[value=publish]")

    expect(plain.locator(".note.info").first).to_be_visible()
    assert [each["title"] for each in hall.again(session)["polls"][0]["options"]] == ["加装电梯"]


def test_an_open_page_of_a_department_hears_of_an_earlier_end_and_keeps_what_is_typed(hall: Hall) -> None:
    hall.forgive("422")
    session, host, links = begin(hall)
    east = department(hall, links[0])
    hand_in(east, "加装电梯")
    east.fill("#title", "口袋公园")
    expect(east.locator("#until")).to_contain_text("18:00")
    publish(host, hall, session)
    set_deadline(host, hall, session, "2040-12-04T09:30")
    east.evaluate("document.activeElement.blur(); document.dispatchEvent(new Event('visibilitychange'))")
    expect(east.locator("#until")).to_contain_text("9:30")
    expect(east.locator("#handed-in")).to_contain_text("已列入名单")
    expect(east.locator("#title")).to_have_value("口袋公园")

    set_deadline(host, hall, session, PAST)
    east.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(east.locator("#until")).to_contain_text("征集已截止")
    expect(east.locator("#title")).to_have_value("口袋公园")
