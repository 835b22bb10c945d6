"""Headers whose cells are ruled above rows that no rule parts: the frame ends below the header, or goes on as an outer
border. The rows stand in the columns of the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.geometry import overlap
from extractor.records import Cell, Word
from extractor.tables.aligned import MOST_PITCH, Region
from extractor.tables.bands import letter_size, physical_rows
from extractor.tables.continued import HEADS, Part
from extractor.tables.drawn_cells import cell_of, unglued
from extractor.tables.headers import is_column_numbers, is_data, is_number
from extractor.tables.lattice import Lattice
from extractor.tables.stripes import in_columns

FEWEST_COLUMNS = 3
FEWEST_FIGURES = 2  # in a row that no rules part
MOSTLY = 0.9  # of the figures below a header stand within one of its columns each
SLACK = 3.0  # points: figures may touch the edge of their column


def is_head_of(part: Part, region: Region) -> bool:
    """Whether a part is a frame around nothing but a header, and a region the rows below it: words in its width, figures
    in its columns."""
    lattice, box = part.lattice, region.box
    if not -SLACK <= box.top - lattice.box.bottom <= MOST_PITCH * letter_size(region.words) or not _is_header(part):
        return False
    width = overlap(box.left, box.right, lattice.xs[0], lattice.xs[-1])
    fewest = 1 if len(lattice.xs) > FEWEST_COLUMNS else FEWEST_FIGURES
    return _in_columns(region.words, lattice.xs, fewest) and width >= MOSTLY * (box.right - box.left)


def _in_columns(words: Sequence[Word], edges: Sequence[float], fewest: int) -> bool:
    """Whether nearly all figures among words, some at least, stand between two edges each."""
    figures = [piece for word in words for piece in unglued(word) if is_number(piece.text)]
    inside = sum(any(a - SLACK <= word.box.left and word.box.right <= b + SLACK for a, b in pairwise(edges)) for word in figures)
    return len(figures) >= fewest and inside >= MOSTLY * len(figures)


def _is_header(part: Part) -> bool:
    """Whether every row of a part has words and none has figures, numbers of columns left out; two columns say only what
    heads say."""
    printed = all(any(cell.text.strip() for cell in row) for row in part.rows)
    if len(part.lattice.xs) <= FEWEST_COLUMNS:
        printed = len(part.lattice.xs) == FEWEST_COLUMNS and all(HEADS.search(cell.text) for row in part.rows for cell in row)
    return printed and all(is_column_numbers(row) or not is_data(row) for row in part.rows)


def open_rows(lattice: Lattice, words: Sequence[Sequence[Word]]) -> frozenset[int]:
    """Rows of a frame that are one cell as wide as the frame, below a row of several, in whose columns their figures stand.
    `words`: those of each row."""
    columns = lattice.shape[1]
    wide = [r for (r, c), span in lattice.spans.items() if c == 0 and span == (1, columns)]
    first = min((r for r, c in lattice.spans if c), default=len(words))
    return frozenset(r for r in wide if r > first and columns >= FEWEST_COLUMNS and _in_columns(words[r], lattice.xs, FEWEST_FIGURES))


def rows_of(words: Sequence[Word], edges: Sequence[float], page: int) -> list[tuple[Cell, ...]]:
    """The rows of words that stand in columns between these edges."""
    pieces = [piece for word in words for piece in unglued(word)]
    return [tuple(cell_of(column, page) for column in in_columns(row, edges)) for row in physical_rows(pieces, edges)]


def with_body(part: Part, region: Region, confidence: float) -> Part:
    """The header with the rows of the region below it, each word in the column of the header in which its middle is."""
    head = part.lattice
    rows = physical_rows(region.words, head.xs)
    tops = tuple(min(word.box.top for word in row) for row in rows[1:])
    spans = dict(head.spans) | {(len(part.rows) + n, c): (1, 1) for n in range(len(rows)) for c in range(len(head.xs) - 1)}
    lattice = Lattice(head.xs, (*head.ys, *tops, region.box.bottom), spans, (head.closed[0], True))
    body = tuple(tuple(cell_of(words, part.page) for words in in_columns(row, head.xs)) for row in rows)
    return replace(part, lattice=lattice, rows=(*part.rows, *body), confidence=confidence)
