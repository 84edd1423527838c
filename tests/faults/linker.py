"""An adversary after close: with disk, log and backups, and all that voters were given, who cast which ballot?

Each strategy names, for every voter, at most one ballot by its tag. What a strategy finds is judged by how many it gets
right: guessing within groups gets about one right per group, whatever their size.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

NEAR = 400  # bytes in a file in which two things count as standing together


@dataclass
class Known:
    """What the adversary has: voters in the orders in which they came and sent, what each was given, and the files."""

    poll: str
    groups: Mapping[str, str]  # credential → group
    joined: Sequence[str]  # credentials
    sent: Sequence[str]
    folders: Sequence[Path]
    databases: Sequence[Path]
    secrets: Mapping[str, Sequence[str]] = field(default_factory=dict)  # credential → the ticket it came by, if any

    def files(self) -> Iterator[bytes]:
        for folder in self.folders:
            yield from (path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


Guess = dict[str, bytes]
Strategy = Callable[[Known], Guess]


def right(guess: Guess, truth: Mapping[str, Sequence[bytes]]) -> int:
    return sum(tag in truth.get(voter, ()) for voter, tag in guess.items())


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql, values).fetchall()


def ballots_in(path: Path, poll: str) -> list[tuple[str, bytes]]:
    """Group and tag of every ballot in a database, live or final, as they stand there."""
    live = rows(path, "SELECT grp, nonce FROM ballots WHERE poll = ?", poll)
    final = rows(path, "SELECT grp, tag FROM final_ballots WHERE poll = ?", poll)
    made = [(str(group), tag_of(poll, bytes(nonce))) for group, nonce in live]  # type: ignore[arg-type]
    return [*made, *((str(group), bytes(tag)) for group, tag in final)]  # type: ignore[arg-type]


def tag_of(poll: str, nonce: bytes) -> bytes:
    return hashlib.sha256(b"b" + poll.encode() + nonce).digest()[:16]


def by_order(order: Callable[[Known, Path], Sequence[str]]) -> Strategy:
    """The n-th voter of a group cast the n-th ballot of it."""

    def guess(known: Known) -> Guess:
        found: Guess = {}
        for path in known.databases:
            standing: dict[str, list[bytes]] = {}
            for group, tag in ballots_in(path, known.poll):
                standing.setdefault(group, []).append(tag)
            places = {group: iter(tags) for group, tags in standing.items()}
            for voter in order(known, path):
                tag = next(places.get(known.groups[voter], iter(())), None)
                if tag is not None:
                    found.setdefault(voter, tag)
        return found

    return guess


def _in_table(known: Known, path: Path) -> Sequence[str]:
    """As the table of voters has them."""
    by_hash = {hashlib.sha256(voter.encode()).digest(): voter for voter in known.joined}
    found = rows(path, "SELECT token_hash FROM voters")
    return [by_hash[bytes(row[0])] for row in found if bytes(row[0]) in by_hash]  # type: ignore[arg-type]


def _by_hash(known: Known, _path: Path) -> Sequence[str]:
    return sorted(known.joined, key=lambda voter: hashlib.sha256(voter.encode()).digest())


def by_nearness(known: Known) -> Guess:
    """In the bytes of any file: the ballot that stands nearest to something of the voter's."""
    ballots = _ballot_bytes(known)
    voters = _voter_bytes(known)
    found: Guess = {}
    for text in known.files():
        places = list(_places({**ballots, **voters}, text))
        at = [(place, ballots[mark]) for place, mark in places if mark in ballots]
        for place, mark in places:
            if mark in voters and (near := _nearest(at, place)):
                found.setdefault(voters[mark], near)
    return found


def _ballot_bytes(known: Known) -> dict[bytes, bytes]:
    """What stands for a ballot on a disk → its tag."""
    tags = {tag: tag for path in known.databases for _, tag in ballots_in(path, known.poll)}
    live = [row for path in known.databases for row in rows(path, "SELECT voter_key, nonce FROM ballots")]
    for key, nonce in live:
        tags[bytes(key)] = tags[bytes(nonce)] = tag_of(known.poll, bytes(nonce))  # type: ignore[arg-type]
    return tags


