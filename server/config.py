"""Settings: a flag wins over its environment variable, which wins over the default."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Holds server, votes, static and docs/host-guide: a checkout, or the package of a wheel.
CODE = Path(__file__).resolve().parents[1]
EVERYWHERE = ("0.0.0.0", "::")


class BadSetting(Exception):
    """A setting that stops the start; the sentence names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``public_url`` is what QR codes carry, without a trailing slash; None means this machine's address.

    With ``tls_cert`` and ``tls_key``, both or none, the server speaks HTTPS alone.
    """

    host: str = "0.0.0.0"
    port: int = 8000
    data: Path = Path("data")
    host_key: str | None = None
    public_url: str | None = None
    trusted_proxies: str = "127.0.0.1"
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def has_tls(self) -> bool:
        return self.tls_cert is not None


def read_settings(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Settings from flags, by the same names, over ``TOPFIVE_*``. Raises BadSetting."""

    def value(name: str, default: str) -> str:
        return flags.get(name) or environ.get(f"TOPFIVE_{name.upper()}") or default

    if value("database_url", ""):
        raise BadSetting("TOPFIVE_DATABASE_URL / --database-url: this version keeps its data in SQLite only; unset it.")
    public_url, tls = _public_url(value("public_url", "")), _tls(value("tls_cert", ""), value("tls_key", ""))
    if tls and public_url and not public_url.startswith("https:"):
        raise BadSetting(
            f"TOPFIVE_PUBLIC_URL / --public-url: {public_url} contradicts --tls-cert, with which the server speaks "
            "HTTPS alone; begin it with https://, or leave the certificate out."
        )
    return Settings(
        host=value("host", "0.0.0.0"),
        port=_port(value("port", "8000")),
        data=Path(value("data", "data")),
        host_key=_host_key(_key_in(flags.get("host_key")) or environ.get("TOPFIVE_HOST_KEY")),
        public_url=public_url,
        trusted_proxies=_proxies(value("trusted_proxies", "127.0.0.1")),
        **tls,
    )


def _tls(cert: str, key: str) -> dict[str, Path]:
    if bool(cert) != bool(key):
        raise BadSetting("TOPFIVE_TLS_CERT and TOPFIVE_TLS_KEY / --tls-cert and --tls-key: give both, or none.")
    return {"tls_cert": Path(cert), "tls_key": Path(key)} if cert else {}


def _proxies(text: str) -> str:
    """Addresses and networks by commas: uvicorn takes whatever else is there for a name that nobody has.

    Not ``*``, nor a network of all addresses: each phone could say then that it is another one.
    """
    for each in text.split(","):
        try:
            network = ipaddress.ip_network(each.strip())
            if not network.prefixlen:
                raise ValueError
        except ValueError:
            raise BadSetting(
                f"TOPFIVE_TRUSTED_PROXIES / --trusted-proxies: {each.strip()!r} is no address or network such as "
                "10.0.0.1 or 10.0.0.0/8; separate several by commas. All addresses cannot be trusted: name the proxy's."
            ) from None
    return text.strip()


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise BadSetting(f"TOPFIVE_PORT / --port: {text!r} is not a port; use a number from 1 to 65535.")
    return int(text)


def _key_in(given: str | None) -> str | None:
    """A flag's key, or what the file holds that it names."""
    if given and Path(given).is_file():
        return Path(given).read_text("utf-8").strip()
    return given


def _host_key(text: str | None) -> str | None:
    if text and (len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text):
        raise BadSetting("TOPFIVE_HOST_KEY: use at least 16 letters and digits, without spaces.")
    return text or None


def _public_url(text: str | None) -> str | None:
    if not text:
        return None
    if not _is_address(text.rstrip("/")):
        raise BadSetting(f"TOPFIVE_PUBLIC_URL: {text!r} is not an address such as https://vote.example.org.")
    if urlsplit(text).hostname in EVERYWHERE:
        raise BadSetting(f"TOPFIVE_PUBLIC_URL: {text!r} is what a server listens on, and no phone can open it.")
    return text.rstrip("/").lower()  # as browsers write it in an Origin


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        has_port = url.port != 0
    except ValueError:  # brackets that do not close, a port above 65535
        return False
    beside = url.path or url.query or url.fragment or url.username is not None or not text.isprintable()
    return bool(has_port and url.scheme in ("http", "https") and url.hostname and not beside)
