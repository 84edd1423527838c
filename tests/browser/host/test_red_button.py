"""The red button: in the window whatever stands above it, soon reached by Tab, and its texts inside their frames."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, press_twice

NARROW = [(683, 384), (390, 844), (320, 568)]
WIDE = [(1280, 720), (1366, 768), (1440, 900), (1920, 1080)]
LANGUAGES = ["zh-CN", "en", "ja"]
RUNS_OUT = """button => {
  const frame = button.getBoundingClientRect(), stage = button.closest(".stage, .side").getBoundingClientRect()
  const text = document.createRange()
  text.selectNodeContents(button)
  return [...text.getClientRects()].filter(({ width }) => width).some(({ left, right, top, bottom }) =>
    left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1)
    || frame.right > stage.right + 1 || frame.left < stage.left - 1
}"""
SKIPPING = """(() => {
  const real = performance.now.bind(performance)
  let skipped = 0
  performance.now = () => real() + skipped
  window.skip = ms => { skipped += ms }
})()"""
IN_THE_WINDOW = """selector => {
  const { left, right, top, bottom } = document.querySelector(selector).getBoundingClientRect()
  return right > left && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
}"""


def meeting(hall: Hall, groups: int = 8, **more: object) -> Json:
    options = [{"title": f"项目{n}：老旧小区加装电梯与绿地改造"} for n in "甲乙丙丁戊己庚"]
    lists = [{"title": title, "options": options, **more} for title in ("民生实事项目", "特色工作任务")]
    return hall.session(groups=[{"name": f"第{n}组", "seats": 4} for n in range(1, groups + 1)], polls=lists)


def console(hall: Hall, session: Json, size: tuple[int, int], language: str = "zh-CN") -> Page:
    page = hall.console(size, locale=language)
    page.goto(f"{hall.server.url}/host/{session['id']}?lang={language}&poll={session['polls'][0]['id']}")
    expect(page.locator("body")).to_have_attribute("data-conn", "live")
    return page


def is_in_the_window(page: Page, selector: str = "#primary") -> bool:
    return bool(page.evaluate(IN_THE_WINDOW, selector))


@pytest.mark.parametrize("size", [*NARROW, *WIDE])
def test_it_is_in_the_window_without_scrolling(hall: Hall, size: tuple[int, int]) -> None:
    session = meeting(hall)
    page = console(hall, session, size)
    assert is_in_the_window(page)
    hall.open(*session["polls"])
    expect(page.locator(".now .tag.on")).to_be_visible()
    assert is_in_the_window(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert is_in_the_window(page)
    end = page.locator(".projector .preview" if size in NARROW else ".side > :last-child")
    expect(end).to_be_visible()  # the page may have been renewed just now
    last = end.bounding_box()
    assert last is not None
    if size in NARROW:  # nothing at the end of the page stays behind the bar
        bar = page.locator(".do .primary").bounding_box()
        assert bar is not None
        assert last["y"] + last["height"] <= bar["y"] + 1


def test_it_is_reached_by_tab_right_after_the_header(hall: Hall) -> None:
    page = console(hall, meeting(hall), (1366, 768))
    page.focus(".topbar #menu-more summary")
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.matches('.scroll')"):  # what scrolls is a stop of its own
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "primary"


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (390, 844)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_the_second_press_stays_inside(hall: Hall, size: tuple[int, int], language: str) -> None:
    """Every button of the console that asks twice, armed."""
    session = meeting(hall)
    poll = session["polls"][0]
    page, seen = console(hall, session, size, language), 0

    def look() -> int:
        buttons = page.locator("[data-behaviour~='host/confirm']")
        page.evaluate(
            "for (const fold of document.querySelectorAll('details.fold, details.way, #deciding')) fold.open = true"
        )
        buttons.evaluate_all("found => found.forEach(button => { button.dataset.armed = '' })")
        wrong = [each.get_attribute("id") for each in buttons.all() if each.is_visible() and each.evaluate(RUNS_OUT)]
        assert wrong == []
        return buttons.count()

    seen += look()
    hall.open(poll)
    for choices in (range(5), [5]):
        hall.cast(hall.join(session, 0), poll, choices)
    page.reload()
    seen += look()
    hall.close(poll)
    page.reload()
    seen += look()
    assert seen >= 2 + 3 + 6


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("way", ["lot", "organizer"])
def test_while_a_tie_is_decided_the_button_and_what_is_tied_are_in_sight(
    hall: Hall, size: tuple[int, int], way: str
) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    hall.open(poll)
    for choices in (range(4), range(4), [4], [5], [6]):
        hall.cast(hall.join(session, 0), poll, choices)
    hall.close(poll)
    page = console(hall, session, size)
    press_twice(page, "#publish")
    expect(page.locator("#primary")).to_contain_text("并列")  # and not the results
    page.wait_for_timeout(400)
    page.keyboard.press("Space")
    page.click(f"#way-{way} summary")

    assert is_in_the_window(page)
    assert is_in_the_window(page, f"#settle-{way}")
    for tied in page.locator(".equals li").all():
        assert tied.is_visible()
    assert is_in_the_window(page, ".equals")
    assert page.locator(".equals li").count() == 3
    page.keyboard.press("Escape")
    expect(page.locator(".equals")).to_be_hidden()


def test_one_thing_alone_is_red(hall: Hall) -> None:
    session = meeting(hall)
    page = console(hall, session, (1366, 768))
    reds = """() => { const red = getComputedStyle(document.querySelector("#primary")).backgroundColor
      return [...document.querySelectorAll("a, button, summary, p")].filter(each =>
        each.getClientRects().length && getComputedStyle(each).backgroundColor === red).map(({ id }) => id) }"""
    assert page.evaluate(reds) == ["primary"]  # no projector is connected
    tick = page.locator(".also input")
    expect(tick).to_have_css(
        "accent-color", page.evaluate("getComputedStyle(document.querySelector('#primary')).backgroundColor")
    )
    hall.open(session["polls"][0])
    expect(page.locator(".now .tag.on")).to_be_visible()
    hall.host("POST", f"/api/polls/{session['polls'][0]['id']}/close", json={"in": 30})
    expect(page.locator(".countdown")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_closing_asks_twice_while_somebody_is_missing_and_once_when_nobody_is(hall: Hall) -> None:
    session = meeting(hall, groups=1)
    poll = session["polls"][0]
    hall.open(poll)
    voters = [hall.join(session, 0) for _ in range(4)]
    page = console(hall, session, (1366, 768))
    page.click("#primary")
    expect(page.locator("#primary")).to_have_attribute("data-armed", "")  # nobody has voted yet
    for voter in voters:
        hall.cast(voter, poll, [0])
    expect(page.locator(".figures [data-number=ballots]")).to_have_text("4")
    page.wait_for_timeout(3_300)
    page.click("#primary")
    expect(page.locator(".countdown")).to_be_visible()


def test_what_came_in_within_the_last_minute_is_said_once_a_minute_was_watched(hall: Hall) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    hall.open(poll)
    hall.cast(hall.join(session, 0), poll, [0])
    page = hall.console((1366, 768))
    page.add_init_script(SKIPPING)
    page.goto(f"{hall.server.url}/host/{session['id']}")
    cast, pace = page.locator(".figures [data-number=ballots]"), page.locator("[data-behaviour='host/pace']")
    expect(cast).to_have_text("1")
    for count in ("2", "3"):  # what comes between keeps the page from taking the silence for a lost connection
        page.evaluate("skip(25_000)")
        hall.cast(hall.join(session, 1), poll, [1])
        expect(cast).to_have_text(count)
    expect(pace).to_be_hidden()
    page.evaluate("skip(12_000)")
    expect(pace).to_contain_text("近 1 分钟新增 2 份")
    page.evaluate("skip(15_000)")
    expect(pace).to_contain_text("近 1 分钟新增 1 份")
