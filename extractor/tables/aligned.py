"""Tables whose columns no vertical rule parts: found by how their words stand, with horizontal rules or without any."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractor.amounts import DASHES, GROUPED
from extractor.geometry import centre, contains, overlap, union
from extractor.records import Box, Cell, Line, Reading, Ruling, Word
from extractor.tables.bands import figures_in_one_column, is_figure, physical_rows
from extractor.tables.broken import begins_figure
from extractor.tables.captions import furniture, is_title
from extractor.tables.drawn_cells import cell_of, unglued
from extractor.tables.head_blocks import blocks_of
from extractor.tables.headers import count_columns, is_number
from extractor.tables.heads import header_rows, lowest
from extractor.tables.lattice import Lattice
from extractor.tables.stripes import Stripe, column_of, edges_of, in_columns, stripes, touching, with_heads

FULL_WIDTH = 0.6  # of the region: a rule this long parts rows in all columns
WIDE_GAP = 1.2  # of the letter size: words further apart on one line stand in different columns
MOST_PITCH = 4.0  # of the letter size: lines of one table follow each other within it
HEADER_PITCH = 1.3  # of the letter size: space between two lines of a header
BESIDE = 0.9  # of the letter size: half the distance of two lines of one name, at most
UNDER = 2.0  # of the letter size: a rule this far below the first line of a wrapped name closes its row
FEWEST_RULES = 3  # around an empty form
FEWEST_ROWS = 2  # of figures: less is no table
SENTENCE = re.compile(r"[。；;]$|[，。；].*[，。；]")
_BODY = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[、.．](?!\d))")
_LEADER = re.compile(r"[.．…·]{4,}")
_SHORT = re.compile(r"\d{1,2}")
_UNLIKE_FOLIO = re.compile(rf"-?{GROUPED}(?:\.\d+)?|-?\d+\.\d+%?|\d{{3,}}|0")  # figures that no page number looks like


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands: its words, its rules (horizontal ones), and x of vertical rules in it."""

    box: Box
    words: tuple[Word, ...]
    rules: tuple[Ruling, ...] = ()
    walls: tuple[float, ...] = ()


class Band(NamedTuple):
    """What stands between two rules: its words, and the same by lines."""

    words: Sequence[Word]
    lines: list[list[Word]]


def regions(reading: Reading, taken: Sequence[Box], open_table: Lattice | None = None) -> list[Region]:
    """Places on a page, outside the boxes already taken, where words stand in columns. `open_table`: the lattice of a table
    that ends the page before; a single line at the top of this page may be its last row."""
    free = [line for line in reading.lines if line.box and not any(contains(box, *centre(line.box)) for box in taken)]
    rules = [r for r in reading.rulings if r.y0 == r.y1 and not any(contains(box, (r.x0 + r.x1) / 2, r.y0, 2) for box in taken)]
    runs = _runs(free, rules)
    rest = open_table if not taken else None
    return [region for run in runs if (region := _region(run, rules, rest if run[0] is free[0] else None))]


def _runs(lines: Sequence[Line], rules: Sequence[Ruling]) -> list[list[Line]]:
    """Lines that can stand in one table, in order; sentences, titles, unit lines and wide gaps part them (blank rows between
    the header's rule and the rule that closes a table do not)."""
    width = max((line.box.right - line.box.left for line in lines if line.box), default=0.0)
    runs: list[list[Line]] = [[]]
    for line in lines:
        last = runs[-1][-1] if runs[-1] else None
        if _ends(line, width):
            runs.append([])
            continue
        if last and _far_below(line, last) and not _in_one_frame(line, last, rules):
            runs.append([])
        runs[-1].append(line)
    return [run for run in runs if run]


def _far_below(line: Line, last: Line) -> bool:
    if not last.box or not line.box:
        return False
    return line.box.top - last.box.bottom > MOST_PITCH * max(line.size, last.size, 1.0)


