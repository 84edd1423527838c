"""Group commit: what waits is committed in one transaction, acknowledged after it, and then told."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from server.errors import Busy, Refusal
from server.store.compiled import Link
from server.store.database import Database, Transact
from votes.errors import VotingError

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Outcomes = Sequence[Answer | VotingError | Refusal]
Apply = Callable[[Link, Sequence[Job]], Outcomes[Answer]]

BATCH = 256
QUEUE = 20_000
ROUNDS = 8  # then whoever else wants to write has a turn

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting(Generic[Job, Answer]):
    job: Job
    answered: Callable[[Answer | Exception], None]


class GroupCommit(Generic[Job, Answer]):
    """Runs jobs in shared transactions. Batches form by themselves while the last commit runs; nothing waits for more.

    The driver's thread takes the next batch as soon as one is committed, without asking the loop, which is busy with
    those who wait. ``apply`` gets a batch there, inside ``BEGIN IMMEDIATE``, and returns an outcome per job; a refusal
    among them is raised to its own caller only. ``told`` is called in the loop, after the commit, with the other jobs
    and their answers.
    """

    def __init__(
        self, database: Database, apply: Apply[Job, Answer], told: Callable[[Sequence[tuple[Job, Answer]]], None]
    ) -> None:
        self._database, self._apply, self._told = database, apply, told
        self._queue: deque[_Waiting[Job, Answer]] = deque()  # appended to by the loop, taken from by the thread
        self._wake, self._is_ending = asyncio.Event(), False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Commit what was taken in, then stop."""
        self._is_ending = True
        self._wake.set()
        if self._task:
            await self._task

    @property
    def waiting(self) -> int:
        """Jobs that no batch has taken yet."""
        return len(self._queue)

    async def submit(self, job: Job) -> Answer:
        """The job's answer, once it is durable. Raises its refusal, or Busy.

        A caller that goes away takes its own wait with it, not the job: the batch commits it all the same.
        """
        waiting: asyncio.Future[Answer] = self._loop.create_future()
        self.hand_in(job, partial(_settle, waiting))
        return await waiting

    def hand_in(self, job: Job, answered: Callable[[Answer | Exception], None]) -> None:
        """As ``submit``, for those who need no task: ``answered`` is called in the loop. Raises Busy at once."""
        if len(self._queue) >= QUEUE:
            raise Busy("The server has more waiting than it can write. Nothing is lost; try again.")
        self._queue.append(_Waiting(job, answered))
        self._wake.set()

    async def _run(self) -> None:
        while self._queue or not self._is_ending:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                try:
                    await self._database.on_driver(self._rounds)
                except Exception as failure:  # the database gives no connection; those who wait must hear of it
                    log.exception("%d wait and cannot be written", len(self._queue))
                    batch, self._queue = list(self._queue), deque()
                    self._answer(batch, [failure] * len(batch))

    def _rounds(self, transact: Transact) -> None:
        """On the driver's thread: batch after batch while some wait."""
        for _ in range(ROUNDS):
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            if not batch:
                return
            outcomes = self._commit(transact, [each.job for each in batch])
            self._loop.call_soon_threadsafe(self._answer, batch, outcomes)

    def _commit(self, transact: Transact, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        """What the jobs came to. One that nobody foresaw fails alone: the others of its batch are taken one by one."""
        try:
            return transact(lambda link: self._apply(link, jobs))
        except Busy as refused:
            return [refused] * len(jobs)
        except Exception as failure:  # a fault of ours must reach the callers, not end the writer
            log.exception("a batch of %d failed", len(jobs))
            if len(jobs) == 1:
                return [failure]
        return [outcome for job in jobs for outcome in self._commit(transact, [job])]

    def _answer(self, batch: Sequence[_Waiting[Job, Answer]], outcomes: Sequence[Answer | Exception]) -> None:
        kept: list[tuple[Job, Answer]] = []
        for each, outcome in zip(batch, outcomes, strict=True):
            if not isinstance(outcome, Exception):
                kept.append((each.job, outcome))
            try:
                each.answered(outcome)
            except Exception:  # one that cannot be told must not keep the others waiting
                log.exception("an answer could not be given")
        if kept:
            self._tell(kept)

    def _tell(self, kept: Sequence[tuple[Job, Answer]]) -> None:
        try:
            self._told(kept)
        except Exception:  # the ballots are on disk and acknowledged; a room that is not told must not end the writer
            log.exception("telling of a batch of %d failed", len(kept))


def _settle(waiting: asyncio.Future[Answer], outcome: Answer | Exception) -> None:
    if waiting.done():  # its caller went away
        return
    if isinstance(outcome, Exception):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
