"""A whole meeting in browsers: a console, a projector, two phones with script and one without."""

from __future__ import annotations

import csv
import io
import json
import re

import cv2
import numpy
from playwright.sync_api import Page, expect

from tests.browser import sample
from tests.browser.hall import Hall, Json, deal, frames_of, press_twice
from tests.browser.sample import GROUPS, SEATS, Count

VOTERS = 60
FIRST_TARGETS = (60, 52, 44, 39, 31, 22, 16, 12, 9, 7, 5, 3)
# With the phones' ballots the fifth and the sixth are level.
SECOND_TARGETS = (55, 50, 45, 40, 30, 30, 20, 10, 8, 6, 3, 2, 1, 0)
BOUNCE_MS = 400


class Meeting:
    """The meeting as it goes on: its pages, its lists, and what was cast so far by an outside count."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.console = hall.console(permissions=["clipboard-read", "clipboard-write"])
        self.counts = [Count(titles) for titles in sample.lists().values()]
        self.session: Json = {}

    @property
    def polls(self) -> list[Json]:
        return list(self.session["polls"])

    def show(self, poll: Json) -> None:
        """The console turns to this list."""
        self.console.locator(f'.agenda a[href="?poll={poll["id"]}"]').first.click()
        expect(self.console.locator(".now h2")).to_have_text(poll["title"])

    def press(self, selector: str = "#primary") -> None:
        self.console.click(selector)

    def press_twice(self) -> None:
        self.press()
        expect(self.console.locator("#primary")).to_have_attribute("data-armed", "")
        self.console.wait_for_timeout(BOUNCE_MS)
        self.press()


def test_a_whole_meeting_from_the_pasted_lists_to_the_published_top_five(hall: Hall) -> None:
    meeting = Meeting(hall)
    the_host_pastes_the_lists(meeting)
    screen = hall.screen(meeting.session, reduced_motion="no-preference")
    link = the_code_on_the_screen_opens_the_meeting(meeting, screen)
    scanned, typed, plain = three_phones_come_in(meeting, link)
    the_host_starts_both_lists(meeting, screen)
    the_phones_vote(meeting, scanned, typed)
    the_phone_without_script_votes(meeting, plain)
    sixty_more_vote(meeting)
    every_figure_agrees(meeting, screen)
    the_host_closes(meeting, screen, scanned)
    the_first_list_is_revealed_place_by_place(meeting)
    the_tie_stays_open_and_is_published(meeting, scanned)
    the_exports_agree_with_the_outside_count(meeting)


def the_host_pastes_the_lists(meeting: Meeting) -> None:
    page = meeting.console
    page.click('a[href="/host/new"]')
    page.fill("#title", "2027 年度工作务虚会")
    page.fill("#listing", sample.TEXT)
    page.fill("#groups", "\n".join(f"{name}，{seats}" for name, seats in zip(GROUPS, SEATS, strict=True)))
    expect(page.locator(".summary")).to_contain_text("2 份，共 26 项")
    page.click("button[value=create]")
    expect(page.locator(".agenda")).to_be_visible()
    meeting.session = meeting.hall.again({"id": page.url.rpartition("/")[2]})
    assert {poll["title"]: [each["title"] for each in poll["options"]] for poll in meeting.polls} == sample.lists()


def the_code_on_the_screen_opens_the_meeting(meeting: Meeting, screen: Page) -> str:
    """What a camera would read from the projector; it is the join link in capitals."""
    expect(screen.locator("svg.qr")).to_be_visible()
    picture = cv2.imdecode(numpy.frombuffer(screen.screenshot(), numpy.uint8), cv2.IMREAD_GRAYSCALE)
    link, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(picture)
    assert link == meeting.session["join_url"].upper()
    expect(screen.locator(".code")).to_contain_text(meeting.session["join_code"])
    return link.removeprefix(meeting.hall.server.url.upper())


def three_phones_come_in(meeting: Meeting, link: str) -> tuple[Page, Page, Page]:
    hall = meeting.hall
    scanned = hall.phone(link)
    scanned.check("#g1")
    scanned.click(".bar .btn")
    typed = hall.phone("/")
    typed.fill("#code", meeting.session["join_code"])
    typed.click(".bar .btn")
    typed.check("#g2")
    typed.click(".bar .btn")
    plain = hall.phone(f"{link}/3", java_script_enabled=False)
    expect(plain.locator("#g3")).to_be_checked()
    plain.click(".bar .btn")
    for phone in (scanned, typed, plain):
        expect(phone.locator("h1")).to_have_text(meeting.session["title"])
        for count in meeting.counts:
            for title in count.titles:
                expect(phone.get_by_text(title, exact=True)).to_be_visible()
    expect(meeting.console.locator('.figures [data-number="joined"]')).to_have_text("3")
    return scanned, typed, plain


def the_host_starts_both_lists(meeting: Meeting, screen: Page) -> None:
    meeting.console.check(".also input")
    meeting.press()
    expect(screen.locator("body")).to_have_attribute("data-scene", "tally")  # live votes are seen from the start
    meeting.hall.scene(meeting.session, "voting", meeting.polls[0])
    expect(screen.locator(".lists li")).to_have_count(2)
    assert [poll["state"] for poll in meeting.hall.again(meeting.session)["polls"]] == ["open", "open"]


def the_phones_vote(meeting: Meeting, scanned: Page, typed: Page) -> None:
    """The ballots came by themselves, and one is changed afterwards."""
    for name, phone, group, ballots in (
        ("scanned", scanned, 0, ([0, 1, 2], [0, 1, 4])),
        ("typed", typed, 1, ([1, 2, 3, 4, 5], [0, 2, 5])),
    ):
        for poll, count, choices in zip(meeting.polls, meeting.counts, ballots, strict=True):
            expect(phone.locator(f'main[data-page="ballot-{poll["id"]}"]')).to_be_visible()
            fill_in(phone, choices)
            count.cast(name, group, choices)
        expect(phone.locator(".card .code strong")).to_have_count(2)
    first = scanned.locator(".card", has=scanned.get_by_role("heading", name=meeting.polls[0]["title"]))
    first.locator(".btn").click()
    expect(scanned.locator(".pick:checked")).to_have_count(3)
    fill_in(scanned, [1, 2, 3])
    expect(first.locator(".picks li")).to_have_count(2)
    meeting.counts[0].cast("scanned", 0, [0, 3])


def fill_in(phone: Page, choices: list[int]) -> None:
    """Tick, or untick what was chosen before, then submit."""
    for at in choices:
        phone.click(f"label[for=o{at + 1}]")
    phone.click(".bar .btn")


def the_phone_without_script_votes(meeting: Meeting, plain: Page) -> None:
    meeting.hall.forgive("422")
    plain.reload()
    for at in range(6):
        plain.click(f"label[for=o{at + 1}]")
    expect(plain.locator(".note.over")).to_be_visible()
    plain.click(".bar .btn")
    expect(plain.locator(".pick:checked")).to_have_count(6)
    expect(plain.locator(".note.over")).to_be_visible()
    assert meeting.hall.votes(meeting.polls[0]) == list(meeting.counts[0].votes().values())  # nothing of it was counted
    fill_in(plain, [5])
    meeting.counts[0].cast("plain", 2, [0, 1, 2, 3, 4])
    expect(plain.locator(f'main[data-page="ballot-{meeting.polls[1]["id"]}"]')).to_be_visible()
    fill_in(plain, [0, 1, 2, 3, 6])
    meeting.counts[1].cast("plain", 2, [0, 1, 2, 3, 6])
    expect(plain.locator(".card .code strong")).to_have_count(2)


def sixty_more_vote(meeting: Meeting) -> None:
    ballots = [deal(targets, VOTERS) for targets in (FIRST_TARGETS, SECOND_TARGETS)]
    for voter in range(VOTERS):
        bearer = meeting.hall.join(meeting.session, voter % 4)
        for poll, count, dealt in zip(meeting.polls, meeting.counts, ballots, strict=True):
            meeting.hall.cast(bearer, poll, dealt[voter])
            count.cast(bearer, voter % 4, dealt[voter])


def every_figure_agrees(meeting: Meeting, screen: Page) -> None:
    expect(screen.locator(".zheng [data-number=ballots]")).to_have_text("63")
    expect(meeting.console.locator(".figures [data-number=ballots]")).to_have_text("63")
    for n, name in enumerate(GROUPS):
        cast = meeting.counts[0].ballots(n)
        expect(meeting.console.locator(".turnout tr", has_text=name).locator("b")).to_have_text(str(cast))
        expect(screen.locator(".groups li", has_text=name).locator("[data-number=ballots]")).to_have_text(str(cast))
    for poll, count in zip(meeting.polls, meeting.counts, strict=True):
        meeting.show(poll)
        meeting.press("#scene-tally")
        expect(screen.locator("main h1")).to_contain_text(poll["title"])
        expect(screen.locator(".bars .name")).to_have_text([title for _, title, _ in count.ranked()])
        expect(screen.locator(".bars .votes")).to_have_text([str(votes) for _, _, votes in count.ranked()])


def the_host_closes(meeting: Meeting, screen: Page, phone: Page) -> None:
    """Two presses, a countdown for everyone that is cancelled once, then the end."""
    counting = (
        meeting.console.locator(".figures .closing .left"),
        screen.locator(".lastcall .left"),
        phone.locator(".notice .left"),
    )
    for is_final in (False, True):
        meeting.console.check(".also input")
        meeting.press_twice()
        for clock in counting:
            expect(clock).to_have_text(re.compile("00:0[1-9]"))
        if not is_final:
            meeting.press("#cancel-close")
            for clock in counting[:2]:
                expect(clock).to_have_count(0)
            expect(counting[2]).to_have_text(re.compile("0[1-9]:"))
    expect(phone.locator("h1")).to_be_visible()
    expect(meeting.console.locator(".ranking")).to_be_visible(timeout=15_000)
    assert {poll["state"] for poll in meeting.hall.again(meeting.session)["polls"]} == {"closed"}


def the_first_list_is_revealed_place_by_place(meeting: Meeting) -> None:
    """The projector is sent no title before its turn, in its page or over its socket."""
    poll, winners = meeting.polls[0], meeting.counts[0].ranked()[:5]
    meeting.show(poll)
    meeting.press("#scene-reveal")
    screen = meeting.hall.page((1920, 1080))
    frames = frames_of(screen)
    screen.goto(meeting.session["screen_url"])
    for step in range(6):
        shown, hidden = winners[5 - step :], winners[: 5 - step]
        expect(screen.locator(".places .title")).to_have_text([title for _, title, _ in shown])
        sent = screen.content() + "".join(frames)
        assert [title for _, title, _ in hidden if title in sent] == []
        assert all(title in sent for _, title, _ in shown)  # the control
        if step < 5:
            expect(meeting.console.locator("#primary")).to_contain_text(f"第 {5 - step} 名")
            meeting.press()
    expect(meeting.console.locator(".now .tag")).to_have_text("已公布")


def the_tie_stays_open_and_is_published(meeting: Meeting, phone: Page) -> None:
    hall, page, poll = meeting.hall, meeting.console, meeting.polls[1]
    tied = [title for rank, title, _ in meeting.counts[1].ranked() if rank == 5]
    assert len(tied) == 2  # the control: the pattern does make a tie
    screen = hall.screen(meeting.session)
    meeting.press()
    expect(page.locator(".now h2")).to_have_text(poll["title"])
    meeting.press()
    expect(screen.locator(".places .tie .title")).to_have_text(tied)
    expect(screen.locator(".tienote")).to_contain_text("2 项并列，争 1 个名额")
    expect(page.locator(".ranking .tie .name")).to_have_text(tied)
    press_twice(page, "#publish")
    expect(screen.locator(".places .title")).to_have_text([title for _, title, _ in meeting.counts[1].ranked()[:6]])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert numbers_and_titles(copied) == [*meeting.counts[0].ranked()[:5], *meeting.counts[1].ranked()[:6]]
    assert "并列，还有 1 个名额待定" in copied
    expect(phone.locator(".is-tied .t")).to_have_text(tied)
    mine = [meeting.counts[0].titles[at] for at in (0, 3)] + [meeting.counts[1].titles[at] for at in (0, 1, 4)]
    expect(phone.locator(".rank li", has=phone.locator(".mine:not([hidden])")).locator(".t")).to_have_text(
        sorted_as(mine, phone)
    )
    page.goto(f"{hall.server.url}/host/{meeting.session['id']}/results?poll={poll['id']}")
    expect(page.locator(".judged .tie .name")).to_have_text(tied)


def sorted_as(wanted: list[str], phone: Page) -> list[str]:
    """In the order in which the page ranks them."""
    return [title for title in phone.locator(".rank .t").all_inner_texts() if title in wanted]


def numbers_and_titles(text: str) -> list[tuple[int, str, int]]:
    lines = re.findall(r"^(\d+)\. (.+?)（.+?），(\d+) 票$", text, re.MULTILINE)
    return [(int(rank), title, int(votes)) for rank, title, votes in lines]


def the_exports_agree_with_the_outside_count(meeting: Meeting) -> None:
    rows = list(csv.DictReader(io.StringIO(meeting.hall.export(meeting.session, "csv").removeprefix("\ufeff"))))
    whole = json.loads(meeting.hall.export(meeting.session, "json"))
    for poll, count, listed in zip(meeting.polls, meeting.counts, whole["polls"], strict=True):
        mine = [row for row in rows if row["list"] == poll["title"]]
        assert [(int(row["rank"]), row["title"], int(row["votes"])) for row in mine] == count.ranked()
        result = listed["result"]
        assert [(each["rank"], each["title"], each["votes"]) for each in result["options"]] == count.ranked()
        assert (listed["turnout"], result["ballots"], len(listed["tags"]["ballots"])) == (63, 63, 63)
        for n, name in enumerate(GROUPS):
            assert {row["title"]: int(row[name]) for row in mine} == count.votes(n)
            group = result["groups"][n]
            by_option = {each["option"]: each["votes"] for each in group["options"]}
            assert [by_option[each["id"]] for each in poll["options"]] == list(count.votes(n).values())
            assert (group["name"], group["ballots"]) == (name, count.ballots(n))
    assert [row["elected"] for row in rows].count("tie") == 2
    assert whole["polls"][1]["result"]["tie"]["seats"] == 1
