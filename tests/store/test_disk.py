"""A disk that is full or fails: the host is told what to do, can go on reading, and nothing is called recorded."""

from __future__ import annotations

import errno
from collections.abc import Mapping

import pytest

from server.files import keys as keys_module
from server.store import database as database_module
from server.store.database import Database
from server.store.disk import SAID, Trouble
from server.web.endpoint import problem_from
from tests.builders import HOST_KEY, Answer, Json, Room
from tests.tab import Tab

MANY = {"title": "Long", "options": [{"title": f"{n} {'x' * 180}", "description": "y" * 1_500} for n in range(100)]}


def database_of(room: Room) -> Database:
    found: Database = room.client.app.state.services.database  # type: ignore[attr-defined]
    return found


def limit(room: Room, pages: str) -> None:
    """SQLite's own way to be full: the file takes no more than so many pages."""

    async def run() -> None:
        async with database_of(room).write() as connection:
            now = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count={pages or now}")

    assert room.client.portal is not None
    room.client.portal.call(run)


def fill(room: Room) -> None:
    limit(room, "")


def make_room(room: Room) -> None:
    limit(room, "1000000000")


def console(room: Room, session: Json, cookies: Mapping[str, str]) -> Answer:
    return room.call("GET", f"/host/{session['id']}", cookies=dict(cookies), headers={"Accept-Language": "en"})


def shown(page: str) -> set[str]:
    """The kinds of trouble that the console says."""
    found = set()
    for kind in Trouble:
        note = page.partition(f'data-trouble="{kind}"')[2].partition(">")[0]
        if "hidden" not in note:
            found.add(str(kind))
    return found


def test_a_full_disk_is_said_with_what_to_do_and_everything_goes_on_after_it(fresh: Room) -> None:
    session, cookies = fresh.session(options=3), fresh.host_cookie()
    assert shown(console(fresh, session, cookies).text) == set()
    fill(fresh)

    refused = fresh.host("POST", "/api/sessions", json={"title": "Another", "polls": [MANY]})

    assert (refused.status, refused.problem) == (503, "busy")
    assert refused.json["detail"] == SAID[Trouble.FULL]
    assert int(refused.response.headers["retry-after"]) >= 1
    health = fresh.call("GET", "/healthz")
    assert (health.status, health.json) == (503, {"status": SAID[Trouble.FULL], "trouble": "full"})
    page = console(fresh, session, cookies)
    assert (page.status, shown(page.text)) == (200, {"full"})

    make_room(fresh)
    assert fresh.open(session["polls"][0]).status == 200  # also where nobody wrote anything in between
    assert fresh.host("POST", "/api/sessions", json={"title": "Another", "polls": [MANY]}).status == 201
    assert fresh.call("GET", "/healthz").json == {"status": "ok"}
    assert shown(console(fresh, session, cookies).text) == set()


def test_ballots_that_find_no_room_are_refused_and_each_may_be_sent_again(fresh: Room) -> None:
    session = fresh.session(options=3)
    poll = session["polls"][0]
    fresh.open(poll)
    voters = [fresh.join(session) for _ in range(60)]
    fill(fresh)

    answers = [fresh.cast(voter, poll, [0], id=f"id-{at}") for at, voter in enumerate(voters)]

    told = [answer.status for answer in answers]
    assert set(told) == {200, 503}
    assert fresh.result(poll)["ballots"] == told.count(200)
    make_room(fresh)
    again = [fresh.cast(voter, poll, [0], id=f"id-{at}") for at, voter in enumerate(voters)]
    assert {answer.status for answer in again} == {200}
    assert fresh.result(poll)["ballots"] == 60


def test_a_failed_disk_takes_nothing_more_and_is_still_read(fresh: Room) -> None:
    session, cookies = fresh.session(options=3), fresh.host_cookie()
    database_of(fresh).failure = "disk I/O error"

    refused = fresh.host("POST", "/api/sessions", json={"title": "Another", "polls": [MANY]})

    assert (refused.status, refused.json["detail"]) == (503, SAID[Trouble.FAILED])
    assert fresh.call("GET", "/healthz").json["trouble"] == "failed"
    signing_in = fresh.call("GET", f"/host/sign-in?key={HOST_KEY}", headers={"Accept-Language": "en"})
    assert (signing_in.status, "trouble with its disk" in signing_in.text) == (503, True)
    page = console(fresh, session, cookies)
    assert (page.status, shown(page.text)) == (200, {"failed"})


def test_no_list_opens_on_a_disk_that_is_nearly_full_and_one_that_is_open_goes_on(
    fresh: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = [{"title": name, "options": [{"title": "One"}, {"title": "Two"}]} for name in ("First", "Second")]
    session, cookies = fresh.session(polls=polls), fresh.host_cookie()
    first, second = session["polls"]
    fresh.open(first)
    voter = fresh.join(session)
    monkeypatch.setattr(database_module, "has_little_room", lambda _: True)

    refused = fresh.open(second)
    on_the_console = Tab(fresh).sign_in().post(f"/host/{session['id']}/act", {"act": "open", "poll": second["id"]})

    assert (refused.status, refused.json["detail"]) == (503, SAID[Trouble.LITTLE])
    assert "refused=busy" in on_the_console.response.headers["location"]
    assert fresh.state(second) == "draft"
    assert fresh.cast(voter, first, [0]).status == 200
    assert shown(console(fresh, session, cookies).text) == {"little"}
    health = fresh.call("GET", "/healthz")
    assert (health.status, health.json["trouble"]) == (200, "little")  # it still serves
    monkeypatch.undo()
    assert fresh.open(second).status == 200


def test_every_trouble_has_a_sentence_and_a_place_on_the_console(fresh: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session, cookies = fresh.session(options=3), fresh.host_cookie()
    for kind in Trouble:
        with monkeypatch.context() as troubled:
            troubled.setattr(Database, "trouble", kind)
            assert shown(console(fresh, session, cookies).text) == {str(kind)}
        assert SAID[kind]


def test_a_refused_write_is_logged_once_and_not_for_every_ballot(fresh: Room, caplog: pytest.LogCaptureFixture) -> None:
    fill(fresh)
    for _ in range(5):
        fresh.host("POST", "/api/sessions", json={"title": "Another", "polls": [MANY]})
    make_room(fresh)

    assert caplog.text.count("the database refuses to write") == 1
    assert "Traceback" not in caplog.text


def test_a_key_that_cannot_be_written_opens_nothing_and_says_why(fresh: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    poll = fresh.session(options=3)["polls"][0]
    monkeypatch.setattr(keys_module, "keep_secret", full)

    refused = fresh.open(poll)

    assert (refused.status, refused.json["detail"]) == (503, SAID[Trouble.REFUSES])
    assert fresh.state(poll) == "draft"
    monkeypatch.undo()
    assert fresh.open(poll).status == 200


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_whatever_file_meets_a_full_disk_it_is_said_and_no_fault_of_ours(number: int) -> None:
    told = problem_from(OSError(number, "as the system says"))
    assert (told.status, told.detail) == (503, SAID[Trouble.FULL])
    assert problem_from(OSError(errno.EACCES, "another")).status == 500  # the control
