"""The console's one form: what each action does, together or not at all, and how a refusal is said."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


@pytest.fixture
def two(room: Room) -> Json:
    """A session with two lists of three winners."""
    options = [{"title": f"Project {letter}"} for letter in "ABCD"]
    return room.session(polls=[{"title": title, "winners": 3, "options": options} for title in ("First", "Second")])


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def act(host: Tab, session: Json, act: str, *polls: Json, **fields: str) -> Answer:
    named: dict[str, str | list[str]] = {"act": act, "poll": [poll["id"] for poll in polls], **fields}
    answer = host.post(f"/host/{session['id']}/act", dict(named))
    assert answer.status == 303
    assert answer.response.headers["location"].startswith(f"/host/{session['id']}")
    return answer


def refusal(answer: Answer) -> str | None:
    found = re.search(r"refused=([\w-]+)", answer.response.headers["location"])
    return found[1] if found else None


def states(room: Room, session: Json) -> list[str]:
    return [room.state(poll) for poll in session["polls"]]


def scene(room: Room, session: Json) -> tuple[str, str | None, int]:
    kept = room.host("GET", f"/api/sessions/{session['id']}").json["scene"]
    return kept["kind"], kept["poll"], kept["step"]


def remaining(room: Room, poll: Json) -> float | None:
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    return next(each["remaining"] for each in session["polls"] if each["id"] == poll["id"])  # type: ignore[no-any-return]


def test_both_lists_open_for_the_same_time_and_the_screen_shows_the_first(room: Room, host: Tab, two: Json) -> None:
    first, second = two["polls"]

    assert refusal(act(host, two, "open", first, second, seconds="300")) is None

    assert states(room, two) == ["open", "open"]
    assert (remaining(room, first), remaining(room, second)) == (300, 300)
    assert scene(room, two) == ("tally", first["id"], 0)


@pytest.mark.parametrize("seconds", ["", "0", "soon", "-5", "9" * 5_000])
def test_without_a_time_a_list_opens_without_an_end(room: Room, host: Tab, two: Json, seconds: str) -> None:
    act(host, two, "open", two["polls"][0], seconds=seconds)

    assert (states(room, two)[0], remaining(room, two["polls"][0])) == ("open", None)


def test_opening_is_all_or_none(room: Room, host: Tab, two: Json) -> None:
    room.open(two["polls"][1])

    answer = act(host, two, "open", *two["polls"])

    assert refusal(answer) == "wrong-state"
    assert states(room, two) == ["draft", "open"]
    assert scene(room, two)[0] == "join"
    assert 'role="alert"' in host.follow(answer).text


def test_closing_counts_down_and_can_be_stopped(room: Room, host: Tab, two: Json) -> None:
    act(host, two, "open", *two["polls"])
    act(host, two, "close", *two["polls"], seconds="10")
    assert [remaining(room, poll) for poll in two["polls"]] == [10, 10]

    act(host, two, "cancel-close", *two["polls"])
    assert [remaining(room, poll) for poll in two["polls"]] == [None, None]
    assert refusal(act(host, two, "cancel-close", *two["polls"])) == "not-counting-down"

    act(host, two, "close", *two["polls"], seconds="0")
    assert states(room, two) == ["closed", "closed"]
    assert refusal(act(host, two, "close", *two["polls"])) == "poll-closed"


def test_a_deadline_is_moved_by_a_minute(room: Room, host: Tab, two: Json) -> None:
    poll = two["polls"][0]
    act(host, two, "open", poll, seconds="60")

    act(host, two, "extend", poll)
    assert remaining(room, poll) == 120
    act(host, two, "extend", poll, seconds="30")
    assert remaining(room, poll) == 150


def test_a_list_is_sealed_for_good(room: Room, host: Tab, two: Json) -> None:
    act(host, two, "open", two["polls"][0])
    act(host, two, "seal", two["polls"][0])

    assert room.host("GET", f"/api/polls/{two['polls'][0]['id']}/result").status == 409


@pytest.fixture
def closed(room: Room, host: Tab, two: Json) -> Json:
    """The first list closed with three places, A the last of them."""
    poll = two["polls"][0]
    act(host, two, "open", poll)
    for option, count in enumerate((1, 2, 3)):
        for _ in range(count):
            room.cast(room.join(two), poll, [option])
    act(host, two, "close", poll, seconds="0")
    return dict(poll)


def test_places_are_revealed_one_by_one_and_the_first_makes_the_result_public(
    room: Room, host: Tab, two: Json, closed: Json
) -> None:
    for step in (1, 2, 3):
        assert room.call("GET", f"/api/polls/{closed['id']}/result").status == 403
        assert refusal(act(host, two, "reveal-next", closed)) is None
        assert scene(room, two) == ("reveal", closed["id"], step)

    assert room.state(closed) == "revealed"
    act(host, two, "reveal-next", closed)  # nothing is left to show
    assert scene(room, two) == ("reveal", closed["id"], 3)


def test_publishing_shows_all_places_at_once(room: Room, host: Tab, two: Json, closed: Json) -> None:
    act(host, two, "publish", closed)

    assert (room.state(closed), scene(room, two)) == ("revealed", ("reveal", closed["id"], 3))
    assert refusal(act(host, two, "publish", closed)) is None  # safe to repeat


def test_publishing_is_all_or_none(room: Room, host: Tab, two: Json, closed: Json) -> None:
    assert refusal(act(host, two, "publish", closed, two["polls"][1])) == "wrong-state"

    assert states(room, two) == ["closed", "draft"]


@pytest.mark.parametrize("action", ["reveal-next", "publish"])
def test_nothing_is_revealed_before_close(room: Room, host: Tab, two: Json, action: str) -> None:
    act(host, two, "open", two["polls"][0])

    assert refusal(act(host, two, action, two["polls"][0])) == "wrong-state"
    assert (states(room, two)[0], scene(room, two)[0]) == ("open", "tally")


def test_phones_may_be_passed_on_once_the_host_allows_it(room: Room, host: Tab, two: Json) -> None:
    def is_shared() -> bool:
        return bool(room.host("GET", f"/api/sessions/{two['id']}").json["shared_phones"])

    for wanted in (True, True, False):  # safe to repeat
        act(host, two, "share", kind="on" if wanted else "off")
        assert is_shared() is wanted


def test_the_scene_is_set(room: Room, host: Tab, two: Json) -> None:
    act(host, two, "scene", kind="hold")
    assert scene(room, two) == ("hold", None, 0)
    act(host, two, "open", two["polls"][1])
    act(host, two, "scene", two["polls"][1], kind="tally", step="7")
    assert scene(room, two) == ("tally", two["polls"][1]["id"], 7)


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("scene", {"kind": "dance"}),
        ("scene", {}),
        ("scene", {"kind": "hold", "step": "9" * 20}),
        ("dance", {}),
        ("", {}),
        ("open", {}),
        ("reveal-next", {}),
    ],
)
def test_an_action_there_is_not_is_refused(room: Room, host: Tab, two: Json, action: str, fields: Json) -> None:
    answer = act(host, two, action, **fields)

    if fields.get("kind") != "hold":
        assert refusal(answer) == "bad-fields"
    assert states(room, two) == ["draft", "draft"]
    assert host.follow(answer).status == 200


@pytest.mark.parametrize(
    "action", ["open", "extend", "close", "cancel-close", "reveal-next", "publish", "seal", "scene"]
)
def test_a_list_of_another_session_or_of_none_is_left_alone(room: Room, host: Tab, two: Json, action: str) -> None:
    other = room.session()
    before = room.host("GET", f"/api/sessions/{other['id']}").json

    for poll in (other["polls"][0], {"id": UNKNOWN}):
        answer = act(host, two, action, poll, kind="voting")
        assert refusal(answer), poll
        assert host.follow(answer).status == 200

    assert room.host("GET", f"/api/sessions/{other['id']}").json == before


def test_only_a_host_acts(room: Room, two: Json) -> None:
    phone = Tab(room)
    phone.join(two)
    screen = Tab(room, cookies=room.screen_cookie(two))

    for tab, status in ((Tab(room), 401), (phone, 403), (screen, 403)):
        refused = tab.post(f"/host/{two['id']}/act", {"act": "open", "poll": two["polls"][0]["id"]})
        assert refused.status == status
        assert tab.get(f"/host/{two['id']}").response.headers["location"] == f"/host/sign-in?next=/host/{two['id']}"
    assert states(room, two) == ["draft", "draft"]


def test_console_and_results_name_the_state_and_the_numbers(room: Room, host: Tab, two: Json, closed: Json) -> None:
    console = Page(host.get(f"/host/{two['id']}?poll={closed['id']}").text).text
    results = Page(host.get(f"/host/{two['id']}/results?poll={closed['id']}").text)

    assert two["join_code"] in console
    assert "Project C" in console
    assert results.text.index("Project C") < results.text.index("Project B") < results.text.index("Project A")
    assert "ranked" not in results.areas  # what is not published is not copied
    assert room.reveal(closed).status == 200
    published = Page(host.get(f"/host/{two['id']}/results?poll={closed['id']}").text)
    assert published.areas["ranked"] == room.host("GET", f"/api/sessions/{two['id']}/export.txt").text


def test_a_sealed_lists_counts_are_on_no_page_of_the_host(room: Room, host: Tab) -> None:
    poll_of = [{"title": "List", "display": "sealed", "options": [{"title": "Project A"}, {"title": "Project B"}]}]
    session = room.session(polls=poll_of)
    poll = session["polls"][0]
    room.open(poll)
    voters = [room.join(session) for _ in range(21)]
    for voter in voters[:17]:
        room.cast(voter, poll, [0])
    for voter in voters[17:]:
        room.cast(voter, poll, [1])

    pages = [host.get(f"/host/{session['id']}").text, host.get(f"/host/{session['id']}/results").text]

    assert [page for page in pages if re.search(r"\b17\b", Page(page).text)] == []
    room.close(poll)
    assert re.search(r"\b17\b", Page(host.get(f"/host/{session['id']}/results").text).text)  # the control


def test_a_session_without_lists_leads_to_the_call_for_them_and_its_results_to_the_sessions(
    room: Room, host: Tab
) -> None:
    path = f"/host/{room.session(polls=[])['id']}"

    for asked, place in ((path, f"{path}/items"), (f"{path}/results", "/host")):
        answer = host.get(asked)
        assert answer.response.headers["location"] == place
        assert host.follow(answer).status == 200


def test_lists_that_end_together_get_their_minute_together(room: Room, host: Tab, two: Json) -> None:
    first, second = two["polls"]
    act(host, two, "open", first, second, seconds="60")

    page = Page(host.get(f"/host/{two['id']}?poll={first['id']}").text)
    form = page.html.partition('value="extend"')[2].partition("</form>")[0]
    assert first["id"] in form
    assert second["id"] in form

    room.host("POST", f"/api/polls/{second['id']}/extend", json={"seconds": 30})  # the control: no longer together
    form = host.get(f"/host/{two['id']}?poll={first['id']}").text.partition('value="extend"')[2].partition("</form>")[0]
    assert second["id"] not in form


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "can follow single ballots"), ("zh-CN", "能看出每张票选了什么"), ("ja", "一票ごとの内容が分かります")],
)
def test_a_live_list_says_that_it_can_be_followed_and_a_sealed_one_does_not(
    room: Room, language: str, said: str
) -> None:
    lists = [{"title": "List", "options": [{"title": "Canteen"}, {"title": "Lift"}]}]
    session = room.session(polls=lists, locale=language)
    poll, host = session["polls"][0], Tab(room, language).sign_in()

    def told() -> bool:
        return said in Page(host.get(f"/host/{session['id']}?poll={poll['id']}").text).text

    found = [told()]
    room.open(poll)
    found.append(told())
    room.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"})
    found.append(told())

    assert found == [True, True, False]
