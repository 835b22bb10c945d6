"""Headers whose cells are ruled above rows that no rule parts: the frame ends below the header, or goes on as an outer
border. The rows stand in the columns of the header."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractor.geometry import overlap
from extractor.tables.aligned import MOST_PITCH, Region
from extractor.tables.bands import letter_size, physical_rows
from extractor.tables.continued import Part
from extractor.tables.drawn_cells import cell_of
from extractor.tables.headers import is_column_numbers, is_data, is_number
from extractor.tables.lattice import Lattice
from extractor.tables.stripes import in_columns

FEWEST_COLUMNS = 3
MOSTLY = 0.9  # of the figures below a header stand within one of its columns each
SLACK = 3.0  # points: figures may touch the edge of their column


def is_head_of(part: Part, region: Region) -> bool:
    """Whether a part is a frame around nothing but a header, and a region the rows below it: words in its width, figures
    in its columns."""
    lattice, box = part.lattice, region.box
    if not -SLACK <= box.top - lattice.box.bottom <= MOST_PITCH * letter_size(region.words) or not _is_header(part):
        return False
    words = [word for word in region.words if is_number(word.text)]
    inside = sum(any(a - SLACK <= word.box.left and word.box.right <= b + SLACK for a, b in pairwise(lattice.xs)) for word in words)
    width = overlap(box.left, box.right, lattice.xs[0], lattice.xs[-1])
    return bool(words) and inside >= MOSTLY * len(words) and width >= MOSTLY * (box.right - box.left)


def _is_header(part: Part) -> bool:
    """Whether every row of a part has words and none has figures, numbers of columns left out."""
    printed = all(any(cell.text.strip() for cell in row) for row in part.rows)
    return len(part.lattice.xs) > FEWEST_COLUMNS and printed and all(is_column_numbers(row) or not is_data(row) for row in part.rows)


def undivided(lattice: Lattice) -> int | None:
    """The row from which one cell as wide as the frame reaches down to its bottom, below a row of several; None if none does."""
    (rows, columns), n = lattice.shape, max(row for row, _ in lattice.spans)
    below_cells = any(row == n - 1 and column for row, column in lattice.spans)
    return n if below_cells and lattice.spans.get((n, 0)) == (rows - n, columns) else None


def top_of(lattice: Lattice, rows: int) -> Lattice:
    """The first rows of a lattice."""
    spans = {position: span for position, span in lattice.spans.items() if position[0] < rows}
    return Lattice(lattice.xs, lattice.ys[: rows + 1], spans, (lattice.closed[0], True))


def with_body(part: Part, region: Region, confidence: float) -> Part:
    """The header with the rows of the region below it, each word in the column of the header in which its middle is."""
    head = part.lattice
    rows = physical_rows(region.words, head.xs)
    tops = tuple(min(word.box.top for word in row) for row in rows[1:])
    spans = dict(head.spans) | {(len(part.rows) + n, c): (1, 1) for n in range(len(rows)) for c in range(len(head.xs) - 1)}
    lattice = Lattice(head.xs, (*head.ys, *tops, region.box.bottom), spans, (head.closed[0], True))
    body = tuple(tuple(cell_of(words, part.page) for words in in_columns(row, head.xs)) for row in rows)
    return replace(part, lattice=lattice, rows=(*part.rows, *body), confidence=confidence)
