"""Secrets outside the database: the host key, and the key K of each poll in a file of its own."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from server.files.guesses import guesses_log10
from server.files.secret_files import DamagedSecret, keep_secret, read_secret, sync_folder
from votes.model import GroupId, PollId, SessionId, VoterId

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
KEY_BYTES = 32
SHORTEST_HOST_KEY = 16  # of one that somebody chose; ours have 43 characters
FEWEST_DIFFERENT = 6
DIFFERENT_BY_CHANCE = 18  # of 43 letters out of 64 that are drawn: fewer come once in a billion
LEAST_GUESSES_LOG10 = 8  # nobody who sends the host key waits, and a program may send some hundreds a second
_LETTERS = bytes(ord(_ALPHABET[byte & 31]) for byte in range(256))  # a letter for each byte, each as likely


class Keys:
    """Reads and makes the secrets below ``folder``; files are 0600 and on disk before they are used."""

    def __init__(self, folder: Path, host_key: str | None = None) -> None:
        self._folder = folder / "keys"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.host_key = host_key or _host_key(folder / "host.key")
        self._screens = keep_secret(folder / "screens.key", _key, KEY_BYTES)
        self._polls: dict[PollId, bytes] = {}
        self._gone: set[PollId] = set()
        self._known_by: dict[PollId, bytes] = {}
        self._tickets: bytes | None = None

    def marks_of(self, secret: str, code: str) -> tuple[bytes, bytes]:
        """What a ticket with this secret and this typed code is recognised by."""
        return self.mark_of_secret(secret), self.mark_of_code(code)

    def mark_of_secret(self, secret: str) -> bytes:
        return hashlib.sha256(secret.encode()).digest()

    def mark_of_code(self, code: str) -> bytes:
        """Under a key that no database has: 55 bits alone could be found by trying."""
        if self._tickets is None:
            self._tickets = keep_secret(self._folder.parent / "tickets.key", _key, KEY_BYTES)
        return hmac.digest(self._tickets, code.encode(), "sha256")

    def make(self, poll: PollId) -> bytes:
        """Make K for a poll about to open, and say what it is known by. Safe to repeat.

        Raises DamagedSecret, OSError.
        """
        self._polls[poll] = keep_secret(self._folder / f"{poll}.key", _key, KEY_BYTES)
        return _check_value(self._polls[poll])

    def expect(self, poll: PollId, known_by: bytes) -> None:
        """A K of the poll that is not known by this is another poll's, or another machine's: as good as none."""
        self._known_by[poll] = known_by

    def check_value(self, poll: PollId) -> bytes | None:
        """What the poll's K is known by; None where the poll has none that fits."""
        key = self._of(poll)
        return _check_value(key) if key else None

    def voter_key(self, poll: PollId, voter: VoterId, sharing: GroupId | None = None) -> bytes | None:
        """HMAC-SHA256(K, voter), or None where the poll has no K (never opened, or erased).

        Of a group whose members are ``sharing`` one ballot it is HMAC-SHA256(K, "group " ‖ group): no id has a space.
        """
        return self.keyed(poll, f"group {sharing}" if sharing else voter)

    def keyed(self, poll: PollId, name: str) -> bytes | None:
        """HMAC-SHA256(K, name), or None where the poll has no K: once that is erased nobody can make it again.

        A name with a space is no voter's.
        """
        key = self._of(poll)
        return hmac.digest(key, name.encode(), "sha256") if key else None

    def _of(self, poll: PollId) -> bytes | None:
        if poll in self._gone:  # while its file is being erased nobody may read it once more
            return None
        if poll not in self._polls:
            try:
                found = read_secret(self._folder / f"{poll}.key", KEY_BYTES)
            except FileNotFoundError:
                return None
            if _check_value(found) != self._known_by.get(poll, _check_value(found)):
                return None
            self._polls[poll] = found
        return self._polls[poll]

    def phone_mark(self, poll: PollId, voter: VoterId, device: int) -> bytes:
        """8 bytes for one of the phones that a voter has had; none where the poll has no K."""
        return (self.keyed(poll, f"phone {voter} {device}") or b"")[:8]

    def erase(self, poll: PollId) -> None:
        """Overwrite and unlink K. Safe to repeat. A journaling disk or a snapshot may keep the old bytes."""
        self.forget(poll)
        path = self._folder / f"{poll}.key"
        with suppress(FileNotFoundError):
            with open(path, "r+b") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self._folder)

    def forget(self, poll: PollId) -> None:
        """From now on there is no K for anybody here, though its file may still be there. Safe to repeat."""
        self._gone.add(poll)
        self._polls.pop(poll, None)

    def is_host_key(self, text: str) -> bool:
        return text != "" and hmac.compare_digest(text.encode(), self.host_key.encode())

    def screen_key(self, session: SessionId, turn: int) -> str:
        """The key of a session's screen link after so many turns: made from a secret of its own, so none is stored.

        Never from the host key: whoever stands at a projector could try keys that somebody may have chosen.
        """
        named = f"screen{session}{f' {turn}' if turn else ''}"  # no id has a space
        return hmac.digest(self._screens, named.encode(), "sha256").hex()[:32]


