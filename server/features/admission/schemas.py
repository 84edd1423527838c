"""How people come in, as the API takes and answers it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from server.web.fields import Id, Strict
from votes.model import Session


class GroupAnswer(Struct, frozen=True):
    id: str
    name: str
    seats: int | None
    weight: int


class JoinCodeAnswer(Struct, frozen=True):
    session: str
    title: str
    groups: tuple[GroupAnswer, ...]


class VoterAnswer(Struct, frozen=True):
    """``voter`` is the credential to send as a bearer."""

    voter: str
    group: str | None
    moved: bool = False


class TicketAnswer(Struct, frozen=True):
    """``code`` is typed, ``url`` is scanned: both are told once. ``serial`` is printed for people."""

    id: str
    code: str
    url: str
    group: str | None
    serial: str


class TicketsAnswer(Struct, frozen=True):
    tickets: tuple[TicketAnswer, ...]


class HeldTicketAnswer(Struct, frozen=True):
    """``state`` is printed, issued, used or revoked; ``name`` is for the list at the door."""

    id: str
    serial: str
    group: str | None
    state: str
    name: str | None


class HeldTicketsAnswer(Struct, frozen=True):
    tickets: tuple[HeldTicketAnswer, ...]


def groups_answer(session: Session) -> tuple[GroupAnswer, ...]:
    return tuple(GroupAnswer(group.id, group.name, group.seats, group.weight) for group in session.groups)


class JoinForm(Strict, frozen=True, forbid_unknown_fields=True):
    """A voter who is in and leaves ``group`` out stays where they are; null takes them out of their group."""

    group: Id | msgspec.UnsetType | None = msgspec.UNSET
    ticket: Annotated[str, Meta(min_length=1, max_length=64)] | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if self.ticket is not msgspec.UNSET and self.group is not msgspec.UNSET:
            raise ValueError("`group` must be left out with a ticket, which has a group of its own")


class TicketsForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``valid`` at once, else once handed out at the desk. ``batch`` names them, so that a repeat is refused."""

    count: Annotated[int, Meta(ge=1, le=1000)]
    group: Id | None = None
    valid: bool = True
    batch: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
