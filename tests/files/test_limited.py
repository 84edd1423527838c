"""Strangers' files: what takes a minute or a gigabyte to open, and whom it holds up."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from server.errors import BadFields
from server.files import limited
from server.files.limited import LISTS, PICTURE, REFUSED, UNREADABLE
from server.files.list_reader import find
from server.files.pictures import MOST_BYTES, redrawn
from tests.architecture.sources import imported, sources
from tests.books import HEADER, altered, book
from votes.errors import BadRows

OPENERS = {"PIL", "pypdfium2", "python_calamine", "charset_normalizer", "xml"}  # they read what strangers wrote
OPENING = {"picture_worker", "slide_worker", "workbook", "workbook_parts", "markup_sheets", "encodings"}
WORKERS = {f"server.files.{name}" for name in (*OPENING, "list_files", "web_tables", "grid")}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "PNG")
    return out.getvalue()


def scans(jpeg: bytes) -> Iterator[tuple[int, int]]:
    """Where each scan begins and ends."""
    at = 2
    while jpeg[at + 1] != 0xD9:
        begin, kind = at, jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if kind == 0xDA:
            while jpeg[at] != 0xFF or jpeg[at + 1] in (0, *range(0xD0, 0xD8)):
                at += 1
            yield begin, at


def slow_jpeg(times: int) -> bytes:
    """A progressive one, whose last scan comes again and again: little to send, and each is decoded whole."""
    out = BytesIO()
    Image.effect_noise((600, 600), 9).resize((4_800, 4_800)).save(out, "JPEG", quality=1, progressive=True)
    whole = out.getvalue()
    *_, last = scans(whole)
    return whole[:-2] + whole[slice(*last)] * times + whole[-2:]


def test_a_picture_that_takes_long_is_given_up_and_the_loop_goes_on() -> None:
    """A 222 KB picture took 53 s, and twelve held all threads."""
    slow = slow_jpeg(2_000)
    assert len(slow) < 250_000

    async def run() -> tuple[float, float]:
        began, longest, last = time.perf_counter(), 0.0, time.perf_counter()
        working = asyncio.gather(*(redrawn(slow, "department") for _ in range(2)), return_exceptions=True)
        while not working.done():
            await asyncio.sleep(0.005)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        outcomes = await working
        assert [type(each) for each in outcomes] == [BadFields, BadFields]
        return time.perf_counter() - began, longest

    whole, longest = asyncio.run(run())
    assert whole < PICTURE.patience_s + 5
    assert longest < 0.5


def test_one_kind_of_sender_waits_for_no_other_and_pictures_for_no_threads() -> None:
    slow = slow_jpeg(2_000)

    async def run() -> float:
        bombs = [asyncio.ensure_future(redrawn(slow, "department")) for _ in range(12)]
        await asyncio.sleep(0.3)
        began = time.perf_counter()
        await redrawn(picture(), "host")
        await asyncio.to_thread(bool)
        waited = time.perf_counter() - began
        for each in bombs:
            each.cancel()
        await asyncio.gather(*bombs, return_exceptions=True)
        return waited

    assert asyncio.run(run()) < 5


def test_a_picture_comes_out_small() -> None:
    assert 0 < len(asyncio.run(redrawn(picture(), "host"))) <= MOST_BYTES


def test_the_program_inherits_no_setting_and_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOPFIVE_HOST_KEY", "a-secret-of-the-server")
    monkeypatch.setenv("LD_PRELOAD", "")
    seen: list[tuple[dict[str, str], object]] = []
    begin = asyncio.create_subprocess_exec

    async def watch(*command: str, **given: object) -> asyncio.subprocess.Process:
        environment = given["env"]
        assert isinstance(environment, dict)
        seen.append((environment, given["cwd"]))
        return await begin(*command, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watch)
    asyncio.run(redrawn(picture(), "host"))

    ((environment, folder),) = seen
    assert not {name for name in environment if "TOPFIVE" in name or name.startswith("LD_")}
    assert folder != os.getcwd()
    assert not Path(str(folder)).exists()


def fifty(one: bytes) -> bytes:
    """A workbook of 50 sheets that are all the first one's part."""

    def change(name: str, part: bytes) -> bytes:
        if name == "xl/workbook.xml":
            begin = part.index(b"<sheet ")
            end = part.index(b"/>", begin) + 2
            sheet = part[begin:end]
            more = (
                sheet.replace(b'sheetId="1"', b'sheetId="%d"' % n).replace(b'name="', b'name="s%d' % n)
                for n in range(2, 51)
            )
            return part[:end] + b"".join(more) + part[end:]
        return part

    return altered(one, change)


def fifty_relations(one: bytes) -> bytes:
    """The same by relations of their own."""

    def change(name: str, part: bytes) -> bytes:
        if name == "xl/workbook.xml":
            for n in range(2, 51):
                part = part.replace(b'r:id="rId1"', b'r:id="rId%d"' % (100 + n), 1) if n == 2 else part
            begin = part.index(b"<sheet ")
            end = part.index(b"/>", begin) + 2
            sheets = (b'<sheet name="s%d" sheetId="%d" r:id="rId%d"/>' % (n, n, 100 + n) for n in range(1, 51))
            return part[:begin] + b"".join(sheets) + part[end:]
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
            targets = (b"worksheets/sheet1.xml", b"./worksheets/sheet1.xml", b"/xl/worksheets/../worksheets/Sheet1.xml")
            more = (
                b'<Relationship Id="rId%d" Type="%s" Target="%s"/>' % (100 + n, kind, targets[n % 3])
                for n in range(1, 51)
            )
            return part.replace(b"</Relationships>", b"".join(more) + b"</Relationships>")
        return part

    return altered(one, change)


@pytest.mark.parametrize("alias", [fifty, fifty_relations])
def test_fifty_sheets_of_one_part_are_refused_at_once(alias: object) -> None:
    """They were measured once and read fifty times: 1.6 GiB and more than a minute."""
    large = book({None: [HEADER, *(("P", f"T{n}", "x" * 80, "y" * 100) for n in range(40_000))]})
    made: bytes = alias(large)  # type: ignore[operator]
    began = time.perf_counter()

    with pytest.raises(BadRows) as bad:
        asyncio.run(find(made))

    assert bad.value.rows[0][0] == "1/file"
    assert time.perf_counter() - began < 15


def test_a_workbook_is_read_by_the_program_and_what_is_wrong_is_told() -> None:
    (table,) = asyncio.run(find(book({"Projects": [HEADER, ("P", "食堂", "S", 1)]}))).tables
    assert (table.name, table.lines[1].cells) == ("Projects", ("P", "食堂", "S", "1"))

    assert asyncio.run(limited.run(LISTS, [b"PK\x03\x04", b"", b""])).code == REFUSED
    assert asyncio.run(limited.run(PICTURE, [b"nothing"])).code == UNREADABLE


def test_what_strangers_wrote_is_opened_in_the_limited_program_alone() -> None:
    found = {
        source.module: set(imported(source.tree))
        for source in sources("server")
        if not source.module.startswith("server.files.limited_worker")
    }
    openers = {module for module, names in found.items() if {name.partition(".")[0] for name in names} & OPENERS}
    users = {module for module, names in found.items() if names & WORKERS} - WORKERS

    assert openers == {f"server.files.{name}" for name in OPENING}
    assert users == set()
