"""Where groups vote: phones of one group share a ballot, see each other's changes, and overwrite nothing blindly."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.finger import CHOSEN, marked, receipt, sent, tick
from tests.browser.hall import Hall, Json, enter
from tests.browser.screen.test_reconnect import LOST

GROUPS = [{"name": name} for name in ("居民区书记组", "党群工作组", "社区管理组")]
PICKS = ".card > .picks li"
CHANGED = "[data-part=changed]"
WITHIN_S = 1.0


@pytest.fixture
def session(hall: Hall) -> Json:
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊己庚"]
    session = hall.session(voters="group", groups=GROUPS, polls=[{"title": "民生实事项目", "options": options}])
    hall.open(session["polls"][0])
    return session


def joined(hall: Hall, session: Json, group: int = 1, **more: object) -> Page:
    phone = hall.phone(f"/j/{session['join_code']}/{group}", **more)
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    return phone


def test_the_others_of_the_group_see_within_a_second_what_one_sends_and_other_groups_do_not(
    hall: Hall, session: Json
) -> None:
    ann, ben, other = joined(hall, session), joined(hall, session), joined(hall, session, 2)
    tick(ann, 0, 2)
    code = sent(ann)
    since = time.monotonic()

    expect(ben.locator(PICKS)).to_have_text(["项目甲", "项目丙"])
    assert time.monotonic() - since < WITHIN_S
    assert receipt(ben) == code
    expect(ben.locator(CHANGED)).to_be_visible()
    expect(ann.locator(CHANGED)).to_be_hidden()  # who sent it needs no news of it

    ben.click(".card > .btn")
    tick(ben, 0, 3)
    sent(ben)
    expect(ann.locator(PICKS)).to_have_text(["项目丙", "项目丁"])
    expect(ann.locator(CHANGED)).to_be_visible()
    expect(ann.locator(".card")).to_contain_text("本组第 1 次修改")
    assert receipt(ann) == receipt(ben) != code
    ann.reload()
    expect(ann.locator(PICKS)).to_have_text(["项目丙", "项目丁"])
    expect(ann.locator(CHANGED)).to_be_hidden()

    expect(other.locator(".ballot")).to_be_visible()
    assert marked(other) == []
    assert hall.votes(session["polls"][0]) == [0, 0, 1, 1, 0, 0, 0]
    tick(other, 2)
    sent(other)
    assert hall.votes(session["polls"][0]) == [0, 0, 2, 1, 0, 0, 0]


def test_what_is_ticked_stays_beside_what_another_sent_and_the_person_decides(hall: Hall, session: Json) -> None:
    ann, ben = joined(hall, session), joined(hall, session)
    tick(ben, 4, 5)
    tick(ann, 0)
    sent(ann)

    expect(ben.locator(".notice")).to_contain_text("项目甲")
    expect(ben.locator(CHANGED)).to_be_visible()
    assert marked(ben) == [4, 5]
    ben.reload()
    expect(ben.locator("[data-part=unsent] .picks li")).to_have_text(["项目戊", "项目己"])
    expect(ben.locator(PICKS)).to_have_text(["项目甲"])
    ben.click(".card > .btn")
    expect(ben.locator(CHOSEN)).to_have_count(2)  # the page's script has put them back
    assert marked(ben) == [4, 5]
    sent(ben)

    expect(ann.locator(PICKS)).to_have_text(["项目戊", "项目己"])
    assert hall.votes(session["polls"][0]) == [0, 0, 0, 0, 1, 1, 0]


def test_a_tap_that_has_not_seen_the_other_ballot_sends_nothing(hall: Hall, session: Json) -> None:
    ann, ben = joined(hall, session), joined(hall, session)
    tick(ben, 5)
    tick(ann, 0)
    ann.click(".bar .btn")
    expect(ben.locator(CHANGED)).to_be_visible()
    ben.click(".bar .btn")

    ben.wait_for_timeout(300)
    assert hall.votes(session["polls"][0])[:1] == [1]
    expect(ben.locator(".ballot")).to_be_visible()
    ben.wait_for_timeout(1_500)
    sent(ben)  # the control
    assert hall.votes(session["polls"][0]) == [0, 0, 0, 0, 0, 1, 0]


def test_it_can_be_left_as_the_other_sent_it(hall: Hall, session: Json) -> None:
    ann, ben = joined(hall, session), joined(hall, session)
    expect(ben.locator(".back")).to_be_hidden()
    tick(ben, 5)
    tick(ann, 0)
    sent(ann)

    ben.click(".back")

    expect(ben.locator(PICKS)).to_have_text(["项目甲"])
    expect(ben.locator("[data-part=unsent]")).to_be_hidden()
    assert hall.votes(session["polls"][0]) == [1, 0, 0, 0, 0, 0, 0]


def test_the_same_choices_are_not_asked_about(hall: Hall, session: Json) -> None:
    ann, ben = joined(hall, session), joined(hall, session)
    tick(ben, 0, 1)
    tick(ann, 0, 1)
    sent(ann)

    expect(ben.locator(PICKS)).to_have_text(["项目甲", "项目乙"])
    assert hall.votes(session["polls"][0])[:2] == [1, 1]


def test_a_phone_that_was_offline_meanwhile_is_right_when_it_is_back(hall: Hall, session: Json) -> None:
    hall.forgive(LOST)
    ann, ben, slow = joined(hall, session), joined(hall, session), joined(hall, session)
    tick(ann, 0)
    sent(ann)
    expect(ben.locator(PICKS)).to_have_text(["项目甲"])
    expect(slow.locator(PICKS)).to_have_text(["项目甲"])
    slow.click(".card > .btn")
    tick(slow, 3)
    for away in (ben, slow):
        away.context.set_offline(True)
        expect(away.locator("body")).to_have_attribute("data-conn", "lost")
    ann.click(".card > .btn")
    tick(ann, 6)
    sent(ann)

    for back in (ben, slow):
        back.context.set_offline(False)

    expect(ben.locator(PICKS)).to_have_text(["项目甲", "项目庚"])
    expect(slow.locator(".notice")).to_contain_text("项目庚")
    assert marked(slow) == [0, 3]


def test_turnout_counts_groups_on_projector_and_console(hall: Hall, session: Json) -> None:
    poll = session["polls"][0]
    hall.scene(session, "voting", poll)
    screen, console = hall.screen(session), hall.console()
    console.goto(f"{hall.server.url}/host/{session['id']}")
    for page in (screen, console):
        expect(page.locator("body")).to_have_attribute("data-conn", "live")
    voters = [hall.join(session, group) for group in (0, 0, 0, 1, 2, 2)]
    for voter in voters[:4]:
        hall.cast(voter, poll, [0])

    expect(screen.locator(".zheng p")).to_have_text(re.compile(r"2\s*/\s*3 组已提交"))
    expect(screen.locator(".groups .count:visible")).to_have_text(["已提交", "已提交", "未提交"], use_inner_text=True)
    expect(console.locator(".figures")).to_contain_text("2 / 3 组")
    expect(console.locator(".figures")).to_contain_text("6 部手机入场")
    rows = console.locator(".turnout tbody tr:visible td:last-child")
    expect(rows).to_have_text(["已提交", "已提交", "未提交"], use_inner_text=True)
    screen.reload()
    expect(screen.locator(".groups .count:visible")).to_have_text(["已提交", "已提交", "未提交"], use_inner_text=True)
    hall.cast(voters[5], poll, [0])
    expect(screen.locator(".zheng p")).to_have_text(re.compile(r"3\s*/\s*3 组已提交"))


def test_a_groups_ballot_works_without_script(hall: Hall, session: Json) -> None:
    hall.forgive("409")
    phones = []
    for _ in range(2):
        phone = hall.phone(f"/j/{session['join_code']}/1", java_script_enabled=False)
        enter(phone)
        phones.append(phone)
    ann, ben = phones
    tick(ann, 0)
    tick(ben, 1)
    ann.click(".bar .btn")
    expect(ann.locator(PICKS)).to_have_text(["项目甲"])

    ben.click(".bar .btn")
    expect(ben.locator(".notice")).to_contain_text("项目甲")
    ben.click(".bar .btn")

    expect(ben.locator(PICKS)).to_have_text(["项目乙"])
    ann.reload()
    expect(ann.locator(PICKS)).to_have_text(["项目乙"])
    assert hall.votes(session["polls"][0])[:2] == [0, 1]


def test_a_group_that_changes_what_it_has_sent_is_not_said_to_have_chosen_and_not_sent(
    hall: Hall, session: Json
) -> None:
    said: list[str] = []
    ann = hall.phone("/")
    ann.on("websocket", lambda socket: socket.on("framesent", lambda frame: said.append(str(frame))))
    ann.goto(f"{hall.server.url}/j/{session['join_code']}/1")
    enter(ann)
    expect(ann.locator("body")).to_have_attribute("data-conn", "live")
    tick(ann, 0)
    ann.wait_for_timeout(300)
    assert [each for each in said if "true" in each]  # the control: the first time it is
    sent(ann)
    said.clear()

    ann.click(".card > .btn")
    expect(ann.locator(".ballot")).to_be_visible()
    tick(ann, 3)
    ann.goto(f"{hall.server.url}/s/{session['id']}")
    expect(ann.locator("[data-part=unsent]")).to_be_visible()
    ann.wait_for_timeout(300)

    assert not [each for each in said if "true" in each]
