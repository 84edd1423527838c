"""A real vote recounted through the whole stack: Gdynia 2024, 17,660 ballots, 17 projects, 22 neighbourhoods."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from pathlib import Path

from server.bench.client import send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import ServerProcess
from votes.formats.pabulib import ApprovalFile, read

FILE = Path(__file__).parents[1] / "data" / "gdynia-2024.pb.gz"


async def _recount(folder: Path, file: ApprovalFile) -> tuple[Json, Json]:
    """The session and its result, after every ballot of the file was cast over HTTP by a voter of its own."""
    with ServerProcess(folder) as server:
        options = [{"title": project.name, "code": project.id} for project in file.projects]
        places = sorted({place for _, place in file.ballots if place})
        session = open_session(server.port, options, places, max_choices=3, winners=5)
        poll = session["polls"][0]
        groups = {group["name"]: group["id"] for group in session["groups"]}
        at = {project.id: position for position, project in enumerate(file.projects)}

        voters = await join_all(
            server.port, session, [groups.get(place) if place else None for _, place in file.ballots]
        )
        cast = [
            ballot(poll, voter, [at[project] for project in choices])
            for voter, (choices, _) in zip(voters, file.ballots, strict=True)
        ]
        outcome = await send_all(server.port, cast, 200)
        assert outcome.statuses == {200: len(file.ballots)}

        call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
        result = call(server.port, "GET", f"/api/polls/{poll['id']}/result")
        assert server.stop() == 0
    return session, result


def test_gdynia_2024_recounted_equals_the_files_own_votes_per_neighbourhood_too(tmp_path: Path) -> None:
    file = read(gzip.decompress(FILE.read_bytes()).decode())
    assert len(file.ballots) == 17_660  # the control: it is the whole file

    session, result = asyncio.run(_recount(tmp_path, file))

    codes = {option["id"]: option["code"] for option in session["polls"][0]["options"]}
    assert {codes[each["option"]]: each["votes"] for each in result["options"]} == {
        project.id: project.votes for project in file.projects
    }
    assert (result["ballots"], result["joined"]) == (17_660, 17_660)
    assert (codes[result["options"][0]["option"]], result["options"][0]["votes"]) == ("2024/OGM/0008", 7_874)

    names = {group["id"]: group["name"] for group in session["groups"]}
    counted = {
        names.get(row["group"]): {codes[each["option"]]: each["votes"] for each in row["options"] if each["votes"]}
        for row in result["groups"]
    }
    assert counted == _by_neighbourhood(file)


def _by_neighbourhood(file: ApprovalFile) -> dict[str | None, dict[str, int]]:
    """Counted from the file alone."""
    counts: dict[str | None, Counter[str]] = {}
    for choices, place in file.ballots:
        counts.setdefault(place, Counter()).update(choices)
    return {place: dict(counter) for place, counter in counts.items()}
