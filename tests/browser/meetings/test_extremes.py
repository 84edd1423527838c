"""The longest names, the most groups and options, the shortest lists: nothing leaves the page or lies on anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.look import Looker

LONG = "老旧住宅小区加装电梯与无障碍设施综合改造提升及配套停车充电消防安防设施一体化建设工程（第三批）"
WORD = "Supercalifragilisticexpialidocious" * 2
DEPARTMENT = "城市精细化管理与综合行政执法联合办公室"


def session(hall: Hall, groups: int, options: int, choices: int) -> Json:
    held = [
        {"title": f"{n}{LONG if n % 3 else WORD}", "department": DEPARTMENT, "description": LONG}
        for n in range(options)
    ]
    return hall.session(
        title=LONG,
        organization=DEPARTMENT,
        place=DEPARTMENT,
        starts_at="2026-12-05T14:00:00+08:00",
        groups=[{"name": f"{n}{DEPARTMENT if n % 2 else WORD[:40]}", "seats": 150} for n in range(groups)],
        polls=[{"title": LONG, "options": held, "max_choices": choices, "winners": 5}],
    )


def looker(surface: str) -> Looker:
    size = {"phone": (320, 640), "screen": (1280, 720), "host": (1280, 720)}[surface]
    return Looker(surface, "zh-CN", [WORD, WORD[:40]], dots=True, sizes=(size,))


@pytest.mark.parametrize(("groups", "options", "choices"), [(0, 1, 1), (3, 8, 20), (24, 30, 5)])
def test_scenes_hold_what_is_long_and_many(hall: Hall, groups: int, options: int, choices: int) -> None:
    held = session(hall, groups, options, choices)
    poll, look, name = held["polls"][0], looker("screen"), f"extreme-{groups}-{options}"
    screen = hall.screen(held)
    hall.open(poll)
    for n in range(12):
        marks = range(n % 2, min(choices, options), 1 + n % 3) if options > 1 else [0]
        hall.cast(hall.join(held, n % groups if groups else None), poll, list(marks) or [0])
    for kind in ("join", "hold", "voting", "tally", "groups"):
        hall.scene(held, kind, None if kind in ("join", "hold") else poll)
        screen.reload()
        look.at(screen, f"{name}-{kind}")
    hall.close(poll)
    for kind, step in (("groups", 0), ("reveal", 1), ("reveal", 5)):
        hall.scene(held, kind, poll, step)
        screen.reload()
        look.at(screen, f"{name}-{kind}-{step}")
    look.is_content()


@pytest.mark.parametrize(("groups", "options", "choices"), [(0, 1, 1), (24, 30, 20)])
def test_phones_and_the_console_hold_what_is_long_and_many(hall: Hall, groups: int, options: int, choices: int) -> None:
    held = session(hall, groups, options, choices)
    poll, look, name = held["polls"][0], looker("phone"), f"extreme-{groups}-{options}"
    phone = hall.phone(f"/j/{held['join_code']}/1", is_mobile=False, has_touch=False)
    if groups:  # without groups whoever scans is on the way in already
        look.at(phone, f"{name}-join")
    enter(phone)
    look.at(phone, f"{name}-waiting")
    hall.open(poll)
    expect(phone.locator(".ballot")).to_be_visible()
    phone.click("label[for=o1]")
    look.at(phone, f"{name}-ballot")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    look.at(phone, f"{name}-receipt")
    console, context = hall.console(), looker("host")
    console.goto(f"{hall.server.url}/host/{held['id']}")
    context.at(console, f"{name}-console")
    hall.close(poll)
    hall.reveal(poll)
    expect(phone.locator(".results")).to_be_visible()
    look.at(phone, f"{name}-result")
    console.goto(f"{hall.server.url}/host/{held['id']}/results")
    context.at(console, f"{name}-results")
    look.is_content()
    context.is_content()
