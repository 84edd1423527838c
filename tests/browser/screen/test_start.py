"""The projector's first view: one press, words for what did not work, and never in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import PROJECTOR, Hall, Json
from tests.browser.whole import until

LISTS = [{"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in "甲乙丙丁戊己庚"]}]
# Writes down every tone, so that a test can hear: what sounds is asked for by its frequency.
LISTEN = """
window.tones = []
const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (...at) { tones.push(this.frequency.value); return start.apply(this, at) }
"""
REFUSE = """
Element.prototype.requestFullscreen = () => Promise.reject(new TypeError("refused"))
Object.defineProperty(navigator, "wakeLock", { value: undefined })
"""
BELL, KNOCK = 660, 980  # static/js/shared/sound.js


def first(hall: Hall, session: Json, *scripts: str, query: str = "", **more: object) -> Page:
    page = hall.page(PROJECTOR, **more)
    for script in scripts:
        page.add_init_script(script)
    page.goto(session["screen_url"] + query)
    return page


def press(screen: Page, key: str = " ") -> None:
    expect(screen.locator(".start")).to_be_visible()
    screen.keyboard.press(key)
    expect(screen.locator(".start[data-state]")).to_be_visible()


def test_one_press_rings_the_bell_and_brings_the_room(hall: Hall) -> None:
    screen = first(hall, hall.session(polls=LISTS), LISTEN)
    expect(screen.locator(".start")).to_be_visible()
    expect(screen.locator("main")).not_to_be_visible()
    assert screen.evaluate("tones") == []

    screen.click(".start .go")

    expect(screen.locator("[data-part=sound] .yes")).to_be_visible()
    expect(screen.locator("[data-part=full] .yes")).to_be_visible()
    assert screen.evaluate("Boolean(document.fullscreenElement)")
    assert BELL in [round(tone) for tone in screen.evaluate("tones")]
    screen.keyboard.press("Enter")
    expect(screen.locator(".start")).not_to_be_visible()
    expect(screen.locator(".join")).to_be_visible()


def test_what_does_not_work_is_said_with_what_to_do_and_stands_in_no_ones_way(hall: Hall) -> None:
    screen = first(hall, hall.session(polls=LISTS), REFUSE)

    press(screen, "a")

    expect(screen.locator(".start .todo:visible")).to_have_text(
        ["请按 F11 键。", "请在电脑设置里，把屏幕设为永不关闭。"]
    )
    screen.keyboard.press("a")
    expect(screen.locator(".join")).to_be_visible()


@pytest.mark.parametrize("key", ["F5", "Escape", "Shift", "Control"])
def test_keys_for_the_browser_itself_start_nothing(hall: Hall, key: str) -> None:
    screen = first(hall, hall.session(polls=LISTS), LISTEN)
    expect(screen.locator(".start")).to_be_visible()
    screen.keyboard.press(key)
    screen.wait_for_timeout(200)
    expect(screen.locator(".start")).to_be_visible()


def test_a_screen_that_loads_itself_again_comes_back_to_the_room_and_another_tab_asks(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    screen = first(hall, session)
    press(screen)
    screen.reload()
    expect(screen.locator(".join")).to_be_visible()
    expect(screen.locator(".start")).not_to_be_visible()

    other = screen.context.new_page()
    other.goto(session["screen_url"])

    expect(other.locator(".start")).to_be_visible()


def test_without_javascript_and_in_the_consoles_small_picture_the_room_is_there_at_once(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    for query, more in (("", {"java_script_enabled": False}), ("&preview=1", {})):
        screen = first(hall, session, **more)
        if query:
            screen.goto(screen.url.partition("?")[0] + "?preview=1")
        expect(screen.locator(".join")).to_be_visible()
        expect(screen.locator(".start")).not_to_be_visible()


def test_over_plain_http_the_room_is_told_about_the_screen_that_may_go_dark(insecure_hall: Hall) -> None:
    screen = first(insecure_hall, insecure_hall.session(polls=LISTS))
    assert not screen.evaluate("isSecureContext")
    screen.click(".start .go")
    expect(screen.locator("[data-part=awake].todo")).to_be_visible()
    expect(screen.locator("[data-part=sound] .yes")).to_be_visible()  # the control


def test_each_place_but_the_first_has_one_knock(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    poll = session["polls"][0]
    hall.open(poll)
    for n in range(1, 6):
        hall.cast(hall.join(session), poll, range(n))
    hall.close(poll)
    hall.scene(session, "reveal", poll)
    screen = first(hall, session, LISTEN)
    press(screen)
    screen.keyboard.press(" ")
    expect(screen.locator(".places")).to_be_visible()
    knocks = f"tones.filter(tone => Math.round(tone) === {KNOCK}).length"
    for step in range(1, 6):
        hall.scene(session, "reveal", poll, step)
        expect(screen.locator(".places .no")).to_have_count(step)
        until(screen, knocks, min(step, 4))
    hall.scene(session, "reveal", poll, 4)  # a place taken back
    expect(screen.locator(".places .no")).to_have_count(4)
    assert screen.evaluate(knocks) == 4


def test_keys_change_the_look_of_one_screen_and_a_reload_keeps_it(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    one, two = hall.screen(session), hall.screen(session)
    expect(one.locator("body")).to_have_attribute("data-conn", "live")
    one.keyboard.press("c")
    expect(one.locator("html")).to_have_attribute("data-contrast", "high")
    one.reload()
    expect(one.locator("html")).to_have_attribute("data-contrast", "high")
    hall.scene(session, "hold")
    for screen in (one, two):
        expect(screen.locator(".hold")).to_be_visible()  # in step
    expect(two.locator("html")).not_to_have_attribute("data-contrast", "high")
    one.keyboard.press("d")
    expect(one.locator("html")).to_have_attribute("data-theme", "dark")
    expect(one.locator("html")).not_to_have_attribute("data-contrast", "high")
    one.keyboard.press("d")
    assert "?" not in one.url
