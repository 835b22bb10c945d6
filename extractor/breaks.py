"""Where the pages of a text end that has no form feeds: converters leave wide gaps between them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.records import Line

PAGE_GAP = 3  # blank lines between two pages at least; between other lines of a page stand one or two


def sheets(lines: Sequence[Line]) -> list[list[int]]:
    """Indexes of the lines with words, those of a page together: parted by page number and, in text, by PAGE_GAP blank
    lines or more."""
    filled = [i for i, line in enumerate(lines) if line.text.strip()]
    parted: list[list[int]] = [filled[:1]] if filled else []
    for before, i in pairwise(filled):
        if lines[i].page != lines[before].page or i - before > PAGE_GAP:
            parted.append([])
        parted[-1].append(i)
    return parted
