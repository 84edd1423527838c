"""Pictures of a draft's options."""

from __future__ import annotations

from dataclasses import replace

from server.core.context import Context
from server.errors import NoSuchOption
from server.files.pictures import name_of, redrawn
from server.store import pictures, polls
from votes.errors import WrongState
from votes.lifecycle import settled
from votes.model import OptionId, Poll, PollId, PollState


def require_option(poll: Poll, option: OptionId) -> None:
    """Raises NoSuchOption."""
    if option not in {each.id for each in poll.options}:
        raise NoSuchOption(f"This list has no option {option}.")


async def set_picture(context: Context, poll: PollId, option: OptionId, picture: bytes | None) -> Poll:
    """Give a draft's option this picture, or take it away with None. Safe to repeat.

    Raises BadFields for what is no picture, NoSuchOption, WrongState once the poll has opened.
    """
    webp = None if picture is None else await redrawn(picture, "host")
    async with context.database.write() as connection:
        kept = settled(await polls.get(connection, poll), context.clock())
        require_option(kept, option)
        if kept.state is not PollState.DRAFT:
            raise WrongState("This poll has opened, so its pictures stay as they are.", kept.state)
        name = name_of(webp) if webp else None
        if webp and name:
            await pictures.keep(connection, name, webp)
        await pictures.give(connection, option, name)
        await pictures.drop_unused(connection)
    context.notifier.session_changed(kept.session)
    given = (replace(each, picture=name) if each.id == option else each for each in kept.options)
    return replace(kept, options=tuple(given))
