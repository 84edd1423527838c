"""What a file with lists is, whatever it is called, and what was found in it.

Done in the limited program alone, since strangers wrote it; ``list_reader.py`` asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec

from server.files import encodings, markup_sheets, told, web_tables, workbook
from server.files.found import Found
from server.files.limited import REFUSED
from server.files.workbook_parts import BROKEN_ZIP
from votes.errors import BadRows

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = (
    (b"%PDF", told.PDF),
    (b"{\\rtf", told.RTF),
    (b"\x89PNG", told.PICTURE),
    (b"\xff\xd8\xff", told.PICTURE),
    (b"GIF8", told.PICTURE),
    (b"MIME-Version:", told.ARCHIVE),
)
_IN_OLE = (("EncryptedPackage", told.LOCKED), ("WordDocument", told.WORD))
_IN_ZIP = (
    ("xl/workbook.bin", told.BINARY),
    ("word/document.xml", told.WORD),
    ("Index/Document.iwa", told.NUMBERS),
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,40})|<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]{2,40})""")
_MARKUP = re.compile(r"<(\?xml|!doctype|html|table|head|body|meta|style|div)\b", re.IGNORECASE)
MOST_COMMENTS = 20  # before a page begins
LOOKED_AT = 4_096


def read(folder: Path) -> int:
    """FOLDER/000, the languages of the meeting in FOLDER/001, the encoding that was chosen in FOLDER/002 or nothing →
    what was found as JSON in FOLDER/000.out, or there what is wrong with it.
    """
    languages, chosen = ((folder / name).read_text("utf-8") for name in ("001", "002"))
    try:
        found = find((folder / "000").read_bytes(), languages.split(), chosen)
    except BadRows as bad:
        (folder / "000.out").write_bytes(msgspec.json.encode(bad.rows))
        return REFUSED
    (folder / "000.out").write_bytes(msgspec.json.encode(found))
    return 0


def find(data: bytes, languages: Sequence[str] = (), encoding: str = "") -> Found:
    """Raises BadRows at ``1/file``, saying what the file is and what to do."""
    for start, message in _NAMED:
        if data.startswith(start):
            raise told.unread(message)
    if data.startswith(OLE):
        inside = (message for name, message in _IN_OLE if name.encode("utf-16-le") in data)
        raise told.unread(next(inside, told.OLD))
    if data.startswith(ZIP):
        return _packed(data)
    return _text(data, languages, encoding)


def _packed(data: bytes) -> Found:
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            kind = _first(packed, "mimetype", 200) if "mimetype" in names else b""
    except BROKEN_ZIP:
        raise told.unread(told.BROKEN) from None
    if b"opendocument.spreadsheet" in kind:
        return markup_sheets.read_opendocument(data)
    if b"opendocument.text" in kind:
        raise told.unread(told.WORD)
    for name, message in _IN_ZIP:
        if name in names:
            raise told.unread(message)
    return workbook.read_workbook(data)


def _first(packed: ZipFile, name: str, most: int) -> bytes:
    """No more of a part than is asked for, whatever it unpacks to."""
    with packed.open(name) as part:
        return part.read(most)


def _text(data: bytes, languages: Sequence[str], encoding: str) -> Found:
    readings = (encodings.read_as(data, encoding),) if encoding else encodings.texts_of(data, languages)
    first = readings[0].text.lstrip("\ufeff")
    if not _MARKUP.match(_without_comments(first)):
        if first.lstrip()[:1] in "{[" and first.rstrip()[-1:] in "}]" and _is_json(first):
            raise told.unread(told.JSON)
        return Found(texts=readings)
    text = (_as_it_says(data) or readings[0].text).lstrip("\ufeff").lstrip()
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:LOOKED_AT]:
        return markup_sheets.read_xml_sheets(re.sub(r"\A<\?xml[^>]*\?>", "", text))
    return web_tables.read_web_page(text)


def _as_it_says(data: bytes) -> str | None:
    """The text in the encoding that a page names itself."""
    found = _CHARSET.search(data[:LOOKED_AT])
    name = (found[1] or found[2]).decode("ascii") if found else ""
    try:
        return encodings.read_as(data, {"gb2312": "gb18030", "gbk": "gb18030"}.get(name.lower(), name)).text
    except BadRows:
        return None


def _without_comments(text: str) -> str:
    """From where its first comments end."""
    at = len(text) - len(text.lstrip())
    for _ in range(MOST_COMMENTS):
        end = text.find("-->", at)
        if end < 0 or not text.startswith("<!--", at):
            break
        at = end + len("-->")
        while at < len(text) and text[at].isspace():
            at += 1
    return text[at : at + LOOKED_AT]


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return True
