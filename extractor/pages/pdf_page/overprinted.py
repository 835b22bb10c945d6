"""Digits that two figures share: where a figure is too wide for its cell, its end is printed over the beginning of the next.

A letter printed twice at one place is taken for a shadow or fake bold, by pdfium (within 0.07 of its size) and by us. Where
an object then has a gap, and digits of the object before it fill that gap exactly, they are its own as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extractor.pages.pdf_page.frame import Boxes
from extractor.records import Chars

JOINT = 0.12  # of the letter size: digits of one figure join so closely
LACKING = 0.2  # of the letter size: what is narrower holds no digit and no comma
BEARING = 0.2  # of the letter size: what a digit keeps free at its left, at most
LEVEL = 0.1  # of the letter size: letters of one line differ no more in height
_MARKED = np.isin(np.arange(0x80), list(b"0123456789,.-"))  # by code point: what figures are made of

Numbers = npt.NDArray[np.int64]
Lefts = Callable[[Numbers], Boxes]


def with_shared(chars: Chars, lefts_of: Lefts) -> Chars:
    """The characters of an upright page, in the order of the file, with such digits once for each figure. `chars.font`
    numbers text objects; `lefts_of` many of these: where the ink of each begins, in points, NaN where that is not known."""
    if not len(chars):
        return chars
    starts = np.flatnonzero(np.append(True, chars.font[1:] != chars.font[:-1]))
    meeting = _meeting(chars, starts)
    if not len(meeting):
        return chars
    lefts = lefts_of(chars.font[starts[meeting + 1]])
    lacking = _may_lack(chars, starts, lefts, meeting)
    edges = [*starts.tolist(), len(chars)]
    order = np.arange(len(chars))
    own = chars.font.copy()
    for number, left in zip(meeting[lacking].tolist()[::-1], lefts[lacking].tolist()[::-1], strict=True):
        known, after = range(edges[number], edges[number + 1]), range(edges[number + 1], edges[number + 2])
        for place, letters in reversed(_lacked(chars, known, after, left)):
            order, own = np.insert(order, place, letters), np.insert(own, place, [chars.font[after.start]] * len(letters))
    return chars if len(order) == len(chars) else replace(chars.chosen(order), font=own)


def _meeting(chars: Chars, starts: Numbers) -> Numbers:
    """The objects of digits, by number, after which another begins on their line at their last letter or further left."""
    codes = np.frombuffer(chars.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    figure = np.logical_and.reduceat(_MARKED[np.minimum(codes, 0x7F)], starts)
    boxes, last, first = chars.boxes, starts[1:] - 1, starts[1:]
    size = chars.sizes[last]
    meets = figure[:-1] & figure[1:] & (np.abs(boxes[first, 3] - boxes[last, 3]) <= LEVEL * size)
    meets &= (boxes[first, 0] <= boxes[last, 2] + JOINT * size) & (boxes[first, 0] > boxes[starts[:-1], 0])
    return np.flatnonzero(meets)


def _may_lack(chars: Chars, starts: Numbers, lefts: Boxes, meeting: Numbers) -> npt.NDArray[np.bool_]:
    """Whether the object after each of these has a gap, or ink before its first letter. Where each letter is an object of its own
    nearly all meet, and none has."""
    boxes, after = chars.boxes, meeting + 1
    first, wide = starts[after], LACKING * chars.sizes
    gaps = (boxes[1:, 0] - boxes[:-1, 2] > wide[1:]) & (chars.font[1:] == chars.font[:-1])
    gapped = np.logical_or.reduceat(np.append(False, gaps), starts)
    return np.asarray(gapped[after] | (boxes[first, 0] - lefts > wide[first]), np.bool_)


def _lacked(chars: Chars, known: range, own: range, left: float) -> list[tuple[int, list[int]]]:
    """The gaps of an object (`own` letters) that letters of another fill: the letter that each is before, and those letters."""
    boxes, size = chars.boxes, float(chars.sizes[own.start])
    gaps = [(b, (float(boxes[a, 2]), float(boxes[b, 0]))) for a, b in pairwise(own)]
    found = [(place, _filling(boxes, known, gap, JOINT * size)) for place, gap in gaps if gap[1] - gap[0] > LACKING * size]
    begin = float(boxes[own.start, 0])
    if begin - left > LACKING * size:
        first = next((n for n in known if boxes[n, 0] >= left - BEARING * size), known.stop)
        letters = range(first, known.stop)
        found.insert(0, (own.start, _filling(boxes, letters, (float(boxes[first, 0]), begin), JOINT * size) if letters else []))
    return [(place, letters) for place, letters in found if letters]


def _filling(boxes: Boxes, known: range, gap: tuple[float, float], reach: float) -> list[int]:
    """The letters that stand in a gap, [] where they do not fill it."""
    inside = [n for n in known if gap[0] - reach <= boxes[n, 0] and boxes[n, 2] <= gap[1] + reach]
    begins = [*(float(boxes[n, 0]) for n in inside), gap[1]]
    ends = [gap[0], *(float(boxes[n, 2]) for n in inside)]
    return inside if all(abs(b - a) <= reach for a, b in zip(begins, ends, strict=True)) else []
