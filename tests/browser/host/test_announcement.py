"""The announcement leaves the host's browser: slides and posters as pictures, the notice as one sheet of A4."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.hall import Hall, Json
from tests.browser.host.test_files import A4, AMBER, INK, PAGE, PAPER, SEAL, colours
from tests.browser.look import kept_at
from tests.browser.looks.test_every_page import LANGUAGES, begin

SLIDE, POSTER = (1920, 1080), (2480, 3508)
EDGES = {SLIDE: 72, POSTER: 190}
KINDS = {"slide": SLIDE, "poster": POSTER}


def announcement(hall: Hall, session: Json, language: str = "zh-CN", **more: object) -> Page:
    page = hall.console(locale=language, color_scheme="dark", accept_downloads=True, **more)
    page.goto(f"{hall.server.url}/host/{session['id']}/announce")
    return page


def sheet(page: Page, kind: str, at: int = 0) -> tuple[str, Image.Image]:
    """The name and the picture of the nth button of this kind."""
    with page.expect_download() as saved:
        page.locator(f"[data-picture={kind}]").nth(at).click()
    data = Path(saved.value.path()).read_bytes()
    return saved.value.suggested_filename, Image.open(BytesIO(data)).convert("RGB")


def keep(image: Image.Image, language: str, name: str) -> None:
    """For people to look at."""
    if path := kept_at(language, f"{name}.png"):
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)


def margins(image: Image.Image) -> set[tuple[int, int, int]]:
    """All around, but for the room that a hanging quotation mark takes."""
    edge, (width, height) = EDGES[image.size] - 24, image.size
    sides = [
        (0, 0, edge, height),
        (width - edge, 0, width, height),
        (0, 0, width, edge),
        (0, height - edge, width, height),
    ]
    return {colour for side in sides for colour in colours(image.crop(side))}


def inked(image: Image.Image) -> float:
    """How much of the sheet is not bare paper."""
    return 1 - colours(image)[PAPER] / (image.width * image.height)


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_and_posters_of_each_list_and_of_all_are_drawn(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    hall.reveal(*tour.polls)
    page = announcement(hall, tour.session, language)

    for kind, size in KINDS.items():
        made = [sheet(page, kind, at) for at in range(3)]  # of all, of the first, of the second with its open tie
        assert len({name for name, _ in made}) == 3
        for at, (name, image) in enumerate(made):
            assert name.endswith(".png")
            keep(image, language, f"announce-{kind}-{at}")
            assert image.size == size
            assert {PAPER, INK, SEAL} <= set(colours(image))
            assert margins(image) == {PAPER}
            assert 0.05 < inked(image) < 0.6
        assert [AMBER in colours(image) for _, image in made] == [True, False, True]


def test_only_what_is_revealed_can_be_announced(hall: Hall) -> None:
    lists = [{"title": title, "options": [{"title": f"{title}一"}, {"title": f"{title}二"}]} for title in ("甲", "乙")]
    session = hall.session(polls=lists)
    hall.open(*session["polls"])
    for poll in session["polls"]:
        hall.cast(hall.join(session), poll, [0])
    hall.close(*session["polls"])
    hall.reveal(session["polls"][0])
    page = announcement(hall, session)

    assert page.locator("[data-picture=slide]").count() == 1
    assert "乙一" not in page.content()
    hall.reveal(session["polls"][1])
    page.reload()
    assert page.locator("[data-picture=slide]").count() == 3  # the control


def test_long_titles_of_six_lists_stay_inside_the_sheets(hall: Hall) -> None:
    titles = ["“一网统管”" + "平台升级与数据治理" * 20, "Unbreakable" * 18, "短名"]
    options = [{"title": title[:200], "department": "部门" * 50} for title in titles]
    lists = [{"title": f"{n}" + "名" * 90, "options": options} for n in range(6)]
    session = hall.session(title="会" * 100, organization="O" * 150, polls=lists)
    hall.open(*session["polls"])
    voter = hall.join(session)
    for poll in session["polls"]:
        hall.cast(voter, poll, range(3))
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    page = announcement(hall, session)

    for kind in KINDS:
        for at in (0, 1):
            _, image = sheet(page, kind, at)
            keep(image, "zh-CN", f"announce-long-{kind}-{at}")
            assert margins(image) == {PAPER}, (kind, at)


def test_without_scripts_text_notice_and_minutes_are_there_and_no_dead_button(hall: Hall) -> None:
    session = hall.session(polls=[{"title": "单", "options": [{"title": "食堂"}]}])
    hall.open(*session["polls"])
    hall.cast(hall.join(session), session["polls"][0], [0])
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    scripted, plain = announcement(hall, session), announcement(hall, session, java_script_enabled=False)

    assert scripted.locator("[data-picture=slide]").is_visible()  # the control
    assert not plain.locator("[data-picture=slide]").is_visible()
    assert "食堂" in plain.input_value("#ranked")
    plain.fill("#contact", "办公室 021-5555 0101")
    plain.click(".contact .btn")
    assert "办公室 021-5555 0101" in plain.inner_text(".notice")


def test_the_notice_of_two_lists_is_one_sheet_of_a4(hall: Hall) -> None:
    tour = begin(hall, "host", "zh-CN")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    hall.reveal(*tour.polls)
    page = announcement(hall, tour.session)
    page.click(".contact .btn")

    paper = page.pdf(prefer_css_page_size=True)

    assert (len(PAGE.findall(paper)), len(A4.findall(paper))) == (1, 1)
