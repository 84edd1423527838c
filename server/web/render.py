"""Template and context become a page: its language, its compression and the headers that guard it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from server.web.filled_page import FilledPage
from server.web.reader import BIG_COOKIE, is_big
from server.web.static_files import accepts_gzip, assets, static_url
from server.words import ballot_ways, formats, isolated, local_time, questions, ties
from server.words import language as languages
from votes.result import drawn

TEMPLATES = Path(__file__).parent.parent / "templates"
YEAR = 365 * 24 * 3600
WORTH_COMPRESSING = 600
LINKED = ("lang", "big", "edit")
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def security_headers(host: str = "", *, frame_ancestors: str = "'none'", frame_src: str = "") -> dict[str, str]:
    """What every answer carries. ``host`` names this server's own sockets.

    Safari before 15.4 and old Firefox do not take ws: for 'self'. The host is what the browser itself called,
    so naming it allows nothing that 'self' does not.
    """
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{sockets}; form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}"
    )
    return {
        "Content-Security-Policy": policy + (f"; frame-src {frame_src}" if frame_src else ""),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


@cache
def environment(language: str) -> Environment:
    """One environment per language, so that macros speak it without being told."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    words = languages.catalogue(language)
    install: Callable[..., None] = env.install_gettext_translations  # type: ignore[attr-defined]
    install(words, newstyle=True)
    isolated.isolate_all(env)
    env.globals.update(static=static_url, version=assets().version, language=language, languages=languages.NAMES)
    env.globals["gap"] = " " if language == "en" else ""  # between two sentences
    env.filters.update(formats.filters(language))
    env.filters.update(local_time.filters(language))
    env.filters["tie_said"] = lambda result: ties.tie_said(isolated.kept_apart(result), language)
    env.filters["level_said"] = lambda titles, votes: ties.level_said(isolated.kept_apart(titles), votes, language)
    env.filters["method_said"] = partial(ties.method_said, language=language)
    env.filters["ballots_said"] = partial(ballot_ways.ballots_said, language=language)
    env.filters["drawn"] = drawn
    env.filters["question_state"] = partial(questions.state_said, language=language)
    env.filters["verdict_said"] = partial(questions.verdict_said, language=language)
    return env


def _here(request: Request) -> Callable[..., str]:
    kept = {name: value for name, value in request.query_params.items() if name in LINKED}

    def here(**changes: str) -> str:
        """This page's address with some of its choices changed; an empty change removes one."""
        query = urlencode([(name, value) for name, value in {**kept, **changes}.items() if value])
        return f"?{query}" if query else request.url.path

    return here


def _remember(request: Request, response: Response) -> None:
    wished = {languages.COOKIE: languages.known(request.query_params.get(languages.COOKIE))}
    if (big := request.query_params.get("big")) in ("0", "1"):
        wished[BIG_COOKIE] = big
    for name, value in wished.items():
        if value:
            secure = request.url.scheme == "https"
            response.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True, secure=secure)


def _body(request: Request, html: str) -> tuple[bytes, dict[str, str]]:
    body = html.encode()
    if len(body) < WORTH_COMPRESSING or not accepts_gzip(request):
        return body, {}
    return gzip.compress(body, 6, mtime=0), {"Content-Encoding": "gzip"}


def _token_field(request: Request) -> Markup:
    """What the forms of those who are signed in begin with: no page of another site can have it."""
    token: str = getattr(request.state, "form_token", "")
    return Markup('<input type="hidden" name="token" value="{}">').format(token) if token else Markup()


def _of_every_page(request: Request, status: int) -> dict[str, object]:
    return {
        "here": _here(request),
        "big": is_big(request),
        "status": status,
        "token_field": _token_field(request),
        "is_host": getattr(request.state, "is_host", False),
    }


def render(
    request: Request,
    template: str,
    language: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    public: bool = False,
    frame_ancestors: str = "'none'",
    frame_src: str = "",
    context: Mapping[str, object] | None = None,
    **more: object,
) -> Response:
    """Answer with a page made from ``context`` and ``more``.

    A browser may keep a ``public`` page if it asks again before showing it; others are never stored.
    """
    ours = _of_every_page(request, status)
    html = _made(template, language, {**ours, **(context or {}), **more})
    policy = security_headers(request.headers.get("host", ""), frame_ancestors=frame_ancestors, frame_src=frame_src)
    kept = {"Cache-Control": "no-cache"} if public else {}
    return answer_page(request, html, language, status, {**policy, **kept, **(headers or {})})


def make_html(template: str, language: str, *, big: bool, context: Mapping[str, object]) -> str:
    """A page as it is for whoever is not signed in and asked by its bare address; no request is looked at."""
    ours = {"here": lambda **changes: f"?{urlencode(changes)}", "big": big, "status": 200}
    signed_in = {"token_field": Markup(), "is_host": False}
    return _made(template, language, {**ours, **signed_in, **context})


def _made(template: str, language: str, context: Mapping[str, object]) -> str:
    return isolated.settled(environment(language).get_template(template).render(context))


def page_headers(language: str, host: str) -> dict[str, str]:
    """Of a page that is never stored."""
    return {
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        **security_headers(host),
    }


def answer_page(
    request: Request, html: str, language: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a page that is made, never to be stored unless ``headers`` say otherwise."""
    body, encoding = _body(request, html)
    response = Response(
        body,
        status,
        media_type="text/html",
        headers={**page_headers(language, request.headers.get("host", "")), **(headers or {}), **encoding},
    )
    _remember(request, response)
    return response


def answer_filled(
    request: Request,
    page: FilledPage,
    language: str,
    fill: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a page that many share, as ``answer_page`` does; ``fill`` is text."""
    values = {name: escape(text).encode() for name, text in (fill or {}).items()}
    named = {**page_headers(language, request.headers.get("host", "")), **(headers or {})}
    if not accepts_gzip(request):
        return Response(page.plain(values), media_type="text/html", headers=named)
    return Response(page.gzipped(values), media_type="text/html", headers={**named, "Content-Encoding": "gzip"})
