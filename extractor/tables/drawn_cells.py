"""Words to the cells of a lattice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf
from statistics import median

import numpy as np

from extractor.amounts import MEASURE
from extractor.geometry import union
from extractor.records import Cell, Edit, Place, Word
from extractor.separators import amount_of_lines
from extractor.tables.broken import runs_on
from extractor.tables.headers import BLANK, COVERED
from extractor.tables.lattice import Lattice, Span
from extractor.tables.placed import Placed

SAME_LINE = 0.5  # of the letter height: middles this close are on one line
_COMPLETE = re.compile(r"-?[\d,，]*\d\.\d{1,2}%?")  # has its decimals: digits behind it are another figure
ROOM, PADDING = 1.5, 11.0  # characters, and points of a cell's two margins, that a full line leaves free
LEEWAY = 2.0  # points: how well the place between two glued words is known
# begins a row of the panel at the right
_ITEM = "[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|本年支出|支出[合总]计|总计|结[余转]|年[末终]结"
_GLUED = re.compile(rf"(-?[\d,]*\d\.\d{{2}})((?!{MEASURE})[\u4e00-\u9fff（(].+)|(-{{1,2}}|—{{1,2}}|－)((?:{_ITEM}).*)")


def by_cell(lattice: Lattice, inside: Placed) -> dict[Span, list[Word]]:
    """Position of a cell -> the words whose middles stand in it; cells without words are absent."""
    owner = _owners(lattice)
    rows = np.searchsorted(lattice.ys[1:-1], inside.y, "right")
    columns = np.searchsorted(lattice.xs[1:-1], inside.x, "right")
    found: dict[Span, list[Word]] = {}
    for word, position in zip(inside.words, zip(rows.tolist(), columns.tolist(), strict=True), strict=True):
        found.setdefault(owner.get(position, position), []).append(word)
    return found


def _owners(lattice: Lattice) -> dict[Span, Span]:
    """Position -> position of the cell that covers it, for cells of several positions."""
    wide = [(position, span) for position, span in lattice.spans.items() if span != (1, 1)]
    return {(r + dr, c + dc): (r, c) for (r, c), (height, width) in wide for dr in range(height) for dc in range(width)}


def cells(lattice: Lattice, inside: Mapping[Span, Sequence[Word]], page: int) -> list[tuple[Cell, ...]]:
    """The dense grid of a lattice, one row of cells for each row of edges, with the words inside each cell."""
    rows, columns = lattice.shape
    grid = [[COVERED] * columns for _ in range(rows)]
    for (r, c), span in lattice.spans.items():
        grid[r][c] = cell_of(inside.get((r, c), ()), page, span, lattice.xs[c + span[1]] - lattice.xs[c])
    return [tuple(row) for row in grid]


def cell_of(words: Sequence[Word], page: int, span: Span = (1, 1), width: float = inf) -> Cell:
    """A cell `width` points wide holding these words: its lines joined, with an Edit where there are several."""
    if not words:
        return BLANK if span == (1, 1) else Cell(row_span=span[0], col_span=span[1])
    if len(words) == 1:
        (word,) = words
        reading = word.confidence if word.glyphs or word.confidence < 1 else None
        return Cell(word.text, span[0], span[1], (Place(page, word.box),), 1.0, reading, word.glyphs)
    lines = lines_of(words)
    parts = [_joined([word.text for word in line]) for line in lines]
    text = (any(word.glyphs for word in words) and amount_of_lines(parts, _leave_no_room(lines, width))) or _joined(parts)
    edits = (Edit("joined_cell", "\n".join(parts), text),) if len(parts) > 1 else ()
    ordered = [word for line in lines for word in line]
    glyphs = tuple(glyph for word in ordered for glyph in word.glyphs)
    reading = min((word.confidence for word in ordered), default=1.0) if glyphs or any(w.confidence < 1 for w in ordered) else None
    return Cell(text, *span, (Place(page, union(word.box for word in ordered)),), reading=reading, glyphs=glyphs, edits=edits)


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words of a cell by lines from top to bottom, each from left to right."""
    if len(words) == 1:
        return [list(words)]
    height = median(word.box.bottom - word.box.top for word in words)
    lines: list[list[Word]] = []
    last = float("-inf")
    for word in sorted(words, key=lambda w: w.box.top + w.box.bottom):
        middle = (word.box.top + word.box.bottom) / 2
        if lines and middle - last <= SAME_LINE * height:
            lines[-1].append(word)
        else:
            lines.append([word])
            last = middle
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def _leave_no_room(lines: Sequence[Sequence[Word]], width: float) -> bool:
    """Whether no line of a cell but the last has room for one more character."""
    return all(_reach(line) + ROOM * _reach(line) / sum(len(word.text) for word in line) + PADDING >= width for line in lines[:-1])


def _reach(line: Sequence[Word]) -> float:
    return line[-1].box.right - line[0].box.left


def _joined(parts: Sequence[str]) -> str:
    """Words of a line, or lines of a cell, without spaces between them, but one between two complete amounts and between
    Latin words."""
    text = parts[0]
    for part in parts[1:]:
        text = f"{text} {part}" if _apart(text, part) else text + part
    return text


def _apart(first: str, second: str) -> bool:
    if runs_on(first, second):
        return False
    if _COMPLETE.fullmatch(first.rsplit(" ", 1)[-1]) and re.match(r"-?\d", second):
        return True
    return bool(re.search(r"[A-Za-z]$", first) and re.match(r"[A-Za-z]", second))


def unglued(word: Word) -> list[Word]:
    """A word in which a figure, or the dash for none, runs into the name beside it (220.25一、一般公共服务支出) as two, each
    with its own box: from its glyphs where there are some, else by the share of its letters."""
    match = _GLUED.fullmatch(word.text)
    if not match:
        return [word]
    place = match.end(1) if match[1] else match.end(3)
    widths = [1.0 if c.isascii() else 2.0 for c in word.text]
    left, right = word.box.left, word.box.right
    cut = left + (right - left) * sum(widths[:place]) / sum(widths)
    if len(word.glyphs) == len(word.text):
        cut = (word.glyphs[place - 1].box.right + word.glyphs[place].box.left) / 2
    parts = (
        (word.text[:place], word.box._replace(right=cut - LEEWAY), word.glyphs[:place]),
        (word.text[place:], word.box._replace(left=cut + LEEWAY), word.glyphs[place:]),
    )
    return [word._replace(text=text, box=box, glyphs=glyphs) for text, box, glyphs in parts]
