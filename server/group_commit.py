"""Group commit: what waits is committed in one transaction, acknowledged after it, and then told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import Busy, Refusal
from server.store.database import Database
from votes.errors import VotingError

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Apply = Callable[[AsyncConnection, Sequence[Job]], Awaitable[Sequence[Answer | VotingError | Refusal]]]

BATCH = 256
QUEUE = 20_000

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting(Generic[Job, Answer]):
    job: Job
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupCommit(Generic[Job, Answer]):
    """Runs jobs in shared transactions. Batches form by themselves while the last commit runs; nothing waits for more.

    ``apply`` gets a batch inside ``BEGIN IMMEDIATE`` and returns an outcome per job; a refusal among them is raised
    to its own caller only. ``told`` is called after the commit with the other jobs and their answers.
    """

    def __init__(
        self, database: Database, apply: Apply[Job, Answer], told: Callable[[Sequence[tuple[Job, Answer]]], None]
    ) -> None:
        self._database, self._apply, self._told = database, apply, told
        self._queue: asyncio.Queue[_Waiting[Job, Answer]] = asyncio.Queue(QUEUE)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Commit what was taken in, then stop."""
        await self._queue.join()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def submit(self, job: Job) -> Answer:
        """The job's answer, once it is durable. Raises its refusal, or Busy when nothing was recorded.

        A caller that goes away takes its own wait with it, not the job: the batch commits it all the same.
        """
        waiting: _Waiting[Job, Answer] = _Waiting(job)
        try:
            self._queue.put_nowait(waiting)
        except asyncio.QueueFull:
            raise Busy("The server has more waiting than it can write. Nothing is lost; try again.") from None
        return await waiting.answer

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._commit(batch)
            finally:
                for _ in batch:
                    self._queue.task_done()

    async def _commit(self, batch: Sequence[_Waiting[Job, Answer]]) -> None:
        outcomes: Sequence[Answer | VotingError | Refusal]
        try:
            async with self._database.write() as connection:
                outcomes = await self._apply(connection, [each.job for each in batch])
        except Busy as refused:
            outcomes = [refused] * len(batch)
        except OperationalError as refused:
            log.error("the database refused a batch of %d: %s", len(batch), refused.orig)
            outcomes = [Busy("The server cannot write right now. Nothing was recorded; try again.")] * len(batch)
        except Exception as failure:  # a fault of ours must reach the callers, not end the writer
            log.exception("a batch of %d failed", len(batch))
            for each in batch:
                _settle(each.answer, failure)
            return
        for each, outcome in zip(batch, outcomes, strict=True):
            _settle(each.answer, outcome)
        kept = [
            (each.job, outcome)
            for each, outcome in zip(batch, outcomes, strict=True)
            if not isinstance(outcome, VotingError | Refusal)
        ]
        if kept:
            self._tell(kept)

    def _tell(self, kept: Sequence[tuple[Job, Answer]]) -> None:
        try:
            self._told(kept)
        except Exception:  # the ballots are on disk and acknowledged; a room that is not told must not end the writer
            log.exception("telling of a batch of %d failed", len(kept))


def _settle(future: asyncio.Future[Answer], outcome: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
