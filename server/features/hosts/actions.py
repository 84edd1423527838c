"""Who runs the room: signing in and out, the passphrase, links for helpers, and ending what they have open."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from server.core.context import Context
from server.core.ended import End
from server.errors import NoCredential, NotFound
from server.features.hosts.browsers import Device
from server.files import keys
from server.permissions import Who
from server.store import actions, links, sessions, sign_ins
from server.store.actions import Action, Deed
from server.store.links import LinkId, RoleLink
from server.store.sign_ins import SignIn, SignInId, Way
from votes.model import Session, SessionId

_hashing = asyncio.Semaphore(1)  # 64 MiB and a core for a moment: one at a time

Done = TypeVar("Done")


class UnknownLink(NotFound):
    """It was taken back, or never was."""

    reason = "unknown-link"

    def __init__(self) -> None:
        super().__init__("This link lets nobody in any more. Ask the host for another.")


async def way_by_passphrase(context: Context, typed: str) -> Way:
    """Raises NoCredential for what is not the passphrase."""
    async with _hashing:
        if await asyncio.to_thread(context.passphrase.fits, typed):
            return Way.PASSPHRASE
    raise NoCredential("That is neither the host key nor the passphrase.")


async def sign_in(context: Context, way: Way, device: Device, before: str = "") -> str:
    """The token of a new sign-in as host; the one that this browser had ``before`` ends with it."""
    return await _signed_in(context, Who.HOST, way, device, before)


async def enter(context: Context, link: RoleLink, device: Device, before: str = "") -> str:
    """The token of a new sign-in in the link's role; the one that this browser had ``before`` ends with it."""
    return await _signed_in(context, link.role, Way.LINK, device, before, link)


async def _signed_in(
    context: Context, role: Who, way: Way, device: Device, before: str, link: RoleLink | None = None
) -> str:
    token, now = keys.new_token(), context.clock()
    session, by = (link.session, link.id) if link else (None, None)
    new = SignIn(
        mark=keys.token_hash(token),
        id=SignInId(keys.new_id()),
        role=role,
        session=session,
        link=by,
        way=way,
        browser=device.browser,
        address=device.address,
        signed_in_at=now,
        seen_at=now,
    )
    async with context.database.write() as connection:
        if link and not await links.is_there(connection, link.id, link.session):
            raise UnknownLink  # taken back this moment
        await sign_ins.remove(connection, keys.token_hash(before))
        await sign_ins.add(connection, new)
    context.notifier.sign_ins_ended({keys.token_hash(before)})
    return token


async def sign_out(context: Context, ending: Collection[SignIn]) -> None:
    """End these. Safe to repeat."""
    async with context.database.write() as connection:
        for each in ending:
            await sign_ins.remove(connection, each.mark)
    context.notifier.sign_ins_ended({each.mark for each in ending})


async def end_sign_in(context: Context, id: SignInId, session: SessionId | None) -> None:
    """End one of the session's helpers, or without a session one of the hosts. Safe to repeat."""
    async with context.database.write() as connection:
        gone = await sign_ins.remove_named(connection, id, session)
    context.ended.note(gone, End.ENDED)
    context.notifier.sign_ins_ended(gone)


async def end_others(context: Context, own: SignIn) -> None:
    """End every other sign-in as host. Safe to repeat."""
    async with context.database.write() as connection:
        gone = await sign_ins.remove_other_hosts(connection, own.mark)
    context.ended.note(gone, End.ENDED)
    context.notifier.sign_ins_ended(gone)


async def name_place(context: Context, own: SignIn, place: str) -> None:
    """What whoever uses this browser calls the place it is in. Safe to repeat."""
    async with context.database.write() as connection:
        await sign_ins.name_place(connection, own.mark, place)
    context.notifier.sign_ins_ended(())  # none has; other lists of sign-ins show it when they are loaded


async def set_passphrase(context: Context, text: str, own: SignIn) -> None:
    """From now on this signs in beside the key. Other hosts who came by the one before are out. Raises BadFields."""
    async with context.database.read() as connection:
        titles = [each.title for each in await sessions.all_newest_first(connection)]
    async with _hashing:
        await asyncio.to_thread(context.passphrase.set, text, titles)
    await _end_by_passphrase(context, own)


async def remove_passphrase(context: Context, own: SignIn) -> None:
    """From now on the key alone signs in; other hosts who came by the passphrase are out. Safe to repeat."""
    context.passphrase.remove()
    await _end_by_passphrase(context, own)


async def _end_by_passphrase(context: Context, own: SignIn) -> None:
    """Who came by the key stays in, perhaps in the middle of a meeting: nothing of theirs has changed."""
    async with context.database.write() as connection:
        gone = await sign_ins.remove_other_hosts_by(connection, Way.PASSPHRASE, own.mark)
    context.ended.note(gone, End.ENDED)
    context.notifier.sign_ins_ended(gone)


async def end_over(context: Context) -> None:
    """Forget those whose time is over; what they have open ends."""
    async with context.database.read() as connection:
        has_any = await sign_ins.has_ended(connection, context.clock())
    if has_any:  # an idle server writes nothing
        async with context.database.write() as connection:
            gone = await sign_ins.remove_ended(connection, context.clock())
        context.notifier.sign_ins_ended(gone)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A link as it is shown this once."""

    link: RoleLink
    secret: str


async def make_link(context: Context, session: SessionId, role: Who, label: str) -> Fresh:
    """A way in for helpers or observers. Not to be repeated: each call makes another."""
    secret, now = keys.new_token(), context.clock()
    link = RoleLink(id=LinkId(keys.new_id()), session=session, role=role, label=label, made_at=now)
    async with context.database.write() as connection:
        await links.add(connection, link, keys.token_hash(secret))
        await actions.add(connection, session, Action(Deed.LINK, now, link=_named(link)))
    context.notifier.session_changed(session)
    return Fresh(link, secret)


def _named(link: RoleLink) -> str:
    """In the meeting's history: what it is for, and after a space for whom."""
    return f"{link.role} {link.label}".rstrip()


async def read_link(context: Context, secret: str) -> RoleLink:
    """Raises UnknownLink."""
    async with context.database.read() as connection:
        found = await links.by_secret(connection, keys.token_hash(secret))
    if found is None:
        raise UnknownLink
    return found


async def take_link_back(context: Context, session: SessionId, link: LinkId) -> None:
    """It lets nobody in any more, and who came in by it is out. Safe to repeat."""
    async with context.database.write() as connection:
        known = next((each for each in await links.of_session(connection, session) if each.id == link), None)
        if known is None:
            return
        gone = await sign_ins.remove_of_link(connection, link)
        await links.remove(connection, link)
        await actions.add(connection, session, Action(Deed.UNLINK, context.clock(), link=_named(known)))
    context.ended.note(gone, End.TAKEN_BACK)
    context.notifier.sign_ins_ended(gone)
    context.notifier.session_changed(session)


async def turn_screen(context: Context, session: SessionId) -> Session:
    """Another link for the screen: the one before shows nothing any more. Repeating turns it again."""
    async with context.database.write() as connection:
        kept = await sessions.get(connection, session)
        turned = replace(kept, screen_turn=kept.screen_turn + 1)
        await sessions.save(connection, turned)
        await actions.add(connection, session, Action(Deed.TURN_SCREEN, context.clock()))
    context.notifier.sign_ins_ended({keys.token_hash(context.keys.screen_key(session, kept.screen_turn))})
    context.notifier.session_changed(session)
    return turned
