"""What a department is sent with its link: who asks, for what, until when. In the meeting's language."""

from __future__ import annotations

from server.words.language import catalogue
from server.words.local_time import filters
from votes.call import Call
from votes.model import Session


def invitation(session: Session, call: Call, department: str, url: str) -> str:
    """To be pasted into a chat or a mail as it is."""
    say = catalogue(session.locale)
    lists = say.gettext(", ").join(each.title for each in call.lists)
    until = filters(session.locale)["date"](call.deadline, session)
    asked = say.gettext("{department}: please hand in items for “{meeting}” ({lists}) by {time}.").format(
        department=department, meeting=session.title, lists=lists, time=until
    )
    alone = say.gettext("The link is for your department alone; please do not send it to a group.")
    return "\n".join(filter(None, (session.organization, asked, call.note, url, alone)))
