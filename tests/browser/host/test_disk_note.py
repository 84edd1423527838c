"""What is wrong with the server's disk is said on the console while it is, also to a host who only watches."""

from __future__ import annotations

import json
import os
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.hall import Hall

KEPT = os.environ.get("TOPFIVE_WATCHED_TO")


def test_the_console_says_that_the_disk_is_full_and_is_quiet_once_it_is_not(hall: Hall) -> None:
    hall.forgive("503")
    session = hall.session(polls=[{"title": "Projects", "options": [{"title": "One"}, {"title": "Two"}]}], locale="en")
    console = hall.console(locale="en")
    troubles = ["full"]

    def health(route: Route) -> None:
        trouble = troubles[-1]
        body = {"status": "…", "trouble": trouble} if trouble else {"status": "ok"}
        route.fulfill(status=503 if trouble else 200, body=json.dumps(body), content_type="application/json")

    console.route("**/healthz", health)
    console.clock.install()
    console.goto(f"{hall.server.url}/host/{session['id']}")
    note = console.locator("[data-trouble=full]")
    expect(note).to_be_visible()
    expect(note).to_contain_text("Make room on it")
    expect(console.locator("[data-trouble]:visible")).to_have_count(1)
    if KEPT:
        console.screenshot(path=Path(KEPT) / "disk-console.png")
    troubles.append("")
    console.clock.run_for(11_000)
    expect(note).to_be_hidden()
