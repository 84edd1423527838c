"""What leaves the meeting from the host's browser: minutes on A4, a result as a picture; and pictures that go in."""

from __future__ import annotations

import re
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

from tests.browser.hall import Hall, Json, enter
from tests.browser.looks.test_every_page import begin

PAGE = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+59[45]\S*\s+84[12]\S*\s*\]")


@pytest.mark.parametrize(("language", "pages"), [("zh-CN", 2), ("en", 3), ("ja", 2)])
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


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_signatures_stand_below_what_is_signed_however_long_it_is(hall: Hall, language: str) -> None:
    """A page with signatures alone is void: the last rows go with them."""
    rows = {"zh-CN": "项目", "en": "Project"}[language]
    page = hall.console(locale=language)
    seen = set()
    for winners in range(8, 34):
        options = [{"title": f"{rows} {n:02}"} for n in range(winners)]
        lists = [{"title": "A", "winners": winners, "max_choices": winners, "options": options}]
        session = hall.session(locale=language, polls=lists)
        poll = session["polls"][0]
        hall.open(poll)
        hall.cast(hall.join(session), poll, range(winners))
        hall.close(poll)
        page.goto(f"{hall.server.url}/print/{session['id']}/minutes")
        signed = page.locator(".sign").inner_text().splitlines()[0]
        with closing(PdfDocument(page.pdf(prefer_css_page_size=True))) as paper:
            texts = [each.get_textpage().get_text_range() for each in paper]
        at = next(number for number, text in enumerate(texts) if signed in text)
        assert f"{rows} {winners - 1:02}" in texts[at]
        seen.add(at)
    assert seen == {0, 1}  # short ones on one page, long ones on two


PAPER, INK, SEAL, AMBER = (0xF6, 0xF1, 0xE7), (0x1E, 0x1A, 0x15), (0xA3, 0x24, 0x17), (0xF2, 0xB2, 0x33)
EDGE = 64


def results(hall: Hall, session: Json, at: int, language: str = "zh-CN") -> Page:
    page = hall.console(locale=language, color_scheme="dark", accept_downloads=True)
    page.goto(f"{hall.server.url}/host/{session['id']}/results?poll={session['polls'][at]['id']}")
    return page


def picture(page: Page, kind: str) -> Image.Image:
    with page.expect_download() as saved:
        page.click(f"[data-picture={kind}]")
    assert saved.value.suggested_filename.endswith(".png")
    data = Path(saved.value.path()).read_bytes()
    return Image.open(BytesIO(data)).convert("RGB")


def colours(image: Image.Image) -> dict[tuple[int, int, int], int]:
    return {colour: count for count, colour in image.getcolors(image.width * image.height) or []}


def margins(image: Image.Image) -> set[tuple[int, int, int]]:
    sides = [(0, 0, EDGE - 24, image.height), (image.width - EDGE + 8, 0, image.width, image.height)]
    return {colour for side in sides for colour in colours(image.crop(side))}


def test_the_picture_of_a_result_is_made_in_the_browser_in_the_colours_of_paper(hall: Hall) -> None:
    tour = begin(hall, "host", "zh-CN")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    hall.reveal(*tour.polls)
    decided, tied = (results(hall, tour.session, at) for at in (0, 1))

    top, whole, open_tie = picture(decided, "top"), picture(decided, "all"), picture(tied, "top")

    assert {image.width for image in (top, whole, open_tie)} == {1080}
    assert top.height < 1600 < whole.height
    for image in (top, whole, open_tie):
        assert {PAPER, INK, SEAL} <= set(colours(image))
        assert margins(image) == {PAPER}
    assert AMBER not in colours(top)
    assert AMBER in colours(open_tie)
    asked = decided.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert [url for url in asked if not url.startswith((hall.server.url, "blob:"))] == []


def test_long_titles_wrap_inside_the_picture(hall: Hall) -> None:
    titles = ["“一网统管”" + "平台升级与数据治理" * 20, "Unbreakable" * 18, "短名", "two words " * 19]
    options = [{"title": title[:200], "department": "部门" * 50} for title in titles]
    lists = [{"title": "名" * 100, "options": options}, {"title": "短", "options": [{"title": "短名"}]}]
    session = hall.session(title="会" * 100, organization="O" * 150, polls=lists)
    hall.open(*session["polls"])
    voter = hall.join(session)
    hall.cast(voter, session["polls"][0], range(4))
    hall.cast(voter, session["polls"][1], [0])
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])

    long, short = (picture(results(hall, session, at), "top") for at in (0, 1))

    assert margins(long) == margins(short) == {PAPER}
    assert long.height > 2 * short.height


def test_without_scripts_nothing_offers_a_picture(hall: Hall) -> None:
    session = hall.session(polls=[{"title": "单", "options": [{"title": "项"}]}])
    hall.open(*session["polls"])
    hall.cast(hall.join(session), session["polls"][0], [0])
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    scripted, plain = results(hall, session, 0), hall.console(java_script_enabled=False)
    plain.goto(scripted.url)

    assert scripted.locator("[data-picture=top]").is_visible()  # the control
    assert plain.locator("[data-picture=top]").count() == 1
    assert not plain.locator("[data-picture=top]").is_visible()


def test_a_chosen_picture_is_on_phones_that_have_room_for_it(hall: Hall) -> None:
    session = hall.session(polls=[{"title": "单", "options": [{"title": "食堂"}, {"title": "电梯"}]}])
    page, out = hall.console(), BytesIO()
    Image.new("RGB", (800, 600), SEAL).save(out, "PNG")
    page.goto(f"{hall.server.url}/host/{session['id']}/pictures")
    first = page.locator(".pictures li").first
    first.locator("[type=file]").set_input_files({"name": "p.png", "mimeType": "image/png", "buffer": out.getvalue()})
    assert first.locator("img").evaluate("async each => (await each.decode(), each.naturalWidth)") == 112
    hall.open(*session["polls"])

    seen = []
    for width, query in ((390, ""), (360, ""), (390, "?big=1")):
        phone = hall.phone(f"/j/{session['join_code']}", (width, 740))
        enter(phone)
        phone.wait_for_selector(".ballot")
        phone.goto(phone.url + query)
        seen.append(phone.locator(".pic").is_visible())

    assert seen == [True, False, False]
