"""Signs of comparison told by the shape of their ink: alone in a cell the recogniser takes ⩾ for V or 2, and = for a dash."""

from __future__ import annotations

from typing import Any

import numpy as np

SMALLEST = 5  # px, width and height of a sign that can be told
EQUAL = 0.85  # width of one bar of = by that of the other
THIN = 0.42  # of the sign's height: a bar of =
TIP, POINT = 0.55, 0.6  # of the width: the ends of > begin within, its point lies beyond
HIGHEST, LOWEST = 0.2, 0.62  # of the height: where the point lies
PARTED = 0.4  # of the rows below the point of ⩾ show both the leg and the bar under it
HEAVIER = 1.45  # times the ink above the point: a bar that touches the leg, below it
LEVEL = 0.75  # of the width: the bar of ≥


def comparator(ink: Any) -> str | None:
    """The sign that a box of ink (bool, height by width, tight) shows: one of = > < ≥ ≤, None for anything else."""
    if ink.shape[0] < SMALLEST - 1 or ink.shape[1] < SMALLEST:
        return None
    parts = _rows(ink)
    if _is_equal(ink, parts):
        return "="
    (start, end), *bars = parts
    if len(bars) > 2 or any(ink[a:b].any(axis=0).mean() < LEVEL or b - a > end - start for a, b in bars):
        return None
    sign = ink[start:end]
    for mirrored, names in ((False, ">≥"), (True, "<≤")):
        bar = _chevron(sign[:, ::-1] if mirrored else sign)
        if bar is not None:
            return names[bool(bar or bars)]
    return None


def _rows(ink: Any) -> list[tuple[int, int]]:
    """Where the parts of a sign that lie above one another begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ink.any(axis=1), [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _is_equal(ink: Any, parts: list[tuple[int, int]]) -> bool:
    """Whether there are two level bars of one length and nothing else."""
    if len(parts) != 2 or ink.shape[1] < ink.shape[0]:
        return False
    widths = [np.count_nonzero(ink[a:b].any(axis=0)) for a, b in parts]
    return max(b - a for a, b in parts) <= THIN * len(ink) and min(widths) >= EQUAL * ink.shape[1]


def _chevron(ink: Any) -> bool | None:
    """Whether a sign that points to the right has a bar below it; None of what is no such sign. It begins at the left with one
    stroke, reaches farthest to the right half way down and comes back; letters begin with two strokes, digits in the middle."""
    height, width = ink.shape
    if height < SMALLEST:
        return None
    left, right = ink.argmax(axis=1), width - 1 - ink[:, ::-1].argmax(axis=1)
    top = max(1, height // 10)
    reach = np.where(ink.any(axis=1), right, 0)
    upper = reach[: round(LOWEST * height)]
    farthest = np.flatnonzero(upper >= upper.max() - 1)  # of ⩾ the end of the bar reaches as far, after a gap
    point = int(np.median(farthest[: int(np.argmax(np.diff(farthest, append=height) > 1)) + 1]))
    if not HIGHEST * height <= point <= LOWEST * height or reach[:top].max() > TIP * width or reach[point] < 0.85 * width:
        return None
    if left[point] < POINT * width or np.any(np.diff(reach[:point]) < -0.12 * width):
        return None
    below = ink[point + 1 :]
    runs = (np.diff(np.pad(below.astype(np.int8), ((0, 0), (1, 0))), axis=1) == 1).sum(axis=1)
    level = below.mean(axis=1)[len(below) // 2 :].max(initial=0.0) >= LEVEL
    back = left[point + 1 : point + 1 + max(1, round(0.35 * height))].min(initial=width) <= TIP * width
    heavy = below.sum() >= HEAVIER * ink[:point].sum()
    return bool(level or heavy or (runs >= 2).mean() >= PARTED) if back else None
