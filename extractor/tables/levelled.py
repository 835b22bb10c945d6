"""Sheets with level rules only, of which some begin further right: what stands left of such a rule spans the rows above and
below it (一级指标 and 二级指标 beside several 三级指标)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from extractor.geometry import centre
from extractor.records import Line, Reading, Ruling, Word
from extractor.tables.captions import furniture, is_title
from extractor.tables.lattice import Lattice, spans_between
from extractor.tables.stripes import edges_of, stripes

SAME = 3.0  # points: ends of rules that are one place
FEWEST = 3  # rules that begin further right
MOST = 400  # level rules: no sheet has so many
MOST_CROSSINGS = 1_000_000  # level rules times upright ones: more is a drawing
SHORTEST = 60.0  # points: shorter rules underline words
OVER = 2.0  # points that a word reaches over an edge on either side to stand in both columns


def levelled(reading: Reading) -> list[Lattice]:
    """The grids of such sheets on a page, top to bottom: rows by their rules, columns by where rules begin and, right of the
    last of these, by how words stand."""
    rules = _free(reading.rulings)
    if not FEWEST + 2 <= len(rules) <= MOST:
        return []
    ends = _places(r.x1 for r in rules)
    captions = sorted(centre(line.box)[1] for line in reading.lines if line.box and _is_caption(line))
    sheets = [sheet for end in ends for sheet in _sheets([r for r in rules if abs(r.x1 - end) <= SAME], captions)]
    return sorted(filter(None, (_lattice(sheet, reading.lines) for sheet in sheets)), key=lambda lattice: lattice.ys[0])


def _free(rulings: Sequence[Ruling]) -> list[Ruling]:
    """The level rules that no upright one meets; none of a drawing."""
    rules = [r for r in rulings if r.y0 == r.y1 and r.x1 - r.x0 >= SHORTEST]
    upright = np.array([r[:4] for r in rulings if r.x0 == r.x1], np.float64).reshape(-1, 4)
    if not len(upright) or not rules or len(rules) * len(upright) > MOST_CROSSINGS:
        return [] if len(upright) else rules
    left, y, right, _ = np.array([r[:4] for r in rules], np.float64).T[:, :, None]
    x, top, _, bottom = upright.T
    met = ((left - SAME <= x) & (x <= right + SAME) & (top - SAME <= y) & (y <= bottom + SAME)).any(axis=1)
    return [rule for rule, meets in zip(rules, met.tolist(), strict=True) if not meets]


def _places(xs: Iterable[float]) -> list[float]:
    """Numbers that lie close together as one, the first of them."""
    found: list[float] = []
    for x in sorted(xs):
        if not found or x - found[-1] > SAME:
            found.append(x)
    return found


def _sheets(rules: Sequence[Ruling], captions: Sequence[float]) -> list[list[Ruling]]:
    """Rules of one sheet each, from one of full width to another; the title or unit of the next sheet, at one of the heights
    `captions`, parts them."""
    runs: list[list[Ruling]] = [[]]
    for rule in sorted(rules, key=lambda r: r.y0):
        if runs[-1] and bisect_right(captions, runs[-1][-1].y0) < bisect_left(captions, rule.y0):
            runs.append([])
        runs[-1].append(rule)
    return [whole for run in runs if (whole := _from_full_to_full(run))]


def _is_caption(line: Line) -> bool:
    part = furniture(line.text)
    return bool(part.unit or part.agency or part.label) or (len(line.words) == 1 and is_title(line.text))


def _from_full_to_full(run: Sequence[Ruling]) -> list[Ruling]:
    left = min((r.x0 for r in run), default=0.0)
    full = [n for n, r in enumerate(run) if r.x0 - left <= SAME]
    return list(run[full[0] : full[-1] + 1]) if full else []


def _lattice(sheet: Sequence[Ruling], lines: Sequence[Line]) -> Lattice | None:
    left, right = min(r.x0 for r in sheet), max(r.x1 for r in sheet)
    ys = [*_open_top(sheet[0], lines), *_places(r.y0 for r in sheet)]
    inner = [r for r in sheet if r.x0 - left > SAME]
    if len(inner) < FEWEST:
        return None
    rows = [[word for line in lines for word in line.words if a < centre(word.box)[1] < b] for a, b in pairwise(ys)]
    starts = _places(r.x0 for r in inner)
    leaves = [
        n
        for n, y in enumerate(ys[:-1])
        if any(starts[-1] - r.x0 <= SAME and min(abs(r.y0 - y), abs(r.y0 - ys[n + 1])) <= SAME for r in inner)
    ]
    xs = (left, *starts, *_columns_behind(starts[-1], right, [rows[n] for n in (leaves[0] - 1, *leaves) if n >= 0]), right)
    middles = [(a + b) / 2 for a, b in pairwise(xs)]
    down = np.array([[any(abs(r.y0 - y) <= SAME and r.x0 <= x for r in sheet) for x in middles] for y in ys], np.bool_)
    across = np.array([[not any(_reaches_over(word, x) for word in row) for x in xs] for row in rows], np.bool_)
    return Lattice(xs, tuple(ys), spans_between(across, down))


def _open_top(first: Ruling, lines: Sequence[Line]) -> list[float]:
    """Where the first row begins, if no rule stands above it (rules below rows only); [] where one does."""
    above = [
        line
        for line in lines
        if line.box and len(line.words) > 1 and 0 <= first.y0 - line.box.bottom <= line.size and not _is_caption(line)
    ]
    return [line.box.top - OVER for line in above[-1:] if line.box]


def _columns_behind(start: float, right: float, rows: Sequence[Sequence[Word]]) -> tuple[float, ...]:
    """Edges of columns right of where the shortest rules begin, from the words of the rows between these rules, under those
    of the row above, their heads."""
    heads, *body = ([word for word in row if word.box.left >= start - OVER] for row in rows)
    return edges_of(found, start, right)[1:-1] if (found := stripes(body, heads)) else ()


def _reaches_over(word: Word, x: float) -> bool:
    return word.box.left < x - OVER and word.box.right > x + OVER
