"""From nothing to the first ballot, and from the last ballot to the top five: in presses, as a newcomer makes them."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect

from tests.books import book
from tests.browser.hall import LAPTOP, Hall
from tests.browser.server import HOST_KEY

MOST_OF_HOST, MOST_OF_VOTER, MOST_TO_TOP_FIVE = 6, 3, 3
PATIENCE_S = 120
TITLES = ("社区食堂", "口袋公园", "电梯加装", "健身步道", "托班", "路灯", "停车棚")
SHEET = [
    ("民生实事项目",),
    ("序号", "项目名称", "责任单位"),
    *((n, title, "某办") for n, title in enumerate(TITLES, 1)),
]


class Presses:
    """Counts what somebody presses."""

    def __init__(self) -> None:
        self.number = 0

    def press(self, place: Locator) -> None:
        place.click()
        self.number += 1

    def choose_file(self, page: Page, data: bytes) -> None:
        with page.expect_file_chooser() as chosen:
            self.press(page.locator(".source .file"))
        chosen.value.set_files({"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": data})


def test_few_presses_lead_from_nothing_to_a_ballot_and_from_it_to_the_top_five(hall: Hall) -> None:
    began, host, voter, end = time.monotonic(), Presses(), Presses(), Presses()
    page = hall.page(LAPTOP, locale="zh-CN")
    page.goto(f"{hall.server.url}/host/sign-in?key={HOST_KEY}")
    host.number += 1  # the link of the terminal
    host.press(page.locator('a[href="/host/new"]').first)
    host.choose_file(page, book({None: [*SHEET, ("合计", 7)]}))
    expect(page.locator(".summary")).to_contain_text("1 份，共 7 项")
    page.fill("#title", "务虚会")
    host.press(page.locator("button[value=create]"))
    with page.context.expect_page() as opened:
        host.press(page.locator("#open-projector"))
    screen = opened.value
    screen.wait_for_load_state()
    host.press(page.locator("#primary"))
    expect(page.locator(".now .tag.on")).to_be_visible()

    session = hall.again({"id": page.url.rpartition("/")[2].partition("?")[0]})
    phone = hall.phone(f"/j/{session['join_code']}")
    expect(phone.locator(".bar .btn")).to_be_visible()
    voter.press(phone.locator("label[for=o1]"))
    voter.press(phone.locator(".bar .btn"))
    expect(phone.locator("main[data-page^=receipt], .code").first).to_be_visible()
    took = time.monotonic() - began

    hall.scene(session, "tally", session["polls"][0])
    expect(page.locator("#primary")).to_contain_text("结束")
    end.press(page.locator("#primary"))  # once, since nobody is missing and the countdown can be stopped
    expect(page.locator("#primary")).to_contain_text("公布", timeout=15_000)
    end.press(page.locator("#primary"))
    page.wait_for_timeout(400)
    end.press(page.locator("#primary"))
    expect(hall.screen(session).locator(".places .title").first).to_have_text(TITLES[0])

    assert host.number <= MOST_OF_HOST
    assert voter.number <= MOST_OF_VOTER
    assert end.number <= MOST_TO_TOP_FIVE
    assert took < PATIENCE_S
    print(f"{host.number} + {voter.number} presses and {took:.0f} s to the first ballot, {end.number} to the top five")
