"""What a file is, whatever it is called: read, or named with what to do."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from server.files.list_files import OLE, find
from tests.files.sheets import zipped
from votes.errors import BadRows


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (3, 3)).save(out, kind)
    return out.getvalue()


def ole(name: str) -> bytes:
    return OLE + bytes(504) + name.encode("utf-16-le")


OTHERS = {
    "PDF": (b"%PDF-1.7\n...", "This is a PDF; copy the table in it and paste it here"),
    "RTF": (b"{\\rtf1\\ansi Canteen}", "This is formatted text (RTF); copy the lines"),
    "docx": (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "This is a Word document; copy the table"),
    "doc": (ole("WordDocument"), "This is a Word document; copy the table"),
    "odt": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "This is a Word document; copy"),
    "xls": (ole("Workbook"), "This is a workbook of the old kind (.xls); save it as .xlsx"),
    "xlsb": (zipped({"xl/workbook.bin": b""}), "This is a workbook of another kind (.xlsb); save it as .xlsx"),
    "locked": (ole("EncryptedPackage"), "This workbook is locked with a password"),
    "numbers": (zipped({"Index/Document.iwa": b""}), "This is a document of Numbers; export it as Excel"),
    "zip": (zipped({"list.csv": b"a"}), "This is not an Excel workbook; save the lists as .xlsx or"),
    "cut off": (b"PK\x03\x04junk", "This workbook is damaged and cannot be read"),
    "PNG": (picture("PNG"), "This is a picture; its text cannot be read."),
    "JPEG": (picture("JPEG"), "This is a picture; its text cannot be read."),
    "GIF": (picture("GIF"), "This is a picture; its text cannot be read."),
    "mht": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
        "This is a web page in an archive (.mht); open it",
    ),
    "JSON": (b' {"polls": [{"title": "Canteen"}]}\n', "This is JSON, which the API takes and no list is read from"),
    "JSON lines": (b'[\n"Canteen"\n]', "This is JSON, which the API takes"),
    "no text": (b"\xff\xff\xff\x00", "This file cannot be read as text; save the list as CSV UTF-8"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_list_is_named_with_what_to_do(kind: str) -> None:
    data, said = OTHERS[kind]

    with pytest.raises(BadRows) as bad:
        find(data)

    ((at, message),) = bad.value.rows
    assert (at, message[: len(said)]) == ("1/file", said)


@pytest.mark.parametrize(
    "text", ["[1] Canteen\n[2] Park [a]", "{x} Park\n", "[" * 200_000 + "]", "%Park\n", "PKW-Stellplätze ab 2027\n"]
)
def test_a_list_that_only_looks_like_it_is_text(text: str) -> None:
    assert find(text.encode()).texts[0].text == text
