"""How ballots came in: told with every result, kept from everybody before close, and counts alone after it."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.features.polls.erasure import CountsDiffer, list_ballots
from tests.builders import HOST_KEY, Clock, Json, Room, client_of
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.exports.test_xlsx import export as workbook
from tests.features.exports.test_xlsx import facts, sheets
from tests.features.hosts.roles import helper
from tests.features.paper.tellers import assist, key, keyed, meeting, path, tellers, ways
from tests.features.polls.erasing import by_hand, files_with, rows, step, wait_for_erasure
from tests.live.test_sealed import DRAWN
from tests.tab import Page, Tab


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def voted(room: Room, **fields: object) -> tuple[Json, Json, list[Json], list[Tab]]:
    """Six tickets: two by phone, one helped, one on paper, one spoiled, one keyed by one person alone."""
    session, poll = meeting(room, **fields)
    held, people = tickets(room, session, 6), tellers(room, session)
    for each in held[:2]:
        assert room.cast(enter(room, session, secret(each)).json["voter"], poll, [0]).status == 200
    assert assist(room, poll, held[2], [0, 1], id=held[2]["serial"]).status == 200
    assert keyed(room, poll, held[3], [1], people) == "recorded"
    assert keyed(room, poll, held[4], None, people) == "spoiled"
    assert key(room, poll, held[5], [2, 3], people[0]).json == {"state": "once"}
    return session, poll, held, people


COUNTED = {"assisted": 1, "paper": 1, "spoiled": 1}
SPOILED = "1 spoiled paper ballot is not among them. Returned in all: 5."
SAID = f"Of these: 2 by phone, 1 entered by a teller, 1 on paper. {SPOILED}"


def test_tally_and_turnout_include_them_and_every_file_and_page_counts_them_apart(room: Room) -> None:
    session, poll, _, _ = voted(room)
    room.close(poll)
    room.reveal(poll)
    api = f"/api/sessions/{session['id']}"

    assert (room.votes(poll), room.result(poll)["ballots"], ways(room, poll)) == ([3, 2, 0, 0], 4, COUNTED)
    whole = room.host("GET", f"{api}/export.json").json["polls"][0]
    assert (whole["result"]["ways"], whole["turnout"], len(whole["tags"]["ballots"])) == (COUNTED, 4, 4)
    text = room.host("GET", f"{api}/export.csv").response.content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {(line["assisted"], line["paper"], line["void"]) for line in lines} == {("1", "1", "1")}
    assert facts(sheets(workbook(room, session))["Summary"])["Teller and paper"] == SAID
    host = Tab(room).sign_in()
    for page in (f"/print/{session['id']}/minutes", f"/host/{session['id']}/results", f"/r/{session['id']}"):
        assert SAID in Page(host.get(page).text).text, page


def test_where_all_came_by_phone_nothing_is_said(room: Room) -> None:
    session, poll = meeting(room)
    (one,) = tickets(room, session, 1)
    room.cast(enter(room, session, secret(one)).json["voter"], poll, [0])
    room.close(poll)
    room.reveal(poll)

    host = Tab(room).sign_in()
    for page in (f"/print/{session['id']}/minutes", f"/host/{session['id']}/results", f"/r/{session['id']}"):
        assert "Of these" not in host.get(page).text, page
    api = f"/api/sessions/{session['id']}"
    assert "assisted" not in room.host("GET", f"{api}/export.csv").text
    assert "Teller and paper" not in facts(sheets(workbook(room, session))["Summary"])
    assert "ways" not in room.host("GET", f"{api}/export.json").json["polls"][0]["result"]


def test_after_close_nothing_but_the_numbers_is_left(room: Room) -> None:
    _, poll, _, _ = voted(room)
    kept = [bytes(row[0]) for row in rows(room.folder, "SELECT voter_key FROM entries UNION SELECT keyer FROM entries")]
    kept += [bytes(row[0]) for row in rows(room.folder, "SELECT voter_key FROM spoiled")]
    kept += [bytes(row[0]) for row in rows(room.folder, "SELECT voter_key FROM ballots WHERE way != 'phone'")]
    assert len(kept) == 2 + 1 + 2
    assert all(files_with(room.folder, each) for each in kept)  # the control

    room.close(poll)
    wait_for_erasure(room, poll)

    for table in ("entries", "spoiled", "ballots"):
        assert rows(room.folder, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert [each for each in kept if files_with(room.folder, each)] == []
    assert sorted(rows(room.folder, "SELECT way, number FROM ways")) == [("assisted", 1), ("paper", 1), ("spoiled", 1)]
    final = rows(room.folder, "SELECT sql FROM sqlite_master WHERE name LIKE 'final_%'")
    assert final
    assert not [sql for (sql,) in final if "way" in sql]
    assert room.result(poll)["ballots"] == 4
    assert (ways(room, poll), room.votes(poll)) == (COUNTED, [3, 2, 0, 0])


def names(room: Room, poll: Json, held: Json) -> Iterator[str]:
    """What an operator might think that a submission was called."""
    (ticket, voter) = next(iter(rows(room.folder, f"SELECT id, voter FROM tickets WHERE id = '{held['id']}'")))
    for whose in (ticket, voter, held["serial"], HOST_KEY, "key", ""):
        yield f"entry {whose} {held['serial']}"
        yield f"{whose} {poll['id']} {held['serial']}"


def digests(room: Room, poll: Json, held: Json, key: bytes) -> set[bytes]:
    found = {hmac.digest(key, name.encode(), "sha256")[:8] for name in names(room, poll, held)}
    return found | {hashlib.sha256(name.encode()).digest()[:8] for name in names(room, poll, held)}


def test_a_submission_that_was_called_by_the_tickets_number_leads_nowhere_after_close(room: Room) -> None:
    _, poll, held, _ = voted(room)
    secret_key = (room.folder / "keys" / f"{poll['id']}.key").read_bytes()
    room.close(poll)
    wait_for_erasure(room, poll)
    kept = {bytes(row[0]) for row in rows(room.folder, "SELECT digest FROM final_answers")}

    assert len(kept & digests(room, poll, held[2], secret_key)) == 1  # the control: with K it is found
    for guess in (b"\0", HOST_KEY.encode(), poll["id"].encode(), bytes(32)):
        assert not kept & digests(room, poll, held[2], guess)


def test_what_was_counted_by_way_is_counted_again_before_anything_is_erased(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        _, poll, _, _ = voted(room)
        by_hand(room, poll)
        room.close(poll)
        step(room, list_ballots, poll)  # the control
        with sqlite3.connect(tmp_path / "topfive.db") as database:
            database.execute("UPDATE ways SET number = number + 1 WHERE way = 'paper'")
        database.close()
        with pytest.raises(CountsDiffer):
            step(room, list_ballots, poll)


def test_of_a_sealed_poll_tellers_hosts_and_observers_learn_no_more_than_before(room: Room) -> None:
    """Whatever was entered by hand, every page and file is the same until close."""
    session, poll, held, people = voted(room, display="sealed")
    hosts = {"host": Tab(room).sign_in(), "observer": helper(room, session, "observer")}
    before = seen(room, session, held, people, hosts)

    assert assist(room, poll, held[2], [3]).status == 200
    assert keyed(room, poll, held[3], [3], people) == "recorded"
    assert key(room, poll, held[5], [0], people[0]).status == 200

    after = seen(room, session, held, people, hosts)
    assert [name for name in before if before[name] != after[name]] == []
    room.close(poll)
    assert room.votes(poll) == [2, 0, 0, 2]  # the control


def seen(room: Room, session: Json, held: list[Json], people: list[Tab], hosts: dict[str, Tab]) -> dict[str, bytes]:
    """What hosts, observers and the second of the tellers can read; the first keeps their own entry."""
    found = {}
    for page in ("", "/results"):
        for who, tab in hosts.items():
            found[f"{who} {page}"] = DRAWN.sub(b"", tab.get(f"/host/{session['id']}{page}").response.content)
    for ending in ("json", "csv", "xlsx", "txt"):
        answer = room.host("GET", f"/api/sessions/{session['id']}/export.{ending}")
        found[ending] = answer.response.content
    for each in held:
        for way in ("assisted", "paper"):
            page = people[1].get(path(session, q=each["serial"], way=way)).text
            found[f"{each['serial']} {way}"] = DRAWN.sub(b"", page.encode()).replace(
                b'"revision" value="2"', b'"revision" value="1"'
            )
    return found
