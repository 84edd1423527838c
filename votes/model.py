"""The nouns of a meeting, frozen. Ids are opaque strings; times are aware datetimes in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NewType

SessionId = NewType("SessionId", str)
GroupId = NewType("GroupId", str)
PollId = NewType("PollId", str)
OptionId = NewType("OptionId", str)
VoterId = NewType("VoterId", str)
GradedId = NewType("GradedId", str)  # an option and a grade (votes.marks)

# What a ballot is a set of: the option's id where options are chosen, an option with a grade where they are graded.
Mark = OptionId | GradedId

# (group, mark) → votes; mark None counts the ballots themselves, group None the voters without a group.
Counts = Mapping[tuple[GroupId | None, Mark | None], int]


class PollState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Display(StrEnum):
    LIVE = "live"
    SEALED = "sealed"


class Way(StrEnum):
    """How a ballot came in: from a phone, entered by a teller with the voter, or keyed from a paper sheet."""

    PHONE = "phone"
    ASSISTED = "assisted"
    PAPER = "paper"


class TieRule(StrEnum):
    ASK = "ask"
    LOT = "lot"
    RUNOFF = "runoff"
    INCLUDE = "include"
    ORGANIZER = "organizer"


class SceneKind(StrEnum):
    JOIN = "join"
    VOTING = "voting"
    TALLY = "tally"
    REVEAL = "reveal"
    GROUPS = "groups"
    HOLD = "hold"
    TIMER = "timer"  # of the agenda's current item
    MESSAGE = "message"  # what that item is called, and what it says
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Group:
    id: GroupId
    name: str
    seats: int | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    id: OptionId
    title: str
    department: str | None = None
    description: str | None = None
    code: str | None = None
    cost: int | None = None
    picture: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """``coefficient`` is what one such grade is worth in the mean, exactly."""

    name: str
    coefficient: Fraction


@dataclass(frozen=True, slots=True)
class Poll:
    """One list put to the vote. ``deadline`` is set at opening, ``closing_at`` ends a running countdown.

    ``runoff_of`` is the poll whose tied options this one puts to the vote again, in their order.
    ``grades``, where options are graded, are best first; the first ``good_grades`` of them count as good.
    ``planned_seconds`` is for how long it is meant to be open, None where nobody said; opening says it anew.
    """

    id: PollId
    session: SessionId
    title: str
    options: tuple[Option, ...]
    type: str = "approval"
    rule: str = "approval"
    min_choices: int = 1
    max_choices: int = 5
    winners: int = 5
    display: Display = Display.LIVE
    tie: TieRule = TieRule.ASK
    option_order: str = "fixed"
    publish: str = "marks"
    grades: tuple[Grade, ...] = ()
    good_grades: int = 0
    runoff_of: PollId | None = None
    state: PollState = PollState.DRAFT
    opened_at: datetime | None = None
    deadline: datetime | None = None
    closing_at: datetime | None = None
    closed_at: datetime | None = None
    revealed_at: datetime | None = None
    planned_seconds: int | None = None

    @property
    def is_public(self) -> bool:
        """Whether everybody may know the result: from the reveal on, and not before."""
        return self.state is PollState.REVEALED

    @property
    def most_choices(self) -> int:
        """How many a ballot can have in fact: a short list may allow more than it has."""
        return min(self.max_choices, len(self.options))

    @property
    def places(self) -> int:
        """How many can be taken in fact."""
        return min(self.winners, len(self.options))

    @property
    def takes_exactly_one(self) -> bool:
        """Whether a ballot is one choice, no more and no fewer."""
        return self.min_choices == self.most_choices == 1


@dataclass(frozen=True, slots=True)
class Wifi:
    ssid: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the screen shows. ``step`` counts the places a reveal has shown, the last winner first."""

    kind: SceneKind = SceneKind.JOIN
    poll: PollId | None = None
    step: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting. ``time_zone`` is a name of the IANA's, in which pages show its times; without one they are shown

    in the offset that ``starts_at`` was given with.

    From ``keep_until`` on it is deleted with all its ballots; None keeps it.
    ``voters`` is person or group. ``shared_phones``: several people may vote on one phone, one after the other.
    ``locked``: nobody else comes in. ``screen_turn`` counts how often the screen's link was turned over.
    ``rehearsal_of`` is the meeting that it rehearses, None for a meeting itself.
    """

    id: SessionId
    title: str
    join_code: str
    locale: str = "zh-CN"
    organization: str | None = None
    place: str | None = None
    starts_at: datetime | None = None
    time_zone: str | None = None
    admission: str = "open"
    voters: str = "person"
    smallest_group: int = 5
    shared_phones: bool = False
    locked: bool = False
    screen_turn: int = 0
    wifi: Wifi | None = None
    groups: tuple[Group, ...] = ()
    scene: Scene = Scene()
    keep_until: datetime | None = None
    rehearsal_of: SessionId | None = None

    @property
    def shares_ballots(self) -> bool:
        """Whether the members of a group share one ballot."""
        return self.voters == "group"

    @property
    def may_choose_groups(self) -> bool:
        """Whether people say themselves where they sit; a ticket says it for them."""
        return bool(self.groups) and self.admission == "open"

    @property
    def voting_groups(self) -> int:
        """How many ballots there can be where groups vote; 0 where persons do."""
        return len(self.groups) if self.shares_ballots else 0

    @property
    def hides_groups(self) -> bool:
        """Whether rows by group have nothing to compare: each is one ballot, and those are merged."""
        return self.shares_ballots and self.smallest_group > 1

    @property
    def shows_group_ballots(self) -> bool:
        """Whether everybody will see what each group has chosen."""
        return self.shares_ballots and not self.hides_groups

    def sharing(self, voter: Voter) -> GroupId | None:
        """The group whose one ballot is this voter's too; None where everybody has a ballot of their own."""
        return voter.group if self.shares_ballots else None

    def group(self, wanted: GroupId | None) -> Group | None:
        """None for no group, and for one that this session does not have."""
        return next((group for group in self.groups if group.id == wanted), None)


@dataclass(frozen=True, slots=True)
class Voter:
    """``stays``: a poll has closed since this voter joined, so that the group can no longer change.

    ``device`` counts how often the voter has moved to another phone.
    """

    id: VoterId
    session: SessionId
    group: GroupId | None
    stays: bool = False
    device: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """How many of a poll's ballots did not come from a phone or are blank, and how many sheets of paper were spoiled.

    A spoiled sheet is no ballot: it is counted here and nowhere else, and only where its voter has none.
    ``replaced`` is how often a sheet took the place of what a phone had sent, whatever came of that ballot afterwards.
    """

    assisted: int = 0
    paper: int = 0
    spoiled: int = 0
    blank: int = 0
    replaced: int = 0

    def __bool__(self) -> bool:
        """Whether anything came in otherwise than from a phone, also if a phone has replaced that since."""
        return bool(self.assisted or self.paper or self.spoiled or self.replaced)


NO_WAYS = Ways()


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's marks in one poll, or those of a group whose members share a ballot."""

    group: GroupId | None
    choices: frozenset[Mark]
