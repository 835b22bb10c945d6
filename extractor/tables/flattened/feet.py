"""Pages whose text puts title and column heads last: converters that follow the drawing order of a PDF print them after
the rows. Such a page is put back into reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractor.breaks import sheets
from extractor.records import Line
from extractor.tables.flattened.tokens import of_line, ordinal

MIN_FEET = 2  # pages with the title last before the document counts as printed so
MIN_SHARE = 0.5  # ... and of the pages with a title
HEAD_LINES = 2  # lines above a title that stands in its place: page number, running head


def titles_first(lines: Sequence[Line], title: Callable[[Sequence[Line], int], int]) -> list[Line]:
    """The lines with words, on pages that end in their title with the title and what follows it moved to the front, if most pages
    with a title do. `title(lines, index)`: lines of the form's title that stands there, 0 for none."""
    pages = [[lines[i] for i in sheet] for sheet in sheets(lines)]
    found = [[(i, height) for i in range(len(page)) if (height := title(page, i))] for page in pages]
    feet = [_foot(page, titles) for page, titles in zip(pages, found, strict=True)]
    count = sum(foot is not None for foot in feet)
    if count < MIN_FEET or count < MIN_SHARE * sum(map(bool, found)):
        return [line for page in pages for line in page]
    return [line for page, foot in zip(pages, feet, strict=True) for line in ([*page[foot:], *page[:foot]] if foot is not None else page)]


def _foot(page: Sequence[Line], titles: Sequence[tuple[int, int]]) -> int | None:
    """Index of the page's only title, with amounts above it and none below it; None where the page is no such one."""
    if len(titles) != 1 or titles[0][0] <= HEAD_LINES:
        return None
    at, height = titles[0]
    return at if any(map(_amounts, page[:at])) and not any(map(_amounts, page[at + height :])) else None


def _amounts(line: Line) -> bool:
    """Whether a line has an amount: a number with decimals or separators, no year, code or page number, in no sentence."""
    return not re.search(r"[。；]", line.text) and any(token.number and ordinal(token.text) is None for token in of_line(line))
