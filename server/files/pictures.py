"""A host's picture → 112 × 112 pixels of WebP, without anything else that was in the file."""

from __future__ import annotations

import hashlib
import threading
from io import BytesIO

from PIL import Image, ImageOps

from server.errors import BadFields, FieldError

SIZE = 112  # twice the 56 that a phone shows
MOST_BYTES = 6 * 1024
MOST_PIXELS = 24_000_000
QUALITIES = (82, 74, 66, 58, 50, 40, 30, 20, 10)
FORMATS = ("PNG", "JPEG", "WEBP")
TYPES = ("image/png", "image/jpeg", "image/webp")
NO_PICTURE = "This is no picture that can be read; send a PNG, JPEG or WebP."
TOO_MANY_PIXELS = "This picture has too many pixels; send one of at most 24 million."

Image.MAX_IMAGE_PIXELS = None  # Pillow warns below twice its limit; the size is checked here before anything is decoded
_one_at_a_time = threading.Lock()


def reencoded(data: bytes) -> bytes:
    """The middle of the picture, upright. Takes up to a second: not for the event loop. Raises BadFields."""
    with _one_at_a_time:
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(TOO_MANY_PIXELS)
                opened.draft("RGB", (2 * SIZE, 2 * SIZE))  # a JPEG is decoded no larger than needed
                small = ImageOps.fit(_plain(ImageOps.exif_transpose(opened)), (SIZE, SIZE))
        except BadFields:
            raise
        except Exception:  # decoders of strangers' bytes fail in ways of their own
            raise _refused(NO_PICTURE) from None
        return _small_enough(small)


def name_of(webp: bytes) -> str:
    """What the picture is called: by what it shows, so that a copy is the same one."""
    return hashlib.sha256(webp).hexdigest()[:32]


def _plain(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _small_enough(image: Image.Image) -> bytes:
    """What is see-through takes room of its own, so without it as the last resort."""
    for quality, kept in [*((quality, image) for quality in QUALITIES), (QUALITIES[-1], image.convert("RGB"))]:
        out = BytesIO()
        kept.save(out, "WEBP", quality=quality, alpha_quality=quality, method=6, exif=b"", xmp=b"", icc_profile=None)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise _refused(NO_PICTURE)


def _refused(message: str) -> BadFields:
    return BadFields(FieldError("picture", message))
