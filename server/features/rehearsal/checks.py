"""The checklist of a meeting: what was noticed, kept in memory alone, and what the disk says when it is asked."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from votes.model import SessionId

KEPT = 100  # meetings
ROOMY, QUICK_S = 1_000_000_000, 0.25  # bytes that should be free
ASKED_AGAIN_S = 20.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Disk:
    """``free`` in bytes; ``write_s`` is how long a small file took until it was on the disk, None where it failed."""

    free: int
    write_s: float | None

    @property
    def is_roomy(self) -> bool:
        return self.free >= ROOMY

    @property
    def is_quick(self) -> bool:
        return self.write_s is not None and self.write_s < QUICK_S

    @property
    def is_well(self) -> bool:
        return self.is_roomy and self.is_quick


def look_at_disk(folder: Path) -> Disk:
    """Write a small file there as ballots are written, and take it away. Not for the event loop."""
    free, begun = 0, time.perf_counter()
    try:
        free = shutil.disk_usage(folder).free
        begun = time.perf_counter()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return Disk(free, None)
    return Disk(free, time.perf_counter() - begun)


def is_reachable(public: str) -> bool:
    """Whether the address that the QR code carries can be another device's at all."""
    return (urlsplit(public).hostname or "") not in LOOPBACK


@dataclass(slots=True)
class Noticed:
    """When another device opened the meeting's link last, and when the host heard the bell."""

    phone_at: datetime | None = None
    heard_at: datetime | None = None


class Checks:
    """Notices what concerns the meetings whose page was opened; of a phone nothing but that there was one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._noticed: OrderedDict[SessionId, Noticed] = OrderedDict()
        self._disk: tuple[float, Disk] | None = None

    def of(self, meeting: SessionId) -> Noticed:
        """From now on this meeting is watched."""
        self._noticed.setdefault(meeting, Noticed())
        self._noticed.move_to_end(meeting)
        if len(self._noticed) > KEPT:
            self._noticed.popitem(last=False)
        return self._noticed[meeting]

    def opened(self, meeting: SessionId, now: datetime) -> None:
        """A device that is not the host's has opened the link."""
        if meeting in self._noticed:
            self._noticed[meeting].phone_at = now

    def disk(self) -> Disk:
        """As it is now, or was some seconds ago. Not for the event loop."""
        now = time.monotonic()
        if self._disk is None or now - self._disk[0] > ASKED_AGAIN_S:
            self._disk = now, look_at_disk(self._folder)
        return self._disk[1]
