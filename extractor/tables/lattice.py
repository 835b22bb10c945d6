"""Ruled lines to lattices: frames, edges, and the cells between them.

The way of pdfplumber's table finder (edges, intersections, cells, tables), with edges snapped by clustering, so that
double borders give no phantom columns, and walls judged by how much of a cell's side they cover, so that broken lines
of scans and dashes do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractor.geometry import union
from extractor.records import Box, Ruling
from extractor.tables.placed import Placed

TOUCH = 3.0  # points: lines this close meet
DOUBLE = 4.5  # points: lines this close are one border; no letter fits between them
WIDEST = 8.0  # points: no border is thicker than this
WALL = 0.5  # of a cell's side: a line that covers more of it is a wall
OPEN = 5.0  # points: a line that runs on so far beyond the last crossing line shows an open side
MOST_CROSSINGS = 4_000_000  # lines across times lines down: more is a map or a chart, and no table
PANEL_GAP = 40.0  # points: frames side by side at most this far apart are panels of one table
LEVEL = 6.0  # points: tops (bottoms) of such panels differ by no more

Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]


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
    lines = list(rulings)
    flat = [r for r in lines if r.y0 == r.y1 and r.x1 - r.x0 > TOUCH]
    upright = [r for r in lines if r.x0 == r.x1 and r.y1 - r.y0 > TOUCH]
    found = [_lattice(h, v, words) for h, v in _side_by_side(_whole(_frames(flat, upright)))]
    useful = [lattice for lattice in found if lattice and len(lattice.spans) > 1]
    return sorted(useful, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


Frame = tuple[list[Ruling], list[Ruling]]


def _frames(flat: list[Ruling], upright: list[Ruling]) -> list[Frame]:
    """Lines that meet, together (connected components). Lines that meet no other are left out."""
    if not flat or not upright or len(flat) * len(upright) > MOST_CROSSINGS:
        return []
    h, v = np.array(flat), np.array(upright)
    meets = (
        (v[None, :, 0] >= h[:, None, 0] - TOUCH)
        & (v[None, :, 0] <= h[:, None, 2] + TOUCH)
        & (h[:, None, 1] >= v[None, :, 1] - TOUCH)
        & (h[:, None, 1] <= v[None, :, 3] + TOUCH)
    )
    frames: dict[int, Frame] = {}
    for ruling, number in zip([*flat, *upright], _components(meets), strict=True):
        frames.setdefault(number, ([], []))[ruling.x0 == ruling.x1].append(ruling)
    whole = {number: frame for number, frame in frames.items() if len(frame[0]) + len(frame[1]) > 2}
    return _with_strays(list(whole.values()), [frame for number, frame in frames.items() if number not in whole])


def _components(meets: Bools) -> list[int]:
    """For each line across, then each line down: the number of the first line that it is joined to. `meets`: which line
    across meets which line down."""
    count = len(meets)
    across, down = np.arange(count), np.arange(count, count + meets.shape[1])
    alone = np.ones(count, np.bool_), np.ones(meets.shape[1], np.bool_)
    for start in np.flatnonzero(meets.any(axis=1)).tolist():
        new = np.array([start] if alone[0][start] else [], np.int64)
        while len(new):
            across[new], alone[0][new] = start, False
            beside = np.flatnonzero(meets[new].any(axis=0) & alone[1])
            down[beside], alone[1][beside] = start, False
            new = np.flatnonzero(meets[:, beside].any(axis=1) & alone[0])
    return [*across.tolist(), *down.tolist()]


def _with_strays(frames: list[Frame], strays: list[Frame]) -> list[Frame]:
    """Lines that meet no other but lie inside a frame belong to it: rows of a frame without outer borders."""
    boxes = list(map(_around, frames))
    for ruling in (ruling for flat, upright in strays for ruling in (*flat, *upright)):
        place = Box(*ruling[:4])
        home = next((n for n, box in enumerate(boxes) if _holds(box, place)), None)
        if home is not None:
            frames[home][ruling.x0 == ruling.x1].append(ruling)
            boxes[home] = union((boxes[home], place))
    return frames


def _holds(box: Box, other: Box) -> bool:
    across = box.left - OPEN <= other.left and other.right <= box.right + OPEN
    return across and box.top - OPEN <= other.top and other.bottom <= box.bottom + OPEN


def _whole(frames: list[Frame]) -> list[Frame]:
    """Frames with those joined that lie inside another that has cells: its blank cells have no borders, and what stands
    beyond them meets none of its lines."""
    whole: list[Frame] = []
    for frame in sorted(frames, key=lambda f: len(f[0]) + len(f[1]), reverse=True):
        box = _around(frame)
        home = next((other for other in whole if min(map(len, other)) > 2 and _holds(_around(other), box)), None)
        if home:
            home[0].extend(frame[0])
            home[1].extend(frame[1])
        else:
            whole.append(frame)
    return whole


def _around(frame: Frame) -> Box:
    lines = [*frame[0], *frame[1]]
    return Box(min(r.x0 for r in lines), min(r.y0 for r in lines), max(r.x1 for r in lines), max(r.y1 for r in lines))


def _side_by_side(frames: list[Frame]) -> list[Frame]:
    """Frames that stand side by side at one height are panels of one table."""
    joined: list[Frame] = []
    for frame in sorted(frames, key=lambda f: _around(f).left):
        box = _around(frame)
        for other in joined:
            beside = _around(other)
            level = abs(beside.top - box.top) <= LEVEL and abs(beside.bottom - box.bottom) <= LEVEL
            if level and 0 <= box.left - beside.right <= PANEL_GAP:
                other[0].extend(frame[0])
                other[1].extend(frame[1])
                break
        else:
            joined.append((list(frame[0]), list(frame[1])))
    return joined


def _lattice(flat: list[Ruling], upright: list[Ruling], words: Placed) -> Lattice | None:
    """Edges and cells of one frame, None where its lines enclose nothing."""
    box = _around((flat, upright))
    xs = _edges([r.x0 for r in upright], box.left, box.right)
    ys = _edges([r.y0 for r in flat], box.top, box.bottom)
    if len(xs) < 2 or len(ys) < 2:
        return None
    across = _walls(xs, ys, [(r.x0, r.y0, r.y1) for r in upright])
    down = _walls(ys, xs, [(r.y0, r.x0, r.x1) for r in flat])
    closed = (bool(down[0].mean() > WALL), bool(down[-1].mean() > WALL))
    lattice = Lattice(tuple(xs), tuple(ys), _cells(across.T, down), closed)
    return _without_gaps(lattice, across, words.within(box), flat)


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


def _walls(edges: Sequence[float], bands: Sequence[float], lines: Sequence[tuple[float, float, float]]) -> Bools:
    """Whether a wall stands on each edge along each band, shape (edges, bands - 1). `lines`: (position, start, end)."""
    at, start, end = np.array(lines).T
    nearest = np.abs(at[:, None] - np.array(edges)[None, :]).argmin(axis=1)
    low, high = np.array(bands[:-1]), np.array(bands[1:])
    shared = np.clip(np.minimum(end[:, None], high[None, :]) - np.maximum(start[:, None], low[None, :]), 0, None)
    covered = np.zeros((len(edges), len(bands) - 1))
    np.add.at(covered, nearest, shared)
    return np.asarray(covered >= WALL * (high - low)[None, :], dtype=np.bool_)


def _cells(across: Bools, down: Bools) -> dict[Span, Span]:
    """Cells between walls. `across[r, k]`: wall left of column k in row r; `down[k, c]`: wall above row k in column c."""
    rows, columns = down.shape[0] - 1, across.shape[1] - 1
    open_left = np.zeros((rows, columns + 1), np.bool_)
    open_above = np.zeros((rows + 1, columns), np.bool_)
    open_left[:, 1:-1], open_above[1:-1] = ~across[:, 1:-1], ~down[1:-1]
    merged = open_left[:, :-1] | open_left[:, 1:] | open_above[:-1] | open_above[1:]
    spans: dict[Span, Span] = dict.fromkeys(zip(*(place.tolist() for place in np.nonzero(~merged)), strict=True), (1, 1))
    seen: set[Span] = set()
    for start in zip(*(place.tolist() for place in np.nonzero(merged)), strict=True):
        if start not in seen:
            cell = _reached(start, open_left, open_above)
            seen.update(cell)
            spans.update(rectangles(cell))
    return spans


def _reached(start: Span, open_left: Bools, open_above: Bools) -> list[Span]:
    """Positions that are one cell with the one at `start`."""
    found, new = {start}, [start]
    while new:
        r, c = new.pop()
        beside = (
            ((r, c - 1), open_left[r, c]),
            ((r, c + 1), open_left[r, c + 1]),
            ((r - 1, c), open_above[r, c]),
            ((r + 1, c), open_above[r + 1, c]),
        )
        more = [position for position, is_open in beside if is_open and position not in found]
        found.update(more)
        new += more
    return list(found)


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


def _without_gaps(lattice: Lattice, across: Bools, words: Placed, flat: Sequence[Ruling]) -> Lattice:
    """Without the columns that are none: too narrow for a letter and without one (inside of a wide double border, edges
    of header and body that do not quite meet), or only the space between panels."""
    left, right = np.array(lattice.xs[:-1])[:, None], np.array(lattice.xs[1:])[:, None]
    inside = (left < words.x) & (words.x < right)
    empty = ~(inside & (words.width <= right - left)).any(axis=1)
    gaps = [c for c in np.flatnonzero(empty).tolist() if _is_gap(lattice, across, c, bool(inside[c].any()), flat)]
    for column in reversed(gaps):
        lattice = without_column(lattice, column)
    return lattice


def _is_gap(lattice: Lattice, across: Bools, column: int, touched: bool, flat: Sequence[Ruling]) -> bool:
    """Whether a column in which no whole word stands is none. `touched`: a word too wide for it has its middle there."""
    left, right = lattice.xs[column], lattice.xs[column + 1]
    if right - left <= WIDEST:
        return lattice.shape[1] > 1
    crossed = any(r.x0 < (left + right) / 2 < r.x1 for r in flat)
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
