"""After close the server cannot tell whose a ballot is; the phone that sent it still shows what its voter chose."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.browser.finger import sent, tick
from tests.browser.hall import Hall, Json
from tests.browser.phone.test_shared_phone import SHARED
from tests.browser.screen.test_reconnect import joined, meeting
from tests.browser.server import Server
from tests.browser.whole import until

PICKED = ".card .picks li:visible"
MARKED = ".rank li:has(.mine:not([hidden])) .t"


def wait_for_erasure(server: Server, poll: Json) -> None:
    key = server.folder / "keys" / f"{poll['id']}.key"
    for _ in range(500):
        if not key.exists():
            return
        time.sleep(0.02)
    raise AssertionError("the key is still there")


def test_after_close_a_phone_shows_what_was_chosen_on_it_and_no_other_does(hall: Hall, server: Server) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    phone, other = joined(hall, session), joined(hall, session)
    tick(phone, 1, 4)
    code = sent(phone)
    chosen = phone.locator(PICKED).all_inner_texts()
    assert len(chosen) == 2
    hall.close(poll)
    wait_for_erasure(server, poll)

    for _ in range(2):
        expect(phone.locator(".card .hint", has_text="已截止，已计入。")).to_be_visible()
        expect(phone.locator(PICKED)).to_have_text(chosen)
        expect(phone.locator(".card .code strong")).to_have_text(code)
        phone.reload()
    expect(other.get_by_text("在这部手机上提交这份名单")).to_be_visible()
    expect(other.locator(".card .code")).to_be_hidden()

    hall.reveal(poll)
    expect(phone.locator(MARKED)).to_have_text(chosen)
    expect(phone.locator(".code:visible strong")).to_have_text(code)
    expect(other.locator(".rank li").first).to_be_visible()
    expect(other.locator(MARKED)).to_have_count(0)
    expect(other.locator(".code:visible")).to_have_count(0)

    phone.click("text=核对回执码")
    phone.fill("#code", code.lower())
    phone.click(".check .btn")
    expect(phone.locator(".check .notice")).to_contain_text("已计入")


def test_a_ballot_of_the_last_moment_is_shown_though_the_page_came_too_late_to_learn_its_code(
    hall: Hall, server: Server
) -> None:
    session = meeting(hall)
    poll = session["polls"][0]
    phone = joined(hall, session)
    tick(phone, 2)
    phone.route("**/s/*", lambda route: None)  # the page after the ballot does not come any more
    with phone.expect_response("**/ballot") as answered:
        phone.click(".bar .btn")
    code = str(answered.value.json()["receipt"])
    hall.close(poll)
    wait_for_erasure(server, poll)
    phone.unroute("**/s/*")
    phone.reload()

    expect(phone.locator(".card .code strong")).to_have_text(f"{code[:4]}-{code[4:8]}-{code[8:]}")
    expect(phone.locator(PICKED)).to_have_count(1)
    expect(phone.get_by_text("没有在这部手机上提交")).to_be_hidden()


def test_what_the_person_before_chose_is_gone_from_a_phone_that_is_passed_on(hall: Hall, server: Server) -> None:
    session = hall.session(**SHARED)
    poll = session["polls"][0]
    hall.open(poll)
    phone = joined(hall, session)
    tick(phone, 0)
    sent(phone)
    phone.click(".another")
    phone.check("#g2")
    phone.click("form .btn")
    tick(phone, 1)
    sent(phone)
    mine = phone.locator(PICKED).all_inner_texts()
    hall.close(poll)
    wait_for_erasure(server, poll)

    expect(phone.locator(PICKED)).to_have_text(mine)
    owned = "Object.keys(localStorage).filter(key => key.startsWith('topfive own ')).length"
    until(phone, owned, 1)


def test_what_was_chosen_and_never_sent_is_said_first_though_another_list_is_published(
    hall: Hall, server: Server
) -> None:
    lists = [{"title": name, "options": [{"title": f"{name}{n}"} for n in range(4)]} for name in ("甲", "乙")]
    session = hall.session(polls=lists)
    first, second = session["polls"]
    hall.open(first)
    phone = joined(hall, session)
    tick(phone, 0)
    sent(phone)
    hall.close(first)
    hall.open(second)
    expect(phone.locator("h2, h1").filter(has_text="乙").first).to_be_visible()
    phone.goto(f"{server.url}/s/{session['id']}?edit={second['id']}")
    tick(phone, 1)
    tick(phone, 2)
    hall.cast(hall.join(session), second, [3])
    hall.close(second)
    wait_for_erasure(server, second)
    hall.reveal(first)

    said = phone.locator("[data-part=late]:visible")
    expect(said).to_contain_text("您选了 2 项，截止前没有送出，没有计入。")
    above = "late.getBoundingClientRect().top < document.querySelector('.rank').getBoundingClientRect().top"
    assert phone.evaluate(f"(late => {above})(document.querySelector('[data-part=late]:not([hidden])'))")
    phone.reload()
    expect(said).to_have_count(1)
    hall.reveal(second)
    expect(phone.locator(".rank")).to_have_count(2)
    expect(said).to_contain_text("您选了 2 项")
