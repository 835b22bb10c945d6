"""Tables that commas separate (CSV) within text: rows of cells one below another, amounts with separators of
thousands in quotation marks.

Lines of plain tables have commas too, within their amounts (公安 12,046 7,981): a row has one that parts no thousands."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

MIN_ROWS, MIN_COLUMNS = 3, 2
RAGGED = 3  # cells from which rows need not be as wide as the others
MAX_TORN = 4  # lines that a cell in quotation marks may have
MAX_CHARS = 2000  # of a row
NUMBERED = 0.3  # share of the rows that hold a number, of tables with few columns
WIDE = 4  # columns from which rows need no numbers: headers of a blank table

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_SENTENCE = re.compile(r"[。；！？]")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
_INNER_AMOUNTS = re.compile(r"\d \S*\s*\d|\d{3}(?:\.\d+)? .*[\d,]$")


class Row(NamedTuple):
    """A row of cells on the lines `first` to `last` (indexes, both counted)."""

    first: int
    last: int
    cells: tuple[str, ...]


def comma_rows(texts: Sequence[str]) -> dict[int, Row]:
    """The rows by the index of every line they stand on."""
    if not any("," in text for text in texts):
        return {}
    groups: list[list[Row]] = [[]]
    at = 0
    while at < len(texts):
        row = _row(texts, at)
        if row and groups[-1] and _goes_on(groups[-1][-1], row):
            groups[-1].append(row)
        elif row:
            groups.append([row])
        at = row.last + 1 if row else at + 1
    return {i: row for group in groups if _is_table(group) for row in group for i in range(row.first, row.last + 1)}


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a row belongs to the table of the one above: right below it, as wide, or of several cells (merged ones are lost)."""
    least = min(len(above.cells), len(row.cells))
    return above.last == row.first - 1 and (least >= RAGGED or len(above.cells) == len(row.cells))


def _row(texts: Sequence[str], at: int) -> Row | None:
    """The row that begins on a line; None where none does."""
    if "," not in texts[at] and '"' not in texts[at]:
        return None
    text, last = texts[at], at
    while text.count('"') % 2 and last + 1 < min(len(texts), at + MAX_TORN):
        last += 1
        text += "\n" + texts[last]
    bare = _QUOTED.sub("", text)
    if (
        len(text) > MAX_CHARS
        or '"' in bare
        or "," not in bare
        or _SENTENCE.search(bare)
        or text.lstrip().startswith(("#", "|", "{", "["))
        or "\t" in bare
    ):
        return None
    cells = tuple(cell.replace("\n", "").strip() for cell in next(csv.reader(text.splitlines(keepends=True))))
    return Row(at, last, cells) if len(cells) >= MIN_COLUMNS and not any(map(_INNER_AMOUNTS.search, bare.split(","))) else None


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether rows are a table: all are parted by commas that part no thousands, half have words,
    and some numbers."""
    if len(rows) < MIN_ROWS:
        return False
    parted = sum(any(not _parts_thousands(a, b) for a, b in pairwise(row.cells)) for row in rows)
    numbered = sum(any(_NUMBER.fullmatch(cell) for cell in row.cells) for row in rows)
    named = sum(any(map(_WORDS.search, row.cells)) for row in rows)
    return parted == len(rows) and 2 * named >= len(rows) and (numbered >= NUMBERED * len(rows) or len(rows[0].cells) >= WIDE)


def _parts_thousands(left: str, right: str) -> bool:
    return bool(_THOUSANDS.match(f"{left[-1:]},{right}"))
