"""multipart/form-data within a limit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from server.errors import BadFields, FieldError, NotJson, TooLarge, WrongMediaType
from server.web.json_body import KIB, SMALL, media_type, read_body

MOST_DIGITS = 15
MOST_FILES = 60
_URLENCODED = "application/x-www-form-urlencoded"
_PLAIN = re.compile(rb"[A-Za-z0-9_-]+=[A-Za-z0-9_-]*(?:&[A-Za-z0-9_-]+=[A-Za-z0-9_-]*){0,99}")


@dataclass(frozen=True, slots=True)
class Upload:
    """Text fields by name, and files by the name of their field: ``every`` one of it, ``files`` has the last."""

    fields: Mapping[str, str]
    files: Mapping[str, bytes]
    every: Mapping[str, Sequence[bytes]] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """The trimmed text of a field; empty where there is none."""
        return self.fields.get(name, "").strip()

    def file(self, name: str) -> bytes:
        """The file's bytes, or a text field of that name. Raises BadFields where neither is there."""
        if name in self.files:
            return self.files[name]
        if name in self.fields:
            return self.fields[name].encode()
        raise BadFields(FieldError(name, f"Send the list as `{name}`."))


def whole(text: str) -> int | None:
    """A whole number as a form sends it; None for anything else, and for more digits than any field has."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


async def read_upload(request: Request, limit: int) -> Upload:
    """Raises WrongMediaType, TooLarge, NotJson for a body that is no form."""
    if media_type(request) != "multipart/form-data":
        raise WrongMediaType("Send the list as multipart/form-data.")
    return await read_page_form(request, limit)


async def read_page_form(request: Request, limit: int = SMALL) -> Upload:
    """A page's own form, plain or with files; repeated fields are joined by a space."""
    kept: Upload | None = getattr(request.state, "form", None)
    return kept or await _read_form(request, limit)


async def keep_page_form(request: Request, limit: int) -> Upload:
    """Read it ahead of the handler, which then finds it here: a body can be read once."""
    form = request.state.form = await read_page_form(request, limit)
    return form


async def read_large_form(request: Request, limit: int) -> Upload:
    """As ``read_page_form``; what is long waits on the disk until it is whole, since senders may be slow and many."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(f"This request may hold at most {limit // KIB} KiB.")
        return message

    return await _parsed(Request(request.scope, receive), limit)


async def _read_form(request: Request, limit: int) -> Upload:
    body = await read_body(request, limit)
    if (plain := _plain(body)) is not None and media_type(request) == _URLENCODED:
        return plain

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return await _parsed(Request(request.scope, receive), limit)


def _plain(body: bytes) -> Upload | None:
    """A form of a few ids, as phones send: nothing in it is written in another way than it is meant."""
    if not _PLAIN.fullmatch(body):
        return None
    texts: dict[str, str] = {}
    for pair in body.decode().split("&"):
        name, _, value = pair.partition("=")
        texts[name] = f"{texts[name]} {value}" if name in texts else value
    return Upload(texts, {})


async def _parsed(request: Request, limit: int) -> Upload:
    try:
        async with request.form(max_files=MOST_FILES, max_fields=1_000, max_part_size=limit) as form:
            texts: dict[str, str] = {}
            every: dict[str, list[bytes]] = {}
            for name, part in form.multi_items():
                if isinstance(part, UploadFile):
                    every.setdefault(name, []).append(await part.read())
                elif isinstance(part, str):
                    part.encode()  # a charset of the client's own choice can make half a character
                    texts[name] = f"{texts[name]} {part}" if name in texts else part
    except (HTTPException, UnicodeError):
        raise NotJson("The form cannot be read. Reload the page and try again.") from None
    return Upload(texts, {name: parts[-1] for name, parts in every.items()}, every)
