"""Where the pages of a text end that has no form feeds: converters leave wide gaps between them, or nothing but the page
numbers at their feet. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractor.folios import folios
from extractor.records import Line

PAGE_GAP = 3  # blank lines between two pages at least; between other lines of a page stand one or two
MIN_SHEET = 8  # lines of an ordinary page at least: gaps of texts with a cell a line are blank cells
ALIKE = 0.6  # share of the gaps that are of the same width


def sheets(lines: Sequence[Line]) -> list[list[int]]:
    """Indexes of the lines with words, those of a page together: by page number or, in a text of one page, by wide gaps."""
    filled = [i for i, line in enumerate(lines) if line.text.strip()]
    if not filled:
        return []
    if lines[filled[0]].page != lines[filled[-1]].page:
        return _parted(filled, [lines[a].page != lines[b].page for a, b in pairwise(filled)])
    parted = _parted(filled, [b - a > PAGE_GAP for a, b in pairwise(filled)])
    if len(parted) > 1 and _are_pages(filled, parted):
        return parted
    feet = set(folios([lines[i].text for i in filled], [b - a > 1 for a, b in pairwise(filled)]))
    return _parted(filled, [i in feet for i in range(len(filled) - 1)]) if feet else [filled]


def _parted(filled: Sequence[int], breaks: Sequence[bool]) -> list[list[int]]:
    parted: list[list[int]] = [[filled[0]]]
    for i, ends in zip(filled[1:], breaks, strict=True):
        if ends:
            parted.append([])
        parted[-1].append(i)
    return parted


def _are_pages(filled: Sequence[int], parted: Sequence[Sequence[int]]) -> bool:
    """Whether what wide gaps part are pages: long enough, the gaps alike, and few that are nearly as wide (a page number
    left out makes one)."""
    gaps = Counter(b - a - 1 for a, b in pairwise(filled))
    wide = {width: count for width, count in gaps.items() if width >= PAGE_GAP}
    between = gaps[PAGE_GAP - 1]
    alike = max(wide.values(), default=0) >= ALIKE * sum(wide.values())
    return alike and between <= 2 * sum(wide.values()) and median(map(len, parted)) >= MIN_SHEET
