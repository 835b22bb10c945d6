"""Plain text and markdown: lines as they stand in the file, rows of cells where the file separates them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from extractor.errors import DocumentTooLarge
from extractor.options import Options
from extractor.pages.text_rows.commas import comma_rows
from extractor.pages.text_rows.html_table import grid
from extractor.pages.text_rows.markup import broken, inline, marked
from extractor.pages.text_rows.pipes import is_ruler, lone_cells, merged, open_rows, pipe_cells, pipe_rows, run_together, streams
from extractor.pages.text_rows.ragged import unrowed
from extractor.records import Line, Page, Source, Warning_

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_SOFT_BREAKS = re.compile("[\x0b\x85\u2028\u2029]")  # no line of the file ends there
_TABLE_START = re.compile(r"<table\b", re.I)
_TABLE_END = re.compile(r"</table\s*>", re.I)
_SENTENCE_END = re.compile(r"[。；;！？]\s*$")
MIN_RULERS = 3  # a drawn table with rulers between its rows: printed lines between two rulers are one row


class _Numbered(NamedTuple):
    """A line of the file and its number."""

    number: int
    text: str


def pages(source: Source, options: Options) -> Iterator[Page]:
    """One page, or as many as form feeds make; those that the options ask for. Raises DocumentTooLarge."""
    sheets, warnings = _sheets(source, options)
    number = 1
    for page, sheet in enumerate(sheets, 1):
        if options.wants(page):
            rows = [_Numbered(number + i, row) for i, row in enumerate(sheet.split("\n"))]
            yield Page(page, "plain_text", lines=tuple(_lines(page, rows)), warnings=warnings if page == 1 else ())
        number += sheet.count("\n")


def count(source: Source, options: Options) -> int:
    """Pages of the document, none of them laid out. Raises DocumentTooLarge."""
    return len(_sheets(source, options)[0])


def _sheets(source: Source, options: Options) -> tuple[list[str], tuple[Warning_, ...]]:
    """The text of each page, and what was mended in it."""
    text, warnings = decoded(source)
    sheets = text.split("\f")
    if len(sheets) > options.max_pages:
        raise DocumentTooLarge(f"文件有 {len(sheets)} 页，超过上限 {options.max_pages} 页。")
    return sheets, warnings


def decoded(source: Source) -> tuple[str, tuple[Warning_, ...]]:
    """The text of a source with line feeds only, control characters removed and reported."""
    text = source.data.decode(source.encoding or "utf-8", "replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\x1a")
    text = _SOFT_BREAKS.sub(" ", text)
    clean, count = _CONTROLS.subn("", text)
    message = f"去除了 {count} 个控制字符。"
    return clean, (Warning_("control_characters_removed", message, 1),) if count else ()


def _lines(page: int, rows: Sequence[_Numbered]) -> Iterator[Line]:
    """Lines of one sheet; blocks of <table> … </table> become rows of cells."""
    start = 0
    while start < len(rows):
        begin = next((i for i in range(start, len(rows)) if _TABLE_START.search(rows[i].text)), len(rows))
        yield from _text_lines(page, rows[start:begin])
        end = _table_end(rows, begin)
        if begin < len(rows):
            yield from _tag_rows(page, rows[begin:end]) if end > begin else _text_lines(page, rows[begin : begin + 1])
        start = max(end, begin + 1)


def _table_end(rows: Sequence[_Numbered], begin: int) -> int:
    """One past the line that closes the table opened at `begin`; `begin` itself where nothing closes it."""
    depth = 0
    for i in range(begin, len(rows)):
        depth += len(_TABLE_START.findall(rows[i].text)) - len(_TABLE_END.findall(rows[i].text))
        if depth <= 0:
            return i + 1
    return begin


def _tag_rows(page: int, rows: Sequence[_Numbered]) -> Iterator[Line]:
    """Rows of the tables in a block; text before and after them on the same lines is kept."""
    block = "\n".join(row.text for row in rows)
    first, last = _TABLE_START.search(block), list(_TABLE_END.finditer(block))
    if not first or not last:
        return
    yield from _text_lines(page, [_Numbered(rows[0].number, block[: first.start()])])
    before = block[: first.start()].count("\n")
    root = etree.fromstring(
        block[first.start() : last[-1].end()].encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    )
    for table in root.iter("table") if root is not None else ():
        if table.find(".//table") is None:
            for row in grid(table):
                number = rows[0].number + before + max(row.line - 1, 0)
                yield Line(page, number, "\t".join(row.cells), cells=row.cells, spans=row.spans)
            yield Line(page, rows[-1].number, "")
    yield from _text_lines(page, [_Numbered(rows[-1].number, block[last[-1].end() :])])


def _text_lines(page: int, rows: Sequence[_Numbered]) -> Iterator[Line]:
    """Lines of text without tags; where one of the ways to part cells is told, the surest of them, rows of cells."""
    texts = [row.text for row in rows]
    loose = unrowed(texts)
    streamed = {i: stream for stream in streams(texts) for i in range(stream.first, stream.last + 1) if i not in loose}
    apart: dict[int, tuple[str, ...]] = {i: (texts[i].rstrip()[:-1],) for i in lone_cells(texts)} | run_together(texts)
    apart = {i: cells for i, cells in apart.items() if i not in streamed} | loose
    pipes = pipe_rows(["" if i in streamed or i in apart else text for i, text in enumerate(texts)])
    tabbed = _tab_rows(texts)
    commas = comma_rows(["" if i in streamed or i in apart or i in pipes or i in tabbed else text for i, text in enumerate(texts)])
    without_outer = open_rows(texts, pipes)
    ways: ChainMap[int, tuple[Line, ...]] = ChainMap(
        {i: (_row(page, rows, i, row.last, row.cells),) if row.first == i else () for i, row in streamed.items()},
        {i: tuple(line for cell in cells for line in _prose(page, rows[i]._replace(text=cell))) for i, cells in apart.items()},
        {i: _drawn_row(page, rows, group) for i, group in _drawn_groups(texts, pipes).items()},
        {i: (_row(page, rows, i, row.last, [inline(c) for c in row.cells]),) if row.first == i else () for i, row in commas.items()},
        {i: (_pipe_row(page, rows[i], outer=i not in without_outer),) for i in pipes},
        {i: (_row(page, rows, i, None, [inline(cell).strip() for cell in texts[i].split("\t")]),) for i in tabbed},
        {i: () for i, text in enumerate(texts) if _near(pipes, i) and is_ruler(text)},
    )
    for i, row in enumerate(rows):
        yield from ways[i] if i in ways else _prose(page, row)


def _row(page: int, rows: Sequence[_Numbered], first: int, last: int | None, cells: Sequence[str]) -> Line:
    """A row of cells on the lines `first` to `last` (indexes, both counted)."""
    return Line(page, rows[first].number, "\t".join(cells), cells=tuple(cells), last=0 if last is None else rows[last].number)


def _pipe_row(page: int, row: _Numbered, *, outer: bool) -> Line:
    """The row of a pipe table; the blank head of one that has none (|  |  |) is a blank line."""
    cells = pipe_cells(row.text, outer=outer)
    return Line(page, row.number, row.text.strip(), cells=cells) if any(cells) else Line(page, row.number, "")


def _drawn_row(page: int, rows: Sequence[_Numbered], group: Sequence[int]) -> tuple[Line, ...]:
    """The row whose lines have these indexes; none where they belong to a row above."""
    return (_row(page, rows, group[0], group[-1], merged([pipe_cells(rows[k].text) for k in group])),) if group else ()


def _near(pipes: frozenset[int], i: int) -> bool:
    return i - 1 in pipes or i + 1 in pipes


def _prose(page: int, row: _Numbered) -> Iterator[Line]:
    for part in broken(row.text):
        text, level, bold = marked(part.replace("\t", " "))
        yield Line(page, row.number, text.rstrip(), level=level, bold=bold)


def _tab_rows(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the rows whose cells tabs separate. Rows of one filled cell (`\t\t十六、金融支出\t`) are known by the rows
    they follow on, which have at least as many tabs."""
    rows = {i for i in range(len(texts)) if _is_tab_row(texts, i)}
    for step, order in ((-1, range(1, len(texts))), (1, range(len(texts) - 2, -1, -1))):
        for i in order:
            if i + step in rows and 2 <= texts[i].count("\t") <= texts[i + step].count("\t") and _may_be_row(texts[i]):
                rows.add(i)
    return frozenset(rows)