def check_secrets(folder: Path) -> None:
    """Look at every key of a data folder before anything is begun, and drop what was never whole.

    Raises DamagedSecret.
    """
    for unfinished in (*folder.glob(".*.key.*"), *(folder / "keys").glob(".*.key.*")):
        unfinished.unlink()
    for path in (*folder.glob("tickets.key"), *folder.glob("screens.key"), *(folder / "keys").glob("*.key")):
        read_secret(path, KEY_BYTES)
    for path in folder.glob("host.key"):
        _host_key(path)


def _check_value(key: bytes) -> bytes:
    """16 bytes that say which key it is, and nothing of it."""
    return hmac.digest(key, b"which key", "sha256")[:16]


def _key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _host_key(path: Path) -> str:
    """The host's key; what somebody wrote there by hand ends with a line perhaps. Raises DamagedSecret."""
    found = keep_secret(path, lambda: new_token().encode(), SHORTEST_HOST_KEY).decode().strip()
    if len(found) < SHORTEST_HOST_KEY:
        raise DamagedSecret(0, f"{path} holds no key: {SHORTEST_HOST_KEY} characters at least. Delete it for a new one")
    if is_weak(found):
        raise DamagedSecret(0, f"{path} holds a key that is too easy to guess. Delete it for a new one")
    return found


def is_weak(host_key: str) -> bool:
    """Whether somebody chose a key of few letters, a pattern, or what everybody tries first."""
    if is_token(host_key) and len(set(host_key)) >= DIFFERENT_BY_CHANCE:  # drawn here, or as well elsewhere
        return False
    return len(set(host_key)) < FEWEST_DIFFERENT or guesses_log10(host_key) < LEAST_GUESSES_LOG10


def copy_secrets(data: Path, to: Path) -> tuple[PollId, ...]:
    """Copy every key of a data folder, and name the polls whose key is among them."""
    for source in (*data.glob("*.key"), *(data / "keys").glob("*.key")):
        target = to / source.relative_to(data)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        if keep_secret(target, source.read_bytes, 1) != source.read_bytes():
            raise OSError(0, f"{target} is another key")
    return tuple(PollId(path.stem) for path in (data / "keys").glob("*.key"))


def new_id() -> str:
    """16 characters of Crockford base32: 80 random bits."""
    return secrets.token_bytes(16).translate(_LETTERS).decode()


def is_id(text: str) -> bool:
    """Whether a text has the shape of an id."""
    return len(text) == 16 and set(text) <= set(_ALPHABET)


def new_token() -> str:
    """A credential of 256 bits."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a text has the shape of a credential."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None


def new_letters(count: int) -> str:
    """Random capitals and digits as tickets carry them, 5 bits each."""
    return "".join(secrets.choice(_ALPHABET.upper()) for _ in range(count))


def new_join_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def voter_mark(voter: VoterId) -> str:
    """What a page may call its voter where scripts read it: always the same, and no way back to the voter."""
    return hashlib.sha256(f"mark {voter}".encode()).hexdigest()[:12]


def submission_digest(token: str, poll: PollId, id: str) -> bytes:
    """8 bytes for what a phone calls a submission: without its credential nobody can say whose it is."""
    return hashlib.sha256(f"{token} {poll} {id}".encode()).digest()[:8]


def form_token(token: str) -> str:
    """What the forms of a page carry for a sign-in's token: no other site can make it, nor the token from it."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()[:32]


def token_hash(token: str) -> bytes:
    """What is stored of a credential."""
    return hashlib.sha256(token.encode()).digest()
