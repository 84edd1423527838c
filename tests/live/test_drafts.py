"""What phones say of choices they have not sent: counted per voter for hosts, and for nobody else; and the pulse."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from server.access.rate_limits import DRAFTS_AT_ONCE, DRAFTS_PER_SECOND
from server.live import messages
from server.live.drafts import PAGE_POLLS, Draft, Drafts, Page
from server.live.hub import Hub, Inbox
from tests.builders import Json, Room
from tests.live.listening import PATIENCE_S, Ear, listening
from votes.model import PollId, SessionId, VoterId


@pytest.fixture
def console(room: Room, session: Json, poll: Json) -> Iterator[Ear]:
    with listening(room, session, "host") as ear:
        assert ear.until("presence")["drafts"] == {}
        yield ear


def say(ear: Ear, poll: Json, chosen: bool = True) -> None:
    ear.say(json.dumps({"type": "draft", "poll": poll["id"], "chosen": chosen}))


def heard(console: Ear, drafts: dict[str, int]) -> None:
    """Ends once the console has been told exactly this; a test without an answer times out."""
    console.until("presence", drafts=drafts)


def pages_have_said(room: Room, pages: int) -> None:
    """The server has heard so many pages: a second tab of one voter changes no count that could be waited for."""
    drafts: Drafts = room.client.app.state.services.part(Hub).drafts  # type: ignore[attr-defined]
    ends_at = time.monotonic() + PATIENCE_S
    while len(drafts._of_page) < pages:
        assert time.monotonic() < ends_at
        time.sleep(0.002)


def test_a_draft_is_counted_until_it_is_emptied(room: Room, session: Json, poll: Json, console: Ear) -> None:
    with listening(room, session, "phone", by=room.join(session)) as phone:
        say(phone, poll)
        heard(console, {poll["id"]: 1})
        say(phone, poll, False)
        heard(console, {})


def test_a_draft_is_counted_until_its_ballot_is_recorded(room: Room, session: Json, poll: Json, console: Ear) -> None:
    voter = room.join(session)
    with listening(room, session, "phone", by=voter) as phone, listening(room, session, "phone", by=voter) as other:
        for n, tab in enumerate((phone, other)):
            say(tab, poll)
            pages_have_said(room, n + 1)
        heard(console, {poll["id"]: 1})
        assert room.cast(voter, poll, [0]).status == 200
        heard(console, {})
        say(phone, poll)  # changed again and not sent again
        heard(console, {poll["id"]: 1})


def test_a_draft_is_counted_until_the_last_socket_of_its_voter_closes(
    room: Room, session: Json, poll: Json, console: Ear
) -> None:
    voter, other = room.join(session), room.join(session)
    with listening(room, session, "phone", by=other) as second:
        with listening(room, session, "phone", by=voter) as phone:
            with listening(room, session, "phone", by=voter) as tab:
                for n, each in enumerate((phone, tab, second)):
                    say(each, poll)
                    pages_have_said(room, n + 1)
                heard(console, {poll["id"]: 2})  # a voter with two tabs is one
            say(second, poll, False)
            heard(console, {poll["id"]: 1})
        heard(console, {})


def test_drafts_of_a_list_that_closes_are_no_longer_told(room: Room, session: Json, poll: Json, console: Ear) -> None:
    with listening(room, session, "phone", by=room.join(session)) as phone:
        say(phone, poll)
        heard(console, {poll["id"]: 1})
        room.close(poll)
        heard(console, {})
        with listening(room, session, "host") as late:
            assert late.until("presence")["drafts"] == {}


def test_a_console_that_opens_later_is_told_at_once(room: Room, session: Json, poll: Json, console: Ear) -> None:
    with listening(room, session, "phone", by=room.join(session)) as phone:
        say(phone, poll)
        heard(console, {poll["id"]: 1})
        with listening(room, session, "host") as late:
            assert late.until("presence")["drafts"] == {poll["id"]: 1}


def test_only_hosts_are_told(room: Room, session: Json, poll: Json, console: Ear) -> None:
    with (
        listening(room, session, "phone", by=room.join(session)) as phone,
        listening(room, session, "screen") as screen,
    ):
        say(phone, poll)
        heard(console, {poll["id"]: 1})  # the control
        for ear in (phone, screen):
            ear.rest(0.7)  # longer than presence waits
    assert all("drafts" not in message for ear in (phone, screen) for message in ear.heard)


@pytest.mark.parametrize(
    "said",
    [
        '{"type": "draft", "poll": "0123456789abcdef", "chosen": true}',
        '{"type": "draft", "poll": 3, "chosen": true}',
        '{"type": "draft", "poll": "%s"}',
        '{"type": "tally", "poll": "%s", "chosen": true}',
        '{"type": "draft", "poll": "%s", "chosen": "yes"}',
    ],
)
def test_whatever_else_a_phone_says_counts_for_nothing(
    room: Room, session: Json, poll: Json, console: Ear, said: str
) -> None:
    elsewhere = room.session(options=2)["polls"][0]
    room.open(elsewhere)
    with listening(room, session, "phone", by=room.join(session)) as phone:
        phone.say(said.replace("%s", poll["id"]))
        say(phone, elsewhere)  # another session's list
        say(phone, poll)
        heard(console, {poll["id"]: 1})
    assert all(set(each.get("drafts", {})) <= {poll["id"]} for each in console.heard)


@pytest.mark.parametrize("view", ["phone", "screen", "host"])
def test_a_host_is_no_voter_and_has_no_drafts(room: Room, session: Json, poll: Json, view: str, console: Ear) -> None:
    with listening(room, session, view) as ear:
        say(ear, poll)
        room.cast(room.join(session), poll, [0])
        console.until("tally", ballots=1)
        console.rest(0.7)
    assert all(each.get("drafts", {}) == {} for each in console.heard)


def test_what_a_page_makes_up_is_not_kept_without_end() -> None:
    drafts, page = Drafts(), Page(SessionId("s"), VoterId("v"), 1)
    for n in range(3 * PAGE_POLLS):
        drafts.heard(page, Draft(f"poll {n}", True))
    drafts.heard(page, Draft("x" * 4_000, True))
    assert len(drafts.counts(page.session)) == PAGE_POLLS
    assert drafts.heard(page, Draft("poll 0", False))  # the control: what was kept can be taken back

    drafts.left(page)
    assert drafts.counts(page.session) == {}
    assert not drafts.sent(page.session, PollId("poll 1"), page.voter)


def test_a_voter_who_talks_on_is_heard_slowly_and_nobody_else() -> None:
    async def talk() -> tuple[float, float]:
        drafts, loop = Drafts(), asyncio.get_running_loop()
        tabs = [Page(SessionId("s"), VoterId("talks"), number) for number in range(2)]
        begun = loop.time()
        for n in range(DRAFTS_AT_ONCE + 2):
            await drafts.turn(tabs[n % 2])
        slowly = loop.time() - begun
        begun = loop.time()
        await drafts.turn(Page(SessionId("s"), VoterId("other"), 2))
        return slowly, loop.time() - begun

    slowly, other = asyncio.run(talk())
    assert slowly > 1.5 / DRAFTS_PER_SECOND
    assert other < 1 / DRAFTS_PER_SECOND


def test_what_was_said_last_counts_however_much_was_said(room: Room, session: Json, poll: Json, console: Ear) -> None:
    with listening(room, session, "phone", by=room.join(session)) as phone:
        for n in range(DRAFTS_AT_ONCE + 5):
            say(phone, poll, n % 2 == 1)
        say(phone, poll, False)
        say(phone, poll)
        console.rest(2.5)  # longer than it takes to hear all of it
        assert console.heard[-1]["drafts"] == {poll["id"]: 1}


def test_a_socket_with_nothing_to_say_says_that_it_lives() -> None:
    async def talk() -> tuple[list[bytes], list[bytes]]:
        inbox = Inbox()
        quiet = await inbox.take(0.01, messages.pulse())
        inbox.put("state", b'{"type":"state"}')
        return quiet, await inbox.take(0.01, messages.pulse())

    begun = time.monotonic()
    quiet, said = asyncio.run(talk())
    assert [json.loads(frame) for frame in quiet] == [{"seq": 1, "type": "pulse"}]
    assert [json.loads(frame) for frame in said] == [{"seq": 2, "type": "state"}]  # the control: what is there instead
    assert time.monotonic() - begun < PATIENCE_S
