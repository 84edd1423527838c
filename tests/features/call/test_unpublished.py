"""What departments change after the lists were published: said before voting to both sides, never opened unseen."""

from __future__ import annotations

import pytest

from tests.builders import Answer, Room
from tests.features.call import calls
from tests.features.call.calls import PDF, Call, Context, picture
from tests.live.listening import listening
from tests.tab import Page

AGAIN = "Publish the lists again"
SAID = "Changes in the call that are not published yet:"


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room)


@pytest.fixture
def east(call: Call) -> Context:
    return call.invite("East office")[0]


@pytest.fixture
def published(call: Call, east: Context) -> list[str]:
    """The ids of a lift, a ramp and a bench, published a minute ago."""
    for title in ("A lift", "A ramp", "A bench"):
        assert east.hand_in(title).status == 303
    call.act("publish")
    call.room.clock.pass_(60)
    return [str(call.item(title)["id"]) for title in ("A lift", "A ramp", "A bench")]


def console(call: Call) -> str:
    return Page(call.host.get(f"/host/{call.session['id']}").text).text


def press(call: Call, act: str, **fields: str) -> Answer:
    poll = call.session["polls"][0]["id"]
    return call.host.post(f"/host/{call.session['id']}/act", {"act": act, "poll": poll, "seconds": "60", **fields})


def state(call: Call) -> str:
    return call.room.state(call.session["polls"][0])


def titles(call: Call) -> list[str]:
    return [each["title"] for each in call.options()]


def rename(east: Context, id: str, title: str) -> None:
    form = Page(east.page(f"?item={id}").html.partition('id="form"')[2])
    assert east.hand_in(title, id=id, seen=form.value("seen")).status == 303


def test_console_items_page_and_department_count_the_same_changes(
    call: Call, east: Context, published: list[str]
) -> None:
    assert "not published yet" not in console(call)
    east.act("withdraw", published[0])
    rename(east, published[1], "Two ramps")
    east.hand_in("A well")
    east.hand_in("A bench", id=published[2], description="Of oak")

    said = f"{SAID} 4 (withdrawn or left out: 1, renamed: 1, changed: 1, new: 1)"
    assert said in console(call)
    assert said in Page(call.host.get(call.path).text).text
    page = east.page().text
    assert "Withdrawal not published yet “A lift” stays on the list" in page
    assert "Change not on the list yet The list still says “A ramp”" in page
    assert "Change not on the list yet The list still has it" in page
    assert "Not on the list yet It was handed in after" in page
    assert "Included in the list" not in page


def test_one_press_publishes_again_and_the_next_starts(call: Call, east: Context, published: list[str]) -> None:
    east.act("withdraw", published[0])
    rename(east, published[1], "Two ramps")
    assert AGAIN in console(call)
    assert "Start voting" not in console(call)

    press(call, "publish-items")

    assert titles(call) == ["Two ramps", "A bench"]
    assert AGAIN not in console(call)
    assert "Withdrawal not published" not in east.page().text
    assert east.page().text.count("Included in the list") == 2
    press(call, "open")
    assert state(call) == "open"


def test_the_old_list_is_opened_only_by_whoever_says_so(call: Call, east: Context, published: list[str]) -> None:
    east.act("withdraw", published[0])

    refused = press(call, "open")

    assert state(call) == "draft"
    assert "Nothing was started" in Page(call.host.follow(refused).text).text
    press(call, "open", anyway="yes")
    assert (state(call), titles(call)) == ("open", ["A lift", "A ramp", "A bench"])


def test_once_voting_has_begun_a_department_reads_that_it_came_too_late(
    call: Call, east: Context, published: list[str]
) -> None:
    press(call, "open")
    east.act("withdraw", published[0])
    rename(east, published[1], "Two ramps")
    east.hand_in("A well")

    page = east.page().text
    assert "Withdrawn too late Voting has started; “A lift” is on the ballot" in page
    assert "Too late for the ballot Voting has started; the ballot still says “A ramp”" in page
    assert "Too late for the ballot Voting has started; this item is not on the ballot" in page
    assert page.count("Included in the list") == 1  # the bench
    items = Page(call.host.get(call.path).text).text
    assert items.count("Too late for the ballot") == 2
    assert "Still on the ballot" in items
    assert "not published yet" not in console(call)


def test_what_is_changed_back_is_no_change(call: Call, east: Context, published: list[str]) -> None:
    east.act("withdraw", published[0])
    rename(east, published[1], "Two ramps")
    east.act("again", published[0])
    rename(east, published[1], "A ramp")

    assert "not published yet" not in console(call)
    assert east.page().text.count("Included in the list") == 3
    before = call.options()
    press(call, "publish-items")
    assert {each["id"] for each in call.options()} == {each["id"] for each in before}


def test_a_part_of_a_merged_item_that_is_withdrawn_and_comes_back(call: Call, published: list[str]) -> None:
    (west,) = call.invite("West office")
    west.hand_in("A lift in the west")
    mine = call.item("A lift in the west")["id"]
    call.act("merge", item=[published[0], mine])
    call.act("publish")
    call.room.clock.pass_(60)

    west.act("withdraw", mine)

    assert f"{SAID} 1 (changed: 1)" in console(call)
    assert "Withdrawal not published yet “A lift” stays" in west.page().text
    west.act("again", mine)
    assert "new: 1" in console(call)
    press(call, "publish-items")
    assert titles(call) == ["A lift", "A ramp", "A bench", "A lift in the west"]
    assert len({each["id"] for each in call.options()}) == 4


def test_files_are_changes_too_but_not_a_picture_that_the_host_gave(call: Call, east: Context) -> None:
    east.hand_in("A lift", files={"picture": picture()})
    call.act("publish")
    call.room.clock.pass_(60)
    path = f"/api/polls/{call.session['polls'][0]['id']}/options/{call.options()[0]['id']}/picture"
    green = call.room.host("PUT", path, content=picture("green"), headers={"Content-Type": "image/png"})
    assert green.status == 200, green.text
    assert call.options()[0]["picture"] != call.item("A lift")["picture"]
    assert "not published yet" not in console(call)

    east.hand_in("A lift", id=call.item("A lift")["id"], files={"document": PDF})

    assert "changed: 1" in console(call)


def test_a_list_of_which_everything_was_withdrawn_leads_to_the_call(
    call: Call, east: Context, published: list[str]
) -> None:
    for each in published:
        east.act("withdraw", each)

    assert "Nothing is left to publish" in console(call)
    assert "See the proposals" in console(call)
    assert AGAIN not in console(call)
    press(call, "open")
    assert state(call) == "draft"


def test_the_console_hears_of_a_change(call: Call, east: Context, published: list[str]) -> None:
    with listening(call.room, call.session, "host") as ear:
        before = ear.until("state")["view"]
        east.act("withdraw", published[0])
        assert ear.until("state")["view"] != before
