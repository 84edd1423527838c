"""The host's browser proposes its zone for a new meeting, and for one that has neither zone nor time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hall import Hall, Json


def fill(hall: Hall, **more: object) -> Json:
    """A meeting made on the page, at 14:00 of wherever the browser is."""
    page = hall.console(**more)  # type: ignore[arg-type]
    page.goto(f"{hall.server.url}/host/new")
    page.fill("[name=title]", "年度工作务虚会")
    page.fill("[name=starts_at]", "2026-12-05T14:00")
    page.fill("#listing", "list,title\n民生项目,电梯\n民生项目,花园\n")
    page.click("button[name=do][value=create]")
    page.wait_for_url("**/host/*")
    return dict(hall.host("GET", f"/api/sessions/{page.url.rpartition('/')[2].partition('?')[0]}"))


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Tokyo", "+09:00"), ("Europe/Berlin", "+01:00")])
def test_a_new_meeting_is_in_the_zone_of_its_hosts_browser(hall: Hall, zone: str, offset: str) -> None:
    made = fill(hall, timezone_id=zone)

    assert (made["time_zone"], made["starts_at"]) == (zone, f"2026-12-05T14:00:00{offset}")


def test_without_script_it_is_told_by_the_language_as_before(hall: Hall) -> None:
    made = fill(hall, timezone_id="Europe/Berlin", java_script_enabled=False)

    assert (made["time_zone"], made["starts_at"]) == (None, "2026-12-05T14:00:00+08:00")


def test_the_meetings_page_proposes_it_too_and_never_over_another(hall: Hall) -> None:
    lists = [{"title": "民生项目", "options": [{"title": f"项目{n}"} for n in "甲乙"]}]
    page = hall.console(timezone_id="Europe/Berlin")
    for given, shown in (({}, "Europe/Berlin"), ({"time_zone": "Asia/Shanghai"}, "Asia/Shanghai")):
        session = hall.session(polls=lists, **given)
        page.goto(f"{hall.server.url}/host/{session['id']}/meeting")
        expect(page.locator("#time_zone")).to_have_value(shown)
    timed = hall.session(polls=lists, starts_at="2026-12-05T14:00:00+08:00")
    page.goto(f"{hall.server.url}/host/{timed['id']}/meeting")
    page.wait_for_function("document.documentElement.dataset.started !== undefined")
    expect(page.locator("#time_zone")).to_have_value("")
