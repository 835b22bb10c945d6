"""Rows that lost the spans of the cells above them: converters set what is left of a row from its first cell on and fill it
up at its end. Headers and the sorts of cells tell how far it belongs to the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.likeness import fold
from extractor.records import Cell
from extractor.tables.headers import is_number
from extractor.tables.rows import GUESSED, TableRow

MIN_HEADS = 2  # headers of numbers that make a row without numbers a header row
_NUMBERS = re.compile(r"(?:权重|分值|得分|评分|自评分|序号|行次|金额|合计|小计|[预决]算|[^例]数)(?:\([^()]*\))?$")
_RATES = re.compile(r"(?:率|比例)(?:\([^()]*\))?$")
_EITHER = re.compile(r"(?:值|完成情况)(?:\([^()]*\))?$")
_BLANK = re.compile(r"[/—\-]?")


def put_back(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows, those filled up at their end moved under the headers of their sorts; unchanged where nothing is won."""
    heads: tuple[str, ...] = ()
    found: list[TableRow] = []
    for row in rows:
        sorts = tuple(map(_head, row.texts))
        if not any(map(is_number, row.texts)) and sum(sort in ("number", "rate") for sort in sorts) >= MIN_HEADS:
            heads = sorts
        found.append(_moved(row, heads) if len(heads) == len(row.cells) and not row.spanned else row)
    return found


def _moved(row: TableRow, heads: Sequence[str]) -> TableRow:
    fill = next((i for i, text in enumerate(reversed(row.texts)) if text), len(row.cells))
    if not fill or not any(map(is_number, row.texts)):
        return row
    best = max(_ways(row.cells, fill), key=lambda way: sum(_fit(cell.text, head) for cell, head in zip(way, heads, strict=True)))
    return row if best == row.cells else replace(row, cells=best)


def _ways(cells: tuple[Cell, ...], fill: int) -> Iterator[tuple[Cell, ...]]:
    """As it stands; moved to the right behind its first cell, or with it."""
    yield cells
    body = tuple(cell._replace(confidence=min(cell.confidence, GUESSED)) for cell in cells[: len(cells) - fill])
    blank = Cell(places=cells[0].places, confidence=GUESSED)
    for by in range(1, fill + 1):
        for kept in (1, 0):
            yield (*body[:kept], *(blank,) * by, *body[kept:], *cells[len(cells) - fill + by :])


def _head(text: str) -> str:
    """What stands under a header word: numbers, rates, either or words."""
    word = fold(text)
    patterns = (("rate", _RATES), ("number", _NUMBERS), ("either", _EITHER))
    return next((sort for sort, pattern in patterns if pattern.search(word)), "words" if word else "")


def _fit(text: str, head: str) -> float:
    """How well a cell goes under a header: for it, against it, or neither."""
    if _BLANK.fullmatch(text) or head == "either":
        return 0
    percent = text.rstrip().endswith(("%", "％"))
    if not is_number(text) and not percent:
        return 0.5 if head == "words" else -1 if head else 0
    return {"number": -2 if percent else 2, "rate": 2 if percent else 1}.get(head, -2)
