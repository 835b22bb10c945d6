"""Rows of separated tables mended: rows broken over lines, cells that ran together, cells that were lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from extractor.amounts import is_blank
from extractor.likeness import fold
from extractor.records import Cell, Edit, Line, Place
from extractor.tables.headers import is_column_numbers, is_number

Column = Literal["code", "number", "words", ""]

GUESSED = 0.85  # confidence of a cell moved or split by what its column holds elsewhere
FEW_FULL = 0.2  # share of full rows up to which the header's words are the better witness
MAX_ALIGNED = 40  # columns; wider sheets are no forms, and the search would be long
MIN_SHORT = 0.25  # share of rows short of cells from which blanks were left out, not lost at the end now and then
MIN_SHARE = 0.6  # of a column's filled cells, for the column to be of one sort
_CODE = re.compile(r"\d{3}(?:\s?\d{2}){0,2}")
_LEVEL = re.compile(r"\d{2,3}")
_CODE_NAME = re.compile(r"(\d{3}(?:\d{2}){0,2})[\s\u3000]*([\u4e00-\u9fff（“][^\d]*)")
_AMOUNT_LABEL = re.compile(r"(-?[\d,]+(?:\.\d+)?)\s*((?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[\u4e00-\u9fff]).*)")
_TWO_AMOUNTS = re.compile(r"(-?[\d,]+\.\d{2})\s+(-?[\d,]+\.\d{2})")
_LABEL_AMOUNT = re.compile(r"([^\d\s].*?[^\d\s.,，])\s+(-?[\d,]+(?:\.\d+)?%?)")
_TOTAL = re.compile(r"(?:合|总|小|共)计[:：]?$")
_NAMED: tuple[tuple[re.Pattern[str], Column], ...] = (
    (re.compile(r"编码$|代码$|编号$|^[类款项]$"), "code"),
    (re.compile(r"名称$|^项目$"), "words"),
    (re.compile(r"行次$|序号$|栏次$|[预决]算数$|金额$|合计$|小计$|支出$|收入$|拨款$|经费$"), "number"),
)
_ITEM = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\(?\d+[.、)]|其中|合计|总计|小计")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row before it is a row of the table: its cells, and the lines it stands on."""

    cells: tuple[Cell, ...]
    page: int
    first: int
    last: int
    spanned: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts of the cells."""
        return tuple(cell.text for cell in self.cells)


def row_of(line: Line) -> TableRow:
    """The row that a line of cells is."""
    place = Place(line.page, None, (line.number, line.last or line.number))
    spans = line.spans or ((1, 1),) * len(line.cells or ())
    cells = tuple(Cell(text.strip(), rows, columns, (place,)) for text, (columns, rows) in zip(line.cells or (), spans, strict=True))
    return TableRow(cells, line.page, line.number, line.last or line.number, bool(line.spans))


def unwrapped(rows: Sequence[TableRow], width: int) -> list[TableRow]:
    """Rows with those joined that a line break inside a cell cut in two (both parts short of cells)."""
    whole: list[TableRow] = []
    for row in rows:
        if whole and cut_in_two(whole[-1], row, width):
            whole[-1] = _rejoined(whole[-1], row)
        else:
            whole.append(row)
    return whole


def cut_in_two(first: TableRow, second: TableRow, width: int) -> bool:
    """Whether `second` goes on in the last cell of `first`: together they fill the row, the cut is between words."""
    if first.spanned or second.spanned or not first.cells or not second.cells or is_column_numbers(second.cells):
        return False
    end, start = first.texts[-1], second.texts[0]
    fills = len(first.cells) < width and len(first.cells) + len(second.cells) - 1 <= width
    words = bool(end) and bool(start) and not is_number(end) and not is_number(start)
    label = _ITEM.match(fold(start)) or _CODE.match(fold(start))
    amounts = any(is_number(text) for text in first.texts[1:])
    return fills and words and not label and not amounts and (len(second.cells) == 1 or any(is_number(text) for text in second.texts[1:]))


def _rejoined(first: TableRow, second: TableRow) -> TableRow:
    end, start = first.cells[-1], second.cells[0]
    edit = Edit("joined_line", f"{end.text}\n{start.text}", end.text + start.text)
    cell = end._replace(text=end.text + start.text, places=end.places + start.places, edits=(*end.edits, edit))
    return replace(first, cells=(*first.cells[:-1], cell, *second.cells[1:]), last=second.last)


def sorts(names: Sequence[str], body: Sequence[TableRow]) -> tuple[Column, ...]:
    """What each column holds, told from the full rows: codes, numbers, words, or '' where it is mixed or blank. Where few
    rows are full, the header's last words (`names`, one a column) tell."""
    full = [row.texts for row in body if len(row.cells) == len(names)]
    columns = [[texts[i] for texts in full if not is_blank(texts[i])] for i in range(len(names))]
    few = len(full) <= FEW_FULL * len(body)
    return tuple(_sort_of(name, texts, few) for name, texts in zip(names, columns, strict=True))


def _sort_of(name: str, texts: Sequence[str], few: bool) -> Column:
    """What a column holds. 款 and 项 of a code over several columns look like numbers (01, 99)."""
    named = _sort_by_name(name)
    levels = named == "code" and bool(texts) and all(_LEVEL.fullmatch(text) for text in texts)
    return (named if few or levels else "") or _sort(texts)


