"""The participant's page without JavaScript: waiting, ballot, receipt, change, late, result."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page, Tab


@pytest.fixture
def lists(room: Room) -> Json:
    """A session with two lists of up to two choices."""
    options = [{"title": f"Project {letter}", "department": "Services"} for letter in "ABCD"]
    named = ("First list", "Second list")
    return room.session(
        groups=("East",),
        polls=[{"title": title, "max_choices": 2, "winners": 2, "options": options} for title in named],
    )


@pytest.fixture
def phone(room: Room, lists: Json) -> Tab:
    tab = Tab(room)
    tab.join(lists, "East")
    return tab


def page(phone: Tab, session: Json, query: str = "") -> Page:
    answer = phone.get(f"/s/{session['id']}{query}")
    assert answer.status == 200
    return Page(answer.text)


def submit(phone: Tab, poll: Json, marks: list[int], form: Page | None = None, **changed: str) -> Answer:
    """Send the ballot's form as the page has it, with these options marked."""
    form = form or page(phone, {"id": poll["session"]}, f"?edit={poll['id']}")
    fields = {"id": form.value("id"), "revision": form.value("revision"), **changed}
    return phone.post(
        f"/s/{poll['session']}/ballot/{poll['id']}", {**fields, "choice": [ids(poll)[at] for at in marks]}
    )


def ids(poll: Json) -> list[str]:
    return [option["id"] for option in poll["options"]]


def test_while_waiting_the_lists_can_be_read(phone: Tab, lists: Json) -> None:
    shown = page(phone, lists)

    assert "Voting has not started" in shown.text
    assert all(text in shown.text for text in ("First list", "Second list", "Project A", "Services"))
    assert shown.values("choice") == []


def test_an_open_list_is_a_ballot_and_a_sent_one_a_receipt(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    form = page(phone, lists)
    assert (form.values("choice"), form.checked("choice"), form.value("revision")) == (ids(poll), [], "0")

    receipt = Page(phone.follow(submit(phone, poll, [0, 2], form)).text)

    assert room.votes(poll) == [1, 0, 1, 0]
    code = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=token(phone, lists)).json["receipt"]
    assert "-".join([code[:4], code[4:8], code[8:]]) in receipt.text
    assert "Project A" in receipt.text
    assert "Project B" not in receipt.text


def token(phone: Tab, session: Json) -> str:
    return phone.cookies[f"voter-{session['id']}"]


def test_both_lists_come_one_after_the_other(room: Room, phone: Tab, lists: Json) -> None:
    first, second = lists["polls"]
    room.open(first)
    room.open(second)

    next_form = Page(phone.follow(submit(phone, first, [0], page(phone, lists))).text)
    assert next_form.values("choice") == ids(second)
    done = Page(phone.follow(submit(phone, second, [1], next_form)).text)

    assert "We have your choices" in done.text
    assert (room.votes(first), room.votes(second)) == ([1, 0, 0, 0], [0, 1, 0, 0])