def _in_one_frame(line: Line, last: Line, rules: Sequence[Ruling]) -> bool:
    """Whether two lines stand between the same two rules, both as wide as what is printed, or with only blank rows between
    them that such rules part."""
    if not last.box or not line.box:
        return False
    left, right = min(last.box.left, line.box.left), max(last.box.right, line.box.right)
    heights = sorted(r.y0 for r in rules if r.x0 <= left + 2 and r.x1 >= right - 2)
    above, below = bisect_left(heights, last.box.bottom), bisect_left(heights, line.box.top)
    steps = [b - a for a, b in pairwise([last.box.bottom, *heights[above:below], line.box.top])]
    blank = len(steps) > 2 and max(steps) <= MOST_PITCH * max(line.size, last.size, 1.0)
    return above > 0 and below < len(heights) and (above == below or blank)


def _ends(line: Line, width: float) -> bool:
    """Whether a line cannot be in a table: a sentence, a caption, a contents entry, a line of running text."""
    text = line.text
    widest = max((word.box.right - word.box.left for word in line.words), default=0.0)
    if widest > 0.6 * width or _LEADER.search(text):
        return True
    part = furniture(text)
    if part.unit or part.agency or part.label:
        return True
    if len(line.words) == 1 and is_title(text) and not is_number(text):
        return True
    return bool(SENTENCE.search(text)) and not _gaps(line)


def _gaps(line: Line) -> int:
    """Wide gaps between the words of a line."""
    wide = WIDE_GAP * max(line.size, 1.0)
    return sum(b.box.left - a.box.right > wide for a, b in pairwise(line.words))


def _region(run: Sequence[Line], rules: Sequence[Ruling], open_table: Lattice | None = None) -> Region | None:
    """The table in a run of lines, None if there is none: from the first line with gaps to the last with figures (names
    below it without a gap belong to it while they stand in its columns)."""
    gaps = [_gaps(line) for line in run]
    data = [i for i, line in enumerate(run) if gaps[i] and _has_figures(line)]
    if not _enough(data, run) and not _ruled_form(run, rules) and not (data and open_table and _is_row_of(run[data[0]], open_table)):
        return None
    data = data or [len(run) - 1]
    first = next(i for i, gap in enumerate(gaps) if gap)
    while first and _just_above(run[first - 1], run[first]):
        first -= 1
    last = data[-1]
    while (step := _next(run[last:], rules)) and last + step < len(run):
        last += step
    words = [piece for line in run[first : last + 1] for word in line.words for piece in unglued(word)]
    box = union(word.box for word in words)
    near = [r for r in rules if box.top - 20 <= r.y0 <= box.bottom + 20 and overlap(r.x0, r.x1, box.left, box.right) > 0]
    if near:
        box = union([box, *(Box(r.x0, min(max(r.y0, box.top - 8), box.bottom + 8), r.x1, r.y0) for r in near if _around(box, r))])
    return Region(box, tuple(words), tuple(near))


def _has_figures(line: Line) -> bool:
    """Whether a line has a figure that is no page number; or, being whole, several behind a name: 公务接待费 16 12."""
    if any(_UNLIKE_FOLIO.fullmatch(word.text) for word in line.words):
        return True
    first, *others = line.words
    return len(others) > 1 and not is_number(first.text) and all(_SHORT.fullmatch(word.text) for word in others)


def _enough(data: Sequence[int], run: Sequence[Line]) -> bool:
    """Whether the lines with figures make a table: several of them, or one with several figures or dashes for none."""
    filled = sum(bool(_UNLIKE_FOLIO.fullmatch(word.text)) or word.text in DASHES for word in run[data[0]].words) if data else 0
    return len(data) >= FEWEST_ROWS or filled > 2


def _is_row_of(line: Line, known: Lattice) -> bool:
    """Whether each word of a line stands in a column of its own of a known lattice."""
    columns = {column_of(word, known.xs) for word in line.words}
    return 1 < len(columns) == len(line.words) and _fits(line.words, known)