def _sort_by_name(header: str) -> Column:
    """What a column of that header holds; '' where it does not say."""
    word = fold(header)
    return next((sort for pattern, sort in _NAMED if pattern.search(word)), "")


def _sort(texts: Sequence[str]) -> Column:
    if not texts:
        return ""
    codes = sum(bool(_CODE.fullmatch(text)) for text in texts)
    numbers = sum(is_number(text) for text in texts)
    words = len(texts) - max(codes, numbers)
    counts: tuple[tuple[int, Column], ...] = ((codes, "code"), (numbers, "number"), (words, "words"))
    return next((sort for count, sort in counts if count >= MIN_SHARE * len(texts)), "")


def blanks_lost(body: Sequence[TableRow], columns: Sequence[Column]) -> bool:
    """Whether a converter left out blank cells: no row of data has one, yet many are short where amounts would stand.
    Which column an amount belongs to then shows only by arithmetic."""
    rows = [row for row in body if not row.spanned]
    if not rows or any(not text for row in rows for text in row.texts):
        return False
    short = sum(any(sort in ("number", "") for sort in columns[len(row.cells) :]) for row in rows)
    return short >= MIN_SHORT * len(rows)


def separated_cells(row: TableRow, columns: Sequence[Column]) -> TableRow:
    """The row with cells taken apart that ran together: code and name, amount and the next label or amount, label and amount.
    Only where the row lacks a cell there, or the cell beside it is blank."""
    if row.spanned:
        return row
    cells: list[Cell] = []
    for i, cell in enumerate(row.cells):
        following = row.texts[i + 1] if i + 1 < len(row.cells) else ""
        lacking = len(row.cells) < len(columns)
        position = len(cells)
        parts = _parts(cell.text, columns, position, following) if lacking or not following else None
        if parts is None:
            cells.append(cell)
            continue
        edit = Edit("split_cell", cell.text, "\t".join(parts))
        cells += [cell._replace(text=part, confidence=GUESSED, edits=(*cell.edits, edit)) for part in parts]
        if not lacking and i + 1 < len(row.cells):  # the blank cell beside it is the one that was lost
            return replace(row, cells=(*cells, *row.cells[i + 2 :]))
    return replace(row, cells=tuple(cells)) if len(cells) <= len(columns) else row


def _parts(text: str, columns: Sequence[Column], position: int, following: str) -> tuple[str, str] | None:
    """The two cells in one text, if the columns at this position hold such; None if it is one cell."""
    here = columns[position] if position < len(columns) else ""
    beside = columns[position + 1] if position + 1 < len(columns) else ""
    if here == "code" and beside == "words" and (match := _CODE_NAME.fullmatch(text)) and (not following or is_number(following)):
        return match[1], match[2].strip()
    if here == "number" and beside == "words" and (match := _AMOUNT_LABEL.fullmatch(text)) and not is_number(text):
        return match[1], match[2].strip()
    if here != "words" != beside and (match := _TWO_AMOUNTS.fullmatch(text)):
        return match[1], match[2]
    if here == "words" and beside == "number" and (match := _LABEL_AMOUNT.fullmatch(text)):
        return match[1].strip(), match[2]
    return None


def aligned(row: TableRow, columns: Sequence[Column]) -> TableRow:
    """A short row with its lost blank cells put back so that numbers and words stand in columns of their sort.
    Of equally good places the leftmost: blanks are lost at the end of a row more often than inside it."""
    if len(row.cells) >= len(columns) or row.spanned or not row.cells:
        return row
    positions = _positions(tuple(map(_cell_sort, row.texts)), tuple(columns))
    if positions == tuple(range(len(row.cells))):
        return row
    cells = [Cell(places=row.cells[0].places, confidence=GUESSED)] * len(columns)
    for position, cell in zip(positions, row.cells, strict=True):
        cells[position] = cell._replace(confidence=min(cell.confidence, GUESSED))
    return replace(row, cells=tuple(cells))


@lru_cache(maxsize=2000)
def _positions(cells: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[int, ...]:
    """The column of each cell, left to right, with the best agreement in all (dynamic programming)."""
    if len(columns) > MAX_ALIGNED:
        return tuple(range(len(cells)))

    @cache
    def best(i: int, start: int) -> tuple[int, tuple[int, ...]]:
        if i == len(cells):
            return 0, ()
        options = []
        for column in range(start, len(columns) - (len(cells) - i) + 1):
            score, rest = best(i + 1, column + 1)
            options.append((score + _fit(cells[i], columns[column]), (column, *rest)))
        return max(options, key=lambda option: (option[0], [-column for column in option[1]]))

    return best(0, 0)[1]


def _cell_sort(text: str) -> str:
    """What a cell says it is: a code (which is a number as well), a number, the label of a total, words, or ''."""
    if _CODE.fullmatch(text):
        return "code"
    if is_number(text):
        return "number"
    return "total" if _TOTAL.search(text) else "" if is_blank(text) else "words"


def _fit(cell: str, column: Column) -> int:
    """How well a cell goes into a column of this sort."""
    if not cell or not column:
        return 0
    if column == "code":
        return {"code": 2, "total": 1}.get(cell, -1)
    return 2 if (cell in ("code", "number")) == (column == "number") else -2
