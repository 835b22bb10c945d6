"""Lines of a narrow cell that touch one another, which the detector takes for one: told apart by the rows with least ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from extractor.words.pieces import INK, TALL, Paper, filled_runs, merged, tightened

MOST = 4  # lines that the detector takes for one
VALLEY = 0.25  # of the mean ink of a row: between two lines there is less, though letters' feet touch
SHIFT, LIGHTER = 0.25, 0.6  # of a line's height that lines may differ; of the mean ink of a row is there where two lines touch
COVERED = 0.5  # of a line's height: what another box shows of it


def stacked(box: Sequence[int], paper: Paper, usual: float) -> list[list[int]]:
    """A box as high as several lines of the `usual` height that touch one another, cut where there is least ink; the box alone
    where it is lower, or as dark there as elsewhere (a line of large letters). Lines cut off at its edges are whole again."""
    if box[3] - box[1] < TALL * usual:
        return [list(box)]
    left, top, right, bottom = _grown(box, paper, usual)
    ink = (paper[top:bottom, left:right] < INK).sum(axis=1)
    edges = _at_valleys(ink, usual) or _at_pitch(ink, usual)
    if not edges:
        return [list(box)]
    parts = [tightened([left, top + a, right, top + b], paper) for a, b in pairwise([0, *edges, bottom - top])]
    return [part for part in parts if part is not None]


def beside(row: Sequence[int], others: Sequence[Sequence[int]]) -> bool:
    """Whether none of the other boxes shows most of a line."""
    left, top, right, bottom = row
    covered = (
        min(bottom, o[3]) - max(top, o[1]) for o in others if min(right, o[2]) - max(left, o[0]) >= COVERED * min(right - left, o[2] - o[0])
    )
    return max(covered, default=0) < COVERED * (bottom - top)


def _grown(box: Sequence[int], paper: Paper, usual: float) -> list[int]:
    """The box with the lines whole that its upper and its lower edge cut."""
    left, top, right, bottom = box
    reach = round(usual)
    first = max(0, top - reach)
    ink = (paper[first : bottom + reach, left:right] < INK).sum(axis=1)
    blank = ink <= VALLEY * ink[top - first : bottom - first].mean()
    above, below = blank[: top - first][::-1], blank[bottom - first :]
    up = int(np.argmax(above)) if above.any() else 0
    down = int(np.argmax(below)) if below.any() else 0
    return [left, top - up, right, bottom + down]


def _at_valleys(ink: Any, usual: float) -> list[int]:
    """Where rows with hardly any ink part others into lines; [] where one of those would be too low or too high for a line."""
    filled = ink > VALLEY * ink.mean()
    runs = merged(filled_runs(filled, 0), usual)
    if len(runs) < 2 or any(not 0.6 * usual <= b - a <= TALL * usual for a, b in runs):
        return []
    return [(a[1] + b[0]) // 2 for a, b in pairwise(runs)]


def _at_pitch(ink: Any, usual: float) -> list[int]:
    """The rows with least ink near the places at which lines of the usual height would part; [] where they are too dark."""
    count = min(MOST, round(len(ink) / max(usual, 1.0)))
    pitch = len(ink) / max(count, 1)
    cuts = []
    for k in range(1, count):
        start = round((k - SHIFT) * pitch)
        cuts.append(start + int(np.argmin(ink[start : round((k + SHIFT) * pitch) + 1])))
    return [] if any(ink[at] > LIGHTER * ink.mean() for at in cuts) else cuts
