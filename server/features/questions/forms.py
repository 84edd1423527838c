"""What is sent about questions from the floor."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from server.web.fields import Line, Strict


class QuestionRulesForm(Strict, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. ``planned`` says how many are to be asked; null says nothing about it."""

    open: bool | msgspec.UnsetType = msgspec.UNSET
    moderated: bool | msgspec.UnsetType = msgspec.UNSET
    names: Literal["allowed", "required", "none"] | msgspec.UnsetType = msgspec.UNSET
    judges: Literal["asker", "room"] | msgspec.UnsetType = msgspec.UNSET
    planned: Annotated[int, Meta(ge=1, le=1000)] | msgspec.UnsetType | None = msgspec.UNSET


class QuestionForm(Strict, frozen=True, forbid_unknown_fields=True):
    """At most 120 characters, in one line; the name at most 40, where names are given."""

    text: Annotated[str, Meta(max_length=1000)]
    name: Line | None = None


class AssignForm(Strict, frozen=True, forbid_unknown_fields=True):
    """Who answers: a department, and perhaps a person. Null or nothing takes it away."""

    department: Annotated[str, Meta(max_length=60)] | None = None
    answerer: Annotated[str, Meta(max_length=40)] | None = None


class AnswerForm(Strict, frozen=True, forbid_unknown_fields=True):
    """False: not answered after all, while nobody has judged it."""

    answered: bool = True


class VerdictForm(Strict, frozen=True, forbid_unknown_fields=True):
    verdict: Literal["satisfied", "mostly", "unsatisfied"]
