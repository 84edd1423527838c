"""The call for items in three languages: the departments' page on phones and laptops, the organizer's page."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.look import Looker
from tests.browser.looks.test_every_page import LANGUAGES, Tour, begin

PDF = b"%PDF-1.7\ntrailer <<>>\n%%EOF\n"
SIZES = ((320, 640), (390, 844), (1280, 720))
FAR, PAST = "2040-12-05T18:00", "2020-12-05T18:00"
NAMES = {
    "zh-CN": ("社区服务办公室", "党群工作办公室"),
    "en": ("Community services", "Party and people's office"),
    "ja": ("地域サービス課", "住民参加推進室"),
}
LATE = {"zh-CN": "材料不全，明年再报", "en": "Papers missing, next year again", "ja": "資料が不足、来年あらためて"}
NOTE = {
    "zh-CN": "每个部门申报三至五项。",
    "en": "Three to five items each, please.",
    "ja": "各部署3〜5件でお願いします。",
}


def drawn() -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (300, 200), (31, 74, 115)).save(out, "PNG")
    return {"name": "p.png", "mimeType": "image/png", "buffer": out.getvalue()}


def pdf(data: bytes = PDF) -> FilePayload:
    return {"name": "d.pdf", "mimeType": "application/pdf", "buffer": data}


def links_for(page: Page, hall: Hall, session: Json, *names: str) -> list[str]:
    page.goto(f"{hall.server.url}/host/{session['id']}/items")
    page.fill("#names", "\n".join(names))
    page.click("[value=invite]")
    return [link.input_value() for link in page.locator("[id^=link-]").all()]


def set_deadline(page: Page, hall: Hall, session: Json, until: str, note: str = "") -> None:
    page.goto(f"{hall.server.url}/host/{session['id']}/items")
    page.fill("#deadline", until)
    if note:
        page.fill("#note", note)
    page.click("[name=act][value=call]")
    if until == PAST:  # which is asked about
        page.click("[name=act][value=end]")
    page.wait_for_url("**told=called*")


def publish(page: Page, hall: Hall, session: Json) -> None:
    page.goto(f"{hall.server.url}/host/{session['id']}/items")
    page.click("[value=publish]")
    page.wait_for_timeout(500)  # a second press at once would be a double click
    page.click("[value=publish]")
    page.wait_for_url("**/items?told=published*")


def hand_in(page: Page, link: str, option: Json, at: int = 0) -> None:
    page.goto(link)
    page.locator("[name=list]").nth(at).check()
    page.fill("#title", option["title"])
    page.fill("#description", option["description"] or "")
    page.set_input_files("#picture", drawn())
    page.set_input_files("#document", pdf())
    page.click("[value=save]")
    page.wait_for_url("**told=saved*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_departments_page_looks_right(hall: Hall, language: str) -> None:
    hall.forgive("422", "409")
    tour, host = called(hall, "phone", language)
    look = Looker("phone", language, tour.looker.typed, sizes=SIZES)
    page = hall.page((390, 844), locale=language)
    (link, _) = links_for(host, hall, tour.session, *NAMES[language])
    page.goto(link)
    look.at(page, "department-empty")
    options = tour.polls[0]["options"]
    hand_in(page, link, options[0])
    hand_in(page, link, options[1], at=1)
    look.at(page, "department")
    page.locator("[value=withdraw]").first.click()
    page.wait_for_url("**told=withdrawn*")
    page.locator("a[href*='?item=']").first.click()
    page.set_input_files("#document", pdf(b"no pdf"))
    page.click("[value=save]")
    expect(page.locator("#wrong-document")).to_be_visible()
    look.at(page, "department-refused")
    publish(host, hall, tour.session)
    set_deadline(host, hall, tour.session, PAST)
    page.goto(link)
    look.at(page, "department-over")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_organizers_page_looks_right(hall: Hall, language: str) -> None:
    hall.forgive("422", "409")
    tour, host = called(hall, "host", language)
    look, path = tour.looker, f"{hall.server.url}/host/{tour.session['id']}/items"
    links = links_for(host, hall, tour.session, *NAMES[language])
    look.at(host, "items-links")
    page = hall.page((390, 844), locale=language)
    for at, option in enumerate(tour.polls[0]["options"][:6]):
        hand_in(page, links[at % 2], option)
    host.goto(path)
    for at in (0, 2):
        host.locator("[name=item][type=checkbox]").nth(at).check()
    host.locator("[value=merge]").first.click()
    host.wait_for_url("**told=merged*")
    host.locator("details.edit > summary").nth(1).click()
    look.at(host, "items-edit")
    host.locator("[name=reason]").nth(1).fill(LATE[language])
    host.locator("[value=leave-out]").nth(1).click()
    host.wait_for_url("**told=left-out*")
    look.at(host, "items")
    host.goto(f"{path}?by=department")
    look.at(host, "items-by-department")
    Looker("host", language, look.typed, sizes=((700, 900),)).at(host, "items-narrow")
    look.is_content()


def called(hall: Hall, surface: str, language: str) -> tuple[Tour, Page]:
    tour = begin(hall, surface, language)
    tour.looker.typed += [*NAMES[language], LATE[language], NOTE[language]]
    host = hall.console(locale=language)
    host.goto(f"{hall.server.url}/host/{tour.session['id']}/items")
    tour.looker.at(host, "items-none") if surface == "host" else None
    set_deadline(host, hall, tour.session, FAR, NOTE[language])
    return tour, host
