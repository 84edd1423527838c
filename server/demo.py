"""A sample session with simulated participants, so that a newcomer sees a live tally at once."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import msgspec

from server.app import build
from server.config import BadSetting, Settings
from server.features.admission.schemas import VoterAnswer
from server.features.meetings.sample import WORDS, sample_lists
from server.features.meetings.schemas import SessionAnswer
from server.features.polls.schemas import PollAnswer
from server.features.rehearsal.random_choices import choose
from server.process import serve as serving
from server.web.endpoint import Services
from server.words.language import known
from votes.model import SessionId

VOTING_S = 60.0
OPEN_S = 1_800
SECOND_THOUGHTS = 600  # ballots changed afterwards, so that the projector keeps moving for who comes late
EVERY_S = 2.0
MOST_VOTERS = 5_000


def run_demo(settings: Settings, voters: int, data: str | None) -> None:
    """Serve the sample session until a signal; without ``data`` what it made goes with it. Raises BadSetting."""
    if not 1 <= voters <= MOST_VOTERS:
        raise BadSetting(f"--voters: use a number from 1 to {MOST_VOTERS}.")
    if settings.has_tls:
        raise BadSetting("--tls-cert: the demo's simulated participants speak plain HTTP; leave the certificate out.")
    locale = known(os.environ.get("LANG", "").partition(".")[0]) or "zh-CN"
    with TemporaryDirectory(prefix="topfive-demo-") as folder:
        tasks: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected

        def ready(kept: Settings, services: Services) -> None:
            tasks.append(asyncio.get_running_loop().create_task(_Demo(kept, services, voters, locale).run()))

        serving.run(settings if data else replace(settings, data=Path(folder)), build, ready)


class _Demo:
    """Everything it does goes through the API, like everyone's doing."""

    def __init__(self, settings: Settings, services: Services, voters: int, locale: str) -> None:
        self._services, self._voters, self._locale = services, voters, locale
        address = "127.0.0.1" if settings.host in ("0.0.0.0", "") else settings.host
        host = f"[{address}]" if ":" in address and address != "::" else "[::1]" if address == "::" else address
        self._http = httpx2.AsyncClient(base_url=f"http://{host}:{settings.port}", timeout=30)
        self._host = {"Authorization": f"Bearer {services.context.keys.host_key}"}

    async def run(self) -> None:
        try:
            session = await self._open_session()
            self._print_links(session)
            await self._vote(session)
        except httpx2.TransportError:
            return  # the server has gone, and with it the meeting
        except (httpx2.HTTPError, _Refused) as trouble:
            print(f"  The simulated participants stopped: {trouble}", flush=True)
        finally:
            await self._http.aclose()

    async def _open_session(self) -> SessionAnswer:
        words = WORDS[self._locale]
        seats = -(-self._voters // len(words.groups))
        fields = {
            "locale": self._locale,
            "organization": words.organization,
            "groups": [{"name": name, "seats": seats} for name in words.groups],
        }
        sample = sample_lists(self._locale)
        answer = await self._http.post(
            "/api/sessions/import",
            headers=self._host,
            files={"file": ("lists.csv", sample, "text/csv")},
            data={"title": words.title, "session": msgspec.json.encode(fields).decode()},
        )
        session = msgspec.json.decode(_accepted(answer), type=SessionAnswer)
        for poll in session.polls:
            await self._tell("POST", f"/api/polls/{poll.id}/open", {"seconds": OPEN_S})
        await self._tell("PUT", f"/api/sessions/{session.id}/scene", {"kind": "tally", "poll": session.polls[0].id})
        return session

    def _print_links(self, session: SessionAnswer) -> None:
        public, key = self._services.origins.public, self._services.context.keys
        print(f"\nThe demo is running: {self._voters} simulated participants vote over one minute.\n")
        print(f"  Projector:  {public}/screen/{session.id}?key={key.screen_key(SessionId(session.id), 0)}")
        print(f"  Host:       {public}/host/sign-in?key={key.host_key}")
        print(f"  Phone:      {session.join_url}\n\n  Stop with Ctrl+C.", flush=True)

    async def _vote(self, session: SessionAnswer) -> None:
        voters = await asyncio.gather(*(self._arrive(session, n) for n in range(self._voters)))
        for _ in range(SECOND_THOUGHTS):
            await asyncio.sleep(EVERY_S)
            number = random.randrange(len(voters))
            await self._cast(voters[number], number, random.choice(session.polls))

    async def _arrive(self, session: SessionAnswer, number: int) -> str:
        """Join and vote at a moment of this minute; one of them at once."""
        pause = random.uniform(0, VOTING_S) if number else 0.0
        await asyncio.sleep(pause * 0.3)
        group = session.groups[number % len(session.groups)].id
        joined = await self._http.post(f"/api/sessions/{session.id}/join", json={"group": group})
        self._http.cookies.clear()
        voter = msgspec.json.decode(_accepted(joined), type=VoterAnswer).voter
        await asyncio.sleep(pause * 0.7)
        for poll in session.polls:
            await self._cast(voter, number, poll)
        return voter

    async def _cast(self, voter: str, number: int, poll: PollAnswer) -> None:
        path, bearer = f"/api/polls/{poll.id}/ballot", {"Authorization": f"Bearer {voter}"}
        chosen = [option.id for option in choose(poll.options, poll.min_choices, poll.max_choices, number)]
        _accepted(await self._http.put(path, headers=bearer, json={"choices": chosen}))

    async def _tell(self, method: str, path: str, body: Mapping[str, object]) -> None:
        _accepted(await self._http.request(method, path, headers=self._host, json=body))


class _Refused(Exception):
    """The server refused what the demo asked."""


def _accepted(answer: httpx2.Response) -> bytes:
    if answer.status_code >= 400:
        raise _Refused(answer.text[:300])
    return answer.content
