"""Who sent a request, by what it carries, and whether the table lets them."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from starlette.responses import Response

from server.errors import NoCredential, NotAllowed, TicketMoved, TicketTakenBack
from server.files.keys import form_token
from server.permissions import READERS, Who
from server.store.sign_ins import LASTS, SignIn
from votes.model import SessionId, VoterId

HOST_COOKIE = "host"
VOTER_DAYS = 30
_DAY = 86_400
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")  # stands in a cookie as it is
SIGN_IN_DAYS = LASTS.total_seconds() / _DAY


@dataclass(frozen=True, slots=True)
class Caller:
    """At most one voter and one screen; ``sign_ins`` of a browser, or ``has_key`` for who sends the host key itself.

    ``by_cookie``: nothing but cookies vouches for it. ``tokens`` are those of the sign-ins, in their order.
    ``displaced`` is why the voter's credential that was sent counts no more: moved or revoked.
    """

    has_key: bool = False
    sign_ins: tuple[SignIn, ...] = ()
    tokens: tuple[str, ...] = ()
    voter: VoterId | None = None
    voter_token: str | None = None
    voter_device: int = 0
    voter_session: SessionId | None = None
    screen: SessionId | None = None
    screen_mark: bytes = b""
    by_cookie: bool = False
    displaced: str | None = None

    @property
    def is_known(self) -> bool:
        return self.has_key or bool(self.sign_ins) or self.voter is not None or self.screen is not None

    @property
    def form_token(self) -> str:
        """What the forms of a page for this caller carry; empty where nobody is signed in."""
        return form_token(self.tokens[0]) if self.tokens else ""

    def sent_by_our_page(self, token: str) -> bool:
        """Whether a form's token was made for one of these sign-ins."""
        return any(hmac.compare_digest(form_token(each).encode(), token.encode()) for each in self.tokens)

    def may(self, allowed: frozenset[Who], session: SessionId | None) -> bool:
        """Whether one of its credentials is allowed; all but a host's only in their own session."""
        if Who.ANYONE in allowed or (self.has_key and Who.HOST in allowed):
            return True
        if self.voter and Who.VOTER in allowed and session in (None, self.voter_session):
            return True
        if self.signed_in(allowed, session):
            return True
        return bool(self.screen and Who.SCREEN in allowed and session in (None, self.screen))

    def signed_in(self, allowed: frozenset[Who], session: SessionId | None) -> SignIn | None:
        """The sign-in that is allowed there, a host's before a helper's."""
        fitting = (each for each in self.sign_ins if each.role in allowed and _reaches(each, session))
        return min(fitting, key=lambda each: each.role is not Who.HOST, default=None)

    def only_reads(self, session: SessionId | None) -> bool:
        """Whether it reads along as an observer, and is no host."""
        found = self.signed_in(READERS, session)
        return found is not None and found.role is Who.OBSERVER and not self.has_key

    def person(self, allowed: frozenset[Who], session: SessionId | None) -> str:
        """What tells one of those who may do this from another: the link that was given to them.

        Who opens it in two browsers stays one person; hosts come in by no link, and are one as programs with the key.
        """
        found = self.signed_in(allowed, session)
        return (found.link if found else None) or "key"


def _reaches(sign_in: SignIn, session: SessionId | None) -> bool:
    return sign_in.session is None or session in (None, sign_in.session)


def require(caller: Caller, allowed: frozenset[Who], session: SessionId | None) -> None:
    """Raises NoCredential for nobody known, NotAllowed for somebody known who may not."""
    if caller.may(allowed, session):
        return
    if caller.displaced and Who.VOTER in allowed:
        raise TicketMoved if caller.displaced == "moved" else TicketTakenBack
    if caller.is_known:
        raise NotAllowed("This credential does not allow that here.")
    raise NoCredential("This needs a credential: join the session, or sign in as host.")


def voter_cookie(session: SessionId) -> str:
    return f"voter-{session}"


def screen_cookie(session: SessionId) -> str:
    return f"screen-{session}"


def role_cookie(role: Who, session: SessionId | None) -> str:
    """A host's is for every session; helpers and observers have one for each, beside it."""
    return f"{role}-{session}" if session else HOST_COOKIE


def keep_voter(response: Response, session: SessionId, token: str, *, secure: bool) -> None:
    """The cookie by which this phone stays the voter it is."""
    keep_cookie(response, voter_cookie(session), token, secure=secure, days=VOTER_DAYS)


def keep_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    secure: bool,
    days: float,
    path: str = "/",
    is_readable: bool = False,
) -> None:
    """A cookie that no script reads, unless it is no secret, and no other site can send along with a write."""
    age = int(days * _DAY)
    if _PLAIN.fullmatch(value) and not is_readable:  # as all credentials; what Starlette would write takes it 8 µs
        ending = "; Secure" if secure else ""
        written = f"{name}={value}; HttpOnly; Max-Age={age}; Path={path}; SameSite=lax{ending}"
        response.raw_headers.append((b"set-cookie", written.encode("latin-1")))
        return
    response.set_cookie(name, value, max_age=age, path=path, httponly=not is_readable, samesite="lax", secure=secure)
