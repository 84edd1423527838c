"""What was typed beside a button, and the reader's place, stay when a press makes a host's page anew."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json
from tests.browser.host.test_call import department, hand_in
from tests.browser.looks.test_call import FAR, links_for, set_deadline

REPORTS = [{"kind": "report", "title": f"汇报 {n}", "seconds": 420} for n in range(20)]


def agenda(hall: Hall) -> tuple[Json, Page]:
    session = hall.session(polls=[{"title": "民生项目", "options": [{"title": "加装电梯"}]}])
    hall.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": REPORTS})
    page = hall.console()
    page.goto(f"{hall.server.url}/host/{session['id']}/agenda")
    return session, page


def row(page: Page, n: int) -> str:
    return f".items > li:has(b:text-is('汇报 {n}'))"


def top(page: Page) -> int:
    return int(page.evaluate("scrollY"))


def test_on_the_agenda_a_speaker_typed_stays_through_every_button_beside_it(hall: Hall) -> None:
    _, page = agenda(hall)
    page.click(f"{row(page, 12)} summary")
    page.fill(f"{row(page, 12)} [name=speaker]", "张主任")
    page.evaluate("scrollTo(0, 500)")

    page.click(f"{row(page, 11)} [value=down]")

    expect(page.locator(".items > li b").nth(12)).to_have_text("汇报 11")
    expect(page.locator(f"{row(page, 12)} [name=speaker]")).to_have_value("张主任")
    expect(page.locator(f"{row(page, 12)} [name=speaker]")).to_be_visible()
    expect(page.locator(f"{row(page, 13)} [name=speaker]")).to_have_value("")  # nobody else's field has it
    expect(page.locator(f"{row(page, 11)} [value=down]")).to_be_focused()
    assert abs(top(page) - 500) < 80

    before = top(page)
    page.click(f"{row(page, 13)} [value=remove]")
    expect(page.locator(".undo")).to_contain_text("汇报 13")
    expect(page.locator(".undo")).to_be_in_viewport()
    assert abs(top(page) - before) < 80  # a press scrolls its button into sight
    expect(page.locator(f"{row(page, 12)} [name=speaker]")).to_have_value("张主任")
    page.click(".undo .btn")
    expect(page.locator(row(page, 13))).to_have_count(1)
    page.click(f"{row(page, 12)} [value=save]")
    expect(page.locator(f"{row(page, 12)} summary")).to_contain_text("张主任")
    page.reload()
    expect(page.locator(f"{row(page, 12)} [name=speaker]")).to_have_value("张主任")


def test_what_was_refused_is_there_to_be_mended_and_what_was_sent_does_not_come_back(hall: Hall) -> None:
    hall.forgive("422")
    _, page = agenda(hall)
    page.click(".adds summary >> nth=0")
    page.fill("#add-title", "部门汇报")
    page.fill("#add-speakers", "街道办，" + "长" * 201)
    page.click(".adds [open] .btn:not(summary)")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#add-title")).to_have_value("部门汇报")
    page.fill("#add-speakers", "街道办，王主任")
    page.click(".adds [open] .btn:not(summary)")
    expect(page.locator(".items > li").last).to_contain_text("王主任")
    expect(page.locator("#add-speakers")).to_have_value("")


def test_in_the_call_a_note_typed_and_the_place_stay_when_an_item_moves(hall: Hall) -> None:
    session = hall.session(polls=[{"title": "民生项目", "options": [{"title": "待征集"}]}])
    host = hall.console((1440, 600))
    set_deadline(host, hall, session, FAR)
    (link,) = links_for(host, hall, session, "社区服务办公室")
    east = department(hall, link)
    for n in range(8):
        hand_in(east, f"项目 {n}")
    host.goto(f"{hall.server.url}/host/{session['id']}/items")
    host.fill("#note", "每个部门三项")
    host.locator("[value=down] >> nth=5").scroll_into_view_if_needed()
    host.evaluate("scrollTo(0, 300)")
    host.locator("[value=down] >> nth=5").click()
    expect(host.locator(".entries .what > b").nth(6)).to_have_text("项目 5")
    expect(host.locator("#note")).to_have_value("每个部门三项")
    assert abs(top(host) - 300) < 5
