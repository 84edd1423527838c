"""Ballots in one batch: their order, one voter twice, one id twice, a refused one among them, and what is kept."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.core.queues import Submission
from server.errors import StaleRevision, UnknownSession
from server.files.keys import new_id, new_token, submission_digest, token_hash
from server.store.ballots import BallotKey
from server.store.voters import NewVoter
from server.web.endpoint import Services
from server.writers import group_commit
from tests.builders import Json, Room
from votes.errors import PollClosed
from votes.model import OptionId, PollId, SessionId, Voter, VoterId


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


Outcome = Any


def together(room: Room, *ballots: Submission) -> list[Outcome]:
    """Submit them so that one batch takes them all; each one's answer or refusal."""
    box = services(room).context.queues.ballots

    async def submit() -> list[Outcome]:
        waiting = [asyncio.create_task(box.submit(each)) for each in ballots]
        return await asyncio.gather(*waiting, return_exceptions=True)

    return run(room, submit)


def run(room: Room, work: Callable[[], Awaitable[list[Outcome]]]) -> list[Outcome]:
    assert room.client.portal is not None
    return list(room.client.portal.call(work))


def services(room: Room) -> Services:
    found: Services = room.client.app.state.services  # type: ignore[attr-defined]
    return found


def voter_of(room: Room, token: str) -> VoterId:
    async def find() -> list[Outcome]:
        found, _ = await services(room).auth._holder(token)
        assert found
        return [found.id]

    return VoterId(run(room, find)[0])


def ballot(
    room: Room,
    poll: Json,
    voter: str,
    marks: list[int],
    id: str | None = None,
    revision: int | None = None,
    nonce: bytes = bytes(16),
) -> Submission:
    who = voter_of(room, voter)
    key = services(room).context.keys.voter_key(PollId(poll["id"]), who)
    assert key
    chosen = frozenset(OptionId(poll["options"][at]["id"]) for at in marks)
    box = BallotKey(PollId(poll["id"]), key)
    named = submission_digest(voter, PollId(poll["id"]), id) if id else None
    return Submission(box, named, who, chosen, nonce, revision)


@pytest.fixture
def voters(room: Room, session: Json) -> list[str]:
    return [room.join(session, group) for group in ("East", "West", "East")]


def test_a_batch_is_decided_in_its_order(room: Room, poll: Json, voters: list[str]) -> None:
    answers = together(
        room,
        ballot(room, poll, voters[0], [0]),
        ballot(room, poll, voters[1], [1]),
        ballot(room, poll, voters[0], [2]),
        ballot(room, poll, voters[0], [1]),
    )

    assert [answer.revision for answer in answers] == [1, 1, 2, 3]
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 2, 0], 2)


def test_one_id_twice_in_a_batch_is_one_ballot(room: Room, poll: Json, voters: list[str]) -> None:
    twice = ballot(room, poll, voters[0], [0], id="one", nonce=b"a" * 16)
    other = ballot(room, poll, voters[0], [1], id="one", nonce=b"b" * 16)

    first, second, third = together(room, twice, twice, other)

    assert first == second == third
    assert room.votes(poll) == [1, 0, 0]


def test_a_revision_counts_from_the_ballot_before_it_in_the_batch(room: Room, poll: Json, voters: list[str]) -> None:
    first, stale, fresh = together(
        room,
        ballot(room, poll, voters[0], [0], revision=0),
        ballot(room, poll, voters[0], [1], revision=0),
        ballot(room, poll, voters[0], [2], revision=1),
    )

    assert (first.revision, fresh.revision) == (1, 2)
    assert isinstance(stale, StaleRevision)
    assert (stale.revision, list(stale.marks)) == (1, [poll["options"][0]["id"]])
    assert room.votes(poll) == [0, 0, 1]


def test_a_refused_ballot_does_not_hurt_its_neighbours(
    room: Room, session: Json, poll: Json, voters: list[str]
) -> None:
    over = room.host("POST", f"/api/polls/{poll['id']}/copy").json
    room.open(over)
    late = ballot(room, over, voters[1], [1])
    room.close(over)

    good, refused, also_good = together(
        room, ballot(room, poll, voters[0], [0]), late, ballot(room, poll, voters[2], [2])
    )

    assert (good.revision, also_good.revision) == (1, 1)
    assert isinstance(refused, PollClosed)
    assert (room.votes(poll), room.votes(over)) == ([1, 0, 1], [0, 0, 0])


