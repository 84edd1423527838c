"""A page's form, or one with files, within limits."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from server.errors import BadFields, FieldError, WrongMediaType
from server.web import form_parts
from server.web.form_parts import Measure
from server.web.json_body import SMALL, media_type, read_body, too_large

MOST_DIGITS = 15
MOST_IN_SMALL = 400  # fields: a list has at most 300 options
MOST_OF_LISTS = 4_000
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
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


def lines_of(text: str, at: str, most: int) -> list[str]:
    """The lines that hold anything, trimmed. Raises BadFields at ``at`` before it has looked at more than ``most``."""
    lines: list[str] = []
    for found in _LINE.finditer(text):
        lines += [found[0].strip()] if found[0].strip() else []
        if len(lines) > most:
            raise BadFields(FieldError(at, f"These are too many lines; use at most {most}."))
    return lines


async def read_upload(request: Request, limit: int) -> Upload:
    """Raises WrongMediaType, TooLarge, NotJson for a body that is no form."""
    if media_type(request) != _MULTIPART:
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
    if media_type(request) != _MULTIPART:
        return await _read_form(request, SMALL)
    taken = 0

    async def stream() -> AsyncGenerator[bytes, None]:
        nonlocal taken
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > limit:
                raise too_large(limit)
            yield chunk

    return await _gathered(await form_parts.multipart(request.headers, stream(), Measure()))


async def _read_form(request: Request, limit: int) -> Upload:
    body, kind, measure = await read_body(request, limit), media_type(request), _measure(request, limit)
    if kind == _URLENCODED:
        return _plain(body) or await _gathered(form_parts.urlencoded(request.headers, body, measure))
    if kind != _MULTIPART:
        return Upload({}, {})

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    return await _gathered(await form_parts.multipart(request.headers, stream(), measure))


def _measure(request: Request, limit: int) -> Measure:
    """A small form may have a field for each option of a list; one that holds lists of the host's, many and long."""
    if getattr(request.state, "holds_lists", False):
        return Measure(fields=MOST_OF_LISTS, text=limit)
    return Measure(fields=MOST_IN_SMALL) if limit <= SMALL else Measure()


def _plain(body: bytes) -> Upload | None:
    """A form of a few ids, as phones send: nothing in it is written in another way than it is meant."""
    if not _PLAIN.fullmatch(body):
        return None
    return Upload(_joined(pair.partition("=")[::2] for pair in body.decode().split("&")), {})


async def _gathered(form: FormData) -> Upload:
    """Texts by name; files, which are closed here, one after the other."""
    try:
        every: dict[str, list[bytes]] = {}
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                every.setdefault(name, []).append(await part.read())
    finally:
        await form.close()
    texts = _joined((name, part) for name, part in form.multi_items() if isinstance(part, str))
    return Upload(texts, {name: parts[-1] for name, parts in every.items()}, every)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    every: dict[str, list[str]] = {}
    for name, text in pairs:
        every.setdefault(name, []).append(text)
    return {name: " ".join(texts) for name, texts in every.items()}