def _ruled_form(run: Sequence[Line], rules: Sequence[Ruling]) -> bool:
    """Whether lines without figures are the header of an empty form: rules above, between and below them."""
    box = union(line.box for line in run if line.box)
    near = [r for r in rules if box.top - 12 <= r.y0 <= box.bottom + 12 and r.x0 <= box.left and r.x1 >= box.right]
    return len(near) >= FEWEST_RULES and any(_gaps(line) > 1 for line in run)


def _just_above(line: Line, first: Line) -> bool:
    """Whether a line without gaps is still of the header that begins below it: it is set as closely."""
    if not line.box or not first.box:
        return False
    return first.box.top - line.box.bottom <= HEADER_PITCH * max(line.size, 1.0)


def _around(box: Box, rule: Ruling) -> bool:
    return box.top - 8 <= rule.y0 <= box.bottom + 8


def _next(run: Sequence[Line], rules: Sequence[Ruling]) -> int:
    """How many lines further the table goes on below the first of these, 0 if it ends there: where a name is wrapped its
    figures stand between its lines."""
    if len(run) > 1 and _goes_on(run[1], run[0], rules):
        return 1
    figures = len(run) > 2 and _gaps(run[2]) and all(is_figure(word.text) for word in run[2].words)
    return 2 if figures and not _far_below(run[1], run[0]) and not _far_below(run[2], run[1]) else 0


def _goes_on(line: Line, last: Line, rules: Sequence[Ruling]) -> bool:
    """Whether the line below the last figures is still of the table: a rule closes it below, or it has gaps."""
    if not line.box or not last.box:
        return False
    near = max(12.0, UNDER * line.size)
    under = any(r.y0 >= line.box.bottom - 2 and r.y0 - line.box.bottom < near and r.x0 <= line.box.left + 2 for r in rules)
    return _gaps(line) > 0 or under or line.box.top - last.box.bottom < 0.5 * max(line.size, 1.0)


def aligned(region: Region, page: int, known: Lattice | None = None) -> tuple[Lattice, list[tuple[Cell, ...]]] | None:
    """The grid of a region, None where it has no two columns. `known`: the lattice of the table that may go on here;
    its columns are taken where they fit."""
    cuts = _cuts(region)
    top, body = _parted(region, cuts)
    if known and not body:
        top, body = [], [_band(top)]
    blocks = blocks_of(top, region.rules, _figures(body))
    heads = lowest(blocks)
    if known and _fits([word for band in body for word in band.words], known):
        edges = known.xs
        columns: list[Stripe] = list(pairwise(edges))
    else:
        columns = _columns(body, heads, region.walls)
        if len(columns) < 2:
            return None
        edges = edges_of(columns, region.box.left, region.box.right, region.walls)
    rows = [row for band in body for row in _physical(band.words, edges)]
    wide = edges_of(with_heads(columns, heads), edges[0], edges[-1], region.walls)
    grid = [*header_rows(blocks, columns, wide, page, region.rules), *(_cells(row, edges, page) for row in rows)]
    heights = (region.box.top, *(min(w.box.top for w in row) for row in rows[1:]), region.box.bottom)
    return Lattice(edges, heights, {}, (True, True)), grid


def _columns(body: Sequence[Band], heads: Sequence[Word], walls: Sequence[float]) -> list[Stripe]:
    """Columns of a body. Numbers of columns stand in the middle as heads do, not where figures stand: they are left out,
    unless only they show a column."""
    lines = [line for band in body for line in band.lines]
    numbers = [line for line in lines if count_columns([word.text for word in line])]
    without = stripes([line for line in lines if line not in numbers], heads, walls)
    if all(_as_many(line, without) for line in numbers):
        return without
    with_numbers = stripes(lines, heads, walls)
    return without if len(without) >= len(with_numbers) else with_numbers


def _figures(body: Sequence[Band]) -> list[Stripe]:
    """Where figures, or dashes for none, stand below each other, from left to right."""
    return touching((word.box.left, word.box.right) for band in body for word in band.words if is_figure(word.text))


