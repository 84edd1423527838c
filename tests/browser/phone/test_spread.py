"""In a large hall a phone waits a random part of the spread before it loads its ballot; sent away, it comes again."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Page, Route, expect

from server.bench.meeting import call, join_all
from server.bench.sockets import listen_many
from server.live.spread import SMALL_HALL, spread_ms
from server.web.render import make_html
from tests.browser.hall import Hall, Json, enter
from tests.browser.server import HOST_KEY

PHONES = SMALL_HALL + 100
LISTS = [{"title": "Projects", "options": [{"title": "One"}, {"title": "Two"}]}]
AGAIN_S = 2
# The last of all to ask; and when it asked.
WATCHED = """
Math.random = () => 0.999
window.asked = []
const ask = window.fetch
window.fetch = (...given) => (window.asked.push(Date.now()), ask(...given))
"""


async def open_before_a_crowd(port: int, session: Json) -> float:
    """When the list was opened, while so many more phones listened."""
    voters = await join_all(port, session, [None] * PHONES)
    sockets = await listen_many(port, f"/ws/{session['id']}?view=phone", voters)
    opened = time.time()
    call(port, "POST", f"/api/polls/{session['polls'][0]['id']}/open", {}, HOST_KEY)
    await asyncio.sleep(0.2)
    for socket in sockets:
        socket.transport.abort()
    await asyncio.sleep(0.1)
    return opened


def joined(hall: Hall, session: Json) -> Page:
    phone = hall.phone("/")
    phone.context.add_init_script(WATCHED)
    phone.goto(f"{hall.server.url}/j/{session['join_code']}")
    enter(phone)
    expect(phone.locator("main[data-page=waiting]")).to_be_visible()
    return phone


def test_a_phone_waits_its_part_of_the_spread_and_asks_once(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    phone = joined(hall, session)

    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
        opened = apart.submit(asyncio.run, open_before_a_crowd(hall.server.port, session)).result()
    expect(phone.locator(".ballot")).to_be_visible()

    (asked,) = phone.evaluate("window.asked")
    assert asked / 1_000 - opened > 0.9 * spread_ms(PHONES) / 1_000


def refuse_once(hall: Hall, phone: Page, session: Json, **answer: Any) -> None:
    """The next request for the phone's page is answered so, those after it as they are."""
    hall.forgive("503")
    refused: list[Route] = []

    def crowded(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route)
            route.fulfill(status=503, **answer)

    phone.route(f"**/s/{session['id']}", crowded)


def test_a_phone_that_is_sent_away_asks_again_no_sooner_than_it_was_told(hall: Hall) -> None:
    session = hall.session(polls=LISTS)
    phone = joined(hall, session)
    refuse_once(hall, phone, session, headers={"Retry-After": str(AGAIN_S)}, body="")

    call(hall.server.port, "POST", f"/api/polls/{session['polls'][0]['id']}/open", {}, HOST_KEY)
    expect(phone.locator(".ballot")).to_be_visible()

    first, second = phone.evaluate("window.asked")
    assert second - first >= 1_000 * AGAIN_S


def test_a_page_that_was_refused_asks_again_by_itself(hall: Hall) -> None:
    """Also where no script came: the page says so and brings the ballot."""
    session = hall.session(polls=LISTS)
    phone = joined(hall, session)
    busy = make_html("shared/error.html", "en", big=False, context={"status": 503, "again": 1, "link": "/"})
    refuse_once(hall, phone, session, body=busy, content_type="text/html; charset=utf-8")

    phone.reload()
    expect(phone.get_by_text("Many phones are asking at once.")).to_be_visible()
    expect(phone.locator("main[data-page=waiting]")).to_be_visible()
