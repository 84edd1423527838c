"""A hall of simulated phones, watched in a browser as phone, projector and console: nobody of them waits.

``TOPFIVE_WATCHED=5000`` for a larger hall; ``TOPFIVE_WATCHED_TO=folder`` keeps pictures of what was seen.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, enter
from tests.browser.meetings.crowd import Crowd, attending

PHONES = int(os.environ.get("TOPFIVE_WATCHED", "120"))
KEPT = os.environ.get("TOPFIVE_WATCHED_TO")
PATIENCE_S = 5.0  # of a phone in a large hall; screen and console are asked for less
PROMPT_S = 2.5
LONGEST_S = 30
OPTIONS = [{"title": f"Community project number {n}", "department": "Services"} for n in range(1, 13)]


class Watch:
    """How long after a host's act each page shows it."""

    def __init__(self, phone: Page, screen: Page, console: Page) -> None:
        self.pages = {"phone": phone, "screen": screen, "console": console}
        self.seen: list[str] = []

    def after(self, name: str, act: Callable[[], object], **shows: str) -> None:
        console = self.pages["console"].locator("main")
        before = console.get_attribute("data-view") or ""
        begun = time.perf_counter()
        act()
        took = {"act": time.perf_counter() - begun}
        for page, selector in shows.items():
            expect(self.pages[page].locator(selector).first).to_be_visible(timeout=1_000 * LONGEST_S)
            took[page] = time.perf_counter() - begun
        expect(console).not_to_have_attribute("data-view", before, timeout=1_000 * LONGEST_S)
        took["console"] = time.perf_counter() - begun
        self.seen.append(f"{name}: " + ", ".join(f"{what} {1_000 * s:.0f} ms" for what, s in took.items()))
        if KEPT:
            for what, page in self.pages.items():
                page.screenshot(path=Path(KEPT) / f"{name}-{what}.png")
        assert took["act"] < PROMPT_S, self.seen
        assert all(each < (PATIENCE_S if what == "phone" else PROMPT_S + PATIENCE_S) for what, each in took.items())


def test_nobody_waits_in_a_hall_from_join_to_reveal(hall: Hall) -> None:
    groups = [{"name": name} for name in ("East", "West", "North")]
    polls = [{"title": "Livelihood projects", "options": OPTIONS, "display": "live"}]
    session = hall.session(polls=polls, groups=groups, locale="en")
    poll, sid = session["polls"][0], session["id"]
    with attending(Crowd(hall.server.port, session, PHONES)) as crowd:
        screen, console = hall.screen(session), hall.console()
        console.goto(f"{hall.server.url}/host/{sid}")
        phone = hall.phone("/", locale="en")
        phone.goto(f"{hall.server.url}/j/{session['join_code']}/1")
        enter(phone)
        expect(phone.locator("main[data-page=waiting]")).to_be_visible()
        watch = Watch(phone, screen, console)

        watch.after("open", lambda: hall.open(poll, seconds=None), phone=".ballot")
        scene = {"kind": "tally", "poll": poll["id"]}
        watch.after(
            "tally", lambda: hall.host("PUT", f"/api/sessions/{sid}/scene", json=scene), screen="[data-scene=tally]"
        )
        crowd.vote()
        for place in (1, 2):
            phone.click(f"label[for=o{place}]")
        begun = time.perf_counter()
        phone.click(".bar .btn")
        expect(phone.locator("main[data-page=receipt]")).to_be_visible()
        watch.seen.append(f"ballot among {PHONES:,}: {1_000 * (time.perf_counter() - begun):.0f} ms")
        begun = time.perf_counter()
        console.reload()
        watch.seen.append(f"console loaded anew meanwhile: {1_000 * (time.perf_counter() - begun):.0f} ms")
        crowd.have_voted()
        expect(screen.get_by_text(f"{PHONES + 1}").first).to_be_visible()
        watch.after("close", lambda: hall.close(poll), phone="[data-state=closed]")
        watch.after(
            "reveal", lambda: hall.host("POST", f"/api/polls/{poll['id']}/reveal"), phone="main[data-page=result]"
        )

    print("\n".join(watch.seen))
