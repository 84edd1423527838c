"""A follow-up as the API takes it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from server.web.fields import Id, Line, Strict, Title


class FollowUpForm(Strict, frozen=True, forbid_unknown_fields=True):
    id: Id
    state: Literal["open", "under-way", "done", "dropped"]
    owner: Line | None = None
    due: date | None = None
    note: Line | None = None


class OwnFollowUpForm(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title
    owner: Line | None = None
