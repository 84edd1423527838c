"""A hall with its devices: the host's console, the projector, phones, and voters who use the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from httpx2 import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocket, expect

from tests.browser.server import HOST_KEY, Server
from tests.browser.whole import PATIENCE_MS, in_haste, without_script

Json = dict[str, Any]
PHONE = (390, 844)
PROJECTOR = (1920, 1080)
LAPTOP = (1440, 900)

# A refused script or style is an event of the page; the console's own line about it names no file in every browser.
WATCH = """
addEventListener("securitypolicyviolation", event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
"""


BOUNCE_MS = 400  # within which two presses are one


def press_twice(page: Page, selector: str) -> None:
    """What is final takes a second press, and a double click is one."""
    page.click(selector)
    expect(page.locator(selector)).to_have_attribute("data-armed", "")
    page.wait_for_timeout(BOUNCE_MS)
    page.click(selector)


class Hall:
    """Everybody's pages of one server. ``calm`` fails where a page threw, complained or broke the policy."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server = server
        self.troubles: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._forgiven: list[re.Pattern[str]] = []
        self._http = self._client()

    # devices

    def console(self, size: tuple[int, int] = LAPTOP, **more: Any) -> Page:
        """A signed-in host's page, on the list of meetings."""
        page = self.page(size, **more)
        page.goto(f"{self.server.url}/host/sign-in?key={HOST_KEY}")
        return page

    def screen(self, session: Json, size: tuple[int, int] = PROJECTOR, **more: Any) -> Page:
        """A projector that was started before."""
        page = self.page(size, **more)
        page.add_init_script("sessionStorage.setItem('started', 'yes')")
        page.goto(session["screen_url"])
        return page

    def phone(self, path: str = "/", size: tuple[int, int] = PHONE, **more: Any) -> Page:
        page = self.page(size, **{"has_touch": True, "is_mobile": True, **more})
        page.goto(self.server.url + path)
        return page

    def page(self, size: tuple[int, int], **more: Any) -> Page:
        """A device of its own, with its own cookies."""
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, **{"locale": "zh-CN", "reduced_motion": "reduce", **more}
        )
        context.set_default_timeout(PATIENCE_MS)
        if not more.get("java_script_enabled", True):
            without_script.add(context)
        context.add_init_script(WATCH)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self._trouble(page, f"threw {error}"))
        page.on("console", lambda said: said.type == "error" and self._trouble(page, said.text))
        return page

    def _trouble(self, page: Page, text: str) -> None:
        if not any(pattern.search(text) for pattern in self._forgiven):
            self.troubles.append(f"{page.url}: {text}")

    def forgive(self, *patterns: str) -> None:
        """What a test provokes itself, such as a request to a server that it has killed."""
        self._forgiven += [re.compile(pattern) for pattern in patterns]

    def calm(self) -> None:
        assert not self.troubles, "\n".join(self.troubles)

    def leave(self) -> None:
        """Everybody closes their pages."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        self._http.close()

    # over the API

    def host(self, method: str, path: str, **more: Any) -> Json:
        return self._call(method, path, HOST_KEY, **more)

    def session(self, **fields: Any) -> Json:
        return self.host("POST", "/api/sessions", json={"title": "2027 年度工作务虚会", "locale": "zh-CN", **fields})

    def again(self, session: Json) -> Json:
        """The session as it is now."""
        return self.host("GET", f"/api/sessions/{session['id']}")

    def open(self, *polls: Json, seconds: int | None = 600) -> None:
        for poll in polls:
            self.host("POST", f"/api/polls/{poll['id']}/open", json={"seconds": seconds})

    def close(self, *polls: Json, within: int = 0) -> None:
        for poll in polls:
            self.host("POST", f"/api/polls/{poll['id']}/close", json={"in": within})

    def reveal(self, *polls: Json) -> None:
        for poll in polls:
            self.host("POST", f"/api/polls/{poll['id']}/reveal")

    def scene(self, session: Json, kind: str, poll: Json | None = None, step: int = 0) -> None:
        body = {"kind": kind, "poll": poll["id"] if poll else None, "step": step}
        self.host("PUT", f"/api/sessions/{session['id']}/scene", json=body)

    def join(self, session: Json, group: int | None = None) -> str:
        """A new voter's bearer; ``group`` is its position."""
        found = session["groups"][group]["id"] if group is not None and session["groups"] else None
        return str(self._call("POST", f"/api/sessions/{session['id']}/join", None, json={"group": found})["voter"])

    def cast(self, voter: str, poll: Json, choices: Iterable[int]) -> None:
        """``choices`` are positions in the poll's list."""
        marked = [poll["options"][at]["id"] for at in choices]
        self._call("PUT", f"/api/polls/{poll['id']}/ballot", voter, json={"choices": marked})

    def votes(self, poll: Json) -> list[int]:
        """The host's counts, in the order of the list."""
        found = self.host("GET", f"/api/polls/{poll['id']}/result")["options"]
        by_option = {each["option"]: each["votes"] for each in found}
        return [by_option[option["id"]] for option in poll["options"]]

    def export(self, session: Json, ending: str) -> str:
        answer = self._http.get(f"/api/sessions/{session['id']}/export.{ending}", headers=_bearer(HOST_KEY))
        assert answer.status_code == 200, answer.text
        return answer.text

    def forget_connections(self) -> None:
        """Before a server is killed: a connection kept from it would fail the first call to the next."""
        self._http.close()
        self._http = self._client()

    def _client(self) -> Client:
        return Client(base_url=f"http://127.0.0.1:{self.server.port}", timeout=20)

    def by(self, voter: str, method: str, path: str, **more: Any) -> Json:
        """What a voter's phone does over the API."""
        return self._call(method, path, voter, **more)

    def _call(self, method: str, path: str, by: str | None, **more: Any) -> Json:
        answer = self._http.request(method, path, headers=_bearer(by) if by else {}, **more)
        self._http.cookies.clear()
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        found: Json = answer.json()
        return found


def enter(page: Page) -> None:
    """Past the page of a join code: by its button, or as the page does it by itself."""
    asks = page.locator("[data-page=join] form:not([data-behaviour])")
    if page.context in without_script or asks.count():
        page.click(".bar .btn")
    else:
        page.wait_for_url("**/s/*")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def deal(targets: Sequence[int], voters: int) -> list[list[int]]:
    """Ballots with which so many voters give every option its target; none marks an option twice."""
    assert max(targets) <= voters, "nobody votes twice for the same"
    marks = [option for option, wanted in enumerate(targets) for _ in range(wanted)]
    return [sorted(marks[voter::voters]) for voter in range(voters)]


def frames_of(page: Page) -> list[str]:
    """Everything that the page's sockets are sent from now on; fill it before the page opens them."""
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    page.on("websocket", listen)
    return heard


def scripts_late(page: Page) -> Callable[[], None]:
    """The page once more, on Wi-Fi that has not brought its scripts yet; call what is returned, and they come."""
    held: list[Route] = []
    are_here = False

    def hold(route: Route) -> None:
        route.continue_() if are_here else held.append(route)

    def come() -> None:
        nonlocal are_here
        are_here = True
        in_haste.discard(page.context)
        for route in held:
            route.continue_()

    page.context.route("**/*.js", hold)
    in_haste.add(page.context)
    page.goto(page.url, wait_until="commit")
    page.locator("main").wait_for()
    return come
