"""HTML tables to dense grids: each row gets a cell for every column, spans are kept beside the cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from lxml import etree

from extractor.pages.text_rows.markup import joined

MAX_COLUMNS = 200  # HTML allows colspan 1000; no printed table has that many columns
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "title"})


class GridRow(NamedTuple):
    """One row. `cells`: a text for every column, '' where a span covers the position; `spans`: (columns, rows) of each
    cell, (0, 0) for a covered position; `line`: source line of its <tr>."""

    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    line: int


def grid(table: etree._Element) -> list[GridRow]:
    """Rows of a <table>, spans resolved as in the HTML standard, clipped to the table."""
    rows = list(_rows(table))
    pending: dict[int, int] = {}  # column -> rows that a span from above still covers
    dense: list[GridRow] = []
    for number, row in enumerate(rows):
        cells, spans = _row(row, pending, len(rows) - number)
        dense.append(GridRow(tuple(cells), tuple(spans), cast(int, row.sourceline or 0)))
    return dense


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _row(row: etree._Element, pending: dict[int, int], rows_left: int) -> tuple[list[str], list[tuple[int, int]]]:
    cells: list[str] = []
    spans: list[tuple[int, int]] = []
    for cell in (cell for cell in row if cell.tag in ("td", "th")):
        _cover(cells, spans, pending)
        width = min(_span(cell, "colspan"), MAX_COLUMNS - len(cells))
        height = min(_span(cell, "rowspan") or rows_left, rows_left)
        if width < 1:
            break
        for i in range(width):
            if height > 1:
                pending[len(cells)] = height - 1
            cells.append(cell_text(cell) if i == 0 else "")
            spans.append((width, height) if i == 0 else (0, 0))
    _cover(cells, spans, pending)
    return cells, spans


def _cover(cells: list[str], spans: list[tuple[int, int]], pending: dict[int, int]) -> None:
    """Blank positions that a span from above covers."""
    while pending.get(len(cells), 0):
        pending[len(cells)] -= 1
        cells.append("")
        spans.append((0, 0))


def _span(cell: etree._Element, name: str) -> int:
    """The attribute as a number; 1 where it is missing or no number, 0 (to the end) only for rowspan."""
    value = (cell.get(name) or "1").strip()
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1
    return number if name == "rowspan" else max(number, 1)


def cell_text(element: etree._Element) -> str:
    """All text in an element on one line; breaks and nested blocks join as wrapped lines do."""
    pieces = [""]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag in _HIDDEN:
                walk.skip_subtree()
                continue
            if node.tag in _BREAKS:
                pieces.append("")
            pieces[-1] += node.text or ""
        elif node is not element:
            if node.tag in _BREAKS:
                pieces.append("")
            pieces[-1] += node.tail or ""
    text = ""
    for piece in pieces:
        text = joined(text, collapsed(piece)) if text else collapsed(piece)
    return text.strip()


def collapsed(text: str) -> str:
    """White space as a browser shows it, but a source line break between Chinese characters is no space."""
    text = text.replace("\xa0", " ")
    lines = [" ".join(line.split(" ")).strip(" \t") for line in text.replace("\r", "\n").split("\n")]
    result = ""
    for line in lines:
        line = " ".join(line.replace("\t", " ").split())
        result = joined(result, line) if result else line
    return result
