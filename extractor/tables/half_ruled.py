"""Frames whose rules part only some of their columns, or not all of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extractor.geometry import centre
from extractor.records import Cell, Word
from extractor.tables.bands import figures_in_one_column, letter_size, physical_rows
from extractor.tables.broken import joined
from extractor.tables.drawn_cells import cell_of, lines_of
from extractor.tables.headers import is_number
from extractor.tables.lattice import Lattice, Span
from extractor.tables.placed import Placed
from extractor.tables.stripes import column_of, in_columns

WIDE_GAP = 1.2  # of the letter size: words of one line so far apart stand in different columns
FEWEST = 3  # figures, each far from the word before it, that show columns without a rule
LEVEL = 3.0  # points: figures of one row differ no more in height
LINE = 0.9  # of the letter size: figures of two rows stand at least so far apart
FEWEST_LEVELS = 2  # heights at which figures stand, in several rows
MOSTLY = 0.5  # of the rows of a column
PADDING = 12.0  # points: what a cell keeps free at both sides together, as word processors have it
DIGIT = 0.6  # of the letter size: the width of a digit, at most


def lacks_columns(cells: Mapping[Span, Sequence[Word]]) -> bool:
    """Whether words stand in columns within one column of cells: in most of its cells there are a name and a figure, or
    two figures, far apart on one line. `cells`: position -> words."""
    columns: dict[int, list[Sequence[Word]]] = {}
    for (_, column), cell in cells.items():
        columns.setdefault(column, []).append(cell)
    return any(_in_columns(column) for column in columns.values())


def _in_columns(cells: Sequence[Sequence[Word]]) -> bool:
    if sum(len(cell) - 1 for cell in cells if cell) < FEWEST:  # nearly every column of a ruled table
        return False
    apart = [_apart(line) for cell in cells for line in lines_of(cell)]
    return sum(apart) >= FEWEST and sum(count > 0 for count in apart) >= MOSTLY * len(apart)


def _apart(line: Sequence[Word]) -> int:
    """Figures on a line of a cell that stand far from the word before them."""
    return sum(b.box.left - a.box.right > WIDE_GAP * max(b.size, 1.0) and is_number(b.text) for a, b in pairwise(line))


def with_shown_columns(lattice: Lattice, cells: Mapping[Span, Sequence[Word]]) -> Lattice:
    """The lattice without the spans of a row that no rules part below a header whose rules do: where figures stand in
    several of the columns that a cell spans, it is several cells. `cells`: position -> words."""
    wide = [position for position, words in cells.items() if _spans_columns(lattice, position, words)]
    spans = dict(lattice.spans)
    for row, column in wide:
        height, width = spans[row, column]
        spans |= {(row, column + n): (height, 1) for n in range(width)}
    return replace(lattice, spans=spans) if wide else lattice


def _spans_columns(lattice: Lattice, position: Span, words: Sequence[Word]) -> bool:
    """Whether a wide cell holds one line, with figures in columns of their own."""
    if lattice.spans.get(position, (1, 1))[1] < 2 or len(words) < 2 or len(lines_of(words)) > 1:
        return False
    figures = [column_of(word, lattice.xs) for word in words if is_number(word.text)]
    return len(figures) > 1 and len(set(figures)) == len(figures)


def by_row(lattice: Lattice, inside: Placed) -> list[list[Word]]:
    """The words whose middles stand between the edges of each row of a frame."""
    found: list[list[Word]] = [[] for _ in lattice.ys]
    for word, row in zip(inside.words, np.searchsorted(lattice.ys, inside.y, "left").tolist(), strict=True):
        if 0 < row < len(found):
            found[row - 1].append(word)
    return found[:-1]


def rows_in(lattice: Lattice, cells: tuple[Cell, ...], words: Sequence[Word], page: int) -> list[tuple[Cell, ...]]:
    """The physical rows printed in one row of the frame, in which these words stand: several where two columns or more
    hold several lines of figures at the heights of common rows (a row of the frame otherwise)."""
    if len(words) < 2 * FEWEST_LEVELS or len(words) <= sum(cell.text != "" for cell in cells):  # no cell holds several
        return [cells]
    if any(cell.row_span != 1 or cell.col_span != 1 for cell in cells):
        return [cells]
    several = _levels(words, lattice)
    if (
        len(several) < 2
        or _all_broken(words, lattice.xs)
        or figures_in_one_column(words, lattice.xs) < FEWEST_LEVELS
        or not _level_with(several, letter_size(words))
    ):
        return [cells]
    pieces = (in_columns(piece, lattice.xs) for piece in physical_rows(words, lattice.xs))
    return [tuple(cell_of(column, page) for column in columns) for columns in pieces]


def _all_broken(words: Sequence[Word], edges: Sequence[float]) -> bool:
    """Whether all lines of figures in columns that hold several go on below because their cells are full."""
    columns = in_columns([word for word in words if is_number(word.text)], edges)
    lines = [(b - a, lines_of(column)) for (a, b), column in zip(pairwise(edges), columns, strict=True) if len(column) > 1]
    return all(_full(width, line) for width, column in lines for line in column[:-1])


def _full(width: float, line: Sequence[Word]) -> bool:
    """Whether a line leaves no room for another digit in a cell of this width."""
    return width - (line[-1].box.right - line[0].box.left) < PADDING + DIGIT * max(word.size for word in line)


def _levels(words: Sequence[Word], lattice: Lattice) -> list[list[float]]:
    """Heights of the figures in each column that has several; a figure broken over two lines has one."""
    columns = in_columns([word for word in words if is_number(word.text)], lattice.xs)
    figures = [joined(column) for column in columns if len(column) >= FEWEST_LEVELS]
    return [[centre(word.box)[1] for word, _ in column] for column in figures if len(column) >= FEWEST_LEVELS]


def _level_with(several: Sequence[Sequence[float]], size: float) -> bool:
    """Whether the figures of all columns stand on common lines: any two are level or a whole line apart (panels side by
    side need not fill the same rows)."""
    heights = sorted(y for level in several for y in level)
    return all(b - a <= LEVEL or b - a >= LINE * size for a, b in pairwise(heights))
