"""Documents and the pages of reports: files below the data folder, named by their bytes."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.errors import Busy

MIB = 1024 * 1024
MOST_BYTES = 10 * MIB
MOST_IN_ALL = 1024 * MIB
MOST_AT_ONCE = 16  # that are on their way in; each waits on the disk
MOST_OF_ONE = 2  # of them by one link
LEFT_FREE = 512 * MIB  # of the disk: ballots come first
_PART = ".part"
log = logging.getLogger(__name__)
_FOLDERS = {"documents": ".pdf", "slides": ".webp"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is on the disk under a name of its own for the moment; ``name`` is what it will be called."""

    path: Path
    name: str


class KeptFiles:
    """Files 0600 of one kind below a folder of their own; none is opened here."""

    def __init__(self, data: Path, folder: str) -> None:
        self._folder, self._suffix = data / folder, _FOLDERS[folder]
        self._coming: Counter[str] = Counter()

    @contextmanager
    def place(self, whose: str) -> Iterator[None]:
        """One of the few who may send at a time; ``whose`` link it is, which others may have too. Raises Busy."""
        if self._coming[whose] >= MOST_OF_ONE:
            raise Busy("This link is sending twice already. Please wait until that is done and try again.")
        if self._coming.total() >= MOST_AT_ONCE:
            raise Busy("Many departments are sending at this moment. Please wait a minute and try again.")
        self._coming[whose] += 1
        try:
            yield
        finally:
            self._coming[whose] -= 1
            self._coming += Counter()  # which leaves out those who have none

    def write(self, data: bytes) -> Incoming:
        """Put the bytes on the disk, all of them. Not for the event loop."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{secrets.token_hex(8)}{_PART}"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return Incoming(path, hashlib.sha256(data).hexdigest()[:32])

    def keep(self, incoming: Incoming) -> None:
        """Under its own name from now on. Safe to repeat with the same bytes."""
        os.replace(incoming.path, self.path_of(incoming.name))
        if os.name == "posix":  # a new name is durable only once its folder is
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def drop(self, incoming: Incoming) -> None:
        """It is not to be kept. Safe to repeat, and after it was kept."""
        incoming.path.unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """``name`` comes from the database, or from an address where it ``is_name``."""
        return self._folder / f"{name}{self._suffix}"

    def size_of(self, name: str) -> int:
        """In bytes; 0 where the file is lost, or cannot be read."""
        with suppress(OSError), self.path_of(name).open("rb") as file:
            return os.fstat(file.fileno()).st_size
        return 0

    def has_room_for(self, more: int) -> bool:
        """Whether this many bytes may still come, by our own limit and by the disk's; not where the disk refuses."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            taken = sum(each.stat().st_size for each in self._folder.iterdir())
            return taken + more <= MOST_IN_ALL and shutil.disk_usage(self._folder).free - more >= LEFT_FREE
        except OSError as refused:
            log.error("%s takes no files: %s", self._folder, refused)
            return False

    def keep_only(self, names: Collection[str]) -> None:
        """Delete what nobody has any more. Call it where nothing is being kept meanwhile."""
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                if path.suffix == self._suffix and path.stem not in names:
                    path.unlink(missing_ok=True)

    def drop_unfinished(self) -> None:
        """At the start: what a server that was killed had begun to write."""
        with suppress(FileNotFoundError):
            for path in self._folder.glob(f"*{_PART}"):
                path.unlink(missing_ok=True)


def is_pdf(data: bytes) -> bool:
    """By its first bytes, as the format says; nothing else of it is believed or read."""
    return data.startswith(b"%PDF-")


def is_name(text: str) -> bool:
    """Whether it can be the name of a file here."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def documents_of(data: Path) -> KeptFiles:
    """PDF files that were handed in: whoever reads one gets it as a file to save."""
    return KeptFiles(data, "documents")


def slides_of(data: Path) -> KeptFiles:
    """The pages of reports, drawn by us."""
    return KeptFiles(data, "slides")


def copy_files(data: Path, to: Path) -> None:
    """All files of a data folder. One that goes meanwhile is nobody's any more."""
    for folder, suffix in _FOLDERS.items():
        if not (data / folder).is_dir():
            continue
        (to / folder).mkdir(mode=0o700)
        for path in (data / folder).glob(f"*{suffix}"):
            with suppress(FileNotFoundError):
                shutil.copy2(path, to / folder / path.name)
