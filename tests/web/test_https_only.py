"""HTTPS by a proxy or by ourselves: what answers then say of cookies and of the way back, and who is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.access.origins import read_origins
from server.app import build
from server.config import Settings
from tests.builders import HOST_KEY, Clock, settings

SIGN_IN = f"/host/sign-in?key={HOST_KEY}"
BY_PROXY = {"X-Forwarded-Proto": "https"}


def client(app: ASGIApp, address: str = "127.0.0.1") -> TestClient:
    """As uvicorn hands requests on: whoever comes from a trusted address may say how it was asked."""
    believing = ProxyHeadersMiddleware(app, "127.0.0.1")  # type: ignore[arg-type]
    asked: ASGIApp = believing  # type: ignore[assignment]
    return TestClient(asked, base_url="http://localhost:8000", client=(address, 50_000), follow_redirects=False)


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> ASGIApp:
    return build(settings(tmp_path), clock)


@pytest.fixture
def named(tmp_path: Path, clock: Clock) -> Iterator[TestClient]:
    with client(build(settings(tmp_path, public_url="https://vote.example.org"), clock)) as http:
        yield http


def test_cookies_of_an_encrypted_request_are_secure_also_without_a_public_address(app: ASGIApp) -> None:
    with client(app) as http:
        for path in (SIGN_IN, "/?big=1"):
            secure = http.get(path, headers=BY_PROXY).headers["set-cookie"]
            assert secure.count("; Secure") == 1, path
            assert "Secure" not in http.get(path).headers["set-cookie"]  # the control


def test_how_it_was_asked_is_believed_of_trusted_proxies_alone(app: ASGIApp) -> None:
    with client(app, "192.0.2.7") as http:
        assert "Secure" not in http.get(SIGN_IN, headers=BY_PROXY).headers["set-cookie"]


def test_browsers_keep_the_public_name_to_https_for_a_day(named: TestClient) -> None:
    for path in ("/", "/healthz", "/api/sessions", "/nowhere"):
        strict = named.get(path, headers={"Host": "vote.example.org", **BY_PROXY})
        assert strict.headers["strict-transport-security"] == "max-age=86400", path
        assert "strict-transport-security" not in named.get(path, headers={"Host": "vote.example.org"}).headers, path
        for host in ("localhost:8000", "127.0.0.1"):
            assert "strict-transport-security" not in named.get(path, headers={"Host": host, **BY_PROXY}).headers, host


@pytest.mark.parametrize(
    ("public", "name"),
    [
        ("https://vote.example.org", "vote.example.org"),
        ("https://vote.example.org:8443", "vote.example.org"),
        ("http://vote.example.org", ""),
        ("https://localhost", ""),
        ("https://hall.local", ""),
        ("https://hall", ""),
        ("https://192.168.1.20", ""),
        ("https://[fd00::1]", ""),
        (None, ""),
    ],
)
def test_only_a_name_of_a_domain_is_kept_to_https(public: str | None, name: str) -> None:
    assert read_origins(Settings(host="127.0.0.1", public_url=public)).strict_host == name


def test_a_write_by_a_port_that_nobody_told_us_of_is_refused_and_says_what_to_set(app: ASGIApp) -> None:
    with client(app) as http:
        mapped, foreign = "https://localhost", "https://evil.example"
        form = {"key": HOST_KEY}
        page = http.post("/host/sign-in", data=form, headers={"Origin": mapped, "Accept-Language": "en", **BY_PROXY})
        assert page.status_code == 403
        assert "set-cookie" not in page.headers
        assert "Topfive has another address" in page.text
        assert "set TOPFIVE_PUBLIC_URL to it" in page.text
        other = http.post("/host/sign-in", data=form, headers={"Origin": foreign, "Accept-Language": "en"})
        assert other.status_code == 403
        assert "TOPFIVE_PUBLIC_URL" not in other.text
        assert http.post("/host/sign-in", data=form, headers={"Origin": "http://localhost:8000"}).status_code == 303

        host = {"Authorization": f"Bearer {HOST_KEY}"}
        body = {"title": "Meeting", "polls": []}
        refused = http.post("/api/sessions", json=body, headers={**host, "Origin": mapped})
        assert refused.status_code == 403
        assert refused.json()["detail"] == (
            "This page was opened at https://localhost, and Topfive was started for http://127.0.0.1:8000. "
            "If phones should use the former, set TOPFIVE_PUBLIC_URL to it and start Topfive again."
        )
        foreigner = http.post("/api/sessions", json=body, headers={**host, "Origin": foreign})
        assert (foreigner.status_code, "TOPFIVE" in foreigner.text) == (403, False)
        assert http.get("/api/sessions", headers=host).json() == {"sessions": []}
