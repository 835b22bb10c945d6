"""Where in the document a span of a paragraph is printed."""

from __future__ import annotations

from bisect import bisect_right

from extractor.geometry import union
from extractor.records import Box, Evidence, Paragraph, Place


def place(paragraph: Paragraph, start: int, end: int) -> Evidence:
    """The place of paragraph.text[start:end]: its printed lines, and the boxes of those lines where there is geometry."""
    whole = paragraph.places[0] if paragraph.places else Place(1)
    lines = _lines(paragraph, start, end) or whole.lines
    boxes = _boxes(paragraph, start, end)
    if not boxes:
        return Evidence(Place(_page(paragraph, start), whole.box, lines))
    page = boxes[0][1]
    return Evidence(Place(page, union(box for _, number, box in boxes if number == page), lines))


def _lines(paragraph: Paragraph, start: int, end: int) -> tuple[int, int] | None:
    if not paragraph.breaks:
        return None
    offsets = [offset for offset, _ in paragraph.breaks]
    first, last = (paragraph.breaks[max(0, bisect_right(offsets, at) - 1)][1] for at in (start, end - 1))
    return first, last


def _boxes(paragraph: Paragraph, start: int, end: int) -> list[tuple[int, int, Box]]:
    starts = [offset for offset, _, _ in paragraph.boxes]
    first, last = (max(0, bisect_right(starts, at) - 1) for at in (start, end - 1))
    return list(paragraph.boxes[first : last + 1])


def _page(paragraph: Paragraph, start: int) -> int:
    """The page of the last place that begins before the span's line; the first one where nothing tells."""
    lines = _lines(paragraph, start, start + 1)
    for candidate in paragraph.places:
        if lines and candidate.lines and candidate.lines[0] <= lines[0] <= candidate.lines[1]:
            return candidate.page
    return paragraph.places[0].page if paragraph.places else 1
