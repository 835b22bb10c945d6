"""Parts of grids: what is left of merged cells where rows and columns are left out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extractor.records import Cell

Rows = tuple[tuple[Cell, ...], ...]


def part_of(rows: Rows, down: Sequence[int], across: Sequence[int]) -> Rows:
    """These rows and columns of a dense grid, their numbers rising. A merged cell is as high and as wide as what is left of
    it; where it begins at none of them, what is left is a blank."""
    made = [[rows[r][c] for c in across] for r in down]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if max(cell.row_span, cell.col_span) < 2:
                continue
            top, bottom = bisect_left(down, r), bisect_left(down, r + cell.row_span)
            left, right = bisect_left(across, c), bisect_left(across, c + cell.col_span)
            if top == bottom or left == right:
                continue
            begins = down[top] == r and across[left] == c
            if begins or not made[top][left].row_span:
                made[top][left] = (cell if begins else Cell())._replace(row_span=bottom - top, col_span=right - left)
    return tuple(map(tuple, made))
