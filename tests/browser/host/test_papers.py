"""Ballot papers as they come out of the printer: what the server has cut is what lies on each page."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

from tests.browser.hall import Hall, Json

TITLES = {
    "zh-CN": ("老旧小区加装电梯", "关于进一步完善街道居民代表会议提案办理与反馈工作机制的若干意见，" * 4),
    "en": (
        "Lifts for old walk-up buildings",
        "On how proposals of residents are handled and answered, with deadlines; " * 2,
    ),
    "ja": (
        "旧住宅のエレベーター設置",
        "地区住民代表会議の提案の取り扱いと回答の仕組みをさらに整えることについて、" * 4,
    ),
}
OFFICE = {"zh-CN": "社区服务办公室", "en": "Community Services Office", "ja": "地域サービス課"}
COUNTS = {"zh-CN": "第 {} 页，共 {} 页", "en": "Page {} of {}", "ja": "{1}ページ中{0}ページ"}


def pages_of(page: Page) -> list[str]:
    with closing(PdfDocument(page.pdf(prefer_css_page_size=True))) as paper:
        return [each.get_textpage().get_text_range().replace("\r\n", " ") for each in paper]


def lists(language: str, kind: str) -> list[Json]:
    short, long = TITLES[language]

    def options(count: int, title: str) -> list[Json]:
        return [{"title": f"{title} {n}", "department": OFFICE[language]} for n in range(1, count + 1)]

    if kind == "many":
        return [{"title": "A", "options": options(40, short)}, {"title": "B", "options": options(14, short)}]
    if kind == "long":
        return [{"title": long[:120], "options": options(14, long[:116])}]
    if kind == "most":
        return [{"title": "A", "options": options(300, short)}]
    grades = [{"name": f"{short[:5]}{n}", "coefficient": 9 - n} for n in range(9)]
    return [{"title": "A", "type": "grade", "grades": grades, "options": options(20, short)}]


@pytest.mark.parametrize("kind", ["many", "long", "most", "graded"])
@pytest.mark.parametrize("language", TITLES)
def test_every_page_of_a_sheet_says_whose_it_is_and_which_of_how_many(hall: Hall, language: str, kind: str) -> None:
    short, long = TITLES[language]
    title = long[:120] if kind == "long" else short
    groups = [{"name": f"{short[:6]} {n}"} for n in range(20)]
    session = hall.session(title=title, locale=language, admission="ticket", groups=groups, polls=lists(language, kind))
    for group in (session["groups"][0], session["groups"][2]):
        body = {"group": group["id"], "count": 1}
        hall.host("POST", f"/api/sessions/{session['id']}/tickets", json=body)
    page = hall.console(locale=language)
    page.goto(f"{hall.server.url}/print/{session['id']}/papers")

    printed = pages_of(page)

    count = page.locator(".sheet").count() // 2
    assert len(printed) == 2 * count
    for at, text in enumerate(printed):
        assert ("1-01", "3-01")[at // count] in text
        assert title[:12] in text
        assert COUNTS[language].format(at % count + 1, count) in text.replace("  ", " ")
    feet = page.locator(".sheet .foot").evaluate_all(
        "all => all.map(foot => foot.getBoundingClientRect().bottom - foot.parentElement.getBoundingClientRect().top)"
    )
    assert max(feet) - min(feet) < 1  # what is asked for stands in the same place on every page