def _voter_bytes(known: Known) -> dict[bytes, str]:
    """What stands for a voter on a disk → the credential."""
    found: dict[bytes, str] = {}
    for path in known.databases:
        ids = {bytes(token): str(voter) for token, voter in rows(path, "SELECT token_hash, id FROM voters")}  # type: ignore[arg-type]
        for voter in known.joined:
            given = (voter, ids.get(_hash(voter), voter), *known.secrets.get(voter, ()))
            found |= dict.fromkeys((_hash(voter), *(each.encode() for each in given)), voter)
    return found


PREFIX = 8


def _places(marks: Mapping[bytes, object], text: bytes) -> Iterator[tuple[int, bytes]]:
    """Where any of the marks stands."""
    by_prefix: dict[bytes, list[bytes]] = {}
    for mark in marks:
        by_prefix.setdefault(mark[:PREFIX], []).append(mark)
    for at in range(len(text) - PREFIX):
        for mark in by_prefix.get(text[at : at + PREFIX], ()):
            if text.startswith(mark, at):
                yield at, mark


def _nearest(at: Sequence[tuple[int, bytes]], place: int) -> bytes | None:
    """The tag of what stands nearest; ``at`` is sorted."""
    index = bisect(at, place, key=lambda each: each[0])
    beside = [each for each in at[max(0, index - 1) : index + 1] if abs(each[0] - place) < NEAR]
    return min(beside, key=lambda each: abs(each[0] - place))[1] if beside else None


def by_hashing(known: Known) -> Guess:
    """A key made from anything public: is a voter's key, or an answer's digest, some hash of what is known of it?"""
    found: Guess = {}
    by_token = {_hash(voter): voter for voter in known.joined}
    for path in known.databases:
        keyed = {bytes(key): tag_of(known.poll, bytes(nonce)) for key, nonce in _keyed(path)}
        shown = {bytes(row[0]): bytes(row[1]) for row in rows(path, "SELECT digest, shown FROM final_answers")}  # type: ignore[arg-type]
        tags = [tag for _, tag in ballots_in(path, known.poll)]
        for token, voter in rows(path, "SELECT token_hash, id FROM voters"):
            credential = by_token.get(bytes(token))  # type: ignore[arg-type]
            if credential is None:
                continue
            for key in (b"", known.poll.encode(), bytes(32), bytes(token), str(voter).encode()):  # type: ignore[arg-type]
                made = hmac.digest(key or b"\0", str(voter).encode(), "sha256")
                if made in keyed:
                    found.setdefault(credential, keyed[made])
            for name in _names(str(voter), bytes(token).hex()):  # type: ignore[arg-type]
                digest = hashlib.sha256(f"{name} {known.poll} first".encode()).digest()[:8]
                if digest in shown:
                    match = next((tag for tag in tags if tag[:8] == shown[digest]), None)
                    if match:
                        found.setdefault(credential, match)
    return found


def _keyed(path: Path) -> list[tuple[bytes, bytes]]:
    return [(bytes(a), bytes(b)) for a, b in rows(path, "SELECT voter_key, nonce FROM ballots")]  # type: ignore[arg-type]


def _names(voter: str, hashed: str) -> tuple[str, ...]:
    return (voter, hashed, hashed.upper(), "")


def _hash(credential: str) -> bytes:
    return hashlib.sha256(credential.encode()).digest()


def by_key(known: Known) -> Guess:
    """With K, where a file of it is left: everybody."""
    found: Guess = {}
    for folder in known.folders:
        for path in folder.rglob(f"{known.poll}.key"):
            for database in known.databases:
                keyed = {bytes(key): tag_of(known.poll, bytes(nonce)) for key, nonce in _keyed(database)}
                names = {bytes(row[0]): str(row[1]) for row in rows(database, "SELECT token_hash, id FROM voters")}  # type: ignore[arg-type]
                for voter in known.joined:
                    mine = names.get(_hash(voter), "").encode()
                    made = hmac.digest(path.read_bytes(), mine, "sha256")
                    if made in keyed:
                        found.setdefault(voter, keyed[made])
    return found


STRATEGIES: dict[str, Strategy] = {
    "as they joined": by_order(lambda known, _: known.joined),
    "as they sent": by_order(lambda known, _: known.sent),
    "as the last sent": by_order(lambda known, _: known.sent[::-1]),
    "as the table has them": by_order(_in_table),
    "by the hash of their credential": by_order(_by_hash),
    "by what stands near them": by_nearness,
    "by hashing what is known": by_hashing,
    "with the key": by_key,
}
