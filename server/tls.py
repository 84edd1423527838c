"""The certificate: read before the start, so that a wrong one ends it with one line."""

from __future__ import annotations

import ssl
from pathlib import Path

from server.config import BadSetting


def check_certificate(cert: Path, key: Path) -> None:
    """Raises BadSetting for files that are missing, do not belong together, or need a password."""
    for name, path in (("cert", cert), ("key", key)):
        try:
            path.read_bytes()
        except OSError as refused:
            raise BadSetting(
                f"TOPFIVE_TLS_{name.upper()} / --tls-{name}: {path} cannot be read ({refused.strerror})."
            ) from None
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password=_none)
    except ssl.SSLError as wrong:
        raise BadSetting(
            f"TOPFIVE_TLS_CERT, TOPFIVE_TLS_KEY: {cert} and {key} are no certificate in PEM with its key, without a "
            f"password ({wrong.reason or 'not readable'})."
        ) from None


def _none() -> str:
    """Nobody is there to type one, and OpenSSL would ask on the terminal."""
    return ""
