"""The moving bars on the projector: gentle, in order, and true."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import expect

from tests.browser.hall import Hall

STEP_S = 1.2
# Writes down when the rows were put into a new order or given new figures.
WATCH = """() => {
  window.steps = []
  const step = () => steps.push(performance.now() / 1000)
  new MutationObserver(step).observe(document.querySelector(".bars"), { childList: true })
}"""
CUT = "document.querySelector('.cut').getBoundingClientRect().top"


def test_bars_move_at_most_every_1200_ms_and_the_cut_line_never(hall: Hall) -> None:
    titles = [f"项目{n}" for n in "甲乙丙丁戊己庚"]
    session = hall.session(polls=[{"title": "民生实事项目", "options": [{"title": title} for title in titles]}])
    poll = session["polls"][0]
    hall.open(poll)
    voters = [hall.join(session) for _ in range(30)]
    hall.scene(session, "tally", poll)
    screen = hall.screen(session, reduced_motion="no-preference")
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    expect(screen.locator(".bars .place")).to_have_text(["–"] * 7)
    screen.evaluate(WATCH)
    line = screen.evaluate(CUT)

    for n, voter in enumerate(voters):
        hall.cast(voter, poll, [6, 5] if n < 20 else [5, 4, 0])
        screen.wait_for_timeout(80)

    order = ["项目己", "项目庚", "项目甲", "项目戊", "项目乙", "项目丙", "项目丁"]
    expect(screen.locator(".bars .name")).to_have_text(order)
    expect(screen.locator(".bars .votes")).to_have_text(["30", "20", "10", "10", "0", "0", "0"])
    expect(screen.locator(".bars .place")).to_have_text(["1", "2", "3", "3", "–", "–", "–"])
    expect(screen.locator(".bars .top")).to_have_count(4)
    assert screen.locator(".bars > li").nth(5).get_attribute("class") == "cut"
    assert screen.evaluate(CUT) == line
    steps: list[float] = screen.evaluate("steps")
    assert len(steps) > 2
    assert min(later - earlier for earlier, later in pairwise(steps)) > STEP_S - 0.1


def test_a_sealed_tally_never_reaches_the_projector(hall: Hall) -> None:
    poll_form = {"title": "民生实事项目", "options": [{"title": "项目甲"}, {"title": "项目乙"}], "display": "sealed"}
    session = hall.session(polls=[poll_form])
    poll = session["polls"][0]
    hall.open(poll)
    hall.scene(session, "tally", poll)
    screen = hall.screen(session)
    heard: list[str] = []
    screen.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    screen.reload()
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    hall.cast(hall.join(session), poll, [1])
    expect(screen.locator(".aside [data-number=ballots]")).to_have_text("1")
    assert not any("counts" in frame for frame in heard)
    expect(screen.locator(".message")).to_be_visible()
    assert "项目乙" not in screen.content()
    hall.close(poll)
    hall.reveal(poll)
    expect(screen.locator(".bars .votes")).to_have_text(["1", "0"])  # the control


def test_each_of_several_open_lists_has_a_turnout_of_its_own(hall: Hall) -> None:
    """Ballots of the first list were shown as those of all, until the page was loaded anew."""
    options = [{"title": f"项目{n}"} for n in "甲乙"]
    session = hall.session(polls=[{"title": title, "options": options} for title in ("民生", "专项", "任务")])
    hall.open(*session["polls"])
    hall.scene(session, "voting", session["polls"][0])
    screen = hall.screen(session)
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")

    for _ in range(3):
        hall.cast(hall.join(session), session["polls"][0], [0])

    expect(screen.locator(".lists .count b")).to_have_text(["3", "0", "0"])
    hall.cast(hall.join(session), session["polls"][1], [0])
    expect(screen.locator(".lists .count b")).to_have_text(["3", "1", "0"])
