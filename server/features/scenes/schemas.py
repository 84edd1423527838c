"""A scene as the API takes it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.web.fields import Id, Strict


class SceneForm(Strict, frozen=True, forbid_unknown_fields=True):
    kind: Literal["join", "voting", "tally", "reveal", "groups", "hold", "timer", "message", "question"]
    poll: Id | None = None
    step: Annotated[int, Meta(ge=0, le=1000)] = 0
