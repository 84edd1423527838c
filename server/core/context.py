"""What every use case works with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from server.core.clock_news import ClockNews
from server.core.ended import EndedSignIns
from server.core.memory import Memory
from server.core.notifier import Notifier
from server.core.queues import Queues
from server.files.kept_files import KeptFiles
from server.files.keys import Keys
from server.files.passphrase import Passphrase
from server.store.database import Database
from votes.model import PollId


@dataclass(slots=True, kw_only=True)
class Context:
    """One per server; ``wiring`` builds it. Every use case takes it as its first argument.

    ``disputed`` are closed polls whose ballots and counts differ: nothing of them is erased. ``unerased`` are those
    whose erasure failed for another reason, and is tried again. ``log_has_deleted``: what was deleted stands in the log
    still, perhaps of a server before; the timekeeper cuts it. ``is_ending``: the server is about to end, and what
    takes long stops at its next step. ``drawing`` is held while a report's pages are drawn, which takes a core for
    seconds; ``filing`` while a file is kept that no transaction has named yet, and while those that nobody has are
    looked for. It is taken before a transaction, never inside one.
    """

    database: Database
    clock: Callable[[], datetime]
    keys: Keys
    passphrase: Passphrase
    documents: KeptFiles
    slides: KeptFiles
    queues: Queues
    notifier: Notifier
    memory: Memory
    clock_news: ClockNews = field(default_factory=ClockNews)
    ended: EndedSignIns = field(default_factory=EndedSignIns)
    disputed: set[PollId] = field(default_factory=set)
    unerased: set[PollId] = field(default_factory=set)
    log_has_deleted: bool = True
    is_ending: bool = False
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    filing: asyncio.Lock = field(default_factory=asyncio.Lock)
