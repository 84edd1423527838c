"""The participant's page where reports are graded, without JavaScript: ballot, receipt, change, refusal, result."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.features.polls.erasing import wait_for_erasure
from tests.features.polls.graded import NAMES, counts, graded, review
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    return review(room, groups=("East",))[0]


@pytest.fixture
def phone(room: Room, session: Json) -> Tab:
    tab = Tab(room)
    tab.join(session, "East")
    return tab


def page(phone: Tab, session: Json, query: str = "") -> Page:
    answer = phone.get(f"/s/{session['id']}{query}")
    assert answer.status == 200
    return Page(answer.text)


def fields(poll: Json, places: str) -> dict[str, str]:
    """What the radio buttons send: ``0-3`` gives the first report the best grade; a dash is "no grade"."""
    given = zip(poll["options"], places, strict=True)
    return {f"grade-{option['id']}": "" if place == "-" else place for option, place in given}


def submit(phone: Tab, session: Json, places: str, form: Page | None = None, **changed: str) -> Answer:
    (poll,) = session["polls"]
    form = form or page(phone, session, f"?edit={poll['id']}")
    hidden = {name: form.value(name) for name in ("id", "revision", "voter")}
    sent = {**hidden, **fields(poll, places), **changed}
    return phone.post(f"/s/{session['id']}/ballot/{poll['id']}", sent)


def given(form: Page, session: Json) -> str:
    """What is marked on the page, as ``fields`` takes it."""
    marked = [form.checked(f"grade-{option['id']}") for option in session["polls"][0]["options"]]
    assert all(len(each) == 1 for each in marked), "one radio button of each report is set"
    return "".join(each[0] or "-" for each in marked)


def test_every_report_has_its_grades_and_a_last_button_for_none(phone: Tab, session: Json) -> None:
    form = page(phone, session)

    for option in session["polls"][0]["options"]:
        assert form.values(f"grade-{option['id']}") == ["0", "1", "2", "3", ""]
    assert given(form, session) == "---"
    assert form.values("choice") == []
    assert form.html.count("<fieldset") == 3
    assert form.html.count("No grade") == 3
    assert "/3" in form.text


def test_a_graded_ballot_is_recorded_and_the_receipt_names_the_grades(room: Room, phone: Tab, session: Json) -> None:
    poll = session["polls"][0]

    receipt = Page(phone.follow(submit(phone, session, "0-3")).text)

    assert counts(room, poll) == [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert f"Works: {NAMES[0]}" in receipt.text
    assert f"Health: {NAMES[3]}" in receipt.text
    assert "Schools:" not in receipt.text
    assert "2 of 3 graded" in receipt.text
    assert re.search(r"Receipt code [0-9A-Z-]{14}", receipt.text)


def test_grades_can_be_changed_and_taken_back_until_close(room: Room, phone: Tab, session: Json) -> None:
    poll = session["polls"][0]
    submit(phone, session, "0-3")

    form = page(phone, session, f"?edit={poll['id']}")
    assert given(form, session) == "0-3"
    assert submit(phone, session, "-21", form).status == 303

    assert counts(room, poll) == [[0, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]]


def test_a_blank_ballot_counts_where_nothing_must_be_graded(room: Room) -> None:
    session, poll = review(room, min_choices=0)
    phone = Tab(room)
    phone.join(session)

    receipt = Page(phone.follow(submit(phone, session, "---")).text)

    assert "A blank ballot: none graded." in receipt.text
    assert room.result(poll)["ballots"] == 1


def test_too_few_are_refused_and_the_grades_given_stay_on_the_page(room: Room) -> None:
    session, poll = review(room, min_choices=3)
    phone = Tab(room)
    phone.join(session)
    assert "Please grade all 3." in page(phone, session).text

    answer = submit(phone, session, "01-")

    kept = Page(answer.text)
    assert (answer.status, given(kept, session)) == (422, "01-")
    assert "Grade at least 3." in kept.text
    assert room.result(poll)["ballots"] == 0
    assert submit(phone, session, "013", kept).status == 303  # corrected on that very page
    assert room.result(poll)["ballots"] == 1


def test_an_old_page_does_not_overwrite_newer_grades(room: Room, phone: Tab, session: Json) -> None:
    old = page(phone, session)
    submit(phone, session, "01-")

    answer = submit(phone, session, "333", old)

    shown = Page(answer.text)
    assert (answer.status, given(shown, session), shown.value("revision")) == (409, "333", "1")
    assert f"Works: {NAMES[0]}; Schools: {NAMES[1]}" in shown.text  # what is recorded
    assert submit(phone, session, "333", shown).status == 303  # said again with open eyes
    assert counts(room, session["polls"][0]) == [[0, 0, 0, 1]] * 3


@pytest.mark.parametrize("place", ["4", "-1", "x", "0 1", "好"])
def test_a_grade_that_there_is_not_is_refused(room: Room, phone: Tab, session: Json, place: str) -> None:
    option = session["polls"][0]["options"][0]["id"]

    answer = submit(phone, session, "-0-", **{f"grade-{option}": place})

    assert (answer.status, given(Page(answer.text), session)) == (422, "-0-")
    assert room.result(session["polls"][0])["ballots"] == 0
    assert submit(phone, session, "-0-").status == 303  # the control


def test_an_option_of_another_list_is_refused(room: Room, phone: Tab, session: Json) -> None:
    assert submit(phone, session, "0--", **{"grade-0123456789abcdef": "0"}).status == 422
    assert submit(phone, session, "0--", choice="0123456789abcdef").status == 303  # no field of this form


def test_grades_that_come_late_are_said_to_be_late(room: Room, phone: Tab, session: Json) -> None:
    form = page(phone, session)
    room.close(session["polls"][0])

    answer = submit(phone, session, "000", form)

    assert answer.status == 409
    assert "Arrived late, not counted" in Page(answer.text).text
    assert room.result(session["polls"][0])["ballots"] == 0


def test_names_with_spaces_and_quotes_are_grades_like_any(room: Room) -> None:
    named = [{"name": name, "coefficient": worth} for name, worth in (('"A" <b>', 2), ("so so", 1), ("5", 0))]
    session, poll = review(room, grades=named)
    phone = Tab(room)
    phone.join(session)
    assert submit(phone, session, "021").status == 303

    shown = page(phone, session, f"?edit={poll['id']}")

    assert given(shown, session) == "021"
    assert counts(room, poll) == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert "<b>" not in re.sub(r"<b[ >].*?</b>", "", shown.html)


def test_the_result_shows_mean_rates_and_how_often_each_grade_was_given(room: Room, phone: Tab, session: Json) -> None:
    poll = session["polls"][0]
    submit(phone, session, "01-")
    graded(room, session, poll, "00-", "13-", group="East")
    room.close(poll)
    wait_for_erasure(room, poll)
    assert "mean" not in page(phone, session).text  # the control: nothing before the reveal
    room.reveal(poll)

    shown = page(phone, session)

    assert "0.93 mean" in shown.text  # (1 + 1 + 0.8) / 3
    assert f"{NAMES[0]} 2 {NAMES[1]} 1 {NAMES[2]} 0 {NAMES[3]} 0" in shown.text
    assert "Graded good 100.0%" in shown.text
    assert "Health" in shown.text
    assert "0.00" not in shown.text  # nobody graded it
    assert "vote" not in shown.text
    assert re.findall(r'data-own="(\w+)" hidden', shown.html) == [option["id"] for option in poll["options"]]
    everybody = Page(Tab(room).get(f"/r/{session['id']}").text)
    assert "0.93 分" in everybody.text
    assert "data-own" not in everybody.html


def test_means_that_differ_never_look_equal(room: Room, session: Json) -> None:
    worth = (("A", 1), ("B", 0.999), ("C", 0))
    named = [{"name": name, "coefficient": each} for name, each in worth]
    session, poll = review(room, grades=named)
    graded_by = room.join(session)
    marks = {option["id"]: name for option, name in zip(poll["options"], "ABC", strict=True)}
    assert room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=graded_by, json={"marks": marks}).status == 200
    room.close(poll)
    room.reveal(poll)

    shown = Page(Tab(room).get(f"/r/{session['id']}").text)

    assert all(figure in shown.text for figure in ("1.000", "0.999", "0.000"))
