"""Pages whose text puts title and column heads last: converters that follow the drawing order of a PDF print them after
the rows. Such a page is put back into reading order; so is a text whose pages nothing parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.breaks import sheets
from extractor.records import Line
from extractor.tables.captions import frame
from extractor.tables.flattened.tokens import of_line, ordinal

MIN_FEET = 2  # pages with the title last before the document counts as printed so
MIN_SHARE = 0.5  # ... and of the pages with a title
MIN_TITLES = 3  # of a text whose pages nothing parts
LAST_HEADS = 12  # lines of heads behind the last title at most
HEAD_LINES = 2  # lines above a title that stands in its place: page number, running head
_CODE = re.compile(r"\s*([2-5])\d{2}(?:\s?\d{2}){0,2}(?:\s+[\u4e00-\u9fff]|\s*$)")
_SENTENCE = re.compile(r"[。；]")
_PART = re.compile(r"\s*第[一二三四五六七八九十]+部分")


class Mark(NamedTuple):
    """A form's title: on how many lines it stands, and the family of its codes (function, economic or '')."""

    height: int
    codes: str


_Titles = Callable[[Sequence[Line], int], Mark | None]


def titles_first(lines: Sequence[Line], title: _Titles) -> list[Line]:
    """The lines with words, on pages that end in their title with the title and what follows it moved to the front, if most
    pages with a title do. `title(lines, index)`: the form's title that stands there, None for none."""
    pages = [[lines[i] for i in sheet] for sheet in sheets(lines)]
    if len(pages) == 1:
        return _in_one(pages[0], title)
    found = [[(i, mark.height) for i in range(len(page)) if (mark := title(page, i))] for page in pages]
    feet = [_foot(page, titles) for page, titles in zip(pages, found, strict=True)]
    count = sum(foot is not None for foot in feet)
    if count < MIN_FEET or count < MIN_SHARE * sum(map(bool, found)):
        return [line for page in pages for line in page]
    return [line for page, foot in zip(pages, feet, strict=True) for line in ([*page[foot:], *page[:foot]] if foot is not None else page)]


def _in_one(lines: list[Line], title: _Titles) -> list[Line]:
    """A text that nothing parts into pages: its titles stand last where amounts under a unit stand before the first, and
    the codes of more tables are those of the title behind them than of the one before."""
    marks = _tables([(i, mark) for i in range(len(lines)) if (mark := title(lines, i))])
    if len(marks) < MIN_TITLES:
        return lines
    ends = [0, *(i + mark.height for i, mark in marks)]
    blocks = [lines[a:i] for a, (i, _) in zip(ends, marks, strict=False)]
    last = lines[ends[-1] :]
    heads = next((n for n, line in enumerate(last[:LAST_HEADS]) if _SENTENCE.search(line.text) or _PART.match(line.text)), LAST_HEADS)
    families = [mark.codes for _, mark in marks]
    behind = sum(_family(block) == codes != "" for block, codes in zip(blocks, families, strict=True))
    before = sum(_family(block) == codes != "" for block, codes in zip([*blocks[1:], last], families, strict=True))
    starts = [_start(block) for block in blocks]
    if starts[0] is None or behind <= before:
        return lines
    parts = [(block[: start or 0], block[start or 0 :]) for block, start in zip(blocks, starts, strict=True)]
    tails = [*(tail for tail, _ in parts[1:]), last[:heads]]
    ordered = list(parts[0][0])
    for (i, mark), (_, rows), tail in zip(marks, parts, tails, strict=True):
        cut = next((n for n, line in enumerate(tail) if _amounts(line)), len(tail))  # then rows of its next page follow
        ordered += [*lines[i : i + mark.height], *tail[:cut], *rows, *tail[cut:]]
    return [*ordered, *last[heads:]]


def _tables(marks: list[tuple[int, Mark]]) -> list[tuple[int, Mark]]:
    """The titles without those of a contents list, which stand right below one another."""
    listed = {n for n, (a, b) in enumerate(pairwise(marks)) if b[0] - a[0] <= a[1].height + 1}
    return [mark for n, mark in enumerate(marks) if n not in listed and n - 1 not in listed]


def _start(block: Sequence[Line]) -> int | None:
    """Where the rows of the table begin whose title stands below the block: at the last unit said in it that amounts follow."""
    units = [n for n, line in enumerate(block) if frame(line.text).unit and not _SENTENCE.search(line.text)]
    return next((n for n in reversed(units) if any(map(_amounts, block[n:]))), None)


def _family(block: Sequence[Line]) -> str:
    """Of which classification most codes are that begin lines; '' where none do."""
    codes = [match[1] for line in block if (match := _CODE.match(line.text))]
    functions = sum(code == "2" for code in codes)
    return "" if not codes else "function" if functions * 2 > len(codes) else "economic"


def _foot(page: Sequence[Line], titles: Sequence[tuple[int, int]]) -> int | None:
    """Index of the page's only title, with amounts above it and none below it; None where the page is no such one."""
    if len(titles) != 1 or titles[0][0] <= HEAD_LINES:
        return None
    at, height = titles[0]
    return at if any(map(_amounts, page[:at])) and not any(map(_amounts, page[at + height :])) else None


def _amounts(line: Line) -> bool:
    """Whether a line has an amount: a number with decimals or separators, no year, code or page number, in no sentence."""
    return not re.search(r"[。；]", line.text) and any(token.number and ordinal(token.text) is None for token in of_line(line))
