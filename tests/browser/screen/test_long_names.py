"""Names at the edge of what may be typed: whole words, and nothing of them cut, on every projector."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.look import Looker
from tests.browser.screen.test_room import SIZES, TITLE

NAMES = {
    "zh-CN": ("居民区书记组", "党群工作组", "社区管理组", "两代表一委员组"),
    "en": ("Neighbourhood secretaries", "Party affairs", "Community management", "Delegates and members"),
    "ja": ("住民区書記", "地域サービス", "地域安全", "代表と委員"),
}
LONG = {
    "zh-CN": "梁城街道社区党群服务中心居民区书记联席会议",
    "en": "Joint conference of neighbourhood secretaries",
    "ja": "梁城地区まちづくり推進協議会住民区連絡会議",
}


def grouped(hall: Hall, language: str, number: int, *, long: bool, **more: object) -> tuple[Json, list[str]]:
    names = [LONG[language] if long else NAMES[language][n % 4] for n in range(number)]
    names = [f"{name} {n}" if long or n > 4 else name for n, name in enumerate(names, start=1)]
    groups = [{"name": name, "seats": 8 + n % 5} for n, name in enumerate(names)]
    options = [{"title": title} for title in "ABCDEF"]
    session = hall.session(
        title=LONG[language], locale=language, groups=groups, polls=[{"title": "L", "options": options}], **more
    )
    hall.open(session["polls"][0])
    for n in range(number):
        hall.cast(hall.join(session, n), session["polls"][0], [n % 6])
    return session, [LONG[language], *names, *"ABCDEFL", "Hall"]


def seen(hall: Hall, session: Json, *scenes: str) -> Page:
    screen = hall.screen(session)
    for scene in scenes:
        hall.scene(session, scene, None if scene == "join" else session["polls"][0])
    expect(screen.locator(f"[data-scene={scenes[-1]}][data-conn=live]")).to_have_count(1)
    return screen


@pytest.mark.parametrize("scene", ["join", "voting"])
@pytest.mark.parametrize(
    ("language", "number", "long"), [("zh-CN", 20, True), ("en", 5, False), ("en", 20, False), ("ja", 8, True)]
)
def test_groups_are_whole_or_numbers(hall: Hall, scene: str, language: str, number: int, long: bool) -> None:
    session, typed = grouped(hall, language, number, long=long)
    look = Looker("screen", language, typed, sizes=SIZES)

    look.at(seen(hall, session, scene), f"{scene}-{number}-{language}")

    look.is_content()


def test_groups_have_names_where_there_is_room(hall: Hall) -> None:
    session, _ = grouped(hall, "zh-CN", 20, long=False)
    for scene in ("join", "voting"):
        screen = seen(hall, session, scene)
        for width, height in SIZES if scene == "voting" else SIZES[:2]:
            screen.set_viewport_size({"width": width, "height": height})
            lines = (
                "[...document.querySelectorAll('.groups li:not([hidden]) .name')].map(each => each.checkVisibility())"
            )
            assert screen.evaluate(lines) == [True] * 20, (scene, width)


def test_groups_beside_wifi_lose_their_meters_before_their_names(hall: Hall) -> None:
    session, typed = grouped(hall, "zh-CN", 8, long=True, wifi={"ssid": "Hall", "password": "12345678"})
    look = Looker("screen", "zh-CN", typed, sizes=SIZES)

    look.at(seen(hall, session, "join"), "join-wifi-long")

    look.is_content()


@pytest.mark.parametrize("scene", ["join", "voting", "tally", "groups"])
def test_a_meeting_and_a_list_of_many_letters_leave_the_head_whole(hall: Hall, scene: str) -> None:
    title = (TITLE * 3)[:120]
    poll = {"title": title, "options": [{"title": each} for each in ("甲", "乙", "丙")], "winners": 1}
    session = hall.session(title=title, organization=title[:60], polls=[poll], groups=[{"name": "一组"}])
    hall.open(session["polls"][0])
    look = Looker("screen", "zh-CN", [title], sizes=SIZES)
    screen = seen(hall, session, scene)
    look.at(screen, f"head-{scene}")
    hall.close(session["polls"][0], within=60)
    expect(screen.locator(".lastcall")).to_be_visible()
    look.at(screen, f"head-{scene}-closing")

    look.is_content()


def test_a_mean_stands_on_one_line_beside_the_groups(hall: Hall) -> None:
    options = [{"title": each, "department": "社区服务办公室"} for each in ("甲", "乙")]
    poll = {"title": "述职评议", "type": "grade", "winners": 1, "options": options}
    session = hall.session(polls=[poll], groups=[{"name": "一组"}, {"name": "二组"}], smallest_group=1)
    (review,) = session["polls"]
    hall.open(review)
    marks = {option["id"]: review["grades"][0]["name"] for option in review["options"]}
    hall.by(hall.join(session, 0), "PUT", f"/api/polls/{review['id']}/ballot", json={"marks": marks})
    hall.close(review)
    screen = seen(hall, session, "groups")

    for width, height in SIZES:
        screen.set_viewport_size({"width": width, "height": height})
        rows = screen.locator(".heat tbody tr .sum").evaluate_all(
            "cells => cells.map(cell => { const range = document.createRange(); range.selectNodeContents(cell);"
            " return range.getClientRects().length })"
        )
        assert rows == [1, 1]


def test_one_place_alone_has_the_middle_of_the_picture(hall: Hall) -> None:
    poll = {"title": "L", "winners": 1, "max_choices": 1, "options": [{"title": "甲"}, {"title": "乙"}]}
    session = hall.session(polls=[poll])
    hall.open(session["polls"][0])
    hall.cast(hall.join(session), session["polls"][0], [0])
    hall.close(session["polls"][0])
    hall.scene(session, "reveal", session["polls"][0], 1)
    screen = hall.screen(session)

    card, scene = screen.locator(".places .first").bounding_box(), screen.locator(".places").bounding_box()

    assert card
    assert scene
    assert card["height"] > scene["height"] / 2
    assert abs(2 * card["y"] + card["height"] - 2 * scene["y"] - scene["height"]) < 4
