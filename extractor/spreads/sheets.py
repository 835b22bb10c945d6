"""Sheets that hold two pages side by side: their halves as pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.geometry import centre
from extractor.records import Reading, Word
from extractor.spreads.leaves import Leaf, half_of, numbered

WIDE = 1.15  # width by height from which a sheet may hold two pages
MIDDLE = 0.04  # of the width: the gutter is no further from the middle
NARROWEST = 0.015  # of the width: a gutter is as wide
PROSE_LINE = 0.55  # of half the width: a line of running text is as wide
FEWEST = 3  # lines of running text that show that a half is a page of its own
MOSTLY = 0.5  # of the wide sheets
_TITLE = re.compile(r"[\u4e00-\u9fff\d（）()“”\"、]{4,40}表")
_UNIT = re.compile(r"单位[:：](?:人民币)?[百千万亿]{0,2}元")


def parted(readings: Iterable[Reading]) -> tuple[list[Reading], tuple[Leaf, ...]]:
    """The readings, halves of sheets as pages of their own, and the leaf of each; no leaves where no sheet holds two."""
    whole = list(readings)
    wide = [reading for reading in whole if _is_wide(reading)]
    gutters = {reading.page: gutter for reading in wide if (gutter := _gutter(reading)) is not None}
    if not any(_two_pages(r, gutters[r.page]) for r in wide if r.page in gutters) or len(gutters) < MOSTLY * len(wide):
        return whole, ()
    pages: list[Reading] = []
    leaves: list[Leaf] = []
    for reading in whole:
        for half, shift in _halves(reading, gutters.get(reading.page)):
            leaves.append(Leaf(reading.page, shift))
            pages.append(numbered(half, len(leaves)))
    return pages, tuple(leaves)


def _is_wide(reading: Reading) -> bool:
    return bool(reading.lines and reading.width and reading.height and reading.width > WIDE * reading.height)


def _gutter(reading: Reading) -> float | None:
    """Where a sheet parts: the middle of the blank strip nearest its middle that no word and no rule crosses."""
    width = reading.width or 0.0
    spans = [(w.box.left, w.box.right) for line in reading.lines for w in line.words]
    spans += [(r.x0, r.x1) for r in reading.rulings if r.y0 == r.y1]
    reached, strips = 0.0, []
    for left, right in [*sorted(spans), (width, width)]:
        if left - reached >= NARROWEST * width:
            strips.append((reached, left))
        reached = max(reached, right)
    middle = width / 2
    near = [min(max(middle, a), b) for a, b in strips]
    best = min(near, key=lambda x: abs(x - middle), default=None)
    return best if best is not None and abs(best - middle) <= MIDDLE * width else None


def _two_pages(reading: Reading, gutter: float) -> bool:
    """Whether running text in one half, and text in the other, shows that they are pages, or the title and the unit of a
    table in each: columns of one table have none."""
    halves = [_words(reading, gutter, right=right) for right in (False, True)]
    if all(map(_has_caption, halves)):
        return True
    prose = [sum(_is_prose(row, gutter) for row in half) for half in halves]
    return max(prose) >= FEWEST and min(len(half) for half in halves) >= FEWEST


def _has_caption(rows: Sequence[Sequence[Word]]) -> bool:
    texts = ["".join(word.text for word in row) for row in rows]
    return any(map(_TITLE.fullmatch, texts)) and any(map(_UNIT.search, texts))


def _words(reading: Reading, gutter: float, *, right: bool) -> list[list[Word]]:
    rows = ([w for w in line.words if (centre(w.box)[0] > gutter) == right] for line in reading.lines)
    return [row for row in rows if row]


def _is_prose(row: Sequence[Word], half: float) -> bool:
    return row[-1].box.right - row[0].box.left >= PROSE_LINE * half and any(c in word.text for word in row for c in "，。；、")


def _halves(reading: Reading, gutter: float | None) -> list[tuple[Reading, float]]:
    """The pages of a sheet, each with its shift; the warnings of the sheet go with the first."""
    if gutter is None or reading.width is None:
        return [(reading, 0.0)]
    middle = reading.width / 2
    left, right = (half_of(reading, gutter, middle if second else 0.0, second=second) for second in (False, True))
    return [(left, 0.0), (replace(right, warnings=()), middle)]
