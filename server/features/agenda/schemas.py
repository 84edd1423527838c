"""The agenda as the API takes it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.web.fields import Id, NameLine, Strict, Text, Title


class PageForm(Strict, frozen=True, forbid_unknown_fields=True):
    page: Annotated[int, Meta(ge=0, le=1_000)]


class AgendaItemForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``seconds`` are planned, null for no limit. With ``id`` it is an item that is there already."""

    kind: Literal["check-in", "report", "questions", "discussion", "poll", "reveal", "break", "message"]
    title: Title
    id: Id | None = None
    speaker: NameLine | None = None
    department: NameLine | None = None
    seconds: Annotated[int, Meta(ge=1, le=86_400)] | None = None
    polls: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    text: Text | None = None


class AgendaForm(Strict, frozen=True, forbid_unknown_fields=True):
    items: Annotated[tuple[AgendaItemForm, ...], Meta(max_length=200)]
