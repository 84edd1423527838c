"""Menus of the console: one at a time, closed by Esc and by a press beside, and usable without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json

LEFTS = """links => links.map(link => {
  const words = document.createRange()
  words.selectNodeContents(link)
  return Math.round(words.getBoundingClientRect().left)
})"""
MENUS = ("#menu-code", "#menu-keys", "#menu-more")


def console(hall: Hall, **more: object) -> tuple[Json, Page]:
    options = [{"title": f"项目{n}"} for n in "甲乙"]
    session, page = hall.session(polls=[{"title": "民生实事项目", "options": options}]), hall.console(**more)  # type: ignore[arg-type]
    page.goto(f"{hall.server.url}/host/{session['id']}")
    return session, page


def opened(page: Page) -> list[str]:
    return [menu for menu in MENUS if page.locator(menu).get_attribute("open") is not None]


@pytest.mark.parametrize("scripts", [True, False])
def test_no_menu_lies_over_another(hall: Hall, scripts: bool) -> None:
    _, page = console(hall, java_script_enabled=scripts)
    for menu in MENUS:
        page.click(f"{menu} summary")
        assert opened(page) == [menu]
    page.click(f"{MENUS[-1]} summary")
    assert opened(page) == []


def test_in_a_browser_that_does_not_know_the_names_script_closes_the_others(hall: Hall) -> None:
    _, page = console(hall)
    page.evaluate("for (const menu of document.querySelectorAll('details[name]')) menu.removeAttribute('name')")
    for menu in MENUS:
        page.click(f"{menu} summary")
        assert opened(page) == [menu]
    page.keyboard.press("?")
    assert opened(page) == ["#menu-keys"]


def test_esc_closes_and_gives_the_focus_back(hall: Hall) -> None:
    _, page = console(hall)
    page.focus("#menu-more summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").endswith("/meeting")
    page.keyboard.press("Escape")
    assert opened(page) == []
    assert page.evaluate("document.activeElement.parentElement.id") == "menu-more"


def test_a_press_beside_closes_and_one_inside_does_not(hall: Hall) -> None:
    _, page = console(hall)
    page.click("#menu-code summary")
    page.click("#menu-code .card b")
    assert opened(page) == ["#menu-code"]
    page.click(".now h2")
    assert opened(page) == []


def test_a_menu_stays_open_when_the_room_changes(hall: Hall) -> None:
    session, page = console(hall)
    page.click("#menu-more summary")
    hall.scene(session, "hold")
    expect(page.locator("#scene-hold")).to_have_attribute("aria-pressed", "true")
    assert opened(page) == ["#menu-more"]


def test_entries_stand_in_line_on_the_left(hall: Hall) -> None:
    _, page = console(hall, size=(1280, 720))
    page.click("#menu-more summary")
    lefts = page.locator("#menu-more a").evaluate_all(LEFTS)
    assert len(lefts) > 8
    assert len(set(lefts)) == 1
    box = page.locator("#menu-more .card").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
