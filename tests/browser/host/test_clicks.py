"""How few presses a host needs, and where the browser gives the page no clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, deal, press_twice
from tests.browser.server import HOST_KEY

BOUNCE_MS = 400


def voted(hall: Hall) -> tuple[Json, list[str]]:
    """A session whose one list has all its ballots, and the winners by an outside count."""
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己"]
    session = hall.session(polls=[{"title": "民生实事项目", "options": options}])
    hall.open(*session["polls"], seconds=None)
    for choices in deal((6, 5, 4, 3, 2, 1), 6):
        hall.cast(hall.join(session), session["polls"][0], choices)
    return session, [option["title"] for option in options[:5]]


@pytest.mark.parametrize("scene", ["tally", "voting"])
def test_few_clicks_lead_from_the_last_ballot_to_the_screen_and_the_clipboard(hall: Hall, scene: str) -> None:
    """Three: nobody is missing, so closing asks for nothing, and the countdown can be stopped; publishing is final."""
    session, winners = voted(hall)
    hall.scene(session, scene, session["polls"][0])
    page = hall.console(permissions=["clipboard-read", "clipboard-write"])
    screen = hall.screen(session)
    page.goto(f"{hall.server.url}/host/{session['id']}")

    page.click("#primary")
    last = "#primary" if scene == "tally" else "#publish"
    expect(page.locator(last)).to_contain_text("公布", timeout=15_000)
    press_twice(page, last)

    expect(screen.locator(".places .title")).to_have_text(winners)
    expect(page.locator(".said")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert re.findall(r"^\d\. (.+)，", copied, re.MULTILINE) == winners


def test_the_list_is_copied_where_the_browser_gives_no_clipboard(insecure_hall: Hall) -> None:
    session, winners = voted(insecure_hall)
    insecure_hall.close(*session["polls"])
    page = insecure_hall.console()
    page.goto(f"{insecure_hall.server.url}/host/{session['id']}")
    press_twice(page, "#publish")
    expect(page.locator(".said")).to_be_visible()
    assert not page.evaluate("isSecureContext || 'clipboard' in navigator")  # the control

    page.goto(f"{insecure_hall.server.url}/host/new")
    page.focus("#listing")
    page.keyboard.press("Control+V")

    assert re.findall(r"^\d\. (.+)，", page.input_value("#listing"), re.MULTILINE) == winners


def test_a_host_who_lost_the_key_link_can_type_the_key(hall: Hall) -> None:
    hall.forgive("401")
    page = hall.phone("/host/sign-in")
    page.fill("#key", "not-the-key-of-this-hall")
    page.click("button")
    expect(page.locator(".wrong")).to_be_visible()
    page.fill("#key", HOST_KEY)
    page.click("button")
    expect(page.locator("h1")).to_have_text("前五")


def lists(hall: Hall) -> Json:
    options = [{"title": f"项目{n}"} for n in "甲乙"]
    return hall.session(polls=[{"title": title, "options": options} for title in ("民生实事项目", "特色工作任务")])


def states(hall: Hall, session: Json) -> list[str]:
    return [poll["state"] for poll in hall.again(session)["polls"]]


def test_the_space_bar_presses_the_one_button_unless_something_else_has_the_focus(hall: Hall) -> None:
    session, page = lists(hall), hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.focus(".also input")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert states(hall, session) == ["draft", "draft"]
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(page.locator(".now .tag.on")).to_be_visible()
    assert states(hall, session) == ["open", "open"]
    page.wait_for_timeout(BOUNCE_MS)
    down = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true }))"
    page.evaluate(f"() => {{ {down}; {down} }}")  # a bounce is no second press, on a slow machine either
    expect(page.locator("#primary")).to_have_attribute("data-armed", "")
    page.wait_for_timeout(3_300)
    expect(page.locator("#primary")).not_to_have_attribute("data-armed", "")
    assert not any(poll["closing"] for poll in hall.again(session)["polls"])


def test_space_means_the_red_button_and_never_what_was_clicked_last(hall: Hall) -> None:
    session, page = lists(hall), hall.console()
    hall.open(session["polls"][0], seconds=180)
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.click("#extend")
    expect(page.locator(".history li")).to_have_count(2)
    page.wait_for_timeout(BOUNCE_MS)
    page.keyboard.press("Space")
    expect(page.locator("#primary")).to_have_attribute("data-armed", "")
    assert [action for action in page.locator(".history li").all_inner_texts() if "1 分钟" in action] == [
        page.locator(".history li").first.inner_text()
    ]


def test_space_does_nothing_in_the_countdown_which_z_stops(hall: Hall) -> None:
    session, page = lists(hall), hall.console()
    hall.open(session["polls"][0])
    page.goto(f"{hall.server.url}/host/{session['id']}")
    hall.host("POST", f"/api/polls/{session['polls'][0]['id']}/close", json={"in": 20})
    expect(page.locator(".countdown")).to_contain_text("后截止")
    expect(page.locator("#primary")).to_have_count(0)  # what is no button does not look like one
    for _ in range(3):
        page.keyboard.press("Space")
        page.wait_for_timeout(BOUNCE_MS)
    assert hall.again(session)["polls"][0]["closing"] is True
    page.keyboard.press("z")
    expect(page.locator("#primary")).to_have_attribute("data-key", " ")
    assert hall.again(session)["polls"][0]["closing"] is False


def swapped_beneath(page: Page, change: Callable[[], object]) -> None:
    page.evaluate("document.querySelector('main').dataset.old = ''")
    change()
    expect(page.locator("main[data-old]")).to_have_count(0)


def test_a_press_and_a_tick_outlive_what_others_do_meanwhile(hall: Hall) -> None:
    session, page = lists(hall), hall.console()
    hall.open(*session["polls"])
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.uncheck(".also input")
    page.wait_for_timeout(BOUNCE_MS)
    page.click("#primary")
    swapped_beneath(page, lambda: hall.scene(session, "voting", session["polls"][0]))
    expect(page.locator("#primary")).to_have_attribute("data-armed", "")
    expect(page.locator(".also input")).not_to_be_checked()
    page.wait_for_timeout(BOUNCE_MS)
    page.click("#primary")
    expect(page.locator(".figures .closing .left")).to_be_visible()
    assert [bool(poll["closing"]) for poll in hall.again(session)["polls"]] == [True, False]

    page.goto(f"{hall.server.url}/host/{session['id']}?poll={session['polls'][1]['id']}")
    page.click("#primary")
    page.wait_for_timeout(3_300)
    swapped_beneath(page, lambda: hall.scene(session, "join"))
    expect(page.locator("#primary")).not_to_have_attribute("data-armed", "")  # the control: the press is too old


def test_a_host_without_script_leads_the_meeting_with_plain_forms(hall: Hall) -> None:
    session, page = lists(hall), hall.console(java_script_enabled=False)
    poll = session["polls"][0]
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.uncheck(".also input")
    page.click("#primary")
    expect(page.locator(".now .tag.on")).to_be_visible()
    assert states(hall, session) == ["open", "draft"]
    hall.cast(hall.join(session), poll, [1])
    page.click("#primary")
    expect(page.locator(".now .tag.warn")).to_be_visible()
    page.click("#cancel-close")
    expect(page.locator(".now .tag.on")).to_be_visible()
    hall.close(poll)
    page.goto(f"{hall.server.url}/host/{session['id']}?poll={poll['id']}")
    page.click("#primary")
    expect(page.locator(".now .tag.seal")).to_be_visible()
    expect(page.locator(".ranking .name")).to_have_text("项目乙")


def test_lists_that_close_together_stay_open_together(hall: Hall) -> None:
    session, page = lists(hall), hall.console()
    hall.open(*session["polls"])
    page.goto(f"{hall.server.url}/host/{session['id']}")
    page.click("#primary")
    page.wait_for_timeout(BOUNCE_MS)
    page.click("#primary")
    expect(page.locator(".figures .closing")).to_be_visible()
    assert all(poll["closing"] for poll in hall.again(session)["polls"])  # the control
    page.click("#cancel-close")
    expect(page.locator(".figures .closing")).to_have_count(0)
    assert not any(poll["closing"] for poll in hall.again(session)["polls"])
