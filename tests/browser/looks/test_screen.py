"""The projector's other states: first view, long lists, own looks, groups page by page, odd pictures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import PROJECTOR, Hall, Json
from tests.browser.look import Looker, Size
from tests.browser.looks.test_every_page import LANGUAGES, Tour, begin, show

ODD: tuple[Size, ...] = ((1366, 768), (3840, 2160), (1080, 1920))
NAMES = {
    "zh-CN": ("居民区书记组", "党群工作组", "社区管理组", "社区服务组", "社区平安组", "居民代表组"),
    "en": ("Neighbourhood secretaries", "Party affairs", "Community management", "Services", "Safety", "Residents"),
    "ja": ("住民区書記", "党建", "地域管理", "地域サービス", "地域安全", "住民代表"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_looks_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "screen", language)
    tour.looker.typed += ["C", "D", "F11"]
    for query in ("", "&contrast=high", "&theme=dark"):
        screen = hall.page(PROJECTOR)
        screen.add_init_script("Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('refused'))")
        screen.goto(tour.session["screen_url"] + query)
        expect(screen.locator(".start")).to_be_visible()
        tour.looker.at(screen, f"start{query[1:5]}")
        screen.click(".start .go")
        expect(screen.locator(".start[data-state=partly]")).to_be_visible()
        tour.looker.at(screen, f"start-partly{query[1:5]}")
    tour.looker.is_content()


@pytest.mark.parametrize(("key", "name"), [("c", "contrast"), ("d", "dark")])
def test_every_scene_looks_right_in_high_contrast_and_in_the_dark(hall: Hall, key: str, name: str) -> None:
    tour = begin(hall, "screen", "zh-CN")
    first, second = tour.polls
    screen = hall.screen(tour.session)
    expect(screen.locator("body")).to_have_attribute("data-conn", "live")
    screen.keyboard.press(key)
    hall.open(first, second)
    tour.vote()
    for kind in ("join", "hold", "voting", "tally", "groups"):
        show(tour, screen, kind, None if kind in ("join", "hold") else first, name=f"{name}-{kind}")
    screen.evaluate("document.body.dataset.conn = 'lost'")
    tour.looker.at(screen, f"{name}-lost")
    hall.close(first, second)
    for kind, step in (("tally", 0), ("groups", 0), ("groups", 1), ("reveal", 1), ("reveal", 5)):
        show(tour, screen, kind, second, step, f"{name}-tie-{kind}-{step}")
    tour.looker.is_content()


def big_session(hall: Hall, language: str, groups: int, options: int) -> tuple[Looker, Json]:
    tour = begin(hall, "screen", language)
    titles = [option["title"] for poll in tour.polls for option in poll["options"]]
    names = [f"{NAMES[language][n % 6]} {n // 6 + 1}" for n in range(groups)]
    session = hall.session(
        locale=language,
        title=tour.session["title"],
        smallest_group=1,
        groups=[{"name": name} for name in names],
        polls=[{"title": "L", "options": [{"title": f"{titles[n % len(titles)]} {n}"} for n in range(options)]}],
    )
    tour.looker.typed += [*names, *titles, "L"]
    poll = session["polls"][0]
    hall.open(poll)
    for n in range(40):
        hall.cast(hall.join(session, n % groups), poll, {0, n % options, n % 7, n % 5, 2})
    return tour.looker, session


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [17, 40])
def test_long_lists_look_right(hall: Hall, language: str, options: int) -> None:
    look, session = big_session(hall, language, 4, options)
    poll = session["polls"][0]
    hall.scene(session, "tally", poll)
    screen = hall.screen(session)
    for state in ("open", "closed"):
        screen.reload()
        expect(screen.locator(".bars.turning" if options > 19 else ".bars.more")).to_be_visible()
        look.at(screen, f"long-{options}-{state}")
        hall.close(poll) if state == "open" else None
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_many_groups_looks_right(hall: Hall, language: str) -> None:
    look, session = big_session(hall, language, 12, 14)
    hall.close(session["polls"][0])
    screen = hall.screen(session)
    pages = turned(hall, session, screen, look, f"groups-{language}")
    assert pages > 3
    look.is_content()


def turned(hall: Hall, session: Json, screen: Page, look: Looker, name: str) -> int:
    total = step = 0
    while step == 0 or step < total:
        hall.scene(session, "groups", session["polls"][0], step)
        screen.reload()
        number, total = (int(part) for part in str(screen.locator(".pageno").text_content()).split("/"))
        assert number == step + 1
        look.at(screen, f"{name}-{number}")
        step += 1
    return total


def test_odd_projectors_break_nothing(hall: Hall) -> None:
    tour = begin(hall, "screen", "zh-CN")
    odd = Tour(hall, Looker("screen", "zh-CN", tour.looker.typed, sizes=ODD), tour.session, tour.voters)
    first, second = odd.polls
    screen = hall.screen(odd.session)
    hall.open(first, second)
    odd.vote()
    for kind in ("join", "hold", "voting", "tally", "groups"):
        show(odd, screen, kind, None if kind in ("join", "hold") else first, name=f"odd-{kind}")
    hall.close(first, second)
    show(odd, screen, "reveal", second, 5, "odd-reveal")
    odd.looker.is_content()
