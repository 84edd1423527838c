"""What a phone on a bad network loads before it can vote."""

from __future__ import annotations

import urllib.request

from playwright.sync_api import Page, expect

from tests.browser import sample
from tests.browser.hall import Hall, Json, enter
from tests.browser.whole import without_script

KIB = 1024
TASKS = "特色工作任务"


def tasks(hall: Hall) -> Json:
    """The longer of the sample lists, open."""
    more = {"department": "党群工作办公室", "description": "牵头部门一句话说明，" * 3}
    options = [{"title": title, **more} for title in sample.lists()[TASKS]]
    session = hall.session(
        groups=[{"name": name} for name in sample.GROUPS], polls=[{"title": TASKS, "options": options}]
    )
    hall.open(session["polls"][0])
    return session


def compressed(url: str, cookies: str = "") -> int:
    """The bytes of the body as they go over the wire to a browser."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Cookie": cookies})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(answer.read())


def ballot(hall: Hall, session: Json, loaded: list[tuple[str, str]]) -> Page:
    """A new phone's first ballot; ``loaded`` gets type and address of all that this page asked for."""
    phone = hall.phone(f"/j/{session['join_code']}/1")
    phone.on("request", lambda request: loaded.append((request.resource_type, request.url)))
    enter(phone)
    expect(phone.locator(".ballot")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    return phone


def test_the_first_ballot_and_its_style_are_14_kib_in_two_requests_and_its_script_15(hall: Hall) -> None:
    session, loaded = tasks(hall), []
    phone = ballot(hall, session, loaded)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in phone.context.cookies())

    styles = {url for kind, url in loaded if kind == "stylesheet"}
    scripts = {url for kind, url in loaded if kind == "script"}
    page, style = compressed(phone.url, cookies), sum(map(compressed, styles))
    script = sum(map(compressed, scripts))

    print(f"ballot {page} B, style {style} B, {len(scripts)} scripts {script} B")
    assert len(styles) == 1
    assert page + style <= 14 * KIB
    assert 0 < script <= 15 * KIB
    assert {kind for kind, _ in loaded} <= {"document", "stylesheet", "script", "fetch", "websocket", "image", "other"}
    assert not [url for kind, url in loaded if not url.startswith((hall.server.url, "ws"))]


def test_a_phone_that_gets_no_script_votes_all_the_same(hall: Hall) -> None:
    hall.forgive("ERR_FAILED", "ERR_BLOCKED")
    session = tasks(hall)
    phone = hall.phone("/")
    phone.context.route("**/*.js", lambda route: route.abort())
    without_script.add(phone.context)
    phone.goto(session["join_url"])
    phone.check("#g2")
    phone.click(".bar .btn")
    for option in (1, 14):
        phone.click(f"label[for=o{option}]")

    phone.click(".bar .btn")

    expect(phone.locator(".card .code strong")).to_be_visible()
    assert phone.locator("body[data-conn]").count() == 0  # the control: no script ran
    assert hall.votes(session["polls"][0]) == [1, *[0] * 12, 1]
