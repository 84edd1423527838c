"""Scan and be in: the join page's script sends the join, once it is looked at; else its button is there."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.hall import Hall, Json

HIDDEN = """
Object.defineProperty(document, "visibilityState", {get: () => window.isShown ? "visible" : "hidden"})
"""
PRERENDERING = "Object.defineProperty(document, 'prerendering', {get: () => !window.isShown})"


def session(hall: Hall, **fields: object) -> Json:
    return hall.session(polls=[{"title": "民生项目", "options": [{"title": "加装电梯"}]}], **fields)


def joined(hall: Hall, of: Json) -> int:
    return sum(hall.host("GET", f"/api/sessions/{of['id']}/export.json")["joined"].values())


def waiting(phone: Page) -> None:
    expect(phone.locator("[data-page=waiting]")).to_be_visible()


def test_who_scans_is_in_without_a_press_and_going_back_joins_nobody_more(hall: Hall) -> None:
    of = session(hall)
    phone = hall.phone("/")
    phone.goto(f"{hall.server.url}/j/{of['join_code']}")
    waiting(phone)
    assert joined(hall, of) == 1
    phone.go_back()  # to before the join page, which left no trace
    expect(phone.locator("[data-page=code]")).to_be_visible()
    phone.goto(f"{hall.server.url}/j/{of['join_code']}")
    waiting(phone)
    assert joined(hall, of) == 1


def test_a_page_that_nobody_looks_at_joins_nobody(hall: Hall) -> None:
    of = session(hall)
    for script, told in ((HIDDEN, "visibilitychange"), (PRERENDERING, "prerenderingchange")):
        before, phone = joined(hall, of), hall.page((390, 844))
        phone.add_init_script(script)
        phone.goto(f"{hall.server.url}/j/{of['join_code']}")
        expect(phone.locator("html[data-started]")).to_have_count(1)
        phone.wait_for_timeout(300)
        assert joined(hall, of) == before
        phone.evaluate(f"window.isShown = true; document.dispatchEvent(new Event('{told}'))")
        waiting(phone)
        assert joined(hall, of) == before + 1


def test_while_it_is_under_way_the_page_says_so_and_where_it_fails_the_button_is_there(hall: Hall) -> None:
    of, held = session(hall), list[Route]()
    hall.forgive("Failed to load resource")
    phone = hall.page((390, 844))
    phone.route("**/j/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    phone.goto(f"{hall.server.url}/j/{of['join_code']}")
    button = phone.locator(".bar .btn")
    expect(button).to_have_text("正在入场…")
    expect(button).to_be_disabled()
    held.pop().abort()
    expect(button).to_have_text("进入会场")
    assert joined(hall, of) == 0
    phone.unroute_all()
    button.click()
    waiting(phone)
    assert joined(hall, of) == 1


def test_what_the_server_says_against_it_is_shown(hall: Hall) -> None:
    of = session(hall)
    hall.forgive("409")
    phone = hall.page((390, 844))

    def close_first(route: Route) -> None:
        if route.request.method == "POST":
            hall.host("PATCH", f"/api/sessions/{of['id']}", json={"locked": True})
        route.continue_()

    phone.route("**/j/*", close_first)
    phone.goto(f"{hall.server.url}/j/{of['join_code']}")
    expect(phone.locator(".notice")).to_contain_text("入场已停止")
    assert joined(hall, of) == 0


def test_with_groups_and_without_script_it_waits_for_the_button(hall: Hall) -> None:
    grouped, plain = session(hall, groups=[{"name": "东区"}]), session(hall)
    one = hall.phone(f"/j/{grouped['join_code']}")
    two = hall.phone(f"/j/{plain['join_code']}", java_script_enabled=False)
    one.wait_for_timeout(300)
    assert (joined(hall, grouped), joined(hall, plain)) == (0, 0)
    two.click(".bar .btn")
    waiting(two)
    assert one.locator("[data-page=join]").count() == 1


def test_large_text_and_languages_are_still_at_hand(hall: Hall) -> None:
    of = session(hall)
    phone = hall.phone(f"/j/{of['join_code']}")
    waiting(phone)
    phone.click(".foot .aa")
    expect(phone.locator("html.big")).to_have_count(1)
    hall.open(of["polls"][0])
    expect(phone.locator(".ballot")).to_be_visible()
    phone.click(".foot [lang=en]")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.locator(".ballot h1")).to_be_visible()
