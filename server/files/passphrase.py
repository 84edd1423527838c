"""The passphrase that a host may use beside the key: kept as an argon2id hash in a file of its own, not in backups."""

from __future__ import annotations

import logging
import os
import unicodedata
from contextlib import suppress
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import BadFields, FieldError

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
log = logging.getLogger(__name__)
_hasher = PasswordHasher()  # argon2id with the library's parameters, those of RFC 9106 for little memory (64 MiB)


class Passphrase:
    """Hashing takes about a twentieth of a second and 64 MiB: never on the event loop, and not twice at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "passphrase.key"  # so named that it moves along with the other keys

    @property
    def is_set(self) -> bool:
        return self._path.exists()

    def set(self, text: str) -> None:
        """Raises BadFields for one that is too easy to guess."""
        phrase = check(text)
        fresh = self._path.with_suffix(".fresh")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="ascii") as file:
            file.write(_hasher.hash(phrase))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def remove(self) -> None:
        """Safe to repeat."""
        self._path.unlink(missing_ok=True)

    def fits(self, text: str) -> bool:
        """Whether it is the passphrase; no where none is set, or its file is damaged: then the key still is right."""
        try:
            kept = self._path.read_text("ascii")
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as unreadable:
            log.error(
                "%s cannot be read (%s); sign in with the key and set the passphrase anew", self._path, unreadable
            )
            return False
        with suppress(InvalidHashError, VerificationError):
            return _hasher.verify(kept, plain(text)[:LONGEST])
        return False


def plain(text: str) -> str:
    """As people type it on any keyboard: full-width digits are digits, and one space is as good as three."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check(text: str) -> str:
    """The passphrase as it is hashed. Raises BadFields."""
    phrase = plain(text)
    if len(phrase) < SHORTEST:
        raise BadFields(FieldError("passphrase", f"A passphrase has at least {SHORTEST} characters."))
    if len(phrase) > LONGEST:
        raise BadFields(FieldError("passphrase", f"A passphrase has at most {LONGEST} characters."))
    if len(set(phrase)) < FEWEST_DIFFERENT:
        raise BadFields(FieldError("passphrase", "That is too easy to guess; use more different characters."))
    return phrase
