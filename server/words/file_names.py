"""What exported files are called."""

from __future__ import annotations

from datetime import datetime

from votes.model import Session


def file_name(session: Session, now: datetime, ending: str) -> str:
    return f"{session.title} {now:%Y-%m-%d}.{ending}"
