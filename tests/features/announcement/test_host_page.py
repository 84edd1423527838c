"""GET /host/{session}/announce and /print/{session}/notice: what stands there · only what is public · audience."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.hosts.roles import helper
from tests.features.polls.graded import grade
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


def held(room: Room, **fields: object) -> Json:
    """Of Projects, Canteen is taken by 3 and Lift by 2; Tasks are tied, Later has not begun."""
    lists = [
        {
            "title": "Projects",
            "winners": 2,
            "options": [{"title": "Lift", "department": "Services"}, {"title": "Canteen"}, {"title": "Park"}],
        },
        {"title": "Tasks", "winners": 1, "options": [{"title": "Training"}, {"title": "Alliance"}]},
        {"title": "Later", "options": [{"title": "One"}]},
    ]
    given = {"locale": "en", "organization": "Subdistrict", "place": "Hall", "polls": lists, **fields}
    session = room.session(**given)
    for poll, ballots in zip(session["polls"], ([[0, 1], [0, 1], [1]], [[0], [1]]), strict=False):
        room.open(poll)
        for choices in ballots:
            room.cast(room.join(session), poll, choices)
        room.close(poll)
    return session


def page(room: Room, session: Json, path: str = "/host/{}/announce", tab: Tab | None = None) -> Page:
    answer = (tab or Tab(room).sign_in()).get(path.format(session["id"]))
    assert answer.status == 200
    return Page(answer.text)


def notice(room: Room, session: Json, query: str = "") -> str:
    return page(room, session, "/print/{}/notice" + query).text


def test_nothing_is_announced_before_something_is_revealed(room: Room) -> None:
    session = held(room)

    for found in (page(room, session).html, notice(room, session)):
        assert "Nothing is published yet" in found
        assert "Canteen" not in found
    room.reveal(session["polls"][0])
    assert "Canteen" in page(room, session).html  # the control
    assert "Canteen" in notice(room, session)


def test_text_pictures_notice_and_minutes_are_in_one_place_in_the_order_of_need(room: Room, reachable: str) -> None:
    session = held(room)
    room.reveal(session["polls"][0])

    found = page(room, session)

    order = [
        found.html.index(each)
        for each in ('id="ranked"', 'data-picture="slide"', "/notice", "/minutes", 'id="public-url"')
    ]
    assert order == sorted(order)
    assert "1. Canteen, 3 votes\n2. Lift (Services), 2 votes" in found.areas["ranked"]
    assert "Training" not in found.html
    assert "Not published, so not in here: Tasks, Later" in found.text
    assert f"More: {reachable}/r/{session['id']}" in found.areas["ranked"]


def test_no_address_is_handed_on_that_nobody_could_open(room: Room) -> None:
    session = held(room)
    room.reveal(session["polls"][0])

    found = page(room, session)
    assert "no address yet that other devices can open" in found.text
    assert "More:" not in found.areas["ranked"]
    for html in (found.html, notice(room, session)):
        assert not re.search(r"public-url|looked up at|127\.0\.0\.1", html)
    results = room.host("GET", f"/host/{session['id']}/results?poll={session['polls'][0]['id']}").text
    assert "no address yet that other devices can open" in results
    assert "127.0.0.1" not in results


def test_all_lists_together_are_offered_where_there_are_several(room: Room) -> None:
    session = held(room)
    room.reveal(session["polls"][0])
    assert "All lists together" not in page(room, session).text

    room.reveal(session["polls"][1])

    html = page(room, session).html
    assert "All lists together" in html
    assert html.count('data-picture="slide"') == 3
    assert 'data-tied="Tied for place 1"' in html


def test_a_list_of_more_places_than_a_slide_can_show_has_the_text_alone(room: Room) -> None:
    many = {"title": "Many", "winners": 25, "max_choices": 25, "options": [{"title": f"Option {n}"} for n in range(26)]}
    session = room.session(locale="en", polls=[many])
    room.open(session["polls"][0])
    room.cast(room.join(session), session["polls"][0], range(25))
    room.close(session["polls"][0])
    room.reveal(session["polls"][0])

    found = page(room, session)

    assert 'data-picture="slide"' not in found.html
    assert "25" not in found.areas["ranked"].split("Option 0")[0]
    assert "Option 24" in found.areas["ranked"]


def test_the_notice_says_what_was_voted_on_when_by_how_many_and_how_it_ended(room: Room, reachable: str) -> None:
    session = held(room, starts_at="2026-12-05T14:00:00+08:00")
    for poll in session["polls"][:2]:
        room.reveal(poll)

    text = notice(room, session)

    for said in (
        "Subdistrict Notice of results At the meeting “Annual retreat”, held at Hall on 5 Dec 2026,",
        "The results are as follows.",
        "1. Projects 3 people took part. Everybody could choose up to 3 of the 3 items.",
        "1 Canteen 3 100.0% 2 Lift Services 2 66.7%",
        "1 Training Tied 1 50.0% 1 Alliance Tied 1 50.0%",
        "1 place is left for them, and the tie is open.",
        "Not published yet, so not in this notice: Later",
        f"All places can be looked up at {reachable}/r/{session['id']}",
        "Questions and remarks: Telephone:",
        "Subdistrict (Seal) 5 Dec 2026",
    ):
        assert said in text, said
    assert "Park" not in text


def test_how_a_tie_was_settled_is_on_the_notice(room: Room) -> None:
    session = held(room)
    poll = session["polls"][1]
    room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "lot", "seed": "noon"})
    room.reveal(poll)

    text = notice(room, session)

    assert "Place 1 was tied (“Training”, “Alliance”; 1 vote each) and drawn by lot, seed “noon”." in text
    assert "tie is open" not in text


def test_a_run_off_that_is_not_revealed_decides_nothing_in_public(room: Room) -> None:
    session = held(room)
    poll = session["polls"][1]
    runoff = room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "runoff"}).json
    room.reveal(poll)
    room.open(runoff)
    room.cast(room.join(session), runoff, [1])
    room.close(runoff)

    assert "a run-off decides" in notice(room, session)
    assert "decided by a run-off" not in page(room, session).html
    room.reveal(runoff)
    assert "decided by a run-off" in notice(room, session)  # the control


def test_whom_to_ask_is_one_line_and_never_markup(room: Room) -> None:
    session = held(room)
    room.reveal(session["polls"][0])

    answer = Tab(room).sign_in().get(f"/print/{session['id']}/notice?contact=%3Cb%3EDesk%0A%0A555-0101{'x' * 200}")

    assert "Questions and remarks: &lt;b&gt;Desk 555-0101" in answer.text
    assert "x" * 121 not in answer.text


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh-CN", ("推荐结果通报", "与会人员对下列名单进行了推荐。现将结果通报如下：", "3 人参加推荐。", "（盖章）")),
        ("ja", ("推薦結果のお知らせ", "結果は次のとおりです。", "3人が参加しました。", "（印）")),
    ],
)
def test_the_notice_and_the_words_on_pictures_speak_the_meetings_language(
    room: Room, locale: str, said: tuple[str, ...]
) -> None:
    session = held(room, locale=locale)
    room.reveal(session["polls"][0])

    found = page(room, session, "/print/{}/notice?lang=en")

    assert found.language == locale
    for each in said:
        assert each in found.text
    words = page(room, session).html.split("<template data-board>")[1].split("</template>")[0]
    assert {"zh-CN": "推荐结果", "ja": "推薦結果"}[locale] in words


@pytest.mark.parametrize(
    ("kinds", "heading", "opening", "turnout"),
    [
        ("vote", "推荐结果通报", "与会人员对下列名单进行了推荐", ["1 人参加推荐。"]),
        ("grade", "评议结果通报", "与会人员对下列名单进行了评议", ["1 人参加评议。"]),
        (
            "grade vote",
            "推荐和评议结果通报",
            "与会人员对下列名单进行了推荐或评议",
            ["1 人参加评议。", "1 人参加推荐。"],
        ),
    ],
)
def test_the_notice_names_what_was_done_with_the_lists(
    room: Room, kinds: str, heading: str, opening: str, turnout: list[str]
) -> None:
    of = {"vote": {}, "grade": {"type": "grade"}}
    lists = [{"title": kind, "options": [{"title": "A"}, {"title": "B"}], **of[kind]} for kind in kinds.split()]
    session = room.session(locale="zh-CN", polls=lists)
    for poll in session["polls"]:
        room.open(poll)
        voter = room.join(session)
        assert (
            grade(room, voter, poll, "01") if poll["type"] == "grade" else room.cast(voter, poll, [0])
        ).status == 200
        room.close(poll)
        room.reveal(poll)

    text = notice(room, session)

    assert heading in text.split()
    assert opening in text
    assert [said for said in ("1 人参加评议。", "1 人参加推荐。") if said in text] == turnout
    assert heading in page(room, session).text.split()


def test_groups_that_share_a_ballot_are_counted_as_one_each(room: Room) -> None:
    lists = [{"title": "P", "options": [{"title": "A"}]}]
    session = room.session(locale="en", voters="group", groups=("East", "West"), polls=lists)
    room.open(session["polls"][0])
    room.close(session["polls"][0])
    room.reveal(session["polls"][0])

    text = notice(room, session)

    assert "0 of 2 groups took part." in text
    assert "No votes were cast." in text


def test_an_observer_reads_it_too_and_others_are_led_to_sign_in(room: Room) -> None:
    session = held(room)
    room.reveal(session["polls"][0])
    observer = helper(room, session, "observer")

    found = page(room, session, tab=observer)
    assert "Back to the console" not in found.text
    assert "Canteen" in found.html
    for path in (f"/host/{session['id']}/announce", f"/print/{session['id']}/notice"):
        led = Tab(room).get(path)
        assert (led.status, led.response.headers["location"]) == (303, f"/host/sign-in?next={path}")
        assert Tab(room).sign_in().get(path.replace(session["id"], UNKNOWN)).status == 404
        assert room.call("POST", path, cookies=room.host_cookie()).status == 405


def test_the_results_lead_to_the_announcement_once_something_is_public(room: Room) -> None:
    session = held(room)
    tab, link = Tab(room).sign_in(), f'href="/host/{session["id"]}/announce"'

    assert link not in tab.get(f"/host/{session['id']}/results").text
    room.reveal(session["polls"][0])
    assert link in tab.get(f"/host/{session['id']}/results").text
