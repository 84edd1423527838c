"""In the colours of the reader's system: what elsewhere differs by its ground alone differs by more here."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter
from tests.browser.host.test_zoom import SYSTEM, painted
from tests.browser.looks.test_every_page import Tour, begin

SCHEMES = ("light", "dark")
SHADES = (
    "i => { const { backgroundColor, boxShadow } = getComputedStyle(i); return [backgroundColor, boxShadow].join() }"
)


def colours(scheme: str) -> dict[str, str]:
    return {"locale": "en", "forced_colors": "active", "color_scheme": scheme}


def system(page: Page, name: str) -> str:
    return str(page.evaluate(SYSTEM, name))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_chosen_focused_and_too_much_is_seen_on_phones(hall: Hall, scheme: str) -> None:
    tour = begin(hall, "phone", "en")
    hall.open(*tour.polls)
    phone = hall.phone(f"/j/{tour.session['join_code']}/1", is_mobile=False, has_touch=False, **colours(scheme))
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    canvas, highlight = system(phone, "Canvas"), system(phone, "Highlight")
    assert painted(phone, "body", "backgroundColor") == canvas
    idle = painted(phone, ".bar .btn", "borderStyle"), painted(phone, ".bar .btn", "backgroundColor")
    for option in range(1, 6):
        phone.click(f"label[for=o{option}]")
    assert (painted(phone, ".bar .btn", "borderStyle"), painted(phone, ".bar .btn", "backgroundColor")) != idle
    assert painted(phone, "label[for=o1] .box i", "backgroundColor") == highlight
    assert painted(phone, "label[for=o1] em", "visibility") == "visible"  # and a word, not a colour alone
    assert painted(phone, "label[for=o6] em", "visibility") == "hidden"
    phone.focus("#o1")
    phone.keyboard.press("Tab")
    assert painted(phone, "label[for=o2]", "outlineStyle") == "solid"
    assert painted(phone, "label[for=o2]", "outlineColor") not in (canvas, "rgba(0, 0, 0, 0)")
    phone.click("label[for=o6]")
    note = painted(phone, ".note.over", "backgroundColor"), painted(phone, ".note.over", "color")
    assert note == (system(phone, "Mark"), system(phone, "MarkText"))


def closed(hall: Hall) -> Tour:
    """Two lists, closed; the second with a tie at its cut."""
    tour = begin(hall, "screen", "en")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    return tour


@pytest.mark.parametrize("scheme", SCHEMES)
def test_places_ties_and_the_cut_are_told_apart(hall: Hall, scheme: str) -> None:
    tour = closed(hall)
    first, second = tour.polls
    hall.scene(tour.session, "tally", first)
    screen = hall.screen(tour.session, **colours(scheme))
    expect(screen.locator(".bars .cut b")).to_be_visible()
    text, highlight = system(screen, "CanvasText"), system(screen, "Highlight")
    assert painted(screen, ".bars .cut b", "backgroundColor") == text
    assert painted(screen, ".bars .top .bar", "backgroundColor") == highlight
    assert "gradient" in painted(screen, ".bars > li:not(.top, .cut) .bar", "backgroundImage")  # hatched below the cut
    hall.scene(tour.session, "reveal", second, 5)
    expect(screen.locator(".places .tie").first).to_be_visible()
    assert painted(screen, ".places .tie", "outlineStyle") == "dashed"
    assert painted(screen, ".places .badge", "backgroundColor") == system(screen, "Mark")
    hall.scene(tour.session, "groups", first)
    expect(screen.locator(".key .h4")).to_be_visible()
    for kind in (".key", ".heat"):
        shades = [screen.locator(f"{kind} .h{n}").first.evaluate(SHADES) for n in (1, 2, 3, 4)]
        assert all(one != other for one, other in combinations(shades, 2)), (kind, shades)
    console = hall.console(**colours(scheme))
    console.goto(f"{hall.server.url}/host/{tour.session['id']}/results?poll={second['id']}")
    assert painted(console, ".judged .tie", "outlineStyle") == "dashed"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_missing_differs_from_what_is_there_on_the_screen_and_the_console(hall: Hall, scheme: str) -> None:
    tour = begin(hall, "screen", "en")
    hall.open(*tour.polls)
    tour.vote()
    hall.scene(tour.session, "voting", tour.polls[0])
    screen = hall.screen(tour.session, **colours(scheme))
    expect(screen.locator(".zheng svg")).to_be_visible()
    canvas, text = system(screen, "Canvas"), system(screen, "CanvasText")
    assert painted(screen, ".meter", "backgroundColor") == canvas
    assert painted(screen, ".meter", "outlineStyle") == "solid"
    assert painted(screen, ".meter rect", "fill") == text
    assert painted(screen, ".zheng .ground path", "strokeDasharray") != "none"
    assert painted(screen, ".zheng .strokes path", "stroke") == system(screen, "Highlight")
    console = hall.console(**colours(scheme))
    console.goto(f"{hall.server.url}/host/{tour.session['id']}")
    console.keyboard.press("Tab")
    expect(console.locator("#primary")).to_be_visible()
    assert painted(console, "#primary", "backgroundColor") == system(console, "Highlight")
    console.focus("#primary")
    console.keyboard.press("Enter")
    expect(console.locator("#primary")).to_have_attribute("data-armed", "")
    assert painted(console, "#primary", "backgroundColor") == system(console, "Mark")
    assert painted(console, "#primary", "outlineStyle") == "solid"
    assert painted(console, "[aria-pressed=true]", "backgroundColor") != painted(
        console, ".segments [aria-pressed=false]", "backgroundColor"
    )


def test_nothing_moves_for_who_asks_for_that(hall: Hall) -> None:
    tour = begin(hall, "screen", "en")
    hall.open(*tour.polls)
    hall.scene(tour.session, "voting", tour.polls[0])
    tour.vote()
    longest = """Math.max(...[...document.querySelectorAll("*")].flatMap(one => {
      const { animationDuration, transitionDuration } = getComputedStyle(one)
      return `${animationDuration},${transitionDuration}`.split(",").map(parseFloat)
    }))"""
    still = hall.screen(tour.session, reduced_motion="reduce")
    expect(still.locator(".zheng svg")).to_be_visible()
    assert still.evaluate(longest) <= 0.001
    free = hall.screen(tour.session, reduced_motion="no-preference")
    expect(free.locator(".zheng svg")).to_be_visible()
    assert free.evaluate(longest) > 0.1  # the control
