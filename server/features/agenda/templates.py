"""Templates of agendas, filled with a session's own lists and the departments on them, in its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import NullTranslations

from server.features.agenda.schemas import AgendaItemForm
from server.words.language import catalogue
from votes.model import Poll, Session

MINUTE = 60
Say = NullTranslations
Template = Callable[[Say, Sequence[Poll]], list[AgendaItemForm]]


def fill(name: str, session: Session, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    """Raises KeyError for a template there is not."""
    return TEMPLATES[name](catalogue(session.locale), [poll for poll in polls if poll.runoff_of is None])


def _retreat(say: Say, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    """Departments report for seven minutes each; the floor asks; groups talk; everybody recommends."""
    reports = _reports(say.gettext("Department reports"), _departments(polls) or [say.gettext("Department")], 7)
    questions = AgendaItemForm("questions", say.gettext("Questions from the floor"))
    talks = AgendaItemForm("discussion", say.gettext("Discussion in groups"), seconds=20 * MINUTE)
    leaders = _reports(say.gettext("Closing words"), [say.gettext("Leader in charge")], 5)
    return [_check_in(say), *reports, questions, talks, *_votes(say, polls), *leaders, _signing(say)]


def _review(say: Say, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    """Each reports on the year; everybody grades all of them; the grades are read out."""
    reported = [poll for poll in polls if poll.grades] or polls
    names = [option.title for poll in reported for option in poll.options]
    reports = _reports(say.gettext("Reports on the year"), list(dict.fromkeys(names)), 10)
    return [_check_in(say), *reports, *_votes(say, polls), _signing(say)]


def _hearing(say: Say, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    """Findings of visits, each by its own title, talked over, then the suggestions that are adopted."""
    found = dict.fromkeys((option.title, option.department) for poll in polls for option in poll.options)
    named = list(found) or [(say.gettext("Research reports"), say.gettext("Research group"))]
    reports = [AgendaItemForm("report", title, department=by or None, seconds=8 * MINUTE) for title, by in named]
    talks = AgendaItemForm("discussion", say.gettext("Discussion"), seconds=20 * MINUTE)
    return [_check_in(say), *reports, talks, *_votes(say, polls), _signing(say)]


def _vote(say: Say, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    return [_check_in(say), *_votes(say, polls)]


TEMPLATES: Mapping[str, Template] = {"retreat": _retreat, "review": _review, "hearing": _hearing, "vote": _vote}


def _check_in(say: Say) -> AgendaItemForm:
    return AgendaItemForm("check-in", say.gettext("Scan to join"))


def _signing(say: Say) -> AgendaItemForm:
    return AgendaItemForm("message", say.gettext("Reading out and signing"))


def _votes(say: Say, polls: Sequence[Poll]) -> list[AgendaItemForm]:
    """Each list, and its reveal after it."""
    found = []
    for poll in polls:
        found.append(AgendaItemForm("poll", poll.title, polls=(poll.id,)))
        reveal = say.gettext("Reveal {title}").format(title=poll.title)[:200]
        found.append(AgendaItemForm("reveal", reveal, polls=(poll.id,)))
    return found


def _reports(title: str, departments: Sequence[str], minutes: int) -> list[AgendaItemForm]:
    return [AgendaItemForm("report", title, department=each, seconds=minutes * MINUTE) for each in departments]


def _departments(polls: Sequence[Poll]) -> list[str]:
    """Those whose items are on the lists, in their order."""
    named = (option.department for poll in polls for option in poll.options)
    return list(dict.fromkeys(filter(None, named)))