def _as_many(numbers: Sequence[Word], columns: Sequence[Stripe]) -> bool:
    """Whether there are as many columns as are numbered, from the first number on."""
    digits = [word for word in numbers if word.text.isdigit()]
    return not digits or sum(right > digits[0].box.left for _, right in columns) == len(digits)


def _cuts(region: Region) -> list[float]:
    """Heights of the rules that run through the region."""
    width = region.box.right - region.box.left
    full = sorted(r.y0 for r in region.rules if r.x1 - r.x0 >= FULL_WIDTH * width)
    return [y for i, y in enumerate(full) if not i or y - full[i - 1] > 3]


def _parted(region: Region, cuts: Sequence[float]) -> tuple[list[Word], list[Band]]:
    """Words of the header, and the bands of the body between rules."""
    bands: dict[int, list[Word]] = {}
    for word in region.words:
        bands.setdefault(bisect_left(cuts, centre(word.box)[1]), []).append(word)
    ordered = [_band(bands[key]) for key in sorted(bands)]
    first = next((i for i, band in enumerate(ordered) if any(map(_is_data, band.lines))), len(ordered))
    if first == len(ordered):
        return list(region.words), []
    head = [word for band in ordered[:first] for word in band.words]
    more, rest = _split(ordered[first].lines)
    return ([*head, *more], [_band(rest), *ordered[first + 1 :]]) if rest else (head, ordered[first:])


def _band(words: Sequence[Word]) -> Band:
    return Band(words, _lines(words))


def _is_data(line: Sequence[Word]) -> bool:
    texts = [word.text for word in line]
    return any(is_number(text) or begins_figure(text) for text in texts) or count_columns(texts) or bool(_BODY.match(texts[0]))


def _split(lines: Sequence[list[Word]]) -> tuple[list[Word], list[Word]]:
    """Words of a band above its first line of data, and the others. The lines of a name wrapped beside that line's
    figures are below."""
    first = next((i for i, line in enumerate(lines) if _is_data(line)), 0)
    while first and _wrapped_into(lines[first - 1], lines[first]):
        first -= 1
    return [w for line in lines[:first] for w in line], [w for line in lines[first:] for w in line]


def _wrapped_into(line: Sequence[Word], data: Sequence[Word]) -> bool:
    """Whether a line overlaps the line of data in height: it is the first line of a name beside it."""
    size = max(w.size for w in data)
    return len(line) < len(data) and max(centre(w.box)[1] for w in line) > min(centre(w.box)[1] for w in data) - BESIDE * size


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words by height."""
    lines: list[list[Word]] = []
    start = 0.0
    for word in sorted(words, key=lambda w: w.box.top + w.box.bottom):
        middle = (word.box.top + word.box.bottom) / 2
        if lines and middle - start <= 0.35 * (word.size if word.size > 1.0 else 1.0):
            lines[-1].append(word)
        else:
            lines.append([word])
            start = middle
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def _physical(band: Sequence[Word], edges: Sequence[float]) -> list[list[Word]]:
    return physical_rows(band, edges) if figures_in_one_column(band, edges) > 1 or _tall(band) else [list(band)]


def _tall(band: Sequence[Word]) -> bool:
    """Whether a band is too high for one row: no rules part its rows."""
    return max(w.box.bottom for w in band) - min(w.box.top for w in band) > 6 * max(w.size for w in band)


def _cells(row: Sequence[Word], edges: Sequence[float], page: int) -> tuple[Cell, ...]:
    return tuple(cell_of(words, page) for words in in_columns(row, edges))


def _fits(words: Sequence[Word], known: Lattice) -> bool:
    """Whether nearly no word crosses the column edges of a known lattice; of a single row no figure, as the label of a total
    may stand over several columns."""
    judged = words if len(_lines(words)) > 1 else [word for word in words if is_number(word.text)]
    crossing = sum(any(w.box.left + 2 < x < w.box.right - 2 for x in known.xs[1:-1]) for w in judged)
    inside = all(known.xs[0] - 6 <= w.box.left and w.box.right <= known.xs[-1] + 6 for w in words)
    return inside and crossing <= 0.03 * len(words)
