"""Ruled lines to lattices: frames, edges, and the cells between them.

The way of pdfplumber's table finder (edges, intersections, cells, tables), with edges snapped by clustering, so that
double borders give no phantom columns, and walls judged by how much of a cell's side they cover, so that broken lines
of scans and dashes do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from extractor.records import Box, Ruling
from extractor.tables.frames import Bools, Frame, Lines, frames
from extractor.tables.placed import Placed

DOUBLE = 4.5  # points: lines this close are one border; no letter fits between them
WIDEST = 8.0  # points: no border is thicker than this
WALL = 0.5  # of a cell's side: a line that covers more of it is a wall
OPEN = 5.0  # points: a line that runs on so far beyond the last crossing line shows an open side

Span = tuple[int, int]
Sides = list[list[bool]]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Column edges `xs`, row edges `ys` (points, ascending), and `spans`: position of each cell (row, column) ->
    (row_span, column_span). Positions inside a span are absent. `closed`: whether a rule closes top and bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: dict[Span, Span]
    closed: tuple[bool, bool] = (True, True)

    @property
    def box(self) -> Box:
        """Around all of it."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def shape(self) -> Span:
        """Rows, columns."""
        return len(self.ys) - 1, len(self.xs) - 1


def lattices(rulings: Iterable[Ruling], words: Placed) -> list[Lattice]:
    """Every frame of crossing lines on a page, from top to bottom. Frames of one cell are borders and no tables."""
    found = [_lattice(frame, words) for frame in frames(rulings)]
    useful = [lattice for lattice in found if lattice and len(lattice.spans) > 1]
    return sorted(useful, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _lattice(frame: Frame, words: Placed) -> Lattice | None:
    """Edges and cells of one frame, None where its lines enclose nothing."""
    box = frame.box
    xs = _edges(frame.down[:, 0].tolist(), box.left, box.right)
    ys = _edges(frame.across[:, 1].tolist(), box.top, box.bottom)
    if len(xs) < 2 or len(ys) < 2:
        return None
    across = _walls(np.array(xs), np.array(ys), frame.down[:, [0, 1, 3]])
    down = _walls(np.array(ys), np.array(xs), frame.across[:, [1, 0, 2]])
    closed = (bool(down[0].mean() > WALL), bool(down[-1].mean() > WALL))
    lattice = Lattice(tuple(xs), tuple(ys), spans_between(across.T, down), closed)
    return _without_gaps(lattice, across, words.within(box), frame.across)


def _edges(positions: list[float], first: float, last: float) -> list[float]:
    """Positions of lines snapped to edges; `first` and `last` are added where lines across run on beyond them."""
    edges: list[list[float]] = []
    for position in sorted(positions):
        if edges and position - edges[-1][-1] <= DOUBLE and position - edges[-1][0] <= WIDEST:
            edges[-1].append(position)
        else:
            edges.append([position])
    snapped = [sum(edge) / len(edge) for edge in edges]
    if not snapped or snapped[0] - first > OPEN:
        snapped.insert(0, first)
    if last - snapped[-1] > OPEN:
        snapped.append(last)
    return snapped


def _walls(edges: Lines, bands: Lines, lines: Lines) -> Bools:
    """Whether a wall stands on each edge along each band, shape (edges, bands - 1). `lines`: (n, 3) position, start, end."""
    at, start, end = lines.T[:, :, None]
    nearest = np.abs(at - edges).argmin(axis=1)
    low, high = bands[:-1], bands[1:]
    shared = np.maximum(np.minimum(end, high) - np.maximum(start, low), 0.0)
    covered = np.zeros((len(edges), len(low)))
    np.add.at(covered, nearest, shared)
    return np.asarray(covered >= WALL * (high - low), np.bool_)


def spans_between(across: Bools, down: Bools) -> dict[Span, Span]:
    """Cells between walls. `across[r, k]`: wall left of column k in row r; `down[k, c]`: wall above row k in column c."""
    rows, columns = down.shape[0] - 1, across.shape[1] - 1
    open_left = np.zeros((rows, columns + 1), np.bool_)
    open_above = np.zeros((rows + 1, columns), np.bool_)
    open_left[:, 1:-1], open_above[1:-1] = ~across[:, 1:-1], ~down[1:-1]
    merged = open_left[:, :-1] | open_left[:, 1:] | open_above[:-1] | open_above[1:]
    spans: dict[Span, Span] = dict.fromkeys(zip(*(place.tolist() for place in np.nonzero(~merged)), strict=True), (1, 1))
    seen: set[Span] = set()
    left, above = open_left.tolist(), open_above.tolist()
    for start in zip(*(place.tolist() for place in np.nonzero(merged)), strict=True):
        if start not in seen:
            cell = _reached(start, left, above)
            seen.update(cell)
            for part in _between_walls(cell, left):
                spans.update(rectangles(part))
    return spans


def _between_walls(cell: list[Span], left: Sides) -> list[list[Span]]:
    """Positions that reach each other, parted where a wall stands between two of them in some row: no wall ends inside a
    cell, so the rest of it is missing (borders set on the first row of merged cells only)."""
    inside = set(cell)
    walls = sorted({c for r, c in cell if (r, c - 1) in inside and (not left[r][c] or _is_corner((r, c), inside))})
    parts: list[list[Span]] = [[] for _ in range(len(walls) + 1)]
    for r, c in cell:
        parts[bisect_right(walls, c)].append((r, c))
    return parts


def _reached(start: Span, left: Sides, above: Sides) -> list[Span]:
    """Positions that are one cell with the one at `start`. `left[r][k]`, `above[k][c]`: no wall on that side."""
    found, new = {start}, [start]
    while new:
        r, c = new.pop()
        beside = (
            ((r, c - 1), left[r][c]),
            ((r, c + 1), left[r][c + 1]),
            ((r - 1, c), above[r][c]),
            ((r + 1, c), above[r + 1][c]),
        )
        more = [position for position, is_open in beside if is_open and position not in found]
        found.update(more)
        new += more
    return list(found)


def _is_corner(position: Span, inside: set[Span]) -> bool:
    """Whether, below or above, only one of a position and the one at its left goes on: cells have no such corners."""
    r, c = position
    return any(((r + step, c) in inside) != ((r + step, c - 1) in inside) for step in (-1, 1))


def rectangles(cell: list[Span]) -> list[tuple[Span, Span]]:
    """A set of positions as rectangles ((row, column), (row_span, column_span)): one if it is one, else the runs of
    its rows, equal runs below each other joined."""
    top, left = min(r for r, _ in cell), min(c for _, c in cell)
    height, width = max(r for r, _ in cell) - top + 1, max(c for _, c in cell) - left + 1
    if height * width == len(cell):
        return [((top, left), (height, width))]
    found: list[tuple[Span, Span]] = []
    for row in range(top, top + height):
        columns = sorted(c for r, c in cell if r == row)
        starts = [c for c in columns if c - 1 not in columns]
        for start in starts:
            end = next(c for c in range(start, start + width + 1) if c + 1 not in columns)
            above = next((i for i, (p, s) in enumerate(found) if p[1] == start and s[1] == end - start + 1 and p[0] + s[0] == row), None)
            if above is None:
                found.append(((row, start), (1, end - start + 1)))
            else:
                found[above] = (found[above][0], (found[above][1][0] + 1, end - start + 1))
    return found


def _without_gaps(lattice: Lattice, across: Bools, words: Placed, flat: Lines) -> Lattice:
    """Without the columns that are none: too narrow for a letter and without one (inside of a wide double border, edges
    of header and body that do not quite meet), or only the space between panels."""
    left, right = np.array(lattice.xs[:-1])[:, None], np.array(lattice.xs[1:])[:, None]
    inside = (left < words.x) & (words.x < right)
    empty = ~(inside & (words.width <= right - left)).any(axis=1)
    gaps = [c for c in np.flatnonzero(empty).tolist() if _is_gap(lattice, across, c, bool(inside[c].any()), flat)]
    for column in reversed(gaps):
        lattice = without_column(lattice, column)
    return lattice


def _is_gap(lattice: Lattice, across: Bools, column: int, touched: bool, flat: Lines) -> bool:
    """Whether a column in which no whole word stands is none. `touched`: a word too wide for it has its middle there."""
    left, right = lattice.xs[column], lattice.xs[column + 1]
    if right - left <= WIDEST:
        return lattice.shape[1] > 1
    middle = (left + right) / 2
    crossed = bool(((flat[:, 0] < middle) & (middle < flat[:, 2])).any())
    walled = bool(across[column].all() and across[column + 1].all())
    return walled and not crossed and 0 < column < lattice.shape[1] - 1 and not touched


def without_column(lattice: Lattice, column: int) -> Lattice:
    """The lattice with one column taken out, its width given to the column at its left."""
    spans: dict[Span, Span] = {}
    for (r, c), (height, width) in lattice.spans.items():
        narrower = width - (c <= column < c + width)
        if narrower:
            spans[(r, c - (c > column))] = (height, narrower)
    return Lattice(lattice.xs[:column] + lattice.xs[column + 1 :], lattice.ys, spans, lattice.closed)
