"""GET and POST /host/{session}/items: the call, links, edits, order, merging, publishing; and what is refused."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.call import calls
from tests.features.call.calls import DEADLINE, PDF, Call, Context, picture
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room)


@pytest.fixture
def east(call: Call) -> Context:
    return call.invite("East office")[0]


@pytest.fixture
def three(call: Call, east: Context) -> list[str]:
    """The ids of a lift, a ramp and a bench, handed in one after the other."""
    for title in ("A lift", "A ramp", "A bench"):
        assert east.hand_in(title).status == 303
        call.room.clock.pass_(60)
    return [str(call.item(title)["id"]) for title in ("A lift", "A ramp", "A bench")]


def told(call: Call, act: str, **fields: str | list[str]) -> str:
    """What the page says after an act that is done."""
    return Page(call.host.follow(call.act(act, **fields)).text).text


def test_a_call_is_made_for_draft_lists_and_for_new_ones(room: Room) -> None:
    session = room.session(polls=[{"title": title, "options": [{"title": "One"}]} for title in "AB"])
    call = Call(room, session, Tab(room).sign_in())
    assert "Let departments hand in" in Page(call.host.get(call.path).text).text

    assert call.act("call", deadline=DEADLINE, poll=session["polls"][1]["id"], titles="Tasks\n\n Ideas ").status == 303

    assert [each["title"] for each in call.json["lists"]] == ["B", "Tasks", "Ideas"]
    assert (call.json["deadline"], call.json["is_over"]) == ("2026-12-05T10:00:00Z", False)  # China's time


def test_the_call_can_be_changed_but_no_list_goes_for_which_something_was_handed_in(call: Call, east: Context) -> None:
    (first,) = call.json["lists"]
    call.act("call", deadline=DEADLINE, poll=first["poll"], titles="Tasks\nIdeas")
    tasks = call.json["lists"][1]
    east.hand_in("A task", list=tasks["id"])

    refused = call.act("call", deadline="2026-12-06T18:00", poll=first["poll"], titles="Ideas", note="Hurry")

    assert refused.status == 422
    assert "“Tasks”" in Page(refused.text).text
    assert Page(refused.text).value("note") == "Hurry"  # what was typed stays
    assert call.json["deadline"] == "2026-12-05T10:00:00Z"
    kept = call.act("call", deadline="2026-12-06T18:00", poll=first["poll"], titles="Tasks")
    assert kept.status == 303
    assert [each["id"] for each in call.json["lists"]] == [first["id"], tasks["id"]]
    assert call.json["items"][0]["wording"]["title"] == "A task"


WRONG_CALLS = {
    "no time": {"deadline": ""},
    "no date": {"deadline": "soon"},
    "no list": {"poll": ""},
    "a list of nobody": {"poll": UNKNOWN},
    "a long note": {"note": "x" * 501},
    "a long name": {"titles": "x" * 201},
}


@pytest.mark.parametrize("what", WRONG_CALLS)
def test_a_call_that_cannot_be_is_refused_and_changes_nothing(call: Call, what: str) -> None:
    before = call.json
    right = {"deadline": "2026-12-07T18:00", "poll": before["lists"][0]["poll"], "note": "", "titles": ""}

    refused = call.act("call", **{**right, **WRONG_CALLS[what]})

    assert refused.status == 422
    assert 'role="alert"' in refused.text
    assert call.json == before
    assert call.act("call", **right).status == 303  # the control


def test_links_are_shown_once_and_a_name_has_one(call: Call) -> None:
    made = call.invite("East office", "West office")

    assert len({each.path for each in made}) == 2
    assert made[0].path not in call.host.get(call.path).text
    assert "have a link already" in told(call, "invite", names="West office")
    assert [each["name"] for each in call.json["departments"]] == ["East office", "West office"]
    for wrong in ("x" * 121, "a\x07b"):
        assert call.act("invite", names=wrong).status == 422
    assert call.act("turn", id=UNKNOWN).status == 404


def test_an_edit_stands_beside_the_departments_own_words(call: Call, east: Context, three: list[str]) -> None:
    assert "own wording is kept" in told(call, "edit", item=three[0], title="Lifts", description="For all")

    item = call.item("A lift")
    assert (item["edited"], item["wording"]["title"]) == ({"title": "Lifts", "description": "For all"}, "A lift")
    assert "Changed by the department since" not in call.host.get(call.path).text
    call.room.clock.pass_(60)
    east.hand_in("Two lifts", id=three[0])
    assert "Changed by the department since" in call.host.get(call.path).text
    assert call.item("Two lifts")["edited"]["title"] == "Lifts"
    call.act("edit", item=three[0], title="Two lifts", description="")
    assert call.item("Two lifts")["edited"] is None  # its own words again
    for wrong in ({"title": ""}, {"title": "x" * 201}, {"item": UNKNOWN}):
        assert call.act("edit", **{"item": three[0], "title": "Lifts", "description": "", **wrong}).status == 422


def test_merged_items_are_one_and_come_apart_again(call: Call, three: list[str]) -> None:
    (west,) = call.invite("West office")
    west.hand_in("Also a lift")
    also = call.item("Also a lift")["id"]

    assert "Merged" in told(call, "merge", item=[also, three[0]])

    assert call.listed() == ["A lift", "A ramp", "A bench"]
    assert call.item("Also a lift")["merged_into"] == three[0]
    assert "East office, West office" in Page(call.host.get(call.path).text).text
    call.act("apart", item=three[0])
    assert set(call.listed()) == {"A lift", "A ramp", "A bench", "Also a lift"}
    for wrong in ([], [three[0]], [three[0], three[0]], [three[0], UNKNOWN]):
        assert call.act("merge", item=wrong).status == 422


def test_items_of_two_lists_or_of_none_are_not_merged(call: Call, east: Context, three: list[str]) -> None:
    call.act("call", deadline=DEADLINE, poll=call.json["lists"][0]["poll"], titles="Tasks")
    east.hand_in("A task", list=call.json["lists"][1]["id"])
    call.act("leave-out", item=three[2], reason="No")

    for other in (call.item("A task")["id"], three[2]):
        assert call.act("merge", item=[three[0], other]).status == 422
    assert call.act("merge", item=three[:2]).status == 303  # the control


def test_a_part_that_is_withdrawn_leaves_the_others_together(call: Call, east: Context, three: list[str]) -> None:
    call.act("merge", item=three)
    call.act("edit", item=three[0], title="All of them", description="")

    east.act("withdraw", three[0])

    assert call.listed() == ["All of them"]
    assert (call.item("A ramp")["edited"]["title"], call.item("A bench")["merged_into"]) == ("All of them", three[1])


def test_order_is_changed_by_buttons_and_by_dragging(call: Call, three: list[str]) -> None:
    up = call.host.follow(call.act("up", item=three[2]))
    assert call.listed() == ["A lift", "A bench", "A ramp"]
    assert 'value="up" aria-label="Up: A bench" autofocus' in up.text  # the keyboard goes on from there
    call.act("down", item=three[0])
    assert call.listed() == ["A bench", "A lift", "A ramp"]
    call.act("up", item=three[2])  # as far as it goes
    assert call.listed() == ["A bench", "A lift", "A ramp"]
    call.act("move", item=three[1], before=three[2])
    assert call.listed() == ["A ramp", "A bench", "A lift"]
    call.act("move", item=three[1], before="")
    assert call.listed() == ["A bench", "A lift", "A ramp"]
    assert call.act("up", item=UNKNOWN).status == 422


def test_what_is_left_out_needs_a_reason_and_comes_back(call: Call, three: list[str]) -> None:
    for wrong in ("", " ", "x" * 301):
        assert call.act("leave-out", item=three[0], reason=wrong).status == 422
    call.act("leave-out", item=three[0], reason="There is one")

    assert (call.listed(), call.item("A lift")["left_out"]) == (["A ramp", "A bench"], "There is one")
    call.act("take-in", item=three[0])
    assert call.listed() == ["A lift", "A ramp", "A bench"]


def test_published_items_are_the_options_of_the_lists(call: Call, east: Context, three: list[str]) -> None:
    call.act("call", deadline=DEADLINE, poll=call.json["lists"][0]["poll"], titles="Tasks")
    east.hand_in(
        "A task", list=call.json["lists"][1]["id"], description="Why", files={"picture": picture(), "document": PDF}
    )
    call.act("merge", item=three[:2])

    assert "Published" in told(call, "publish")

    assert [each["title"] for each in call.options()] == ["A lift", "A bench"]
    (task,) = call.options(1)
    assert (task["title"], task["department"], task["description"]) == ("A task", "East office", "Why")
    assert (task["picture"], task["document"]) == (call.item("A task")["picture"], task["document"])
    assert call.room.call("GET", task["document"]).response.content == PDF
    assert call.item("A task")["option"] == task["id"]


def test_publishing_again_replaces_and_keeps_who_is_who(call: Call, three: list[str]) -> None:
    call.act("publish")
    first = call.options()
    call.act("up", item=three[2])
    call.act("leave-out", item=three[0], reason="No")
    assert "Not published yet" not in Page(call.host.get(call.path).text).text
    call.room.clock.pass_(60)
    call.act("edit", item=three[1], title="Ramps", description="")
    assert "Not published yet" in Page(call.host.get(call.path).text).text

    call.act("publish")

    assert [each["title"] for each in call.options()] == ["A bench", "Ramps"]
    assert [each["id"] for each in call.options()] == [first[2]["id"], first[1]["id"]]
    assert call.item("A lift")["option"] is None


def test_once_voting_has_begun_a_list_stays_as_it_is(call: Call, east: Context, three: list[str]) -> None:
    call.act("publish")
    before = call.options()
    call.room.open({"id": call.json["lists"][0]["poll"]})
    call.act("edit", item=three[0], title="Other words", description="")

    refused = call.act("publish")

    assert refused.status == 409
    assert "Voting has started" in Page(refused.text).text
    assert call.options() == before
    call.act("call", deadline=DEADLINE, poll=call.json["lists"][0]["poll"], titles="Tasks")
    east.hand_in("A task", list=call.json["lists"][1]["id"])
    assert call.act("publish").status == 303  # the other list is free
    assert (call.options(), [each["title"] for each in call.options(1)]) == (before, ["A task"])


def test_nothing_is_published_where_nothing_is_listed(call: Call, three: list[str]) -> None:
    for item in three:
        call.act("leave-out", item=item, reason="No")

    assert call.act("publish").status == 422
    assert [each["title"] for each in call.options()] == ["To come"]


def test_a_published_list_is_voted_on(call: Call, three: list[str]) -> None:
    call.act("publish")
    session = call.room.host("GET", f"/api/sessions/{call.session['id']}").json
    poll = session["polls"][0]
    call.room.open(poll)
    assert call.room.cast(call.room.join(session), poll, [1]).status == 200

    assert call.room.votes(poll) == [0, 1, 0]


def test_a_copied_meeting_shows_the_same_documents_and_has_no_call(call: Call, east: Context) -> None:
    east.hand_in("A lift", files={"document": PDF})
    call.act("publish")
    copy = call.room.host("POST", f"/api/sessions/{call.session['id']}/copy").json

    assert copy["polls"][0]["options"][0]["document"] == call.options()[0]["document"]
    assert call.room.host("GET", f"/api/sessions/{copy['id']}/items").problem == "no-call"


def test_what_was_done_stands_in_the_history(call: Call, three: list[str]) -> None:
    call.act("publish")

    text = Page(call.host.get(f"/host/{call.session['id']}").text).text
    assert "Proposals collected" in text
    assert "Items turned into options: Projects" in text


def test_an_act_that_there_is_not_and_another_sessions_items_are_refused(call: Call, three: list[str]) -> None:
    other = calls.call(call.room)

    assert call.act("nothing").status == 422
    assert other.act("leave-out", item=three[0], reason="Not mine").status == 422
    assert other.act("take-back", id=call.json["departments"][0]["id"]).status == 404
    assert call.listed() == ["A lift", "A ramp", "A bench"]


def test_what_is_typed_is_never_markup(call: Call, east: Context) -> None:
    nasty = "<script>alert(1)</script>\"'&<b>"
    east.hand_in(nasty, description=nasty)

    for html in (east.page().html, call.host.get(call.path).text, call.host.get(f"{call.path}?by=department").text):
        assert "alert(1)" in html  # the control: it is there, as text
        assert "<script>alert" not in html
