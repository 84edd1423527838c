"""The parts of a form's body, as strangers send them: UTF-8 alone, of a size, and joined in one go."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from server.errors import NotJson

KIB = 1024
MOST_FILES = 60
_UTF_8 = (b"utf-8", b"utf8")


class Measure(NamedTuple):
    """How many fields a form may have, and how many bytes the text of each."""

    fields: int = 100
    text: int = 32 * KIB


class _Parts(MultiPartParser):
    """Starlette's parser; what is not UTF-8 is not read in another way."""

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            self.items.append((self._current_part.field_name, self._current_part.data.decode()))
        else:
            super().on_part_end()


async def multipart(headers: Headers, stream: AsyncGenerator[bytes, None], measure: Measure) -> FormData:
    """To be closed by whoever calls. Raises NotJson."""
    _must_be_utf_8(headers)
    parser = _Parts(headers, stream, max_files=MOST_FILES, max_fields=measure.fields, max_part_size=measure.text)
    try:
        return await parser.parse()
    except (MultiPartException, UnicodeError):
        raise unreadable() from None


def urlencoded(headers: Headers, body: bytes, measure: Measure) -> FormData:
    """Raises NotJson."""
    _must_be_utf_8(headers)
    try:
        found = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=measure.fields)
    except ValueError:  # too many; and UnicodeError is one
        raise unreadable() from None
    if any(max(len(name), len(text)) > measure.text for name, text in found):
        raise unreadable()
    return FormData([*found])


def _must_be_utf_8(headers: Headers) -> None:
    """An encoding of the client's own choice may take an hour to read, or mean what nobody looked at."""
    _, options = parse_options_header(headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() not in _UTF_8:
        raise unreadable()


def unreadable() -> NotJson:
    return NotJson("The form cannot be read. Reload the page and try again.")
