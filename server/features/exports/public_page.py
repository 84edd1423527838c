"""The public result page: what everybody may see after the reveal, made for sharing."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from server.errors import NotFound
from server.live.rooms import Rooms
from server.live.snapshots import Room, read_published
from server.store.compiled import Link, linked
from server.store.database import Connection
from server.store.final_lists import are_whole, shows_code
from server.web.endpoint import Endpoint, caller_of, context_of, services_of, session_of
from server.web.filled_page import FilledPage
from server.web.reader import is_big
from server.web.render import LINKED, answer_filled, make_html, render
from server.words import formats, language
from votes import receipt
from votes.model import Poll
from votes.result import Result

TEMPLATE = "exports/public.html"
LONGEST_CODE = 40
FRESH_S = 10  # a chat group opens it all at once


async def get_public(request: Request) -> Response:
    context, rooms = context_of(request), services_of(request).part(Rooms)
    async with context.database.read() as connection:
        room = await rooms.read(connection, session_of(request), context.clock())
        lists = [(poll, result) for poll, _, result in await read_published(connection, room)]
        if not lists:
            raise NotFound("Nothing has been published here yet. The result comes with the reveal in the hall.")
        asked = await _asked_for(connection, request, [poll for poll, _ in lists])
    spoken, headers = language.of_session(room.session.locale), {"Cache-Control": f"max-age={FRESH_S}"}
    caller = caller_of(request)
    if asked or request.query_params.keys() & set(LINKED) or caller.sign_ins or caller.has_key:
        shown = {**_shown(request, room, lists), "asked": asked}
        return render(request, TEMPLATE, spoken, headers=headers, context=shown)
    public = services_of(request).origins.public
    key = "public", public, is_big(request), room.joined_for_public  # all else that is shown stands in the room
    if key not in room.pages:
        html = make_html(TEMPLATE, spoken, big=is_big(request), context=_shown(request, room, lists))
        room.keep(key, FilledPage(html, {}))
    return answer_filled(request, room.pages[key], spoken, headers=headers)


def _shown(request: Request, room: Room, lists: Sequence[tuple[Poll, Result]]) -> dict[str, object]:
    origin = services_of(request).origins.link_to("")
    return {
        "session": room.session,
        "lists": lists,
        "told": [each for each in lists if not each[0].runoff_of] or lists,
        "commands": {poll.id: command(poll, result) for poll, result in lists},
        "origin": origin,
        "url": origin and f"{origin}/r/{room.session.id}",
        "asked": None,
    }


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A receipt code as it was typed, and the lists in whose published ballots it stands.

    ``is_code`` is False for what cannot be one; ``is_early`` where a list's ballots are still being written down.
    """

    typed: str
    is_code: bool
    found: tuple[str, ...] = ()
    is_early: bool = False


async def _asked_for(connection: Connection, request: Request, public: Sequence[Poll]) -> AskedFor | None:
    typed = request.query_params.get("code", "").strip()[:LONGEST_CODE]
    if not typed:
        return None
    code = receipt.typed(typed)
    if code is None:
        return AskedFor(typed, False)

    def look(link: Link) -> tuple[list[str], bool]:
        found = [poll.title for poll in public if shows_code(link, poll.id, code)]
        return found, not all(are_whole(link, poll.id) for poll in public)

    found, is_early = await linked(connection, look)
    return AskedFor(formats.code(code), True, tuple(found), is_early)


def command(poll: Poll, result: Result) -> str | None:
    """One line of shell that draws the lot again; None where there was none."""
    settled = result.tie.settled if result.tie else None
    if result.tie is None or settled is None or settled.seed is None:
        return None
    seed = shlex.quote(unicodedata.normalize("NFC", settled.seed))
    hashed = f"printf '%s\\0%s' {seed} $id | sha256sum | cut -c1-64"
    return f"for id in {' '.join(result.tie.options)}; do echo $({hashed}) $id; done | sort"


ENDPOINTS = (Endpoint("GET", "/r/{session}", get_public),)
