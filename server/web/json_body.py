"""Request bytes → a typed form, or a refusal that names the first field that is wrong."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request

from server.errors import BadFields, FieldError, NotJson, TooLarge, WrongMediaType

KIB = 1024
SMALL, MEDIUM, LARGE = 8 * KIB, 1024 * KIB, 5 * 1024 * KIB

Form = TypeVar("Form", bound=Struct)


def checked(form: type[Form], at: str, **fields: object) -> Form:
    """A form from values that were not decoded from JSON, with the same checks. Raises BadFields at ``at``."""
    try:
        return msgspec.convert(fields, form, from_attributes=True)
    except msgspec.ValidationError as wrong:
        found = _field_error(str(wrong))
        raise BadFields(FieldError(at or found.at, found.message)) from None


async def read(request: Request, form: type[Form], limit: int = SMALL) -> Form:
    """The request's JSON as ``form``. Raises WrongMediaType, TooLarge, NotJson, BadFields."""
    body = await read_body(request, limit)
    if body and media_type(request) != "application/json":
        raise WrongMediaType("Send JSON with Content-Type: application/json.")
    return decode(body or b"{}", form)


def media_type(request: Request) -> str:
    """As the header says, without its parameters; empty where there is none."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is longer than ``limit`` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"This request may hold at most {limit // KIB} KiB.")


def decode(body: bytes, form: type[Form]) -> Form:
    """Raises NotJson, BadFields with the place of the first field that is wrong."""
    try:
        return msgspec.json.decode(body, type=form)
    except msgspec.ValidationError as wrong:
        _must_be_json(body)  # decoding ends at the first wrong field, and what follows it may not be JSON at all
        raise BadFields(_field_error(str(wrong))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotJson(_NO_JSON) from None


_NO_JSON = "The body is not JSON in UTF-8."


def _must_be_json(body: bytes) -> None:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotJson(_NO_JSON) from None


_AT = re.compile(r"(?P<message>.*) - at (?:`key` in )?`(?P<path>[^`]*)`\Z", re.DOTALL)
_NAMED = re.compile(r"(?:missing required|contains unknown) field `(?P<field>[^`]*)`")
_POSTED = re.compile(r"`(?P<field>\w+)` must ")


def _field_error(message: str) -> FieldError:
    """msgspec's ``Expected `int` - at `$.polls[0].winners``` as ``polls/0/winners``."""
    found = _AT.match(message)
    text, path = (found["message"], found["path"]) if found else (message, "$")
    steps = [step for step in re.split(r"[.\[\]]+", path.removeprefix("$")) if step]
    if named := _NAMED.search(text) or _POSTED.match(text):
        steps.append(named["field"])
    return FieldError("/".join(steps), text)
