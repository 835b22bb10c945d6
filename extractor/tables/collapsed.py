"""Headers whose merged cells were written once, without blanks for the columns they covered.

`项目 | 本年支出` above `科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出`: how many words are parents is told by counting
(parents = header cells - columns), which of them and of how many cells by the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extractor.likeness import fold
from extractor.tables.headers import COVERED, is_column_numbers, is_data
from extractor.tables.rows import TableRow

STEM = 4  # characters that a header word has in common with the words below it
MAX_LEVELS = 4  # of a printed header
_LABEL_PARENT = re.compile(r"项目|.*(?:科目|分类)(?:编码)?|.*编码")
_LABEL = re.compile(r".*(?:编码|代码|科目名称|名称|项目|科目)|[类款项]|行次|序号")
_SIDE = re.compile(r"收入|支出|人员经费|公用经费")  # halves of a table: their children may be labels as well
_PARENT = re.compile(
    r"本年支出|本年收入|(?:全年|年初|本年)?(?:预算数?|决算数?)|.*(?:预算数|决算数|购置[及和].*费|拨款|资金|其中:?)|基本支出|项目支出|\d{4}年.*"
)
_FIRST_CHILD = frozenset({"小计", "合计", "项目", "科目编码", "编码", "总计"})

Counts = tuple[int, ...]  # cells of the next row under each cell of a row; 0: none, the cell spans down


def expanded(rows: Sequence[TableRow], width: int) -> list[TableRow]:
    """The rows with spans given to header rows short of cells; unchanged where counting does not work out."""
    height = next((i for i, row in enumerate(rows[: MAX_LEVELS + 1]) if is_data(row.cells) or is_column_numbers(row.cells)), 0)
    if under := _under_spans(rows[:height], width):
        return [*under, *rows[height:]]
    header = [_trimmed(row) for row in rows[:height]]
    width = max(width, _numbered_width(header, rows[height:]))
    whole = any(row.spanned for row in header) or all(len(row.cells) >= width for row in header)
    if whole or not 2 <= height <= MAX_LEVELS or any(not cell.text for row in header for cell in row.cells):
        return list(rows)
    texts = tuple(tuple(map(fold, row.texts)) for row in header)
    _, counts = _best(texts, sum(map(len, texts)) - width)
    return [*_placed(header, counts, width), *rows[height:]] if counts else list(rows)


def _under_spans(header: Sequence[TableRow], width: int) -> list[TableRow]:
    """The header whose first row has blanks for what its cells span, and whose next rows have only cells that stand below
    spanning ones (cells that span down are not repeated); [] where counting does not work out."""
    if len(header) < 2 or any(row.spanned for row in header) or all(len(row.cells) == width for row in header):
        return []
    free = list(range(width))
    placed: list[TableRow] = []
    for level, row in enumerate(header):
        if not free or not row.texts[0] or len(row.cells) < len(free) or any(row.texts[len(free) :]):
            return []
        starts = [i for i, text in enumerate(row.texts[: len(free)]) if text]
        ends = [*starts[1:], len(free)]
        cells = [COVERED] * width
        for start, end in zip(starts, ends, strict=True):
            down = len(header) - level if end == start + 1 else 1
            cells[free[start]] = row.cells[start]._replace(col_span=end - start, row_span=down)
        free = [column for start, end in zip(starts, ends, strict=True) if end > start + 1 for column in free[start:end]]
        placed.append(replace(row, cells=tuple(cells), spanned=True))
    return placed


def _trimmed(row: TableRow) -> TableRow:
    """The row without blank cells at its end (converters fill up rows there)."""
    count = max((i for i, cell in enumerate(row.cells, 1) if cell.text), default=0)
    return replace(row, cells=row.cells[:count])


def _numbered_width(header: Sequence[TableRow], rows: Sequence[TableRow]) -> int:
    """Columns by the row of column numbers below the header: one a number, and the label columns."""
    if len(header) < 2 or not rows or not is_column_numbers(rows[0].cells):
        return 0
    numbers = sum(any(c.isdigit() for c in text) for text in rows[0].texts)
    return numbers + sum(bool(_LABEL.fullmatch(fold(text))) for text in header[1].texts)


def _best(rows: tuple[tuple[str, ...], ...], parents: int) -> tuple[int, tuple[Counts, ...]]:
    """Likeliest children of every row but the last with so many parents in all: score and counts, () if impossible."""
    if len(rows) == 1:
        return (0, ((0,) * len(rows[0]),)) if parents == 0 else (-99, ())
    best: tuple[int, tuple[Counts, ...]] = (-99, ())
    for here in range(1, min(len(rows[0]), len(rows[1]), parents) + 1):
        score, counts = _children(rows[0], rows[1], here)
        rest, below = _best(rows[1:], parents - here)
        if below and counts and score + rest > best[0]:
            best = score + rest, (counts, *below)
    return best


def _children(upper: tuple[str, ...], lower: tuple[str, ...], parents: int) -> tuple[int, Counts]:
    """Likeliest way to deal the lower cells in order to `parents` of the upper ones, by dynamic programming."""

    @cache
    def deal(i: int, start: int, left: int) -> tuple[int, Counts]:
        if i == len(upper):
            return (0, ()) if start == len(lower) and left == 0 else (-999, ())
        options = []
        for count in range(len(lower) - start + 1 if left else 1):
            score, rest = deal(i + 1, start + count, left - (count > 0))
            options.append((score + _likely(upper[i], lower[start : start + count]), (count, *rest)))
        return max(options, key=lambda option: (option[0], [-count for count in option[1]]))  # of equals, the later gets more

    score, counts = deal(0, 0, parents)
    return (score, counts) if score > -99 else (-99, ())


def _likely(word: str, children: Sequence[str]) -> int:
    """How well a header word goes with these words below it."""
    labels = sum(bool(_LABEL.fullmatch(child)) for child in children)
    if not children:
        return -2 if word in ("项目", "收入", "支出", "本年支出") else 0
    score = (children[0] in _FIRST_CHILD) - 3 * (len(children) - len(set(children)))
    score += sum(child.startswith(word[:STEM]) for child in children) if len(word) > STEM else 0  # 公务用车费: 公务用车购置费
    if _SIDE.fullmatch(word):
        return score + 2
    if _LABEL_PARENT.fullmatch(word):
        return score + 2 + 3 * labels - 2 * len(children)
    return score - labels + (2 if _PARENT.fullmatch(word) else -2)


def _placed(header: Sequence[TableRow], counts: Sequence[Counts], width: int) -> list[TableRow]:
    """The header as full rows with covered positions: leaves span down, parents span the columns of their children."""
    free = list(range(width))
    placed: list[TableRow] = []
    for level, row in enumerate(header):
        cells = [COVERED] * width
        below: list[int] = []
        for cell, span, children in zip(row.cells, _widths(counts, level), counts[level], strict=True):
            mine, free = free[:span], free[span:]
            cells[mine[0]] = cell._replace(col_span=span, row_span=1 if children else len(header) - level)
            below += mine if children else []
        free = below
        placed.append(replace(row, cells=tuple(cells), spanned=True))
    return placed


def _widths(counts: Sequence[Counts], level: int) -> list[int]:
    """Columns under each cell of a row."""
    if level == len(counts) - 1:
        return [1] * len(counts[level])
    lower = _widths(counts, level + 1)
    widths, start = [], 0
    for count in counts[level]:
        widths.append(sum(lower[start : start + count]) if count else 1)
        start += count
    return widths
