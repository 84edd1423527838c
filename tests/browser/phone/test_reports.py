"""A report with pages: handed in as PDF, turned with a remote, seen on the projector and read on a phone."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.finger import sent, tick
from tests.browser.hall import Hall, Json, enter
from tests.browser.look import Looker
from tests.browser.looks.test_agenda import LONG, PHONES, SPEAKER
from tests.browser.looks.test_every_page import LANGUAGES
from tests.browser.whole import until

PAGES = 4


def a_report() -> bytes:
    """A PDF of slides: a heading, some lines, a column chart."""
    slides = []
    for n in range(1, PAGES + 1):
        slide = Image.new("RGB", (1280, 720), "white")
        pen = ImageDraw.Draw(slide)
        pen.rectangle((0, 0, 1280, 16), fill="#9c2216")
        pen.text((80, 70), f"{n}", fill="black", font_size=120)
        for line in range(4):
            pen.rectangle((80, 260 + 60 * line, 620 - 70 * (line % 3), 276 + 60 * line), fill="#444")
        for column, height in enumerate((120, 260, 190, 330)):
            pen.rectangle((740 + 110 * column, 620 - height * n // PAGES, 820 + 110 * column, 620), fill="#2f5d8a")
        slides.append(slide)
    out = BytesIO()
    slides[0].save(out, "PDF", save_all=True, append_images=slides[1:])
    return out.getvalue()


def reporting(hall: Hall, language: str) -> Json:
    listed = [{"title": f"Project {n}"} for n in range(3)]
    polls = [{"title": "Projects", "winners": 1, "options": listed}]
    session = hall.session(title="Project", locale=language, polls=polls)
    reports = [
        {"kind": "report", "title": SPEAKER[language], "department": LONG[language], "seconds": 420},
        {"kind": "report", "title": LONG[language], "speaker": SPEAKER[language]},
    ]
    hall.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": reports})
    return session


def hand_in(hall: Hall, console: Page, session: Json, at: int) -> None:
    console.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    report = console.locator(".items > li").nth(at)
    report.locator("summary").click()
    pages = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": a_report()}
    report.locator("[name=pages]").set_input_files([pages])
    report.locator("[name=pages] ~ * ~ button, form[enctype] button").last.click()
    expect(console.locator(".items > li").nth(at).locator(".sheets img")).to_have_count(PAGES)


def is_drawn(page: Page, selector: str) -> None:
    until(page, f"document.querySelector({selector!r})?.naturalWidth > 1000")


def is_turned_from_the_console(screen: Page, console: Page) -> None:
    """Key by key, and in haste: the second press waits for the first."""
    at = screen.locator(".at")
    expect(at).to_have_text(f"1 / {PAGES}")
    expect(console.locator("#page-off")).to_be_enabled()
    for key, page in (("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2)):
        console.keyboard.press(key)
        expect(at).to_have_text(f"{page} / {PAGES}")
        expect(console.locator(".turning p")).to_contain_text(str(page))
    console.keyboard.press("PageDown")
    console.keyboard.press("PageDown")
    expect(at).to_have_text(f"{PAGES} / {PAGES}")
    console.keyboard.press("PageUp")
    expect(console.locator(".turning .ahead")).to_be_visible()
    is_drawn(screen, ".sheet")


def is_read_on_a_phone(hall: Hall, session: Json, language: str, phones: Looker) -> None:
    phone = hall.phone(f"/j/{session['join_code']}", locale=language, is_mobile=False, has_touch=False)
    enter(phone)
    phones.at(phone, "waiting-report-to-read")
    phone.locator("a[href$='/reports']").click()
    phones.at(phone, "reports")
    phone.locator(".links a").last.click()
    is_drawn(phone, ".leaf img")
    phones.at(phone, "report")
    assert phone.locator(".leaf img").count() == PAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_turned_from_the_console_and_read_on_phones(hall: Hall, language: str) -> None:
    session, console = reporting(hall, language), hall.console(locale=language)
    typed = ["Project", "Projects", LONG[language], SPEAKER[language]]
    host, phones = Looker("host", language, typed), Looker("phone", language, typed, sizes=PHONES)
    screened = Looker("screen", language, typed, sizes=((1024, 768), (1920, 1080)))
    for at in (0, 1):
        hand_in(hall, console, session, at)
    host.at(console, "report-pages")

    screen = hall.screen(session)
    console.goto(f"{hall.server.url}/host/{session['id']}")
    console.click("#primary")
    expect(screen.locator(".tm .face")).to_have_text("07:00")
    expect(console.locator(".now .tag.on")).to_be_visible()
    console.click("#primary")  # the clock, and with it the first page
    is_turned_from_the_console(screen, console)
    host.at(console, "console-report-page")
    screened.at(screen, "timer-page")
    console.click("#page-off")
    expect(screen.locator(".tm .face")).to_be_visible()
    is_read_on_a_phone(hall, session, language, phones)
    for each in (host, screened, phones):
        each.is_content()


def test_whoever_reads_is_called_to_the_vote_until_they_have_voted(hall: Hall) -> None:
    session = reporting(hall, "zh-CN")
    poll = session["polls"][0]
    phone = hall.phone(f"/j/{session['join_code']}")
    enter(phone)
    expect(phone.locator("main[data-page]")).to_be_visible()
    reports = f"{hall.server.url}/s/{session['id']}/reports"
    phone.goto(reports)
    called = phone.locator(".called")
    expect(phone.locator("main[data-page=reports]")).to_be_visible()
    expect(called).to_have_count(0)

    hall.open(poll, seconds=180)
    expect(called).to_contain_text("推荐已经开始")
    expect(called.locator("[role=timer]")).to_contain_text(":")
    called.click()
    tick(phone, 0)
    sent(phone)
    phone.goto(reports)
    expect(phone.locator("main[data-page=reports]")).to_be_visible()
    expect(called).to_have_count(0)
