"""The agenda: its page, the console at an item, the clock on the projector and on phones, in every language."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall, Json, enter
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES, begin

PROJECTORS = ((1024, 768), (1920, 1080))
PHONES = ((360, 740),)
LONG = {
    "zh-CN": "社区党群服务中心管理办公室",
    "en": "Office for community services and affairs",
    "ja": "地域包括支援事業推進室",
}
SPEAKER = {"zh-CN": "办公室主任", "en": "Head of office", "ja": "室長"}


FIELDS = ("id", "kind", "title", "speaker", "department", "seconds", "polls", "text")


class Show:
    """The agenda of the tour's meeting, over the API."""

    def __init__(self, hall: Hall, session: Json, language: str) -> None:
        self.hall, self.path = hall, f"/api/sessions/{session['id']}/agenda"
        found = hall.host("GET", self.path)["items"]
        self.items = [{key: item[key] for key in FIELDS} for item in found]
        self.items[1] |= {"department": LONG[language], "speaker": SPEAKER[language]}
        self.plan(420)

    def plan(self, seconds: int) -> None:
        self.items[1]["seconds"] = seconds
        self.hall.host("PUT", self.path, json={"items": self.items})

    def do(self, at: int, act: str) -> None:
        self.hall.host("POST", f"{self.path}/{self.items[at]['id']}/{act}", json={})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agenda_looks_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    page.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    look.at(page, "agenda-empty")
    page.click("[value=retreat]")
    look.at(page, "agenda")
    page.goto(f"{hall.server.url}/host/{session['id']}")
    look.at(page, "console-check-in")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_clocks_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    look.typed += [LONG[language], SPEAKER[language]]
    screened = Looker("screen", language, look.typed, sizes=PROJECTORS)
    page.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    page.click("[value=retreat]")
    show, screen = Show(hall, session, language), hall.screen(session)
    show.do(1, "go")
    for state, seconds in (("ready", 420), ("warn", 50), ("over", 1)):
        show.plan(seconds)
        if state != "ready":
            show.do(1, "start")
        screen.wait_for_selector(f"[data-clock][data-state={state}]")
        if state != "ready":
            show.do(1, "pause")
        page.goto(f"{hall.server.url}/host/{session['id']}")
        look.at(page, f"console-report-{state}")
        screened.at(screen, f"timer-{state}")
    phone = hall.phone(f"/j/{session['join_code']}", locale=language, is_mobile=False, has_touch=False)
    phone.locator("[name=group]").first.check(force=True)
    enter(phone)
    handheld = Looker("phone", language, look.typed, sizes=PHONES)
    handheld.at(phone, "waiting-report")
    show.do(-1, "go")
    screen.wait_for_selector("[data-page=message]")
    screened.at(screen, "message")
    for each in (look, screened, handheld):
        each.is_content()
