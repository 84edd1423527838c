"""GET and POST /host/{session}/rehearsal: walks every kind of meeting · leaves the meeting untouched · refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from server.features.rehearsal.walk import WalkState
from tests.builders import HOST_KEY, Json, Room
from tests.features.agenda.test_reports import joined, names_on, pdf_of, put, seen
from tests.features.questions.asking import path_of as questions_of
from tests.features.questions.asking import take
from tests.features.rehearsal.helpers import QUICK, SLOW, begin, do, is_gone, meeting, path_of, rehearse, run_of, until
from tests.ladder import UNKNOWN
from tests.live.listening import listening
from tests.tab import Page, Tab

LISTED = [{"title": f"Option {n}"} for n in range(6)]


def page(room: Room, session: Json, **headers: str) -> str:
    return Page(room.host("GET", path_of(session), headers={"Accept-Language": "en", **headers}).text).text


def test_the_room_fills_and_the_whole_agenda_is_walked(room: Room) -> None:
    session = meeting(room)

    run, copy = rehearse(room, session)

    assert run.walk.stumbles == []
    assert [poll["state"] for poll in copy["polls"]] == ["revealed", "revealed"]
    results = [room.result(poll) for poll in copy["polls"]]
    assert all(result["joined"] == 16 and 10 <= result["ballots"] <= 16 for result in results)
    assert all(group["ballots"] <= 4 for group in results[0]["groups"])
    questions = room.host("GET", questions_of(copy)).json
    assert [each["state"] for each in questions["questions"]].count("answered") == 2
    items = room.host("GET", f"/api/sessions/{copy['id']}/agenda").json["items"]
    assert all(item["began_at"] for item in items)
    assert {item["seconds"] for item in items} == {None, 10}  # of 420 and 900
    said = page(room, session)
    assert "16 people joined" in said
    assert "2 lists revealed" in said
    assert "5 questions asked, nothing failed." in said


def test_the_pages_of_reports_are_turned_and_stay_the_meetings(room: Room) -> None:
    session = meeting(room)
    report = room.host("GET", f"/api/sessions/{session['id']}/agenda").json["items"][1]
    assert put(room, session, report, pdf_of("red", "lime")).json["pages"] == 2

    _, copy = rehearse(room, session)

    rehearsed = room.host("GET", f"/api/sessions/{copy['id']}/agenda").json["items"][1]
    assert (rehearsed["pages"], rehearsed["page"]) == (2, 2)
    assert do(room, session, "wipe").status == 303
    kept = room.host("GET", f"/api/sessions/{session['id']}/agenda").json["items"][1]
    assert (kept["pages"], kept["page"]) == (2, 0)
    phone = joined(room, session)
    names = names_on(phone.get(f"/s/{session['id']}/reports/{report['id']}").text)
    assert [seen(room, name)[0] for name in names] == ["red", "lime"]


def kinds(room: Room) -> Mapping[str, Json]:
    graded = {"title": "Graded", "type": "grade", "options": LISTED}
    tied = [
        {"title": f"Tied {rule}", "tie": rule, "winners": 1, "min_choices": 3, "max_choices": 3, "options": LISTED[:3]}
        for rule in ("lot", "runoff", "include", "organizer", "ask")
    ]
    groups = [{"name": name, "seats": 5} for name in ("A", "B")]
    plain = [{"title": "Plain", "options": LISTED, "display": "sealed"}]
    return {
        "with tickets": {"polls": plain, "groups": groups, "admission": "ticket"},
        "one ballot for each group": {"polls": plain, "groups": groups, "voters": "group"},
        "phones that are passed on": {"polls": plain, "shared_phones": True},
        "grades": {"polls": [graded], "groups": groups},
        "ties of every kind": {"polls": tied, "groups": groups},
    }


@pytest.mark.parametrize("kind", ["with tickets", "one ballot for each group", "phones that are passed on", "grades"])
def test_a_meeting_without_an_agenda_is_walked_list_by_list(room: Room, kind: str) -> None:
    body = {"title": kind, **kinds(room)[kind]}
    session = room.host("POST", "/api/sessions", json=body).json

    run, copy = rehearse(room, session)

    assert run.walk.stumbles == []
    assert [poll["state"] for poll in copy["polls"]] == ["revealed"]
    result = room.result(copy["polls"][0])
    seats = {"with tickets": 10, "one ballot for each group": 10, "grades": 10}.get(kind, 40)
    assert result["joined"] == seats
    assert result["ballots"] == 2 if "each group" in kind else result["ballots"] > seats / 2


def test_ties_are_settled_as_was_fixed_beforehand_and_else_by_lot(room: Room) -> None:
    session = room.host(
        "POST", "/api/sessions", json={**kinds(room)["ties of every kind"], "title": "Ties", "locale": "en"}
    ).json

    run, copy = rehearse(room, session)

    assert run.walk.stumbles == []
    results = [room.result(poll) for poll in copy["polls"] if not poll["title"].startswith("Run-off")]
    methods = [result["tie"]["settled"]["method"] for result in results]
    assert methods == ["lot", "runoff", "include", "organizer", "lot"]
    assert len(copy["polls"]) == 6  # the run-off too
    assert {poll["state"] for poll in copy["polls"]} == {"revealed"}


@pytest.mark.parametrize("rules", [{"judges": "room", "names": "required"}, {"names": "none", "planned": 1}])
def test_questions_are_asked_and_judged_as_the_meeting_takes_them(room: Room, rules: Json) -> None:
    session = room.session()
    take(room, session, **rules)

    run, copy = rehearse(room, session)

    assert run.walk.stumbles == []
    asked = room.host("GET", questions_of(copy)).json["questions"]
    answered = [each for each in asked if each["state"] == "answered"]
    assert len(answered) == rules.get("planned", 2)
    assert all((each["name"] is not None) == (rules["names"] == "required") for each in asked)


EXPORTS = tuple(f"/export.{ending}" for ending in ("json", "csv", "xlsx", "txt"))
READ = ("", "/agenda", "/questions", "/questions.csv", "/items", "/items.csv", "/tickets", *EXPORTS)
PAGES = ("", "/agenda", "/questions", "/results", "/helpers", "/announce", "/follow-ups", "/items")


def everything(room: Room, session: Json) -> dict[str, bytes]:
    """Whatever can be read of a meeting: API, exports in every format, pages, papers, the screen, the list."""
    tab, one = Tab(room, cookies=dict(room.host_cookie())), session["id"]
    paths = [f"/api/sessions/{one}{path}" for path in READ] + ["/api/sessions", "/host"]
    paths += [f"/api/polls/{poll['id']}/{what}" for poll in session["polls"] for what in ("result", "export.pb")]
    paths += [f"/host/{one}{path}" for path in PAGES] + [f"/screen/{one}", f"/r/{one}", f"/host/{one}/follow-ups.csv"]
    paths += [f"/print/{one}/{what}" for what in ("minutes", "notice", "follow-ups")]
    token = tab.token()["token"].encode()
    return {path: tab.get(path).response.content.replace(token, b"token") for path in paths}


def test_every_export_answer_and_page_of_the_meeting_stays_byte_for_byte(room: Room) -> None:
    session = meeting(room)
    before = everything(room, session)
    assert b"The real thing" in before[f"/api/sessions/{session['id']}/export.json"]

    _, copy = rehearse(room, session)
    during = everything(room, session)
    do(room, session, "wipe")
    after = everything(room, session)

    assert [path for path in before if before[path] != during[path]] == []
    assert [path for path in before if before[path] != after[path]] == []
    assert copy["id"] not in str(during)
    room.join(session)  # the control: that would have been seen
    assert everything(room, session) != before


def test_it_is_held_goes_on_and_stops(room: Room) -> None:
    session = meeting(room)
    run = begin(room, session, SLOW)
    one = f"/api/sessions/{run.session}"
    until(lambda: room.host("GET", one).json["polls"][0]["state"] == "open")

    do(room, session, "pause")
    do(room, session, "pause")
    assert run.walk.state is WalkState.PAUSED
    with listening(room, {"id": run.session}, "screen", by=HOST_KEY) as ear:
        assert ear.until("state")["polls"][0]["remaining"] > 600  # what is open stays so meanwhile
    assert "Held" in page(room, session)
    do(room, session, "go-on")
    assert run.walk.state is WalkState.WALKING
    assert "Running" in page(room, session)

    do(room, session, "end")

    assert run.walk.state is WalkState.STOPPED
    assert run.task.done()
    said = page(room, session)
    assert "The rehearsal was stopped" in said
    assert "0 lists revealed" in said
    assert room.host("GET", one).status == 200  # it stays to be looked at
    do(room, session, "go-on")
    do(room, session, "pause")
    assert run.walk.state is WalkState.STOPPED


def test_a_report_that_is_held_stands_still(room: Room) -> None:
    session = meeting(room)
    run = begin(room, session, replace(QUICK, report=60.0))
    agenda = f"/api/sessions/{run.session}/agenda"

    def report() -> Json:
        items: list[Json] = room.host("GET", agenda).json["items"]
        return items[1]

    until(lambda: report()["running"])
    room.clock.pass_(3)

    do(room, session, "pause")
    assert report()["running"] is False
    do(room, session, "go-on")
    assert report()["running"] is True


def test_wiping_is_said_and_safe_to_repeat(fresh: Room) -> None:
    room = fresh  # in which no list is open
    session, tab = meeting(room), Tab(room).sign_in()
    begin(room, session)

    for _ in range(2):
        answer = tab.post(path_of(session), {"do": "wipe"})
        assert "Nothing of it is left" in Page(tab.follow(answer).text).text
    assert is_gone(room, session)
    do(room, session, "pause")  # nothing is there to be held, and nothing happens
    do(room, session, "go-on")
    do(room, session, "end")


def test_a_meeting_in_which_voting_has_begun_is_not_rehearsed(room: Room) -> None:
    session = meeting(room)
    room.open(session["polls"][0])

    refused = do(room, session, "begin")

    assert refused.status == 409
    assert "you can no longer rehearse" in Page(refused.text).text
    assert "Begin the rehearsal" not in refused.text


def test_a_meeting_without_a_list_is_not_rehearsed(room: Room) -> None:
    session = room.host("POST", "/api/sessions", json={"title": "Empty", "polls": []}).json

    assert do(room, session, "begin").status == 409
    assert "There is no list yet" in page(room, session)


def test_a_rehearsal_is_not_rehearsed_copied_or_followed_up(room: Room) -> None:
    session = meeting(room)
    run, copy = rehearse(room, session)
    tab = Tab(room).sign_in()

    assert tab.get(path_of(copy)).response.headers["location"] == path_of(session)
    assert do(room, copy, "begin").status == 409
    refused = room.host("POST", f"/api/sessions/{copy['id']}/copy")
    assert (refused.status, refused.problem) == (409, "conflict")
    followed = tab.post(f"/host/{session['id']}/follow-ups", {"do": "open-with", "past": run.session})
    assert followed.status == 422
    other = room.session()
    assert run.session not in tab.get("/host").text
    assert run.session not in tab.get(f"/host/{other['id']}/agenda").text
    assert session["id"] in tab.get(f"/host/{other['id']}/agenda").text  # the control
    assert run.session not in room.host("GET", "/api/sessions").text


def test_whatever_belongs_to_it_says_so(room: Room) -> None:
    session = meeting(room)
    run, copy = rehearse(room, session)
    tab, phone = Tab(room).sign_in(), Tab(room)
    phone.get(f"/j/{copy['join_code']}")
    phone.post(f"/j/{copy['join_code']}", {"group": copy["groups"][0]["id"]})
    one = run.session
    stamp = '<p class="rehearsing" role="status">'

    for path in (f"/host/{one}", f"/host/{one}/results", f"/screen/{one}", f"/print/{one}/minutes", f"/r/{one}"):
        assert stamp in tab.get(path).text, path
    assert stamp in phone.get(f"/s/{one}").text
    assert copy["title"] == "演练：The real thing"
    for path in (f"/host/{session['id']}", f"/screen/{session['id']}", f"/j/{session['join_code']}"):
        assert stamp not in tab.get(path).text, path


@pytest.mark.parametrize("act", ["", "x", "begin again"])
def test_an_act_that_there_is_not_is_refused(room: Room, session: Json, act: str) -> None:
    assert do(room, session, act).status == 422


def test_of_a_meeting_that_there_is_not_nothing_is_rehearsed(room: Room) -> None:
    assert do(room, {"id": UNKNOWN}, "begin").status == 404
    assert room.host("GET", path_of({"id": UNKNOWN})).status == 404


def test_what_did_not_work_is_said_and_the_walk_goes_on(room: Room) -> None:
    session = meeting(room)
    run = begin(room, session, SLOW)
    until(lambda: run.walk.steps[run.walk.at].title == "Vote")
    for poll in room.host("GET", f"/api/sessions/{run.session}").json["polls"]:
        until(lambda poll=poll: room.host("POST", f"/api/polls/{poll['id']}/close", json={"in": 0}).status == 200)
    run.walk.stumble("This ticket was taken back. Make a new one.")
    do(room, session, "end")

    said = page(room, session)

    assert "1 thing did not work." in said
    assert "This ticket was taken back. Make a new one." in said
    assert run_of(room, session) is run
