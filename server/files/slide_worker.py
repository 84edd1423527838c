"""The files of a report → pictures of its pages. Done in the limited program alone, since strangers wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from server.files.limited import LOCKED, TOO_MANY, UNREADABLE
from server.files.slides import MOST_PAGES

SIDE = 1920  # pixels of the longer side: a projector's width
MOST_PIXELS = 40_000_000
QUALITY = 82
_FORMATS = ("PNG", "JPEG", "WEBP")
_PASSWORD = 4  # what PDFium says where one is needed

Image.MAX_IMAGE_PIXELS = None  # the size is checked before anything is decoded


class TooMany(Exception):
    """More pages than a report may have."""


def draw(folder: Path) -> int:
    """FOLDER/000, FOLDER/001 … (PDF, PNG, JPEG, WebP) as FOLDER/000.out …, in WebP. Raises whatever decoders raise."""
    try:
        _draw(folder)
    except TooMany:
        return TOO_MANY
    except pypdfium2.PdfiumError as refused:
        return LOCKED if getattr(refused, "err_code", None) == _PASSWORD else UNREADABLE
    return 0


def _draw(folder: Path) -> None:
    count = 0
    for source in sorted(path for path in folder.iterdir() if path.suffix == ""):
        for page in _pages(source):
            if count == MOST_PAGES:
                raise TooMany
            _save(page, folder / f"{count:03}.out")
            count += 1


def _pages(source: Path) -> Iterator[Image.Image]:
    with source.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    if is_pdf:
        yield from _pdf_pages(source)
    else:
        yield _picture(source)


def _pdf_pages(source: Path) -> Iterator[Image.Image]:
    with closing(pypdfium2.PdfDocument(source)) as document:
        if len(document) > MOST_PAGES:
            raise TooMany
        for page in document:
            width, height = page.get_size()
            yield page.render(scale=SIDE / max(width, height, 1)).to_pil()
            page.close()


def _picture(source: Path) -> Image.Image:
    with Image.open(source, formats=_FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (SIDE, SIDE))
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((SIDE, SIDE))
    if not picture.has_transparency_data:
        return picture
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)


def _save(page: Image.Image, path: Path) -> None:
    page.convert("RGB").save(path, "WEBP", quality=QUALITY, method=2, exif=b"", xmp=b"", icc_profile=None)
