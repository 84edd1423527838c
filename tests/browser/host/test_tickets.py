"""A meeting by ticket: the sheet is scanned, a ticket moves to another phone, one is taken back at the door."""

from __future__ import annotations

import cv2
import numpy
from playwright.sync_api import Page, expect

from tests.browser.finger import sent, tick
from tests.browser.hall import Hall, Json
from tests.browser.screen.test_reconnect import LOST
from tests.browser.server import Server

POLL: Json = {"title": "民生实事项目", "options": [{"title": f"项目{n}"} for n in "甲乙丙丁"]}
GROUPS = [{"name": "社区管理组", "seats": 3}, {"name": "社区服务组", "seats": 2}]
GONE = "401|handshake"  # a phone that is told that its ticket moved asks once more


def scanned(sheet: Page, at: int) -> str:
    """What a camera reads from the n-th ticket on the sheet."""
    picture = sheet.locator(".tk .qr").nth(at).screenshot()
    pixels = cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    text, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(pixels)
    return str(text)


def printed(hall: Hall, server: Server, session: Json) -> Page:
    host = hall.console()
    host.goto(f"{server.url}/print/{session['id']}/tickets")
    host.click("button.main")
    expect(host.locator(".tk li")).to_have_count(5)
    return host


def take_back(hall: Hall, server: Server, session: Json, serial: str) -> None:
    """At the door."""
    door = hall.console()
    door.goto(f"{server.url}/desk/{session['id']}")
    door.fill("#q", serial)
    door.click(".find .btn")
    door.click("summary:has-text('作废')")
    door.click("button[value=revoke]")
    expect(door.locator(".tag")).to_have_text("已作废")


def test_a_ticket_moves_to_a_second_phone_and_one_is_taken_back(hall: Hall, server: Server) -> None:
    hall.forgive(LOST, GONE)
    session = hall.session(admission="ticket", groups=GROUPS, polls=[POLL])
    poll = session["polls"][0]
    sheet = printed(hall, server, session)
    link = scanned(sheet, 0).replace("HTTP://", "http://").removeprefix(server.url)
    assert link.startswith("/T/")
    code = sheet.locator(".tk .c b").nth(1).inner_text()

    first = hall.phone(link)
    expect(first.locator(".card.ticket")).to_contain_text("第 1 组 社区管理组")
    first.click(".bar .btn")
    hall.open(poll)
    tick(first, 0, 1)
    receipt = sent(first)
    second = hall.phone(link)
    expect(second.locator(".notice")).to_contain_text("正在另一部手机上使用")
    second.click(".bar .btn")
    expect(second.locator(".card .code strong")).to_have_text(receipt)
    expect(first.get_by_role("heading", name="您的券已在另一部手机上使用")).to_be_visible()
    assert hall.votes(poll) == [1, 1, 0, 0]

    other = hall.phone("/?ticket")
    other.fill("#code", code.lower())
    other.click(".bar .btn")
    expect(other.locator(".card.ticket")).to_contain_text("1-02")
    other.click(".bar .btn")
    tick(other, 2)
    sent(other)
    take_back(hall, server, session, "1-02")
    expect(other.get_by_role("heading", name="您的券已经作废")).to_be_visible()
    assert hall.votes(poll) == [1, 1, 1, 0]  # what was cast stays counted

    hall.close(poll)
    hall.reveal(poll)
    expect(second.locator(".rank li .t").first).to_be_visible()
    expect(second.locator(".mine:not([hidden])")).to_have_count(0)  # what was sent on the first phone it is not told


def test_a_ticket_works_without_javascript(hall: Hall, server: Server) -> None:
    session = hall.session(admission="ticket", groups=GROUPS, polls=[POLL])
    link = scanned(printed(hall, server, session), 4).replace("HTTP://", "http://").removeprefix(server.url)
    hall.open(session["polls"][0])
    phone = hall.phone(link, java_script_enabled=False)
    phone.click(".bar .btn")
    expect(phone.locator("#o1")).to_be_visible()
    assert "第 2 组" in phone.locator("body").inner_text()
