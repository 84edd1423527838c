"""The agenda: its page, the console at an item, the clock on the projector and on phones, in every language."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall
from tests.browser.look import Looker
from tests.browser.test_looks import LANGUAGES, begin

PROJECTORS = ((1024, 768), (1920, 1080))
LONG = {
    "zh-CN": "社区党群服务中心管理办公室",
    "en": "Office for community services and affairs",
    "ja": "地域包括支援事業推進室",
}
SPEAKER = {"zh-CN": "办公室主任", "en": "Head of office", "ja": "室長"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agenda_and_its_clocks_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    look, session, page = tour.looker, tour.session, hall.console(locale=language)
    look.typed += [LONG[language], SPEAKER[language]]
    screened, handheld = (
        Looker(kind, language, look.typed, sizes=sizes)
        for kind, sizes in (("screen", PROJECTORS), ("phone", ((360, 740),)))
    )
    page.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    look.at(page, "agenda-empty")
    page.click("[value=retreat]")
    look.at(page, "agenda")
    path = f"/api/sessions/{session['id']}/agenda"
    kept = [
        {key: item[key] for key in ("id", "kind", "title", "speaker", "department", "seconds", "polls", "text")}
        for item in hall.host("GET", path)["items"]
    ]
    kept[1] |= {"department": LONG[language], "speaker": SPEAKER[language]}
    hall.host("PUT", path, json={"items": kept})
    page.goto(f"{hall.server.url}/host/{session['id']}")
    look.at(page, "console-check-in")
    screen = hall.screen(session)
    phone = hall.phone(f"/j/{session['join_code']}", locale=language, is_mobile=False, has_touch=False)
    phone.locator("[name=group]").first.check(force=True)
    phone.click(".bar .btn")
    for state, seconds in (("ready", 420), ("warn", 50), ("over", 1)):
        kept[1]["seconds"] = seconds
        hall.host("PUT", path, json={"items": kept})
        if state == "ready":
            hall.host("POST", f"{path}/{kept[1]['id']}/go", json={})
        else:
            hall.host("POST", f"{path}/{kept[1]['id']}/start", json={})
        screen.wait_for_selector(f"[data-clock][data-state={state}]")
        hall.host("POST", f"{path}/{kept[1]['id']}/pause", json={}) if state != "ready" else None
        page.goto(f"{hall.server.url}/host/{session['id']}")
        look.at(page, f"console-report-{state}")
        screened.at(screen, f"timer-{state}")
    phone.reload()
    handheld.at(phone, "waiting-report")
    hall.host("POST", f"{path}/{kept[-1]['id']}/go", json={})
    screen.wait_for_selector("[data-page=message]")
    screened.at(screen, "message")
    for each in (look, screened, handheld):
        each.is_content()
