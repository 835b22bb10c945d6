"""Frames whose rules part only some of their columns, or not all of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.geometry import centre
from extractor.records import Cell, Word
from extractor.tables.bands import figures_in_one_column, physical_rows
from extractor.tables.drawn_cells import cell_of, lines_of, owners, position
from extractor.tables.headers import is_number
from extractor.tables.lattice import Lattice, Span
from extractor.tables.stripes import column_of

WIDE_GAP = 1.2  # of the letter size: words of one line so far apart stand in different columns
FEWEST = 3  # rows that show a column without a rule
MOSTLY = 0.5  # of the rows of a column


def lacks_columns(lattice: Lattice, words: Sequence[Word]) -> bool:
    """Whether words stand in columns within one column of cells: in most of its cells there are a name and a figure, or
    two figures, far apart on one line."""
    owner = owners(lattice)
    cells: dict[Span, list[Word]] = {}
    for word in words:
        cells.setdefault(owner[position(lattice, word)], []).append(word)
    columns: dict[int, list[list[Word]]] = {}
    for (_, column), cell in cells.items():
        columns.setdefault(column, []).append(cell)
    return any(_in_columns(column) for column in columns.values())


def _in_columns(cells: Sequence[Sequence[Word]]) -> bool:
    apart = sum(_apart_lines(cell) for cell in cells)
    return apart >= FEWEST and apart >= MOSTLY * sum(len(lines_of(cell)) for cell in cells)


def _apart_lines(cell: Sequence[Word]) -> int:
    """Lines of a cell in which a figure stands far from the word before it."""
    return sum(
        any(b.box.left - a.box.right > WIDE_GAP * max(b.size, 1.0) and is_number(b.text) for a, b in pairwise(line))
        for line in lines_of(cell)
    )


def rows_in(lattice: Lattice, row: int, cells: tuple[Cell, ...], words: Sequence[Word], page: int) -> list[tuple[Cell, ...]]:
    """The physical rows printed in one row of the frame: several where two columns or more hold the same number of lines
    of figures at the same heights (a row of the frame otherwise)."""
    if any(cell.row_span != 1 or cell.col_span != 1 for cell in cells):
        return [cells]
    inside = [word for word in words if lattice.ys[row] < centre(word.box)[1] <= lattice.ys[row + 1]]
    levels = [_levels(inside, lattice, column) for column in range(len(cells))]
    several = [level for level in levels if len(level) > 1]
    if len(several) < 2 or figures_in_one_column(inside, lattice.xs) < 2 or not _level_with(several):
        return [cells]
    found = physical_rows(inside, lattice.xs)
    return [_row(piece, lattice, page) for piece in found]


def _levels(words: Sequence[Word], lattice: Lattice, column: int) -> list[float]:
    """Heights of the figures in one column."""
    return sorted(centre(word.box)[1] for word in words if column_of(word, lattice.xs) == column and is_number(word.text))


def _level_with(several: Sequence[Sequence[float]]) -> bool:
    """Whether the figures of all columns stand at the heights of the fullest."""
    fullest = max(several, key=len)
    return all(any(abs(y - other) <= 3 for other in fullest) for level in several for y in level)


def _row(words: Sequence[Word], lattice: Lattice, page: int) -> tuple[Cell, ...]:
    columns: list[list[Word]] = [[] for _ in lattice.xs[1:]]
    for word in words:
        columns[column_of(word, lattice.xs)].append(word)
    return tuple(cell_of(column, page) for column in columns)
