"""Who is signed in as host, and the passphrase."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, FieldError, NotAllowed
from server.features.hosts import actions as hosts
from server.files.passphrase import SHORTEST
from server.permissions import HOST
from server.store import sign_ins
from server.store.sign_ins import SignIn, SignInId
from server.web.endpoint import Endpoint, caller_of, context_of
from server.web.form_body import read_page_form
from server.web.reader import language_of
from server.web.render import render
from server.words.refusals import in_language, sentence_of

TOLD = ("ended", "others", "passphrase", "no-passphrase", "named")
LONGEST_PLACE = 40


async def get_access(request: Request) -> Response:
    return await _page(request)


async def post_access(request: Request) -> Response:
    """One act: end a sign-in, end all others, set the passphrase or take it away."""
    form, context = await read_page_form(request), context_of(request)
    act = form.field("act")
    try:
        if act == "end":
            await hosts.end_sign_in(context, SignInId(form.field("id")), None)
            told = "ended"
        elif act == "end-others":
            await hosts.end_others(context, _own(request))
            told = "others"
        elif act == "set":
            await hosts.set_passphrase(context, form.field("passphrase"), _own(request))
            told = "passphrase"
        elif act == "remove":
            await hosts.remove_passphrase(context, _own(request))
            told = "no-passphrase"
        elif act == "name":
            await hosts.name_place(context, _own(request), " ".join(form.field("place").split())[:LONGEST_PLACE])
            told = "named"
        else:
            raise BadFields(FieldError("act", "There is no such action."))
    except BadFields as refused:
        return await _page(request, sentence_of(refused), refused.status, form.field("passphrase"))
    return RedirectResponse(f"/host/access?{urlencode({'told': told})}", 303)


def _own(request: Request) -> SignIn:
    """Raises NotAllowed for who has the key and is not signed in: there would be none that stays."""
    found = caller_of(request).signed_in(HOST, None)
    if found is None:
        raise NotAllowed("Sign in with a browser to do that.")
    return found


async def _page(request: Request, problem: str = "", status: int = 200, typed: str = "") -> Response:
    context = context_of(request)
    async with context.database.read() as connection:
        found = await sign_ins.of_hosts(connection, context.clock())
    own = caller_of(request).signed_in(HOST, None)
    told, spoken = request.query_params.get("told"), language_of(request)
    return render(
        request,
        "hosts/access.html",
        spoken,
        status,
        sign_ins=found,
        own=own.id if own else "",
        now=context.clock(),
        has_passphrase=context.passphrase.is_set,
        example=_example(),
        shortest=SHORTEST,
        longest=LONGEST_PLACE,
        typed=typed,
        problem=in_language(problem, spoken) if problem else "",
        told=told if told in TOLD and not problem else None,
    )


def _example() -> str:
    """Sixteen digits by fours: 53 bits, easy to read out and to type on any phone."""
    return " ".join(f"{secrets.randbelow(10_000):04d}" for _ in range(4))


ENDPOINTS = (
    Endpoint("GET", "/host/access", get_access),
    Endpoint("POST", "/host/access", post_access),
)
