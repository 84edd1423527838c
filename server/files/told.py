"""What is said of a file that is no list, each with what to do."""

from __future__ import annotations

from votes.errors import BadRows

TOO_LARGE = "This workbook is larger than lists can be; copy the lists alone into a new one and try again."
NO_WORKBOOK = "This is not an Excel workbook; save the lists as .xlsx or CSV and try again."
OLD = "This is a workbook of the old kind (.xls); save it as .xlsx and try again."
BINARY = "This is a workbook of another kind (.xlsb); save it as .xlsx and try again."
NUMBERS = "This is a document of Numbers; export it as Excel (.xlsx) and try again."
LOCKED = "This workbook is locked with a password; save it without one and try again."
BROKEN = "This workbook is damaged and cannot be read; save it once more as .xlsx and try again."
WORD = "This is a Word document; copy the table or the lines in it and paste them here."
PDF = "This is a PDF; copy the table in it and paste it here, or ask for the file it was made from."
RTF = "This is formatted text (RTF); copy the lines in it and paste them here."
PICTURE = "This is a picture; its text cannot be read. Type the list, or paste it."
ARCHIVE = "This is a web page in an archive (.mht); open it, copy the table and paste it here."
JSON = "This is JSON, which the API takes and no list is read from; paste the list, or save it as CSV."
NO_TABLE = "This is a web page without a table; copy the list in it and paste it here."
NO_TEXT = "This file cannot be read as text; save the list as CSV UTF-8 and try again."


def unread(message: str) -> BadRows:
    return BadRows((("1/file", message),))
