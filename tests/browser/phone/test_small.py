"""Small phones, large text, and the edges of a screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import sample
from tests.browser.hall import Hall, Json, enter

SMALL, USUAL = (320, 568), (390, 844)
TITLES = {
    "zh-CN": "江畔街道2027年度民生实事项目和特色工作务虚会",
    "en": "Riverside 2027 programme of livelihood projects",
    "ja": "川辺地区2027年度の暮らしの事業と重点業務を決める集会",
}


def meeting(hall: Hall, language: str = "zh-CN", **poll: Any) -> Json:
    options = [{"title": title, "department": "党群工作办公室"} for title in sample.lists()["特色工作任务"]]
    return hall.session(
        title=TITLES[language],
        locale=language,
        groups=[{"name": name} for name in sample.GROUPS],
        polls=[{"title": "特色工作任务", "options": options, **poll}],
    )


def in_sight(page: Page, found: Locator) -> bool:
    """Whether all of it is above the bar, without scrolling."""
    box, bar = found.bounding_box(), page.locator(".bar").bounding_box()
    assert box
    assert bar
    return box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("big", [False, True])
def test_a_small_phone_shows_groups_and_the_first_item_at_once(hall: Hall, language: str, big: bool) -> None:
    hall.forgive("422")
    session = meeting(hall, language)
    phone = hall.phone(f"/j/{session['join_code']}?big={int(big)}", SMALL, locale=language)
    groups = phone.locator(".g label")
    assert in_sight(phone, groups.nth(0))
    assert in_sight(phone, groups.nth(1)) or big
    button = phone.locator(".bar .btn")
    expect(button.locator(".none")).to_be_visible()  # to choose first, as on the ballot
    button.click()
    expect(phone.locator(".notice.warn")).to_be_visible()  # said by the page: a browser's bubble is in its own words
    phone.locator(".g input").nth(1).check()
    expect(button.locator(".none")).to_be_hidden()
    button.click()
    hall.open(session["polls"][0])
    expect(phone.locator(".ballot")).to_be_visible()
    assert in_sight(phone, phone.locator(".opt").first)
    bar = phone.locator(".bar").bounding_box()
    assert bar
    assert bar["height"] <= 90
    scroll(phone)
    assert phone.locator(".phase").evaluate("header => header.getBoundingClientRect().bottom") < 0
    assert phone.evaluate("document.documentElement.scrollWidth") == SMALL[0]


def scroll(page: Page) -> None:
    page.evaluate("scrollTo(0, 400)")


@pytest.mark.parametrize("count", [2, 14])
def test_the_bar_reaches_the_edge_of_the_screen(hall: Hall, count: int) -> None:
    options = [{"title": f"项目 {n}"} for n in range(count)]
    session = meeting(hall, options=options)
    hall.open(session["polls"][0])
    phone = hall.phone(f"/j/{session['join_code']}/1", USUAL)
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    bar = phone.locator(".bar").bounding_box()

    assert bar
    assert bar["y"] + bar["height"] == USUAL[1]
    box = phone.locator(".pick").last.bounding_box()
    card = phone.locator(".opt").last.bounding_box()
    assert box
    assert card
    assert card["y"] < box["y"] < card["y"] + card["height"]  # the tick is where its card is: focus brings both


def test_no_word_of_a_title_is_parted(hall: Hall) -> None:
    session = meeting(hall)
    phone = hall.phone(f"/j/{session['join_code']}/1", SMALL)
    enter(phone)
    hall.open(session["polls"][0])
    expect(phone.locator(".ballot")).to_be_visible()

    lines = phone.locator(".opt .t").evaluate_all(
        """titles => titles.flatMap(title => {
          const found = []
          let top = null
          for (const node of [...title.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)) {
            const range = document.createRange()
            range.selectNodeContents(node)
            found.push(new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size)
          }
          return found
        })"""
    )

    assert len(lines) > 14
    assert set(lines) == {1}, "a piece between two places to break stands on one line"


def test_large_text_and_language_keep_what_is_ticked_typed_and_not_sent(hall: Hall) -> None:
    session = meeting(hall)
    hall.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True})
    phone = hall.phone(f"/j/{session['join_code']}")
    phone.check("#g3")
    switch(phone)
    expect(phone.locator("#g3")).to_be_checked()
    enter(phone)
    phone.fill("#q", "电梯什么时候修好？")
    switch(phone)
    expect(phone.locator("#q")).to_have_value("电梯什么时候修好？")
    hall.open(session["polls"][0])
    expect(phone.locator(".ballot")).to_be_visible()
    for option in (2, 5):
        phone.click(f"label[for=o{option}]")
    switch(phone)
    expect(phone.locator(".pick:checked")).to_have_count(2)
    expect(phone.locator("#o5")).to_be_checked()
    assert "?" not in phone.url  # the pages that a hall shares have no query
    phone.reload()
    expect(phone.locator("html")).to_have_class("big")


def switch(page: Page) -> None:
    """To English with large text, from Chinese without, or back."""
    is_big = page.locator("html.big").count() == 1
    page.locator(".aa").click()
    expect(page.locator("html.big")).to_have_count(0 if is_big else 1)
    page.locator(".langs a[lang=ja]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.locator(".langs a[lang=zh-CN]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    if is_big:
        page.locator(".aa").click()
        expect(page.locator("html.big")).to_have_count(1)


def test_what_was_asked_is_in_sight_after_it_was_sent(hall: Hall) -> None:
    session = meeting(hall)
    hall.host("PATCH", f"/api/sessions/{session['id']}/questions", json={"open": True})
    phone = hall.phone(f"/j/{session['join_code']}/1", SMALL)
    enter(phone)
    phone.fill("#q", "电梯什么时候修好？")

    phone.click("#ask .btn")

    asked = phone.locator("#asked .said")
    expect(asked).to_have_text("电梯什么时候修好？")
    expect(asked).to_be_in_viewport()
    expect(phone.locator("#q")).to_be_hidden()
    phone.click("#again summary")
    expect(phone.locator("#q")).to_be_visible()