def _is_tab_row(texts: Sequence[str], i: int) -> bool:
    """Tabs inside a line separate cells; tabs at its ends do so only beside other rows (else they indent)."""
    text = texts[i]
    if "\t" not in text or not text.strip():
        return False
    if "\t" in text.strip("\t ") and not (text.strip().count("\t") == 1 and _SENTENCE_END.search(text)):
        return True
    beside = [texts[k] for k in (i - 1, i + 1) if 0 <= k < len(texts)]
    return _may_be_row(text) and any("\t" in other.strip("\t ") for other in beside)


def _may_be_row(text: str) -> bool:
    return bool(text.strip()) and not _SENTENCE_END.search(text)


def _drawn_groups(texts: Sequence[str], pipes: frozenset[int]) -> dict[int, list[int]]:
    """Line indexes of tables with a ruler between all rows: the first line of each row -> all its lines; the row's
    other lines -> []."""
    groups: dict[int, list[int]] = {}
    block: list[list[int]] = [[]]
    rulers = 0
    for i in range(len(texts) + 1):
        if i < len(texts) and i in pipes:
            block[-1].append(i)
        elif i < len(texts) and is_ruler(texts[i]):
            rulers += 1
            block.append([])
        else:
            if rulers >= MIN_RULERS and any(len(group) > 1 for group in block[1:]):
                groups |= {k: [] for group in block for k in group} | {group[0]: group for group in block if group}
            block, rulers = [[]], 0
    return groups