def test_two_polls_share_a_batch_without_mixing(room: Room, poll: Json, voters: list[str]) -> None:
    copied = room.host("POST", f"/api/polls/{poll['id']}/copy").json
    room.open(copied)

    together(room, ballot(room, poll, voters[0], [0]), ballot(room, copied, voters[0], [1, 2]))

    assert (room.votes(poll), room.votes(copied)) == ([1, 0, 0], [0, 1, 1])


def test_a_batch_past_the_end_is_refused_whole(room: Room, session: Json, draft: Json, voters: list[str]) -> None:
    room.open(draft, seconds=10)
    ballots = [ballot(room, draft, voter, [0]) for voter in voters]
    room.clock.pass_(10)

    assert {type(answer) for answer in together(room, *ballots)} == {PollClosed}
    assert room.votes(draft) == [0, 0, 0]


def test_a_full_queue_answers_503_with_when_to_try_again(
    room: Room, session: Json, poll: Json, voters: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.cast(voters[0], poll, [0]).status == 200  # the control
    monkeypatch.setattr(group_commit, "QUEUE", 0)

    refused = room.cast(voters[2], poll, [1])

    assert (refused.status, refused.problem) == (503, "busy")
    assert int(refused.response.headers["retry-after"]) >= 1
    assert room.votes(poll) == [1, 0, 0]
    monkeypatch.undo()
    assert room.cast(voters[2], poll, [1]).status == 200  # what was refused may try again


def test_nothing_on_disk_orders_ballots_or_names_a_voter(
    room: Room, session: Json, poll: Json, voters: list[str]
) -> None:
    for voter in voters:
        room.cast(voter, poll, [0], id="one")
    names = [str(voter_of(room, voter)).encode() for voter in voters] + [voter.encode() for voter in voters]

    with sqlite3.connect(room.folder / "topfive.db") as database:
        columns = {name for _, name, *_ in database.execute("PRAGMA table_info(ballots)")}
        rows = database.execute("SELECT * FROM ballots").fetchall()
    database.close()

    assert len(rows) == 3
    assert columns == {"poll", "voter_key", "grp", "choices", "revision", "nonce", "answers", "way", "phone"}
    whole = repr(rows).encode()
    assert [name for name in names if name in whole] == []


def test_the_count_rows_say_what_the_ballots_say(room: Room, session: Json, poll: Json, voters: list[str]) -> None:
    for marks in ([0], [1], [0, 2], [2], [1, 2]):
        for voter in voters[: len(marks) + 1]:
            room.cast(voter, poll, marks)

    with sqlite3.connect(room.folder / "topfive.db") as database:
        kept = {(grp, option): n for grp, option, n in database.execute("SELECT grp, option, votes FROM counts") if n}
        recount: dict[tuple[str, str], int] = {}
        for grp, choices in database.execute("SELECT grp, choices FROM ballots"):
            for option in ("", *choices.split()):
                recount[grp, option] = recount.get((grp, option), 0) + 1
    database.close()

    assert kept == recount
    assert sum(n for (_, option), n in kept.items() if option == "") == 3


def test_the_data_are_written_as_trust_asks(room: Room) -> None:
    async def pragmas() -> list[Outcome]:
        async with services(room).database.write() as connection:
            return [
                (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            ]

    assert run(room, pragmas) == ["wal", 2, 1, 1]


def test_who_joins_a_meeting_that_was_just_deleted_spoils_nobody_elses_batch(room: Room) -> None:
    session = room.session()
    there, gone = SessionId(session["id"]), SessionId(new_id())
    new = [NewVoter(Voter(VoterId(new_id()), home, None), token_hash(new_token())) for home in (there, gone, there)]

    async def submit() -> list[Any]:
        entrance = services(room).context.queues.joins
        return list(await asyncio.gather(*map(entrance.submit, new), return_exceptions=True))

    first, refused, last = run(room, submit)
    assert (first, last) == (new[0].voter, new[2].voter)
    assert isinstance(refused, UnknownSession)
