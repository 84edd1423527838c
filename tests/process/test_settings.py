"""Settings: a flag over the environment over the default; a wrong one stops the start with one clear line."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import cli
from server.app import build
from server.config import BadSetting, Settings, read_settings
from server.files.keys import Keys
from server.process import serve as serving
from tests.architecture.sources import ROOT
from votes.model import PollId

ENVIRON = {
    "TOPFIVE_HOST": "127.0.0.1",
    "TOPFIVE_PORT": "9000",
    "TOPFIVE_DATA": "elsewhere",
    "TOPFIVE_HOST_KEY": "sixteen-letters-",
    "TOPFIVE_PUBLIC_URL": "https://vote.example.org/",
}


def test_the_defaults_are_those_of_the_contract() -> None:
    assert read_settings({}, {}) == Settings("0.0.0.0", 8000, Path("data"), None, None)


def test_the_environment_is_read_and_a_flag_wins() -> None:
    assert read_settings({}, ENVIRON) == Settings(
        "127.0.0.1", 9000, Path("elsewhere"), "sixteen-letters-", "https://vote.example.org"
    )
    flags = {"host": "::1", "port": "9001", "data": "here"}
    found = read_settings(flags, ENVIRON)
    assert (found.host, found.port, found.data) == ("::1", 9001, Path("here"))


def test_an_empty_setting_is_no_setting() -> None:
    assert read_settings({}, dict.fromkeys(ENVIRON, "")) == read_settings({}, {})


WRONG = [
    ("TOPFIVE_PORT", "0"),
    ("TOPFIVE_PORT", "65536"),
    ("TOPFIVE_PORT", "-1"),
    ("TOPFIVE_PORT", "http"),
    ("TOPFIVE_PORT", "80 80"),
    ("TOPFIVE_PORT", "²"),
    ("TOPFIVE_PORT", "9" * 5_000),
    ("TOPFIVE_HOST_KEY", "too-short"),
    ("TOPFIVE_HOST_KEY", "with a space inside"),
    ("TOPFIVE_HOST_KEY", "with-a-line-break\n-inside"),
    ("TOPFIVE_HOST_KEY", "十六个字以上的钥匙也不能用中文来写"),
    ("TOPFIVE_PUBLIC_URL", "vote.example.org"),
    ("TOPFIVE_PUBLIC_URL", "ftp://vote.example.org"),
    ("TOPFIVE_PUBLIC_URL", "https://"),
    ("TOPFIVE_PUBLIC_URL", "https://vote.example.org/path"),
    ("TOPFIVE_PUBLIC_URL", "https://vote.example.org?x=1"),
    ("TOPFIVE_PUBLIC_URL", "https://someone@vote.example.org"),
    ("TOPFIVE_PUBLIC_URL", "https://vote.example.org:70000"),
    ("TOPFIVE_PUBLIC_URL", "https://["),
    ("TOPFIVE_PUBLIC_URL", "http://0.0.0.0:8000"),
    ("TOPFIVE_PUBLIC_URL", "http://[::]:8000"),
    ("TOPFIVE_TRUSTED_PROXIES", "localhost"),
    ("TOPFIVE_TRUSTED_PROXIES", "*"),
    ("TOPFIVE_TRUSTED_PROXIES", "10.0.0.1,*"),
    ("TOPFIVE_TRUSTED_PROXIES", "0.0.0.0/0"),
    ("TOPFIVE_TRUSTED_PROXIES", "::/0"),
    ("TOPFIVE_TRUSTED_PROXIES", "10.0.0.1;10.0.0.2"),
    ("TOPFIVE_TRUSTED_PROXIES", "10.0.0.1/8"),
    ("TOPFIVE_TRUSTED_PROXIES", "10.0.0.1,*"),
    ("TOPFIVE_DATABASE_URL", "postgresql://localhost/topfive"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({}, {**ENVIRON, name: value})

    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("given", ["127.0.0.1", "10.0.0.1, 10.0.0.0/8", "::1,fd00::/8"])
def test_proxies_are_addresses_and_networks(given: str) -> None:
    assert read_settings({"trusted_proxies": given}, {}).trusted_proxies == given


def test_the_host_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("a-key-of-16-or-more\n")

    assert read_settings({"host_key": str(file)}, ENVIRON).host_key == "a-key-of-16-or-more"
    assert read_settings({"host_key": "a-key-of-16-or-more"}, ENVIRON).host_key == "a-key-of-16-or-more"
    with pytest.raises(BadSetting, match="TOPFIVE_HOST_KEY"):
        read_settings({"host_key": "short"}, {})


@pytest.mark.parametrize("key", ["passwordpassword1", "1234567890123456", "host-key-host-key"])
def test_a_weak_host_key_stops_the_start_with_one_line_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(serving, "_serve", lambda *_: None)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--host-key", key, "--data", str(tmp_path / "data")])

    said = str(stopped.value)
    assert "\n" not in said
    assert "TOPFIVE_HOST_KEY / --host-key" in said
    assert "Leave it out, and one is made" in said
    assert key not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the list of processes is read from /proc")
@pytest.mark.parametrize("flag", [["--host-key", "a-key-of-16-or-more"], ["--host-key=a-key-of-16-or-more"]])
def test_a_host_key_among_the_flags_is_soon_not_in_the_list_of_processes(
    tmp_path: Path, free_port: int, flag: list[str]
) -> None:
    own = ["--host", "127.0.0.1", "--port", str(free_port), "--data", str(tmp_path / "data")]
    process = subprocess.Popen([sys.executable, "run.py", *flag, *own], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{free_port}/api/sessions"
    asked = urllib.request.Request(address, headers={"Authorization": "Bearer a-key-of-16-or-more"})
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(asked, timeout=5) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.05)
        listed = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        assert b"--port" in listed
        assert b"a-key-of-16" not in listed
    finally:
        process.terminate()
        process.wait(10)


def test_a_certificate_and_a_plain_public_address_contradict_each_other() -> None:
    tls: dict[str, str | None] = {"tls_cert": "cert.pem", "tls_key": "key.pem"}
    plain, secure = (
        {"TOPFIVE_PUBLIC_URL": "http://vote.example.org"},
        {"TOPFIVE_PUBLIC_URL": "HTTPS://vote.example.org"},
    )

    with pytest.raises(BadSetting, match=r"TOPFIVE_PUBLIC_URL .* contradicts --tls-cert") as refused:
        read_settings(tls, plain)

    assert "\n" not in str(refused.value)
    assert read_settings(tls, secure).has_tls  # the controls: either alone, or both in step
    assert read_settings(tls, {}).has_tls
    assert not read_settings({}, plain).has_tls
    assert not read_settings({}, secure).has_tls  # a proxy speaks it


def test_the_demo_and_a_certificate_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Settings] = []
    monkeypatch.setattr(serving, "run", lambda settings, _build, _ready: started.append(settings))

    with pytest.raises(SystemExit, match="--tls-cert: the demo"):
        cli.main(["demo", "--tls-cert", "cert.pem", "--tls-key", "key.pem"])
    assert not started

    cli.main(["demo"])  # the control
    assert len(started) == 1


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_and_an_address_of_another_machine_stop_the_start(tmp_path: Path, taken: int) -> None:
    for host, port in (("127.0.0.1", taken), ("192.0.2.1", 9000), ("no.such.host.invalid", 9000), ("a..b", 9000)):
        with pytest.raises(BadSetting, match=str(port)) as refused:
            serving.run(Settings(host, port, tmp_path), build, lambda *_: None)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "keys", "host.key"])
def test_a_data_folder_that_cannot_be_used_stops_the_start(tmp_path: Path, name: str, free_port: int) -> None:
    folder = tmp_path / "data"
    if name:
        folder.mkdir()
    wrong = folder / name if name else folder
    if name == "host.key":
        wrong.mkdir()  # a folder where a file is wanted
    else:
        wrong.write_text("a file where a folder is wanted")

    with pytest.raises(BadSetting, match="TOPFIVE_DATA"):
        serving.run(Settings("127.0.0.1", free_port, folder), build, lambda *_: None)


@pytest.mark.parametrize(
    ("name", "held"), [("host.key", b""), ("tickets.key", b""), ("keys/poll567890123456.key", b"cut")]
)
def test_a_key_that_was_cut_short_stops_the_start_with_one_line(
    tmp_path: Path, name: str, held: bytes, free_port: int
) -> None:
    damaged = tmp_path / name
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_bytes(held)

    with pytest.raises(BadSetting, match="TOPFIVE_DATA") as refused:
        serving.run(Settings("127.0.0.1", free_port, tmp_path), build, lambda *_: None)

    assert name in str(refused.value)
    assert "cut short" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert damaged.read_bytes() == held  # nothing is made good in silence


def test_keys_of_polls_without_their_database_stop_the_start(tmp_path: Path, free_port: int) -> None:
    Keys(tmp_path).make(PollId("poll567890123456"))

    with pytest.raises(BadSetting, match="TOPFIVE_DATA") as refused:
        serving.run(Settings("127.0.0.1", free_port, tmp_path), build, lambda *_: None)

    assert "topfive.db is not there" in str(refused.value)
    assert not (tmp_path / "topfive.db").exists()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_the_command_line_ends_with_that_line_and_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "run.py"), "--port", "none", "--data", str(tmp_path)]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, cwd=ROOT)

    assert ended.returncode != 0
    assert ended.stdout == ""
    assert ended.stderr.startswith("Topfive did not start. TOPFIVE_PORT / --port: 'none'")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("given", [["--port", "9005"], ["serve", "--port", "9005"]])
def test_flags_stand_before_or_after_the_command(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Settings] = []
    monkeypatch.setattr(serving, "run", lambda settings, _build, _ready: found.append(settings))
    for name in ENVIRON:
        monkeypatch.delenv(name, raising=False)

    cli.main(given)

    assert found == [Settings(port=9005)]
