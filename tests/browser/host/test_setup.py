"""A new meeting in a browser: what was understood follows what is typed and chosen, and nothing typed is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.books import book
from tests.browser.hall import Hall

OFFICE = (
    "2026年度民生实事项目候选清单\n序号\t项目名称\t责任单位\t总投资（万元）\n"
    "1\t社区食堂建设\t社区服务办\t180\n2\t口袋公园\t社区管理办\t260\n合计\t\t\t440\n"
)
TWO = "名单\t名称\t部门\n民生实事\t食堂\t服务办\n\t公园\t\n专项任务\t消防\t安全办\n"


def new(hall: Hall, title: str = "务虚会") -> Page:
    page = hall.console(locale="zh-CN")
    page.goto(f"{hall.server.url}/host/new")
    page.fill("#title", title)
    return page


def lists(hall: Hall, page: Page) -> dict[str, list[str]]:
    page.click("button[value=create]")
    page.wait_for_url(lambda url: not url.endswith("/new"))
    session = hall.again({"id": page.url.rpartition("/")[2]})
    return {poll["title"]: [each["title"] for each in poll["options"]] for poll in session["polls"]}


def test_a_pasted_table_is_understood_at_once_and_created_with_one_press(hall: Hall) -> None:
    page = new(hall)
    page.fill("#listing", OFFICE)

    expect(page.locator(".summary")).to_contain_text("1 份，共 2 项")
    expect(page.locator(".said")).to_contain_text("序号，总投资（万元）")
    expect(page.locator("tr.passed .reason")).to_have_text(["标题行", "合计行"])
    assert lists(hall, page) == {"务虚会": ["社区食堂建设", "口袋公园"]}


def test_typing_goes_on_while_the_table_follows(hall: Hall) -> None:
    page = new(hall)
    page.focus("#listing")

    page.keyboard.type("食堂建设\n口袋公园\n", delay=60)
    page.keyboard.type("加装电梯", delay=60)

    assert page.input_value("#listing") == "食堂建设\n口袋公园\n加装电梯"
    expect(page.locator("td.title")).to_have_text(["食堂建设", "口袋公园", "加装电梯"])
    assert page.evaluate("document.activeElement.id") == "listing"


def test_each_list_has_a_tab_with_its_count(hall: Hall) -> None:
    page = new(hall)
    page.fill("#listing", TWO)
    tabs = page.locator(".tabs a")
    expect(tabs).to_have_text(["民生实事 2", "专项任务 1"])

    tabs.nth(1).click()

    expect(page.locator("td.title:visible")).to_have_text(["消防"])
    expect(tabs.nth(1)).to_have_attribute("aria-current", "true")


def test_a_menu_a_tick_and_a_cell_change_what_is_stored(hall: Hall) -> None:
    page = new(hall)
    page.fill("#listing", "类别\t项目\n民生\t食堂\n民生\t公园\n专项\t\n专项\t防汛\n")
    expect(page.locator(".tabs a")).to_have_text(["民生 2", "专项 2需修改"])
    page.locator(".tabs a").nth(1).click()
    page.fill('input[name^="cell-0-4-"]', "消防")
    page.keyboard.press("Tab")
    expect(page.locator(".wrong-cell")).to_have_count(0)
    page.locator(".tabs a").first.click()
    page.locator("tbody[data-list='0'] input[type=checkbox]").nth(1).uncheck()
    expect(page.locator(".tabs a").first).to_have_text("民生 1")

    page.select_option("#column-0-1", "department")

    expect(page.locator(".summary")).to_contain_text("1 份，共 3 项")
    assert lists(hall, page) == {"务虚会": ["食堂", "消防", "防汛"]}


def test_a_file_becomes_text_that_can_be_corrected_and_a_second_list_is_added(hall: Hall) -> None:
    page = new(hall)
    data = book({"民生实事": [("名称", "部门"), ("食堂", "服务办"), ("公园", "管理办")]})
    page.set_input_files("#file", {"name": "表.xlsx", "mimeType": "application/octet-stream", "buffer": data})
    expect(page.locator(".tabs a")).to_have_text(["民生实事 2"])
    assert page.input_value("#listing") == "名称\t部门\n食堂\t服务办\n公园\t管理办"

    page.click(".tabs .add")
    expect(page.locator("#listing-1")).to_be_focused()
    page.fill("#listing-1", "消防\n防汛\n")

    expect(page.locator(".tabs a")).to_have_text(["民生实事 2", "名单2 2"])
    assert lists(hall, page) == {"民生实事": ["食堂", "公园"], "名单2": ["消防", "防汛"]}


def test_groups_become_rows_with_seats_and_steppers_step(hall: Hall) -> None:
    page = new(hall)
    page.fill("#listing", "名称\n食堂\n")
    page.fill("#groups", "第一组 24\n第二组")
    page.locator("#groups").blur()
    expect(page.locator(".chips li")).to_have_count(2)

    page.fill("#seats-1", "12")
    page.keyboard.press("Tab")
    page.locator("#minutes ~ button").click()
    expect(page.locator(".summary")).to_contain_text("2 组 36 人")
    expect(page.locator(".summary")).to_contain_text("6 分钟")


def test_back_from_the_console_shows_what_was_typed(hall: Hall) -> None:
    page = new(hall)
    page.fill("#listing", TWO)
    expect(page.locator(".tabs a")).to_have_count(2)
    lists(hall, page)

    page.go_back()

    expect(page.locator(".tabs a")).to_have_count(2)
    assert page.input_value("#title") == "务虚会"


def test_only_what_this_kind_of_meeting_needs_is_seen(hall: Hall) -> None:
    page = new(hall)
    expect(page.locator("#max_choices")).to_be_visible()
    expect(page.locator("#grade-set")).to_be_hidden()

    page.check("#type-grade")

    expect(page.locator("#max_choices")).to_be_hidden()
    expect(page.locator("#grade-set")).to_be_visible()
