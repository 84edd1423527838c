"""The projector uses its room at every size: titles whole, rows as high as there is room, pages where there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.look import Looker

SIZES = ((800, 600), (1024, 768), (1280, 720), (1920, 1080))
TITLE = "2026年度东街片区老旧小区供热二次管网及单元立管改造提升工程配套道路绿化照明排水停车设施整治"
# How much of an element's height its rows take, and the least type in it, in units of 1/1080 of the picture's height.
FILLED = """selector => {
  const box = document.querySelector(selector), rows = [...box.querySelectorAll('li, tr')]
  const ends = rows.filter(row => row.offsetHeight).map(row => row.getBoundingClientRect().bottom)
  return (Math.max(...ends) - box.getBoundingClientRect().top) / box.clientHeight
}"""
LEAST_TYPE = """() => {
  const unit = Math.min(innerWidth / 1920, innerHeight / 1080)
  const seen = [...document.querySelectorAll('main :not(svg *)')].filter(each => each.checkVisibility() &&
    [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  return Math.min(...seen.map(each => parseFloat(getComputedStyle(each).fontSize) / unit))
}"""


def twins(number: int, letters: int) -> list[str]:
    """Titles of so many letters that differ in their last one or two."""
    return [f"{(TITLE * 5)[: letters - 2]}{n:02}" for n in range(1, number + 1)]


def voted(hall: Hall, titles: list[str], winners: int = 3, **fields: object) -> Json:
    options = [{"title": title, "department": "社区服务办公室"} for title in titles]
    lists = [{"title": "民生实事项目", "winners": winners, "max_choices": winners, "options": options}]
    session = hall.session(polls=lists, **fields)
    hall.open(session["polls"][0])
    for n in range(winners):
        hall.cast(hall.join(session, 0), session["polls"][0], range(n + 1))
    return session


def looked_at(hall: Hall, session: Json, titles: list[str], name: str) -> Looker:
    look = Looker("screen", "zh-CN", [*titles, "社区服务办公室"], sizes=SIZES)
    screen = hall.screen(session)
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    look.at(screen, name)
    for width, height in SIZES:
        screen.set_viewport_size({"width": width, "height": height})
        screen.wait_for_timeout(100)
        assert screen.evaluate(LEAST_TYPE) > 31.5, (name, width)
    return look


@pytest.mark.parametrize(("number", "letters"), [(3, 8), (5, 38), (12, 38), (14, 120), (26, 20), (40, 60)])
def test_no_title_is_cut_in_the_tally(hall: Hall, number: int, letters: int) -> None:
    titles = twins(number, letters)
    session = voted(hall, titles)
    hall.scene(session, "tally", session["polls"][0])

    looked_at(hall, session, titles, f"tally-{number}-{letters}").is_content()


@pytest.mark.parametrize(("winners", "letters"), [(3, 8), (5, 38), (5, 120), (14, 30)])
def test_no_title_is_cut_in_the_reveal(hall: Hall, winners: int, letters: int) -> None:
    titles = twins(winners + 1, letters)
    session = voted(hall, titles, winners)
    hall.close(session["polls"][0])
    hall.scene(session, "reveal", session["polls"][0], winners)

    looked_at(hall, session, titles, f"reveal-{winners}-{letters}").is_content()


@pytest.mark.parametrize("letters", [38, 120])
def test_no_title_is_cut_beside_the_groups(hall: Hall, letters: int) -> None:
    titles = twins(6, letters)
    session = voted(hall, titles, groups=[{"name": "居民区书记组"}, {"name": "党群工作组"}], smallest_group=1)
    hall.close(session["polls"][0])
    for step in (0, 1):
        hall.scene(session, "groups", session["polls"][0], step)
        looked_at(hall, session, titles, f"groups-{letters}-{step}").is_content()


def test_every_row_of_a_list_that_turns_comes_up_whole(hall: Hall) -> None:
    titles = twins(14, 120)
    session = voted(hall, titles)
    hall.scene(session, "tally", session["polls"][0])
    screen = hall.page((1280, 720))
    screen.clock.install()
    screen.add_init_script("sessionStorage.setItem('started', 'yes')")
    screen.goto(session["screen_url"])
    expect(screen.locator(".bars.turning")).to_be_visible()
    seen: set[str] = set()
    for _ in range(14):
        shown = screen.locator(".bars [data-option]:not([hidden]) .name").all_text_contents()
        assert screen.evaluate(
            "document.querySelector('.bars').scrollHeight <= document.querySelector('.bars').clientHeight + 1"
        )
        seen |= set(shown)
        screen.clock.run_for(8_000)
    assert seen == set(titles)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("groups", [1, 3, 5, 8])
def test_groups_share_the_height_that_the_clock_leaves(hall: Hall, groups: int, size: tuple[int, int]) -> None:
    names = [{"name": f"居民代表{n}组", "seats": 8} for n in range(groups)]
    session = voted(hall, twins(5, 8), groups=names, smallest_group=1)
    hall.scene(session, "voting", session["polls"][0])
    screen = hall.screen(session, size)

    assert screen.evaluate(FILLED, ".progress .groups") > 0.9
    ends = [box["x"] + box["width"] for box in boxes(screen, ".progress .groups li:nth-child(2n) .meter")]
    assert not ends or max(ends) - min(ends) < 1  # a tick pushes no meter


def boxes(screen: Page, selector: str) -> list[dict[str, float]]:
    return [dict(box) for each in screen.locator(selector).all() if (box := each.bounding_box())]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [3, 7, 12])
def test_rows_fill_the_height_in_tally_and_groups(hall: Hall, number: int, size: tuple[int, int]) -> None:
    session = voted(hall, twins(number, 8), winners=2, groups=[{"name": "一组"}], smallest_group=1)
    hall.scene(session, "tally", session["polls"][0])
    screen = hall.screen(session, size)
    assert screen.evaluate(FILLED, ".bars") > 0.9
    hall.close(session["polls"][0])
    hall.scene(session, "groups", session["polls"][0])
    expect(screen.locator(".map")).to_be_visible()
    assert screen.evaluate(FILLED, ".map") > 0.9


def test_a_tie_comes_and_goes_while_voting_runs(hall: Hall) -> None:
    session = hall.session(
        locale="en",
        polls=[{"title": "Board", "winners": 2, "max_choices": 2, "options": [{"title": each} for each in "ABCD"]}],
    )
    poll = session["polls"][0]
    hall.open(poll)
    hall.scene(session, "tally", poll)
    screen = hall.screen(session)
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    assert screen.locator(".cut").inner_text() == "Top two"

    for choices in ([0, 1], [0, 2]):
        hall.cast(hall.join(session), poll, choices)

    expect(screen.locator(".bars .tie .name")).to_have_text(["B", "C"])
    expect(screen.locator(".bars .top .name")).to_have_text(["A"])
    assert screen.locator(".cut.open").inner_text() == "2 level for one place"
    line = "getComputedStyle(document.querySelector('.cut'), '::after').borderTopColor"
    assert screen.evaluate(line) == "rgba(0, 0, 0, 0)"  # no line between equals
    hall.cast(hall.join(session), poll, [1])
    expect(screen.locator(".bars .tie")).to_have_count(0)
    expect(screen.locator(".bars .top .name")).to_have_text(["A", "B"])
    assert screen.locator(".cut").inner_text() == "Top two"


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_the_countdown_is_as_wide_as_the_picture_and_covers_no_row(hall: Hall, size: tuple[int, int]) -> None:
    session = voted(hall, twins(8, 8))
    hall.scene(session, "tally", session["polls"][0])
    screen = hall.screen(session, size)
    before = boxes(screen, ".bars li:not([hidden])")
    hall.close(session["polls"][0], within=60)
    expect(screen.locator(".lastcall")).to_be_visible()

    (band,), (clock,) = boxes(screen, ".lastcall"), boxes(screen, ".lastcall .left")

    assert (band["x"], band["y"], band["width"]) == (0, 0, size[0])
    assert clock["height"] > 0.1 * size[0] * 9 / 16
    assert boxes(screen, ".bars li:not([hidden])") == before
    assert band["height"] <= before[0]["y"]
