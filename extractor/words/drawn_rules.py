"""Ruled lines that are set as letters: ├──┼──┤ and rows of dashes, dots or underscores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.records import Chars, Ruling

WIDTH = 0.5  # points: such lines are thin
LEVEL = 0.4  # of the letter size: letters whose middles are so close stand on one line
LEADING = 0.9  # of the letter size: lines of text under each other have no more space between them
SHORTEST = 60.0  # points: less is a dash, or underlines a word
STRAIGHT = 1.5  # points: pieces of one line are no further off it
FEWEST = 10  # marks: fewer are blanks to be filled in
LOOSE = 2.0  # of the letter size: from one mark to the next
_BOXES = re.compile("[\u2500-\u257f]")
_ROW = re.compile(r"([-—–―_=＿－…⋯.·﹣﹍﹎￣~])\1{9,}")
_LOW = frozenset("_＿﹍﹎")

Numeric = npt.NDArray[Any]
Piece = tuple[float, float, float]  # place across the line, start, end


def without_drawn_rules(chars: Chars, rulings: tuple[Ruling, ...]) -> tuple[Chars, tuple[Ruling, ...]]:
    """The characters that are text, and the rulings with those that the others draw. A row of dashes draws one where
    nothing else stands on its line."""
    boxes = [match.start() for match in _BOXES.finditer(chars.text)]
    rows = [span for match in _ROW.finditer(chars.text) for span in _lines(chars, *match.span())]
    if not boxes and not rows:
        return chars, rulings
    text = np.ones(len(chars), np.bool_)
    text[boxes] = False
    for start, end in rows:
        text[start:end] = False
    alone = [span for span in rows if _is_alone(chars, span, text)]
    if not boxes and not alone:
        return chars, rulings
    kept = np.ones(len(chars), np.bool_)
    kept[boxes] = False
    for start, end in alone:
        kept[start:end] = False
    found = [*_by_boxes(chars, boxes), *(_row(chars, span) for span in alone)]
    return chars.chosen(np.flatnonzero(kept)), (*rulings, *found)


def _lines(chars: Chars, start: int, end: int) -> list[tuple[int, int]]:
    """Marks that follow each other in the file by lines."""
    left, top, _, bottom = chars.boxes[start:end].T
    below = np.abs(np.diff(top + bottom)) > 2 * LEVEL * float(chars.sizes[start])
    starts = [start, *(start + 1 + np.flatnonzero(below | (np.diff(left) < 0))).tolist(), end]
    return list(pairwise(starts))


def _is_alone(chars: Chars, span: tuple[int, int], text: Numeric) -> bool:
    """Whether marks are many and close enough for a rule, with no text on their line (dashes for no amount stand far apart)."""
    first, last = span[0], span[1] - 1
    lefts = chars.boxes[slice(*span), 0]
    if len(lefts) < FEWEST or np.diff(lefts).max() > LOOSE * chars.sizes[first]:
        return False
    middle = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    level = np.abs(middle[text] - middle[first]) <= LEVEL * chars.sizes[first]
    return bool(chars.boxes[last, 2] - chars.boxes[first, 0] >= SHORTEST) and not level.any()


def _row(chars: Chars, span: tuple[int, int]) -> Ruling:
    left, top, right, bottom = chars.boxes[slice(*span)].T
    y = float(bottom.max()) if chars.text[span[0]] in _LOW else float(top.min() + bottom.max()) / 2
    return Ruling(float(left.min()), y, float(right.max()), y, WIDTH)


def _by_boxes(chars: Chars, places: list[int]) -> list[Ruling]:
    """The lines that letters for drawing boxes make up, each joined to those beside and below it."""
    across: list[Piece] = []
    down: list[Piece] = []
    for place in places:
        left, top, right, bottom = chars.boxes[place].tolist()
        x, y, gap = (left + right) / 2, (top + bottom) / 2, LEADING * float(chars.sizes[place])
        arms = _arms(chars.text[place])
        if arms & {"LEFT", "RIGHT"}:
            across.append((y, left if "LEFT" in arms else x, right if "RIGHT" in arms else x))
        if arms & {"UP", "DOWN"}:
            down.append((x, top - gap / 2 if "UP" in arms else y, bottom + gap / 2 if "DOWN" in arms else y))
    level = [Ruling(start, y, end, y, WIDTH) for y, start, end in _joined(across)]
    return [*level, *(Ruling(x, start, x, end, WIDTH) for x, start, end in _joined(down))]


@cache
def _arms(letter: str) -> frozenset[str]:
    """The sides of its square that a letter for drawing boxes reaches (Unicode names each of them)."""
    named = set(re.split(r"[ -]", unicodedata.name(letter, "")))
    return frozenset(named | ({"LEFT", "RIGHT"} if "HORIZONTAL" in named else set()) | ({"UP", "DOWN"} if "VERTICAL" in named else set()))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces of one line that touch, or nearly do, as one."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces):
        if not lines or piece[0] - lines[-1][0][0] > STRAIGHT:
            lines.append([])
        lines[-1].append(piece)
    found: list[Piece] = []
    for line in lines:
        at = line[0][0]
        for n, (_, start, end) in enumerate(sorted(line, key=itemgetter(1))):
            if n and start - found[-1][2] <= 2 * STRAIGHT:
                found[-1] = (at, found[-1][1], max(end, found[-1][2]))
            else:
                found.append((at, start, end))
    return found
