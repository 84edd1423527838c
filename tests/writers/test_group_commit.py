"""The group commit by itself: batches, acknowledgement after the commit, refusals, a full queue, leaving."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from server.errors import Busy, Conflict, Refusal
from server.store.compiled import Link
from server.store.database import Database
from server.writers import group_commit
from server.writers.group_commit import GroupCommit
from votes.errors import VotingError


@dataclass
class Book:
    """Applies numbers: keeps the batches, refuses 13, and stops at ``gate`` until it is opened."""

    batches: list[list[int]] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None
    crooked: int | None = None
    is_deaf: bool = False

    def apply(self, _: Link, batch: Sequence[int]) -> list[str | VotingError | Refusal]:
        assert self.gate.wait(10)
        self.batches.append(list(batch))
        if self.failure:
            raise self.failure
        if self.crooked in batch:
            raise ZeroDivisionError("nobody foresaw this one")
        return [Conflict("not 13") if job == 13 else f"kept {job}" for job in batch]

    def tell(self, kept: Sequence[tuple[int, str]]) -> None:
        if self.is_deaf:
            raise RuntimeError("the room cannot be told")
        self.told += [job for job, _ in kept]


Story = Callable[[GroupCommit[int, str], Book], Awaitable[None]]


def play(folder: Path, story: Story) -> Book:
    """Run a story against a started commit on a real database, and stop it as a server does."""
    book = Book()

    async def run() -> None:
        database = Database(folder / "topfive.db")
        await database.start()
        commit: GroupCommit[int, str] = GroupCommit(database, book.apply, book.tell)
        commit.start()
        try:
            await story(commit, book)
        finally:
            book.gate.set()
            await commit.stop()
            await database.stop()

    asyncio.run(run())
    return book


def test_what_waits_while_a_commit_runs_goes_together_in_its_order(tmp_path: Path) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        waiting = [asyncio.create_task(commit.submit(0))]
        await asyncio.sleep(0.01)
        waiting += [asyncio.create_task(commit.submit(job)) for job in range(1, 6)]
        await asyncio.sleep(0.01)
        assert not any(each.done() for each in waiting)  # nothing is acknowledged before its commit
        book.gate.set()
        assert await asyncio.gather(*waiting) == [f"kept {job}" for job in range(6)]

    book = play(tmp_path, story)

    assert book.batches == [[0], [1, 2, 3, 4, 5]]
    assert book.told == [0, 1, 2, 3, 4, 5]


def test_a_batch_has_a_greatest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "BATCH", 4)

    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        waiting = [asyncio.create_task(commit.submit(job)) for job in range(10)]
        await asyncio.sleep(0.01)
        book.gate.set()
        await asyncio.gather(*waiting)

    assert [len(batch) for batch in play(tmp_path, story).batches] == [4, 4, 2]


def test_a_refused_one_does_not_hurt_its_neighbours(tmp_path: Path) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        waiting = [asyncio.create_task(commit.submit(job)) for job in (1, 13, 2)]
        await asyncio.sleep(0.01)
        book.gate.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert (answers[0], answers[2]) == ("kept 1", "kept 2")
        assert isinstance(answers[1], Conflict)

    book = play(tmp_path, story)

    assert book.batches == [[1, 13, 2]]
    assert book.told == [1, 2]


def test_a_full_queue_is_busy_and_takes_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "QUEUE", 2)

    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        running = asyncio.create_task(commit.submit(0))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(commit.submit(job)) for job in (1, 2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await commit.submit(3)
        book.gate.set()
        assert await asyncio.gather(running, *waiting) == ["kept 0", "kept 1", "kept 2"]
        assert await commit.submit(3) == "kept 3"

    assert play(tmp_path, story).told == [0, 1, 2, 3]


@pytest.mark.parametrize("is_running", [False, True])
def test_a_caller_who_leaves_is_recorded_all_the_same(tmp_path: Path, is_running: bool) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        leaving = asyncio.create_task(commit.submit(7))
        await asyncio.sleep(0.01 if is_running else 0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        book.gate.set()
        assert await commit.submit(8) == "kept 8"

    assert play(tmp_path, story).told == [7, 8]


def test_a_stop_commits_what_was_taken_in(tmp_path: Path) -> None:
    waiting: list[asyncio.Task[str]] = []

    async def story(commit: GroupCommit[int, str], _: Book) -> None:
        waiting.extend(asyncio.create_task(commit.submit(job)) for job in range(3))
        await asyncio.sleep(0)

    book = play(tmp_path, story)

    assert book.told == [0, 1, 2]
    assert [each.result() for each in waiting] == ["kept 0", "kept 1", "kept 2"]


def test_a_database_that_cannot_write_is_busy_for_the_whole_batch_and_then_goes_on(tmp_path: Path) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        book.gate.set()
        book.failure = OperationalError("INSERT", {}, Exception("database or disk is full"))
        answers = await asyncio.gather(commit.submit(1), commit.submit(2), return_exceptions=True)
        assert [type(answer) for answer in answers] == [Busy, Busy]
        book.failure = None
        assert await commit.submit(3) == "kept 3"

    assert play(tmp_path, story).told == [3]


def test_a_fault_of_ours_reaches_the_callers_and_does_not_end_the_writer(tmp_path: Path) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        book.gate.set()
        book.failure = ZeroDivisionError("a fault of ours")
        with pytest.raises(ZeroDivisionError):
            await commit.submit(1)
        book.failure = None
        assert await commit.submit(2) == "kept 2"

    assert play(tmp_path, story).told == [2]


def test_one_that_nobody_foresaw_fails_alone(tmp_path: Path) -> None:
    """87 of 100 honest scans were answered 500 for a crooked one among them."""

    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        book.crooked = 3
        waiting = [asyncio.create_task(commit.submit(job)) for job in range(6)]
        await asyncio.sleep(0.01)
        book.gate.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [str, str, str, ZeroDivisionError, str, str]

    book = play(tmp_path, story)
    assert [3] in book.batches
    assert sorted(book.told) == [0, 1, 2, 4, 5]


def test_a_database_without_a_connection_reaches_the_callers_and_does_not_end_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise RuntimeError("no connection")

    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        book.gate.set()
        with monkeypatch.context() as broken:
            broken.setattr(Database, "on_driver", refuse)
            answers = await asyncio.gather(commit.submit(1), commit.submit(2), return_exceptions=True)
            assert [type(answer) for answer in answers] == [RuntimeError, RuntimeError]
        assert await commit.submit(3) == "kept 3"

    assert play(tmp_path, story).told == [3]


def test_another_writer_has_a_turn_between_the_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "BATCH", 1)
    monkeypatch.setattr(group_commit, "ROUNDS", 2)

    async def run() -> int:
        database, book = Database(tmp_path / "topfive.db"), Book()
        await database.start()
        commit: GroupCommit[int, str] = GroupCommit(database, book.apply, book.tell)
        commit.start()
        waiting = [asyncio.create_task(commit.submit(job)) for job in range(12)]
        await asyncio.sleep(0.05)
        book.gate.set()
        async with database.write():
            seen = len(book.batches)
        await asyncio.gather(*waiting)
        await commit.stop()
        await database.stop()
        assert book.told == list(range(12))
        return seen

    assert asyncio.run(run()) <= 4  # a round that had begun, and one that was asked for at the same moment


def test_a_room_that_cannot_be_told_does_not_end_the_writer(tmp_path: Path) -> None:
    async def story(commit: GroupCommit[int, str], book: Book) -> None:
        book.gate.set()
        book.is_deaf = True
        assert await commit.submit(1) == "kept 1"
        book.is_deaf = False
        assert await asyncio.wait_for(commit.submit(2), 5) == "kept 2"

    assert play(tmp_path, story).told == [2]


@pytest.mark.parametrize("is_batch", [False, True])
def test_who_waited_while_the_disk_failed_writes_no_more(tmp_path: Path, is_batch: bool) -> None:
    async def run() -> None:
        database, book = Database(tmp_path / "topfive.db"), Book()
        await database.start()
        book.gate.set()
        commit: GroupCommit[int, str] = GroupCommit(database, book.apply, book.tell)
        commit.start()

        async def write() -> None:
            async with database.write():
                pass

        async with database.write():
            waiting = asyncio.create_task(commit.submit(1) if is_batch else write())
            await asyncio.sleep(0.01)
            database.failure = "disk I/O error"
        with pytest.raises(Busy):
            await waiting
        await commit.stop()
        await database.stop()
        assert book.batches == []

    asyncio.run(run())
