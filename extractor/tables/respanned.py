"""Merged cells that a converter wrote once in every column they cover (总分 | 总分 | 总分 | 100): one cell again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractor.tables.headers import COVERED, is_number
from extractor.tables.rows import TableRow

LONG = 3  # columns of a run, and characters of its words, that no values side by side have (完成 | 完成, 无 | 无 | 无)
PAIR = 2


def respanned(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows with such runs of equal words as cells that span columns; unchanged where nothing shows that the table
    repeats merged cells: neither its first row, nor a long run anywhere."""
    runs = [list(_runs(row)) for row in rows]
    repeats = any(size >= PAIR for _, size in runs[0]) if runs else False
    repeats = repeats or any(_is_long(row, *run) for row, found in zip(rows, runs, strict=True) for run in found)
    return [_spanning(row, found) for row, found in zip(rows, runs, strict=True)] if repeats else list(rows)


def _runs(row: TableRow) -> Iterator[tuple[int, int]]:
    """Where equal words stand in cells side by side: the first cell, and how many; none of a row that has its spans."""
    start = 0
    for text, group in groupby(() if row.spanned else row.texts):
        size = len(list(group))
        if size >= PAIR and text and not is_number(text):
            yield start, size
        start += size


def _is_long(row: TableRow, start: int, size: int) -> bool:
    return size >= LONG and len(row.texts[start]) >= LONG


def _spanning(row: TableRow, runs: Sequence[tuple[int, int]]) -> TableRow:
    """The row with its long runs, and the one that its label is, as one cell each."""
    cells = list(row.cells)
    merged = [run for run in runs if not run[0] or _is_long(row, *run)]
    for start, size in merged:
        cells[start : start + size] = [cells[start]._replace(col_span=size), *[COVERED] * (size - 1)]
    return replace(row, cells=tuple(cells), spanned=True) if merged else row
