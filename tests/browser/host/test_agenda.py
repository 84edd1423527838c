"""A meeting run by its agenda: one key goes on, and every clock in the hall says the same."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter

APART_MS = 200
HUMAN_MS = 500
A_DAY_AHEAD = """(() => {
  const Real = Date, now = () => Real.now() + 86_400_000
  Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(now()) }
    static now() { return now() }
  }
})()"""
# When each text came up, on the clock that all pages of this machine share and no script can set.
WATCHED = """() => {
  const face = document.querySelector(".face"), seen = (window.seen = {})
  const note = () => (seen[face.textContent] ||= performance.timeOrigin + performance.now())
  new MutationObserver(note).observe(face, { childList: true, characterData: true, subtree: true })
}"""
REPORT = {"kind": "report", "title": "部门汇报", "department": "社区服务办公室", "seconds": 63}


def meeting(hall: Hall, items: list[Json], **fields: Any) -> tuple[Json, list[Json]]:
    listed = [{"title": f"项目 {n}", "department": "社区服务办公室"} for n in range(3)]
    session = hall.session(polls=[{"title": "民生项目", "winners": 1, "options": listed}], **fields)
    made = hall.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": items})
    return session, made["items"]


def act(hall: Hall, session: Json, item: Json, do: str) -> None:
    hall.host("POST", f"/api/sessions/{session['id']}/agenda/{item['id']}/{do}", json={})


def test_every_clock_says_the_same_also_on_a_machine_that_is_a_day_ahead(hall: Hall) -> None:
    session, (report,) = meeting(hall, [REPORT])
    act(hall, session, report, "go")
    screen, ahead = hall.screen(session), hall.page((1920, 1080))
    ahead.add_init_script(A_DAY_AHEAD)
    ahead.add_init_script("sessionStorage.setItem('started', 'yes')")
    ahead.goto(session["screen_url"])
    phone, console = hall.phone(f"/j/{session['join_code']}"), hall.console()
    enter(phone)
    console.goto(f"{hall.server.url}/host/{session['id']}")
    pages = (screen, ahead, phone, console)
    for page in pages:
        expect(page.locator(".face")).to_have_text("01:03")
    act(hall, session, report, "start")
    for page in pages[:3]:  # the console shows itself anew, the others hear it
        page.evaluate(WATCHED)
    expect(screen.locator(".face")).to_have_text("00:57", timeout=15_000)

    seen = [page.evaluate("seen") for page in pages[:3]]
    shared = set(seen[0]) & set(seen[1]) & set(seen[2])
    assert len(shared) >= 3
    assert ahead.evaluate("Date.now()") - screen.evaluate("Date.now()") > 80_000_000  # the control
    for text in shared:
        moments = [each[text] for each in seen]
        assert max(moments) - min(moments) <= APART_MS, f"{text}: {moments}"
    expect(console.locator(".face")).to_have_text("00:56", timeout=3_000)


def state(page: Page) -> str:
    return str(page.locator("[data-clock]").get_attribute("data-state"))


def test_amber_in_the_last_minute_red_at_the_end_and_what_is_over_counts_up(hall: Hall) -> None:
    session, (report,) = meeting(hall, [{**REPORT, "seconds": 62}])
    act(hall, session, report, "go")
    screen = hall.screen(session)
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "ready")
    act(hall, session, report, "start")
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "runs")
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "warn", timeout=6_000)
    act(hall, session, report, "pause")
    kept = {**REPORT, "id": report["id"], "seconds": 3}
    hall.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": [kept]})
    act(hall, session, report, "start")
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "over", timeout=6_000)
    expect(screen.locator(".face")).to_have_text("+00:02", timeout=6_000)
    screen.reload()
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "over")
    hall.host("POST", f"/api/sessions/{session['id']}/agenda/{report['id']}/add", json={"seconds": 60})
    expect(screen.locator("[data-clock]")).to_have_attribute("data-state", "warn")


def press(console: Page, key: str) -> None:
    """As people do: what a page has just swapped in takes a moment before it hears keys."""
    console.wait_for_timeout(HUMAN_MS)
    console.keyboard.press(key)


def test_one_key_goes_through_the_meeting(hall: Hall) -> None:
    session, _ = meeting(hall, [])
    console, screen = hall.console(), hall.screen(session)
    console.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    console.click("[value=retreat]")
    console.goto(f"{hall.server.url}/host/{session['id']}")
    scenes = screen.locator("main")
    for heading, scene in (("扫码入场", "join"), ("部门汇报", "timer")):
        press(console, "Space")
        expect(console.locator(".now h2")).to_have_text(heading)
        expect(console.locator(".now .tag")).to_have_text("进行中")
        expect(scenes).to_have_attribute("data-page", scene)
    press(console, "Space")
    expect(console.locator("#pause")).to_be_visible()
    press(console, "p")
    expect(console.locator("#pause")).to_have_count(0)
    press(console, "n")
    expect(console.locator(".now h2")).to_have_text("居民代表提问")
    press(console, "n")
    expect(console.locator(".now h2")).to_have_text("小组讨论")
    press(console, "Space")
    expect(console.locator(".now h2")).to_have_text("民生项目")
    expect(scenes).to_have_attribute("data-page", "voting")
    press(console, "Space")
    expect(console.locator(".now .tag")).to_have_text("正在推荐")
    expect(scenes).to_have_attribute("data-page", "tally")


def test_items_are_dragged_into_another_order(hall: Hall) -> None:
    items = [{"kind": "message", "title": title} for title in ("甲", "乙", "丙")]
    session, made = meeting(hall, items)
    page = hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}/agenda")

    page.locator(f"#i-{made[2]['id']} .no").drag_to(
        page.locator(f"#i-{made[0]['id']} .no"), target_position={"x": 4, "y": 2}
    )

    expect(page.locator(".items b").first).to_have_text("丙")
    page.reload()
    assert page.locator(".items b").all_inner_texts() == ["丙", "甲", "乙"]
