"""The files of a report → pictures of its pages."""

from __future__ import annotations

from collections.abc import Sequence

from server.errors import BadFields, FieldError
from server.files import limited

MOST_PAGES = 60
_UNREADABLE = "This is neither a PDF nor a readable picture; save the report as PDF and try again."
_WHY = {
    limited.TOO_MANY: f"A report may have at most {MOST_PAGES} pages; leave some out, or send a part.",
    limited.LOCKED: "This PDF asks for a password; save it without one and try again.",
}


async def drawn(files: Sequence[bytes]) -> list[bytes]:
    """Every page of every file in order, as WebP. Raises BadFields at ``pages``."""
    code, pages = await limited.run(limited.SLIDES, files)
    if code or not pages:
        raise BadFields(FieldError("pages", _WHY.get(code, _UNREADABLE)))
    return pages
