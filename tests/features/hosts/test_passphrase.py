"""The passphrase beside the key: kept as an argon2id hash, typed in any way, slow to try."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.access.rate_limits import Failures
from server.errors import BadFields, TooManyTries
from server.files.passphrase import LONGEST, SHORTEST, Passphrase
from tests.builders import HOST_KEY, ORIGIN, Answer, Room
from tests.tab import Page, Tab

PHRASE = "1842 7703 9916 0054"


def test_what_is_kept_is_a_hash_that_only_its_owner_can_read(tmp_path: Path) -> None:
    passphrase = Passphrase(tmp_path)
    passphrase.set(PHRASE)
    (kept,) = tmp_path.iterdir()

    assert kept.read_text().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PHRASE not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", [PHRASE, " １８４２  7703 9916 0054\n", "1842\u30007703\u00a09916 0054"])
def test_it_is_the_same_however_a_keyboard_writes_it(tmp_path: Path, typed: str) -> None:
    passphrase = Passphrase(tmp_path)
    passphrase.set(PHRASE)

    assert passphrase.fits(typed)
    assert not passphrase.fits(typed.replace("4", "5"))  # the control


def test_without_one_and_with_a_damaged_file_nothing_fits(tmp_path: Path) -> None:
    passphrase = Passphrase(tmp_path)
    assert not passphrase.is_set
    assert not passphrase.fits("")

    passphrase.set(PHRASE)
    (tmp_path / "passphrase.key").write_text("damaged")
    assert not passphrase.fits("damaged")


def test_the_last_one_set_counts_and_one_taken_away_does_not(tmp_path: Path) -> None:
    passphrase = Passphrase(tmp_path)
    passphrase.set(PHRASE)
    passphrase.set("another one of ours")
    assert (passphrase.fits(PHRASE), passphrase.fits("another one of ours")) == (False, True)

    passphrase.remove()
    passphrase.remove()
    assert not passphrase.fits("another one of ours")


@pytest.mark.parametrize("bad", ["", "x" * 30, "abcd efgh", "a" * (SHORTEST - 1), "12 12 12 12 12", "x1y2z" * LONGEST])
def test_one_that_is_easy_to_guess_is_refused_and_the_old_one_stays(tmp_path: Path, bad: str) -> None:
    passphrase = Passphrase(tmp_path)
    passphrase.set(PHRASE)

    with pytest.raises(BadFields):
        passphrase.set(bad)

    assert passphrase.fits(PHRASE)


def set_it(tab: Tab, phrase: str = PHRASE) -> Answer:
    return tab.post("/host/access", {"act": "set", "passphrase": phrase})


def test_a_host_sets_it_and_then_it_signs_in(fresh: Room) -> None:
    tab, other = Tab(fresh).sign_in(), Tab(fresh)
    assert other.post("/host/sign-in", {"key": PHRASE}).status == 401  # the control

    assert set_it(tab).response.headers["location"] == "/host/access?told=passphrase"
    assert other.post("/host/sign-in", {"key": PHRASE}).status == 303

    shown = Page(tab.get("/host/access").text).text
    assert "By the passphrase" in shown
    assert PHRASE not in shown
    assert Tab(fresh).post("/host/sign-in", {"key": HOST_KEY}).status == 303  # the key stays


OTHER_PHRASE = "2210 6641 0937 5528"


def test_changing_it_and_taking_it_away_end_who_came_by_it_and_nobody_else(fresh: Room) -> None:
    tab, by_key, by_phrase = Tab(fresh).sign_in(), Tab(fresh).sign_in(), Tab(fresh)
    phrase = PHRASE
    warned = "Other hosts who signed in by the passphrase of now are signed out at once"
    assert warned not in tab.get("/host/access").text  # nobody can have
    tab.post("/host/access", {"act": "set", "passphrase": phrase})
    for act in ({"act": "set", "passphrase": OTHER_PHRASE}, {"act": "remove"}):
        by_phrase.post("/host/sign-in", {"key": phrase})
        assert by_phrase.get("/host").status == 200  # the control
        assert warned in tab.get("/host/access").text
        tab.post("/host/access", act)
        assert [each.get("/host").status for each in (by_phrase, by_key, tab)] == [303, 200, 200]
        phrase = OTHER_PHRASE
    assert by_phrase.post("/host/sign-in", {"key": phrase}).status == 401


def test_who_set_it_stays_in_also_by_the_one_before(fresh: Room) -> None:
    Tab(fresh).sign_in().post("/host/access", {"act": "set", "passphrase": PHRASE})
    tab = Tab(fresh)
    tab.post("/host/sign-in", {"key": PHRASE})

    tab.post("/host/access", {"act": "set", "passphrase": OTHER_PHRASE})

    assert tab.get("/host").status == 200


def test_one_that_is_too_short_is_said_in_the_readers_language(fresh: Room) -> None:
    tab = Tab(fresh, language="zh-CN").sign_in()

    answer = set_it(tab, "短")

    assert answer.status == 422
    assert f"口令至少要有 {SHORTEST} 个字符" in Page(answer.text).text
    assert not (fresh.folder / "passphrase.key").exists()


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "很多人都会先猜到"), ("ja", "最初に試されやすい"), ("en", "guess this first")]
)
def test_one_that_many_would_guess_is_refused_with_what_to_do(fresh: Room, language: str, said: str) -> None:
    tab = Tab(fresh, language=language).sign_in()
    fresh.session(title="Kleinwalsertal annual review")

    for phrase in ("password1234", "Kleinwalsertal-annual"):
        answer = set_it(tab, phrase)
        assert (answer.status, said in Page(answer.text).text) == (422, True)
    assert not (fresh.folder / "passphrase.key").exists()
    assert set_it(tab).status == 303  # the control


def test_it_is_no_bearer(fresh: Room) -> None:
    set_it(Tab(fresh).sign_in())

    assert fresh.call("GET", "/api/sessions", by=PHRASE).status == 401


def test_while_an_address_tries_too_much_the_key_still_signs_in(fresh: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def crowded(_address: str) -> None:
        raise TooManyTries("Too many.")

    sign_ins: Failures = fresh.client.app.state.services.limits.sign_ins  # type: ignore[attr-defined]
    monkeypatch.setattr(sign_ins, "check", crowded)

    answer = fresh.call("POST", "/host/sign-in", data={"key": PHRASE}, headers={"Origin": ORIGIN})
    assert (answer.status, answer.response.headers["retry-after"]) == (429, "10")
    assert Tab(fresh).post("/host/sign-in", {"key": HOST_KEY}).status == 303
