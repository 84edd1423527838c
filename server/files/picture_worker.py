"""A picture → 112 × 112 pixels of WebP without anything else that was in the file, in the limited program alone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from server.files.limited import TOO_MANY, UNREADABLE
from server.files.pictures import MOST_BYTES, MOST_PIXELS, SIZE

QUALITIES = (82, 74, 66, 58, 50, 40, 30, 20, 10)
FORMATS = ("PNG", "JPEG", "WEBP")

Image.MAX_IMAGE_PIXELS = None  # Pillow warns below twice its limit; the size is checked here before anything is decoded


class TooManyPixels(Exception):
    """More than are decoded."""


def draw(folder: Path) -> int:
    """FOLDER/000 as FOLDER/000.out. Raises whatever decoders raise."""
    try:
        webp = reencoded((folder / "000").read_bytes())
    except TooManyPixels:
        return TOO_MANY
    if webp is None:
        return UNREADABLE
    (folder / "000.out").write_bytes(webp)
    return 0


def reencoded(data: bytes) -> bytes | None:
    """The middle of the picture, upright. None where it does not become small enough. Raises TooManyPixels."""
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise TooManyPixels
        opened.draft("RGB", (2 * SIZE, 2 * SIZE))  # a JPEG is decoded no larger than needed
        return _small_enough(ImageOps.fit(_plain(ImageOps.exif_transpose(opened)), (SIZE, SIZE)))


def _plain(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _small_enough(image: Image.Image) -> bytes | None:
    """What is see-through takes room of its own, so without it as the last resort."""
    for quality, kept in [*((quality, image) for quality in QUALITIES), (QUALITIES[-1], image.convert("RGB"))]:
        out = BytesIO()
        kept.save(out, "WEBP", quality=quality, alpha_quality=quality, method=6, exif=b"", xmp=b"", icc_profile=None)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    return None
