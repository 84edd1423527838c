"""Times are typed and told in the session's zone, and each says which it is."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from server.errors import BadFields
from server.words import local_time
from server.words.local_time import check_zone, filters, hall_time, known_zones, typed, zone_for, zone_of, zone_said
from tests.architecture.sources import ROOT, sources
from tests.words import zone_names
from votes.model import Session, SessionId

MOMENT = datetime(2026, 12, 5, 6, 0, 5, tzinfo=UTC)
SHANGHAI = Session(SessionId("s"), "A", "1", time_zone="Asia/Shanghai")
BERLIN = replace(SHANGHAI, time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("session", "language", "said"),
    [
        (SHANGHAI, "zh-CN", "12月5日（星期六）14:00（北京时间）"),
        (SHANGHAI, "en", "Sat 5 Dec, 14:00 (GMT+8, Shanghai)"),
        (SHANGHAI, "ja", "12月5日（土）14:00（上海時間）"),
        (replace(SHANGHAI, time_zone="Asia/Tokyo"), "ja", "12月5日（土）15:00（日本時間）"),
        (replace(SHANGHAI, time_zone="Asia/Tokyo"), "zh-CN", "12月5日（星期六）15:00（东京时间）"),
        (BERLIN, "zh-CN", "12月5日（星期六）07:00（柏林时间）"),
        (replace(SHANGHAI, time_zone="Asia/Kathmandu"), "en", "Sat 5 Dec, 11:45 (GMT+5:45, Kathmandu)"),
        (replace(SHANGHAI, time_zone="America/New_York"), "en", "Sat 5 Dec, 01:00 (GMT−5, New York)"),
        (replace(SHANGHAI, time_zone="UTC"), "en", "Sat 5 Dec, 06:00 (UTC)"),
        (replace(SHANGHAI, time_zone=None), "zh-CN", "12月5日（星期六）14:00（GMT+8）"),
        (replace(SHANGHAI, time_zone="Gone/Zone"), "zh-CN", "12月5日（星期六）14:00（GMT+8）"),
    ],
)
def test_a_time_is_told_in_the_sessions_zone_which_it_names(session: Session, language: str, said: str) -> None:
    assert filters(language)["date"](MOMENT, session) == said


def test_the_distance_is_that_of_the_moment_in_summer_too() -> None:
    summer = datetime(2026, 7, 5, 6, 0, tzinfo=UTC)
    assert [zone_said(BERLIN, each, "en") for each in (MOMENT, summer)] == ["GMT+1, Berlin", "GMT+2, Berlin"]
    assert [hall_time(BERLIN, each).hour for each in (MOMENT, summer)] == [7, 8]


def test_every_filter_tells_the_same_zone() -> None:
    told = filters("en")
    assert told["time_of"](MOMENT, BERLIN) == "07:00:05 (GMT+1, Berlin)"
    assert told["bare_time"](MOMENT, BERLIN) == "07:00:05"
    late = datetime(2026, 12, 5, 23, 30, tzinfo=UTC)
    assert (told["iso_day"](late, BERLIN), told["hall_day"](late, BERLIN)) == ("2026-12-06", "6 Dec 2026")


def test_without_a_zone_the_starts_own_offset_is_the_halls() -> None:
    five = timezone(timedelta(hours=5))
    session = replace(SHANGHAI, time_zone=None, starts_at=MOMENT.astimezone(five))
    assert hall_time(session, MOMENT).hour == 11
    assert zone_of(replace(session, time_zone="Asia/Tokyo")) == ZoneInfo("Asia/Tokyo")  # a zone wins
    assert zone_for("en", None) is None  # the server's own


def test_what_is_typed_is_in_the_zone_and_keeps_its_offset() -> None:
    assert typed("2026-12-05T14:00", zone_of(SHANGHAI), "at").isoformat() == "2026-12-05T14:00:00+08:00"
    assert typed("2026-07-05T14:00", zone_of(BERLIN), "at").isoformat() == "2026-07-05T14:00:00+02:00"
    assert typed("2026-12-05T14:00", zone_for("zh-CN", ""), "at").isoformat() == "2026-12-05T14:00:00+08:00"
    assert typed("2026-12-05T14:00", None, "at").tzinfo is not None
    for wrong in ("tomorrow", "1970-01-01T00:00"):
        with pytest.raises(BadFields) as refused:
            typed(wrong, None, "at")
        assert [error.at for error in refused.value.errors] == ["at"]


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "asia/shanghai", "../etc/passwd", "Asia", "localtime", "GMT+8"])
def test_what_is_no_zone_is_refused_at_its_field(name: str) -> None:
    with pytest.raises(BadFields) as refused:
        check_zone(name)
    assert [error.at for error in refused.value.errors] == ["time_zone"]


def test_zones_are_known_where_the_system_has_no_list_of_them() -> None:
    """As on Windows and in a slim image: by the package alone."""
    code = "import zoneinfo; zoneinfo.reset_tzpath(to=()); from server.words.local_time import *; "
    code += "check_zone('Asia/Shanghai'); print(len(known_zones()), zone_for('en', 'Asia/Shanghai').utcoffset(None))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 400


def test_every_zone_of_a_place_has_its_name_in_each_language() -> None:
    kept = json.loads(zone_names.FILE.read_text("utf-8"))
    assert kept.keys() == {"en", "ja", "zh-CN"}
    named = {language: set(places) for language, places in kept.items()}
    assert named["en"] == named["ja"] == named["zh-CN"]
    assert len(named["en"] & known_zones()) > 400
    for zone in ("Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin", "America/New_York"):
        assert {places[zone] for places in kept.values()} <= {places[zone] for places in zone_names.names().values()}
    assert not [name for name in kept["zh-CN"].values() if re.search("[ぁ-ヺ]", name)]


def test_nothing_else_tells_or_reads_a_time() -> None:
    """In templates by the filters, in the server by ``local_time``; UTC for programs is encoding's."""
    allowed = {"server/words/local_time.py", "server/web/encoding.py"}
    asked = {"astimezone", "strftime", "fromtimestamp"}
    found = {
        source.path
        for source in sources("server/features", "server/surfaces", "server/web", "server/words", "server/live")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in asked
    }
    assert found - allowed == set()
    assert "server/words/local_time.py" in found  # the control
    templates = {path: path.read_text("utf-8") for path in (ROOT / "server/templates").rglob("*.html")}
    loose = [str(path) for path, text in templates.items() if re.search(r"\|\s*(date|time_of|iso_day)\b(?!\()", text)]
    assert loose == []
    assert local_time.filters("en").keys() == local_time.filters("ja").keys()
