"""``make house``: the rooms of this checkout and who imports whom, as text and as a picture for a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tests.architecture.rules import FLOORS
from tests.architecture.sources import (
    FEATURES,
    ROOT,
    Arrow,
    Source,
    arrows,
    between_features,
    between_rooms,
    sources,
)

PICTURE = ROOT / "tests" / "output" / "house.svg"
WIDTH, FLOOR, BOX, LEFT = 1400, 132, 46, 210
STYLE = (
    "text{font:15px sans-serif;fill:#222}.floor{fill:#777}.more{font-size:12px;fill:#666}"
    "rect{fill:#fff;stroke:#555}path{fill:none;stroke:#8aa;stroke-opacity:.55}"
    "g:hover>path{stroke:#b00;stroke-opacity:1}g:hover>rect{fill:#fee}"
)

Counted = Mapping[tuple[str, str], Sequence[Arrow]]


@dataclass(frozen=True)
class Spot:
    """Where a room's box stands, by the middle of its upper edge, in pixels."""

    x: float
    y: float
    width: float


def report(title: str, floors: Mapping[str, Iterable[str]], sizes: Counter[str], drawn: Counted) -> str:
    """One line per room, from the top: its files, and what it uses with the number of imports."""
    lines = [f"{title}: {len({room for pair in drawn for room in pair})} rooms, {len(drawn)} arrows"]
    for floor, rooms in floors.items():
        lines.append(f"\n  {floor}" if floor else "")
        for room in rooms:
            used = ", ".join(f"{to} {len(found)}" for (of, to), found in sorted(drawn.items()) if of == room)
            lines.append(f"    {room:<13}{_files(sizes[room]):>9}" + (f"   uses {used}" if used else ""))
    return "\n".join(lines)


def picture(floors: Mapping[str, Sequence[str]], sizes: Counter[str], drawn: Counted) -> str:
    """An SVG in which a room's arrows stand out where the pointer is on it."""
    spots = place(floors)
    labels = [
        f'<text class="floor" x="12" y="{row * FLOOR + 62}">{escape(floor)}</text>' for row, floor in enumerate(floors)
    ]
    rooms = [_room(name, spot, sizes[name], spots, drawn) for name, spot in spots.items()]
    height = len(floors) * FLOOR + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"><style>{STYLE}</style>'
        f"{''.join(labels)}{''.join(rooms)}</svg>\n"
    )


def place(floors: Mapping[str, Sequence[str]]) -> dict[str, Spot]:
    spots = {}
    for row, rooms in enumerate(floors.values()):
        step = (WIDTH - LEFT) / len(rooms)
        for at, room in enumerate(rooms):
            slope = 18 * (at % 2)  # neighbours do not hide each other's arrows
            spots[room] = Spot(LEFT + step * (at + 0.5), row * FLOOR + 34 + slope, min(step - 24, 130))
    return spots


def _room(name: str, spot: Spot, files: int, spots: Mapping[str, Spot], drawn: Counted) -> str:
    lines = [
        f'<path stroke-width="{min(1 + len(found) / 12, 6):.1f}" d="{_curve(spot, spots[to])}"/>'
        for (of, to), found in drawn.items()
        if of == name
    ]
    box = (
        f'<rect x="{spot.x - spot.width / 2:.0f}" y="{spot.y:.0f}" width="{spot.width:.0f}" height="{BOX}" rx="6"/>'
        f'<text text-anchor="middle" x="{spot.x:.0f}" y="{spot.y + 20:.0f}">{escape(name)}</text>'
        f'<text class="more" text-anchor="middle" x="{spot.x:.0f}" y="{spot.y + 37:.0f}">{_files(files)}</text>'
    )
    return f"<g>{''.join(lines)}{box}</g>"


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"


def _curve(start: Spot, end: Spot) -> str:
    """Down from box to box; within a floor, below the boxes."""
    x, y, to_x, to_y = start.x, start.y + BOX, end.x, end.y
    if to_y < y:
        to_y = end.y + BOX
    bend = max((to_y - y) / 2, 30)
    return f"M{x:.0f} {y:.0f}C{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}"


def files_in(checkout: Iterable[Source], *, features: bool = False) -> Counter[str]:
    counted = Counter(source.feature if features else source.room for source in checkout)
    return Counter({name: files for name, files in counted.items() if name})


def main() -> None:
    """Print both reports and write the picture."""
    run = Source("run.py", (ROOT / "run.py").read_text("utf-8"))
    checkout = (run, *sources("server", "votes"))
    found = arrows(checkout)
    rooms, nouns = files_in(checkout), files_in(sources(f"server/{FEATURES}"), features=True)
    print(report("The house", FLOORS, rooms, between_rooms(found)))
    print("\n" + report("Its features", {"": sorted(nouns)}, nouns, between_features(found)))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(FLOORS, rooms, between_rooms(found)), "utf-8")
    print(f"\nA picture of the rooms, for a browser: {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
