"""Lists that are too long for one picture, and figures and ranks that change together."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json

ROWS = "[...document.querySelectorAll('.bars [data-option]')]"
SHOWN = f"{ROWS}.filter(row => row.offsetHeight).map(row => row.dataset.option)"
# Every frame: the ranks and the figures that are on the screen.
WATCH = """() => {
  window.seen = []
  const look = () => {
    const rows = [...document.querySelectorAll(".bars [data-option]")].sort((a, b) => a.dataset.order - b.dataset.order)
    seen.push(["place", "votes"].map(name => rows.map(row => row.querySelector(`.${name}`).textContent).join(" ")))
    requestAnimationFrame(look)
  }
  look()
}"""


def long_list(hall: Hall, options: int) -> Json:
    session = hall.session(
        polls=[{"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in range(options)]}]
    )
    hall.open(session["polls"][0])
    return session


def screen_of(hall: Hall, session: Json, **more: object) -> Page:
    hall.scene(session, "tally", session["polls"][0])
    screen = hall.screen(session, **more)
    expect(screen.locator(".bars.turning")).to_be_visible()
    return screen


def test_the_first_places_stay_and_the_others_all_come_up(hall: Hall) -> None:
    session = long_list(hall, 30)
    poll = session["polls"][0]
    for n in range(1, 6):
        hall.cast(hall.join(session), poll, range(n))
    screen = hall.page((1920, 1080))
    screen.clock.install()
    screen.add_init_script("sessionStorage.setItem('started', 'yes')")
    hall.scene(session, "tally", poll)
    screen.goto(session["screen_url"])
    expect(screen.locator(".bars.turning")).to_be_visible()
    ids = [option["id"] for option in poll["options"]]
    seen: list[list[str]] = []
    for _ in range(4):
        seen.append(screen.evaluate(SHOWN))
        expect(screen.locator(".cut")).to_be_visible()
        expect(screen.locator(".turn")).to_contain_text("共 30 项")
        screen.clock.run_for(8_000)
    assert all(page[:5] == ids[:5] for page in seen)
    assert sorted(each for page in seen for each in page[5:]) == sorted(ids[5:])
    assert screen.evaluate(SHOWN) == seen[0]  # and again from the front


def test_a_project_that_rises_leaves_its_page_for_the_first_places(hall: Hall) -> None:
    session = long_list(hall, 30)
    poll = session["polls"][0]
    screen = screen_of(hall, session)
    last = poll["options"][29]["id"]
    assert last not in screen.evaluate(SHOWN)

    hall.cast(hall.join(session), poll, [29])

    expect(screen.locator(f"[data-option='{last}'] .votes")).to_have_text("1")
    assert screen.evaluate(SHOWN)[0] == last
    fits = "document.querySelector('.bars').scrollHeight <= document.querySelector('.bars').clientHeight + 1"
    assert screen.evaluate(fits)


def test_ranks_change_with_the_last_step_of_the_figures(hall: Hall) -> None:
    titles = [{"title": f"项目{n}"} for n in "甲乙丙丁"]
    session = hall.session(polls=[{"title": "民生实事项目", "options": titles}])
    poll = session["polls"][0]
    hall.open(poll)
    for _ in range(3):
        hall.cast(hall.join(session), poll, [0])
    hall.scene(session, "tally", poll)
    screen = hall.screen(session, reduced_motion="no-preference")
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    screen.evaluate(WATCH)
    for _ in range(40):
        hall.cast(hall.join(session), poll, [3])
    expect(screen.locator(".bars .votes").first).to_have_text("40")
    screen.wait_for_timeout(100)
    seen: list[list[str]] = screen.evaluate("seen")

    def true_ranks(figures: str) -> str:
        votes = [int(each) for each in figures.split()]
        return " ".join(str(1 + sum(n > own for n in votes)) if own else "–" for own in votes)

    changes = [(ranks, figures) for (was, _), (ranks, figures) in pairwise(seen) if ranks != was]
    assert changes
    assert all(ranks == true_ranks(figures) for ranks, figures in changes)
    assert len({figures for _, figures in seen}) > len(changes) + 2  # the control: the figures did roll
