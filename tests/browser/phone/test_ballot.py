"""The ballot under a finger and on a keyboard, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.finger import again, marked
from tests.browser.hall import Hall, enter, scripts_late
from tests.browser.phone.test_weight import tasks

# Scrolls until only the upper edge of the option stands above the bar; tells where to tap it.
TO_THE_EDGE = """label => {
  const bar = document.querySelector(".bar").getBoundingClientRect().top
  scrollBy(0, label.getBoundingClientRect().top + 40 - bar)
  const { left, top } = label.getBoundingClientRect()
  return [left + 120, top + 20]
}"""

HIDDEN = """() => {
  const rect = selector => document.querySelector(selector).getBoundingClientRect()
  const label = document.activeElement.labels[0]
  const { bottom } = label.querySelector(".t").getBoundingClientRect()
  return label.getBoundingClientRect().top < rect(".phase").bottom - 1 || bottom > rect(".bar").top + 1
}"""


def ballot(hall: Hall, **device: object) -> Page:
    session = tasks(hall)
    phone = hall.phone(f"/j/{session['join_code']}/1", **device)
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    return phone


@pytest.mark.parametrize("script", [True, False])
def test_the_page_never_moves_under_a_finger(hall: Hall, script: bool) -> None:
    phone = ballot(hall, java_script_enabled=script)
    if script:
        expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    for n in range(5, 13):
        x, y = phone.locator(f"label[for=o{n}]").evaluate(TO_THE_EDGE)
        before = phone.evaluate("scrollY")
        phone.touchscreen.tap(x, y)
        expect(phone.locator(f"#o{n}")).to_be_checked()
        assert phone.evaluate("scrollY") == before
    assert before > 1_000  # the control: the page did scroll from one option to the next


@pytest.mark.parametrize("script", [True, False])
def test_the_bar_counts_to_five_and_warns_of_a_sixth(hall: Hall, script: bool) -> None:
    phone = ballot(hall, java_script_enabled=script)
    expect(phone.locator(".bar .none")).to_be_visible()
    for n in range(1, 7):
        phone.click(f"label[for=o{n}]")
        expect(phone.locator(".bar .go")).to_be_visible()
        expect(phone.locator(".note.full")).to_be_visible(visible=n == 5)
        expect(phone.locator(".note.over")).to_be_visible(visible=n == 6)
    phone.click("label[for=o1]")
    expect(phone.locator(".note.over")).to_be_hidden()


def test_a_ballot_can_be_filled_in_from_a_keyboard(hall: Hall) -> None:
    phone = ballot(hall, is_mobile=False, has_touch=False)
    phone.keyboard.press("Tab")
    for _ in range(3):
        phone.keyboard.press("Space")
        phone.keyboard.press("Tab")
    expect(phone.locator(".pick:checked")).to_have_count(3)
    phone.keyboard.press("Enter")
    expect(phone.locator(".card .code strong")).to_be_visible()


@pytest.mark.parametrize("size", [(320, 640), (390, 844)])
def test_the_bars_never_hide_what_has_the_focus(hall: Hall, size: tuple[int, int]) -> None:
    phone = ballot(hall, size=size, is_mobile=False, has_touch=False)
    for way in (["Tab"] * 14, ["Shift+Tab"] * 13, ["Tab"] * 13):
        for key in way:
            phone.keyboard.press(key)
            assert not phone.evaluate(HIDDEN), phone.evaluate("document.activeElement.id")
        phone.evaluate("document.body.dataset.conn = 'lost'")  # the bar grows by a note
    assert phone.evaluate("document.activeElement.id") == "o14"  # the control: the keys did move the focus


def test_a_half_filled_ballot_outlives_a_reload(hall: Hall) -> None:
    phone = ballot(hall)
    expect(phone.locator("[data-part=count]")).to_have_text("")
    phone.click("label[for=o3]")
    phone.click("label[for=o9]")
    expect(phone.locator("[data-part=count]")).not_to_be_empty()
    phone.reload()
    expect(phone.locator("#o3")).to_be_checked()
    expect(phone.locator(".pick:checked")).to_have_count(2)


def test_what_is_ticked_before_the_script_is_there_is_kept_with_what_was_kept_before(hall: Hall) -> None:
    phone = ballot(hall)
    phone.click("label[for=o3]")
    phone.click("label[for=o9]")
    expect(phone.locator("[data-part=count]")).not_to_be_empty()
    come = scripts_late(phone)
    expect(phone.locator("#o3")).not_to_be_checked()
    phone.click("label[for=o5]")
    phone.click("label[for=o9]")

    come()

    expect(phone.locator("[data-part=count]")).not_to_be_empty()
    for _ in range(2):  # as the script left it, and as it is kept
        assert marked(phone) == [2, 4, 8]
        again(phone)
        expect(phone.locator("#o3")).to_be_checked()


def test_large_text_and_language_are_kept_from_page_to_page(hall: Hall) -> None:
    session = tasks(hall)
    phone = hall.phone(f"/j/{session['join_code']}/1", locale="en-GB")
    assert phone.evaluate("document.documentElement.lang") == "en"
    phone.click(".aa")
    phone.click("nav.langs [lang=zh-CN]")
    phone.click(".bar .btn")
    expect(phone.locator("html.big[lang=zh-CN] .ballot")).to_be_visible()
