"""Ballots as recorded, by poll and voter key, each with the answers it got, so that a repeat gets the same one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import Insert

from server.store.compiled import Among, Link, ManyRows, Prepared, Values, at_most
from server.store.tables import ballots
from votes import receipt
from votes.model import Ballot, GroupId, OptionId, PollId, Way

_OF_A_BALLOT = ("grp", "choices", "revision", "nonce", "answers", "way", "phone")
ANSWERS_KEPT = 1_000  # more than anybody changes a ballot by hand; a script that does cannot make its row grow on
DIGEST_BYTES = 8
_ANSWER_BYTES = DIGEST_BYTES + receipt.CODE_BYTES
_UNNAMED = bytes(DIGEST_BYTES)


class BallotKey(NamedTuple):
    """``voter_key`` is HMAC-SHA256(K of the poll, voter): without K it names nobody."""

    poll: PollId
    voter_key: bytes


class Receipt(NamedTuple):
    """What a voter is told once the ballot is durable."""

    receipt: str
    revision: int


class Recorded(NamedTuple):
    """A ballot on disk. ``nonce`` is the 16 bytes its tags are made from.

    ``phone`` stands for the one that the voter had when it was recorded (``keys.phone_mark``).
    ``answers`` are the last ANSWERS_KEPT revisions, oldest first, 16 bytes each: a digest of the id by which the phone
    called that submission, and as many bytes of the ballot tag as its receipt code shows.
    """

    ballot: Ballot
    revision: int
    nonce: bytes
    answers: bytes
    way: Way = Way.PHONE
    phone: bytes = b""

    def may_be_told(self, device: int, phone: bytes) -> bool:
        """Whether this phone may hear what the ballot holds: it is the first that the voter has, or the one of then.

        No ``phone`` is nobody's: K, which marks are made by, is gone the moment that a closed list is erased.
        """
        return device == 0 or (phone != b"" and self.phone == phone)

    @property
    def last_answer(self) -> Receipt:
        return Receipt(receipt.code(self.answers[-receipt.CODE_BYTES :]), self.revision)

    def answer_to(self, digest: bytes) -> Receipt | None:
        """What the submission of this name was told, if it is one of the last."""
        if digest not in self.answers:  # nearly always; a chance hit that is no answer's beginning is sorted out below
            return None
        for at in range(0, len(self.answers), _ANSWER_BYTES):
            if self.answers[at : at + DIGEST_BYTES] == digest:
                newer = (len(self.answers) - at) // _ANSWER_BYTES - 1
                shown = self.answers[at + DIGEST_BYTES : at + _ANSWER_BYTES]
                return Receipt(receipt.code(shown), self.revision - newer)
        return None

    @property
    def every_answer(self) -> Iterator[tuple[bytes, bytes, int]]:
        """The digest of each submission that was named, what its receipt code shows, and its revision."""
        first = self.revision - len(self.answers) // _ANSWER_BYTES + 1
        for later, at in enumerate(range(0, len(self.answers), _ANSWER_BYTES)):
            digest, shown = self.answers[at : at + DIGEST_BYTES], self.answers[at + DIGEST_BYTES : at + _ANSWER_BYTES]
            if digest != _UNNAMED:
                yield digest, shown, first + later


def record(
    before: Recorded | None,
    ballot: Ballot,
    poll: PollId,
    nonce: bytes,
    digest: bytes | None,
    way: Way = Way.PHONE,
    phone: bytes = b"",
) -> Recorded:
    """The ballot that takes the place of ``before``."""
    answers = (before.answers if before else b"") + (digest or _UNNAMED)
    answers += receipt.ballot_tag(poll, nonce)[: receipt.CODE_BYTES]
    kept = answers[-ANSWERS_KEPT * _ANSWER_BYTES :]
    revision = (before.revision if before else 0) + 1
    return Recorded(ballot=ballot, revision=revision, nonce=nonce, answers=kept, way=way, phone=phone)


def recorded(link: Link, keys: Collection[BallotKey]) -> dict[BallotKey, Recorded]:
    """The ballots on disk among ``keys``."""
    found: dict[BallotKey, Recorded] = {}
    for poll in {key.poll for key in keys}:
        wanted = [key.voter_key for key in keys if key.poll == poll]
        for voter_key, *columns in _recorded_query.rows(link, wanted, poll):
            found[BallotKey(poll, voter_key)] = _recorded(*columns)
    return found


_recorded_query = Among(
    [ballots.c.voter_key, *(ballots.c[name] for name in _OF_A_BALLOT)], key=ballots.c.voter_key, of=ballots.c.poll
)


def of_poll(link: Link, poll: PollId) -> tuple[Recorded, ...]:
    """All of them, in the order of their voter keys, which is no order of time."""
    return tuple(_recorded(*row) for row in _of_poll_query.rows(link, (poll,)))


_of_poll_query = Prepared(
    select(*(ballots.c[name] for name in _OF_A_BALLOT)).where(ballots.c.poll == bindparam("poll")), ["poll"]
)


def page_of_poll(link: Link, poll: PollId, after: bytes, most: int) -> tuple[tuple[Recorded, ...], bytes]:
    """The next of them, in the same order, and where the page after them begins."""
    rows = _page_query.rows(link, (poll, after, most))
    return tuple(_recorded(*row[1:]) for row in rows), rows[-1][0] if rows else after


_page_query = Prepared(
    at_most(
        select(ballots.c.voter_key, *(ballots.c[name] for name in _OF_A_BALLOT))
        .where(ballots.c.poll == bindparam("poll"), ballots.c.voter_key > bindparam("after"))
        .order_by(ballots.c.voter_key)
    ),
    ["poll", "after", "most"],
)


def erase_some(link: Link, poll: PollId, most: int) -> bool:
    """Delete so many of the poll's ballots; the bytes are overwritten (secure_delete). Whether some are left."""
    _erase.run(link, (poll, poll, most))
    return bool(_page_query.rows(link, (poll, b"", 1)))


_first = at_most(select(ballots.c.voter_key).where(ballots.c.poll == bindparam("whose")).order_by(ballots.c.voter_key))
_erase = Prepared(
    delete(ballots).where(ballots.c.poll == bindparam("poll"), ballots.c.voter_key.in_(_first)),
    ["poll", "whose", "most"],
)


def save(link: Link, changed: Collection[tuple[BallotKey, Recorded]]) -> None:
    """Insert or replace."""
    _upsert.run(link, [(*key, *_columns(each)) for key, each in changed])


def _replacing(new: Insert) -> Insert:
    replaced = {name: new.excluded[name] for name in _OF_A_BALLOT}
    return new.on_conflict_do_update(index_elements=["poll", "voter_key"], set_=replaced)


_upsert = ManyRows(ballots, ["poll", "voter_key", *_OF_A_BALLOT], _replacing)


def _columns(recorded: Recorded) -> Values:
    ballot = recorded.ballot
    of_it = ballot.group or "", " ".join(sorted(ballot.choices)), recorded.revision
    return *of_it, recorded.nonce, recorded.answers, recorded.way.value, recorded.phone


def _recorded(
    group: str, choices: str, revision: int, nonce: bytes, answers: bytes, way: str, phone: bytes
) -> Recorded:
    marks = frozenset(map(OptionId, choices.split()))
    return Recorded(
        ballot=Ballot(GroupId(group) if group else None, marks),
        revision=revision,
        nonce=nonce,
        answers=answers,
        way=Way(way),
        phone=phone,
    )
