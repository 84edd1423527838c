"""Tables as other programs write them, made by hand: OpenDocument, XML spreadsheets of 2003, web pages."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def opendocument(sheets: str, styles: str = "", kind: bytes = ODS, manifest: str = "<manifest/>") -> bytes:
    """``sheets`` are the tables' own XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()})


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def ods_table(*rows: str, name: str = "Sheet1", style: str = "", columns: str = "") -> str:
    given = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{given}>{columns}{"".join(rows)}</table:table>'


def ods_row(*cells: str, given: str = "") -> str:
    """``cells`` are texts, or XML where they begin with a bracket."""
    made = [each if each.startswith("<") else ods_cell(each) for each in cells]
    return f"<table:table-row {given}>{''.join(made)}</table:table-row>"


def ods_cell(text: str, given: str = "") -> str:
    return f"<table:table-cell {given}><text:p>{text}</text:p></table:table-cell>"


def xml_book(*sheets: str) -> bytes:
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"{''.join(sheets)}</Workbook>"
    ).encode()


def xml_sheet(name: str, rows: str, more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def xml_row(*cells: str, given: str = "") -> str:
    made = [each if each.startswith("<") else f'<Cell><Data ss:Type="String">{each}</Data></Cell>' for each in cells]
    return f"<Row {given}>{''.join(made)}</Row>"
