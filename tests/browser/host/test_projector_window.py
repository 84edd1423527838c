"""The console opens the projector in a window of its own; its button stands out until one is connected."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json

BUTTON = "#open-projector"
COLOUR = "element => getComputedStyle(element).backgroundColor"


def console(hall: Hall, **more: object) -> tuple[Json, Page]:
    options = [{"title": f"项目{n}"} for n in "甲乙"]
    session, page = hall.session(polls=[{"title": "民生实事项目", "options": options}]), hall.console(**more)  # type: ignore[arg-type]
    page.goto(f"{hall.server.url}/host/{session['id']}")
    return session, page


def test_the_button_is_marked_until_a_projector_is_connected_and_is_never_a_second_red_one(hall: Hall) -> None:
    _, page = console(hall)
    red, mark = page.locator("#primary").evaluate(COLOUR), page.locator(f"{BUTTON} .dot")
    expect(mark).to_be_visible()
    expect(page.locator(BUTTON)).not_to_have_css("background-color", red)

    with page.expect_popup() as opening:
        page.click(BUTTON)
    window = opening.value
    expect(window.locator("body")).to_contain_text("请先点一下")  # the host's own cookie serves

    expect(page.locator("[data-number=screens]")).to_have_text("1")
    expect(mark).to_be_hidden()
    window.close()
    expect(page.locator("[data-number=screens]")).to_have_text("0")
    expect(mark).to_be_visible()


def test_pressed_again_it_is_the_same_window(hall: Hall) -> None:
    _, page = console(hall)
    for _ in range(2):
        page.click(BUTTON)
        expect(page.locator("[data-number=screens]")).to_have_text("1")
        page.wait_for_timeout(300)
    assert len(page.context.pages) == 2


def test_the_space_bar_is_the_action_areas_own_also_after_a_press_here(hall: Hall) -> None:
    session, page = console(hall)
    page.click(BUTTON)
    page.bring_to_front()
    page.keyboard.press("Space")
    expect(page.locator(".now .tag.on")).to_be_visible()
    assert [poll["state"] for poll in hall.again(session)["polls"]] == ["open"]
    assert len(page.context.pages) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_a_link_and_the_address_for_another_computer_stands_below(hall: Hall, scripts: bool) -> None:
    session, page = console(hall, java_script_enabled=scripts)
    link, address = page.locator(BUTTON), page.locator("#screen-url")
    expect(link).to_have_attribute("href", f"/screen/{session['id']}")
    expect(link).to_have_attribute("target", "_blank")
    expect(address).to_have_value(re.compile(r"/screen/\w+\?key="))
    assert link.bounding_box()["y"] < address.bounding_box()["y"]  # type: ignore[index]


def test_without_script_it_opens_too(hall: Hall) -> None:
    _, page = console(hall, java_script_enabled=False)
    with page.expect_popup() as opening:
        page.click(BUTTON)
    expect(opening.value.locator("body")).to_contain_text("扫码入场")
