"""What leaves the meeting from the host's browser: the minutes on A4."""

from __future__ import annotations

import re

import pytest

from tests.browser.hall import Hall
from tests.browser.test_looks import begin

PAGE = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+59[45]\S*\s+84[12]\S*\s*\]")


@pytest.mark.parametrize(("language", "pages"), [("zh-CN", 2), ("en", 3)])
def test_the_minutes_of_two_lists_are_one_signed_sheet_and_an_annex(hall: Hall, language: str, pages: int) -> None:
    tour = begin(hall, "host", language)
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    page = hall.console(locale=language, color_scheme="dark")
    page.goto(f"{hall.server.url}/print/{tour.session['id']}/minutes")
    assert page.locator(".tools .main").is_visible()

    paper = page.pdf(prefer_css_page_size=True)

    assert len(PAGE.findall(paper)) == pages
    assert len(A4.findall(paper)) == pages
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert (
        page.locator(".sheet").first.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 255, 255)"
    )