def test_choices_can_be_changed_until_close_and_the_last_one_counts(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    submit(phone, poll, [0, 1])

    form = page(phone, lists, f"?edit={poll['id']}")
    assert (form.checked("choice"), form.value("revision")) == (ids(poll)[:2], "1")
    assert submit(phone, poll, [3], form).status == 303

    assert room.votes(poll) == [0, 0, 0, 1]


def test_too_many_are_refused_and_all_of_them_kept_on_the_page(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)

    answer = submit(phone, poll, [0, 1, 3])

    kept = Page(answer.text)
    assert (answer.status, kept.checked("choice")) == (422, [ids(poll)[at] for at in (0, 1, 3)])
    assert "2 at most" in kept.text
    assert room.votes(poll) == [0, 0, 0, 0]
    assert submit(phone, poll, [0, 1], kept).status == 303  # corrected on that very page
    assert room.votes(poll) == [1, 1, 0, 0]


def test_none_at_all_is_refused_where_one_is_the_least(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)

    answer = submit(phone, poll, [])

    assert answer.status == 422
    assert "Choose at least 1" in Page(answer.text).text


def test_a_form_sent_twice_is_one_ballot(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    form = page(phone, lists)

    assert [submit(phone, poll, [0], form).status for _ in range(2)] == [303, 303]
    assert room.call("GET", f"/api/polls/{poll['id']}/ballot", by=token(phone, lists)).json["revision"] == 1


def test_an_old_page_does_not_overwrite_a_newer_ballot(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    old = page(phone, lists)
    submit(phone, poll, [0])

    answer = submit(phone, poll, [1], old)

    shown = Page(answer.text)
    assert (answer.status, shown.checked("choice"), shown.value("revision")) == (409, [ids(poll)[1]], "1")
    assert "changed elsewhere" in shown.text
    assert "Project A" in shown.text  # what is recorded
    assert room.votes(poll) == [1, 0, 0, 0]
    assert submit(phone, poll, [1], shown).status == 303  # said again with open eyes
    assert room.votes(poll) == [0, 1, 0, 0]


def test_a_ballot_that_comes_late_is_said_to_be_late_and_not_counted(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    form = page(phone, lists)
    room.close(poll)

    answer = submit(phone, poll, [1], form)

    assert answer.status == 409
    assert "Arrived late, not counted" in Page(answer.text).text
    assert room.votes(poll) == [0, 0, 0, 0]


def test_a_change_that_comes_late_leaves_the_receipt_of_what_counts(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    submit(phone, poll, [0])
    form = page(phone, lists, f"?edit={poll['id']}")
    room.close(poll)

    answer = submit(phone, poll, [1], form)

    assert answer.status == 409
    assert "Closed, and counted" in Page(answer.text).text
    assert room.votes(poll) == [1, 0, 0, 0]


@pytest.mark.parametrize("changed", [{"revision": "9" * 5_000}, {"revision": "x"}, {"id": "x" * 500}, {"id": ""}])
def test_a_form_that_was_tampered_with_does_no_harm(
    room: Room, phone: Tab, lists: Json, changed: dict[str, str]
) -> None:
    poll = lists["polls"][0]
    room.open(poll)

    assert submit(phone, poll, [1], page(phone, lists), **changed).status in (303, 409, 422)


def test_an_option_of_another_list_is_refused(room: Room, phone: Tab, lists: Json) -> None:
    first, second = lists["polls"]
    room.open(first)
    form = page(phone, lists)

    answer = phone.post(f"/s/{lists['id']}/ballot/{first['id']}", {"id": form.value("id"), "choice": ids(second)[0]})

    assert answer.status == 422
    assert room.votes(first) == [0, 0, 0, 0]


def test_after_close_the_receipt_code_stays_on_the_phone_and_the_choices_are_nowhere(
    room: Room, phone: Tab, lists: Json
) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    submit(phone, poll, [1, 2])
    code = receipt_code(page(phone, lists))
    assert "Project B" in receipt_part(page(phone, lists))
    room.close(poll)
    wait_for_erasure(room, poll)

    shown = page(phone, lists)
    assert receipt_code(shown) == code
    assert "Project B" not in shown.text.replace(f"{lists['polls'][1]['title']}", "")
    stranger = Tab(room)
    stranger.join(lists, "East")
    assert "Receipt code" not in visible(page(stranger, lists))
    assert "You did not vote on this list on this phone" in visible(page(stranger, lists))


def test_a_change_that_comes_after_close_does_not_say_that_nothing_was_counted(
    room: Room, phone: Tab, lists: Json
) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    submit(phone, poll, [1, 2])
    form = page(phone, lists, f"?edit={poll['id']}")
    page(phone, lists)
    room.close(poll)
    wait_for_erasure(room, poll)

    answer = submit(phone, poll, [0], form)
    assert answer.status == 409
    assert "Closed, and counted." in answer.text
    assert "not counted" not in visible(Page(answer.text))


def visible(shown: Page) -> str:
    """The words without those that only a script would show."""
    return Page(re.sub(r"<(\w+)[^>]*\shidden\b.*?</\1>", "", shown.html, flags=re.DOTALL)).text


def receipt_code(shown: Page) -> str:
    found = re.search(r"Receipt code ([0-9A-Z-]{14})", shown.text)
    assert found, shown.text
    return found[1]


def test_after_reveal_the_page_shows_the_result_and_a_mark_for_the_phone_to_show(
    room: Room, phone: Tab, lists: Json
) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    submit(phone, poll, [1, 2])
    for _ in range(2):
        room.cast(room.join(lists, "East"), poll, [2])
    room.close(poll)
    wait_for_erasure(room, poll)
    room.reveal(poll)

    shown = page(phone, lists)

    assert shown.text.index("Project C") < shown.text.index("Project B") < shown.text.index("Project A")
    assert "3 votes" in shown.text
    assert re.findall(r'data-own="(\w+)" hidden', shown.html) == [ids(poll)[at] for at in (2, 1, 0, 3)]
    assert "Your choice" not in visible(shown)


def receipt_part(shown: Page) -> str:
    """Its card, in which the code stands above what was chosen."""
    return shown.text[shown.text.index("First list") : shown.text.index("Change my choices")]


def test_a_phone_shows_no_counts_of_others_before_reveal(room: Room, phone: Tab, lists: Json) -> None:
    poll = lists["polls"][0]
    room.open(poll)
    for _ in range(17):
        room.cast(room.join(lists, "East"), poll, [3])
    submit(phone, poll, [0])
    room.close(poll)

    assert not re.search(r"\b17\b", page(phone, lists).text)
    room.reveal(poll)
    assert re.search(r"\b17\b", page(phone, lists).text)  # the control


def test_a_shuffled_list_keeps_its_order_on_one_phone_and_differs_between_phones(room: Room) -> None:
    options = [{"title": str(n)} for n in range(12)]
    session = room.session(polls=[{"title": "List", "option_order": "shuffled", "options": options}])
    room.open(session["polls"][0])
    orders = []
    for _ in range(4):
        tab = Tab(room)
        first = tab.join(session).values("choice")
        assert page(tab, session).values("choice") == first
        orders.append(tuple(first))

    assert len(set(orders)) > 1
    assert {frozenset(order) for order in orders} == {frozenset(ids(session["polls"][0]))}
