"""The tables of one page: each with its grid of cells, the lines it takes, and the lines around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.geometry import centre, contains
from extractor.records import Cell, Line, Reading, Ruling, Word
from extractor.tables.aligned import Region, aligned, regions
from extractor.tables.captions import caption, frame, is_title
from extractor.tables.continued import Part
from extractor.tables.drawn_cells import by_cell, cells, unglued
from extractor.tables.half_ruled import by_row, lacks_columns, rows_in, with_shown_columns
from extractor.tables.lattice import Lattice, lattices
from extractor.tables.levelled import levelled
from extractor.tables.open_bodies import is_head_of, open_rows, rows_of, with_body
from extractor.tables.placed import Placed, placed

RULED = 1.0  # confidence that a text stands in its row and column, where ruled lines say so
HALF_RULED = 0.95  # where they part the rows only
UNRULED = 0.9  # where there are none
SLACK = 2.0  # points: letters may touch the frame


def parts_of(reading: Reading, tail: Sequence[Line], before: Part | None = None) -> list[Part]:
    """Parts of tables on a page, top to bottom. `tail`: the last lines of the page before, which may hold a title;
    `before`: the last part of the page before, which may go on here."""
    words = placed(word for line in reading.lines for word in line.words)
    found = [(lattice, words.within(lattice.box, SLACK)) for lattice in lattices(reading.rulings, words)]
    parts = [_part(reading, lattice, inside) for lattice, inside in found if inside.within(lattice.box).words]
    parts += [replace(_part(reading, lattice, words.within(lattice.box)), confidence=HALF_RULED) for lattice in levelled(reading)]
    open_table = before.lattice if before and not tail and before.confidence < RULED else None
    for region in regions(reading, [part.lattice.box for part in parts], open_table):
        head = next((n for n, part in enumerate(parts) if is_head_of(part, region)), None)
        if head is not None:
            parts[head] = _with_body(reading, parts[head], region)
            continue
        grid = aligned(region, reading.page, before.lattice if before and not parts and not _titled(reading, region) else None)
        if grid:
            parts.append(_aligned_part(reading, *grid, region))
    parts.sort(key=lambda part: part.lattice.ys[0])
    return [_surrounded(parts, index, reading, tail) for index in range(len(parts))]


def _part(reading: Reading, lattice: Lattice, inside: Placed) -> Part:
    """The part inside a frame; where rules part not all of its columns or rows, the words do."""
    words = by_cell(lattice, inside)
    beside = by_row(lattice, inside)
    unparted = open_rows(lattice, beside)
    if not unparted and lacks_columns(words):
        pieces = tuple(piece for word in inside.words for piece in unglued(word))
        region = Region(lattice.box, pieces, _rules(reading, lattice), lattice.xs[1:-1])
        if grid := aligned(region, reading.page):
            return _aligned_part(reading, *grid, region)
    if (shown := with_shown_columns(lattice, words)) is not lattice:
        lattice, words = shown, by_cell(shown, inside)
    rows = cells(lattice, words, reading.page)
    parted = [
        piece
        for r, (row, printed) in enumerate(zip(rows, beside, strict=True))
        for piece in (rows_of(printed, lattice.xs, reading.page) if r in unparted else rows_in(lattice, row, printed, reading.page))
    ]
    lines = _mostly_of(reading.lines, inside.words)
    return Part(reading.page, lattice, tuple(parted), lines, confidence=RULED if parted == rows else HALF_RULED)


def _mostly_of(lines: Sequence[Line], words: Sequence[Word]) -> tuple[Line, ...]:
    """Lines more than half of whose words are these."""
    chosen = {id(word) for word in words}
    return tuple(line for line in lines if 2 * sum(id(word) in chosen for word in line.words) > len(line.words))


def _rules(reading: Reading, lattice: Lattice) -> tuple[Ruling, ...]:
    """Horizontal rules of a frame."""
    box = lattice.box
    return tuple(r for r in reading.rulings if r.y0 == r.y1 and contains(box, (r.x0 + r.x1) / 2, r.y0, SLACK))


def _titled(reading: Reading, region: Region) -> bool:
    """Whether a title of its own stands above a region."""
    return bool(caption([line for line in reading.lines if line.box and line.box.bottom <= region.box.top + SLACK]).title)


def _with_body(reading: Reading, part: Part, region: Region) -> Part:
    """A frame around a header with the rows in the region below it."""
    whole = with_body(part, region, HALF_RULED)
    return replace(whole, lines=tuple(line for line in reading.lines if line in part.lines or _stands_in(line, region)))


def _stands_in(line: Line, region: Region) -> bool:
    return line.box is not None and contains(region.box, *centre(line.box), SLACK)


def _aligned_part(reading: Reading, lattice: Lattice, rows: list[tuple[Cell, ...]], region: Region) -> Part:
    lines = tuple(line for line in reading.lines if _stands_in(line, region))
    return Part(reading.page, lattice, tuple(rows), lines, confidence=HALF_RULED if region.rules else UNRULED)


def _surrounded(parts: Sequence[Part], index: int, reading: Reading, tail: Sequence[Line]) -> Part:
    """The part with the lines above it (up to the part before) and below it (down to the next)."""
    part = parts[index]
    top, bottom = part.lattice.ys[0], part.lattice.ys[-1]
    taken = {line.number for other in parts for line in other.lines}
    free = [line for line in reading.lines if line.box and line.number not in taken]
    ceiling = parts[index - 1].lattice.ys[-1] if index else 0.0
    floor = parts[index + 1].lattice.ys[0] if index + 1 < len(parts) else float("inf")
    above = [line for line in free if ceiling - SLACK <= _height(line) <= top + SLACK]
    below = [line for line in free if bottom - SLACK <= _height(line) <= floor]
    parted = index == 0 and bool(above) and _left_behind(tail, above)
    borrowed = tuple(tail) if index == 0 and (not above or parted) else ()
    return part.between((*borrowed, *above), tuple(below), top_of_page=not above and index == 0)


def _left_behind(tail: Sequence[Line], above: Sequence[Line]) -> bool:
    """Whether the page before ends with the title of a table, and perhaps its number, whose unit and agency alone stand at
    the top of this one."""
    last = next((rest for line in reversed(tail) if (rest := frame(line.text).rest)), "")
    return is_title(last) and not any(frame(line.text).rest for line in above)


def _height(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2 if line.box else 0.0
