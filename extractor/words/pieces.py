"""Where to read on a picture: lines found by the detector, cut at ruled lines, wide gaps and between rows; and ink
that none of them claims.

Boxes here are int32 arrays (n, 4) of left, top, right, bottom in px of the picture, whose grey levels (height, width)
are called paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.records import Ruling

Boxes = NDArray[np.int32]
Paper = NDArray[np.uint8]

INK = 188  # grey level under which a pixel is ink; print shining through from the back stays lighter
FAINT_INK = 210  # grey level under which a pixel belongs to a letter that stands here: a blurred 。 or a thin stroke
INSIDE = 2.0  # points; a ruled line nearer than this to a box's edge does not part it
LETTERS = 0.2  # of a box's columns with ink: a row of letters, more than a few strokes that cross a rule
WIDE_GAP = 1.7  # of the line's height: letters spread out within a word stand closer (因 公 出 国)
TALL = 1.65  # of the usual height: a box of two rows
LETTER = 0.95  # of the usual height of a found line (which has a margin): the height of a letter
LOWEST_PT = 3.5  # points; digits of the smallest print are as high, dashes are lower
FLAT = 0.55  # of the usual height: a piece that is lower holds no whole letter
OVER = 0.6  # points that a letter's ink must reach to either side of a ruled line to be taken as crossing it
NEIGHBOUR = 0.4  # of the line's height: letters of one word stand closer
LINE_OF_PROSE = 10.0  # heights; a shorter line may stand in a cell, with dirt beside it
STOP_REACH, STOP_WIDTH = 1.0, (0.12, 0.6)  # of the line's height: how far off and how wide the stop at its end is
SLIVER = 0.5  # width by height of a piece that may be a strip of a letter
STACKED = 1.5  # height by width from which a box holds letters set one under another
SPECK_PT = 3.5  # points; smaller marks that no line claims are dirt or lone dots
SPECK = 0.6  # of the usual height of a line: the same where print is tiny (a lone 0 of a sheet shrunk to fit)
SPECK_AREA = 2.0  # square points of ink
NEAR_PT = 4.0  # points; unclaimed marks nearer than this are one line
TALLEST_PT = 60.0  # points; higher marks are pictures, not letters


def printed(paper: Paper, margin: float) -> tuple[slice, slice]:
    """The rows and the columns of a page between its first ink and its last, with `margin` px around; empty without ink."""
    ink = paper < INK
    return _reach(ink.any(axis=1), margin), _reach(ink.any(axis=0), margin)


def _reach(filled: Any, margin: float) -> slice:
    places = np.flatnonzero(filled)
    if not len(places):
        return slice(0, 0)
    return slice(max(0, int(places[0] - margin)), min(len(filled), int(places[-1] + margin) + 1))


def boxes_of(quads: NDArray[np.float32], shape: tuple[int, ...]) -> Boxes:
    """Upright boxes around quads, within the picture."""
    if not len(quads):
        return np.zeros((0, 4), np.int32)
    low, high = np.floor(quads.min(axis=1)), np.ceil(quads.max(axis=1))
    boxes = np.concatenate([low, high], axis=1).astype(np.int32)
    return np.clip(boxes, 0, [shape[1], shape[0], shape[1], shape[0]]).astype(np.int32)


def cut(boxes: Boxes, rulings: Sequence[Ruling], paper: Paper, point: float) -> Boxes:
    """Boxes parted at ruled lines, between rows and at wide gaps, then drawn tight around their ink. `point`: px in
    one point. Boxes without ink fall away."""
    parts = [part for box in boxes.tolist() for part in _at_rulings(box, rulings, paper, point)]
    usual = usual_height(parts, point)
    rows = [row for part in parts for row in _rows(part, paper, usual)]
    pieces = [piece for row in rows for piece in _at_gaps(row, paper)]
    tight = [t for piece in pieces if (t := tightened(piece, paper)) is not None]
    usual = usual_height(tight, point)
    tight = [_with_stop(box, rulings, paper, point) for box in tight]
    return _without_slivers(np.array([_raised(box, usual) for box in tight], np.int32).reshape(-1, 4))


def usual_height(boxes: Sequence[Sequence[int]], point: float) -> float:
    """The usual height of a line, px; of dashes only where there is nothing else. On many pages most cells hold a dash."""
    heights = [box[3] - box[1] for box in boxes]
    return float(np.median([h for h in heights if h >= LOWEST_PT * point] or heights)) if heights else 0.0


def _without_slivers(boxes: Boxes) -> Boxes:
    """Without narrow pieces that lie within another: found lines have a margin, into which the neighbour's last letter
    reaches, and the cut at the rule between the two leaves a strip of that letter."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    narrow = np.flatnonzero(width < SLIVER * height)
    inside = [i for i in narrow.tolist() if _is_within(boxes[i], boxes[(width > width[i])])]
    return np.delete(boxes, inside, axis=0)


def _is_within(box: NDArray[np.int32], others: Boxes) -> bool:
    """Whether another box takes in the whole width and most of the height of this one."""
    along = (others[:, 0] <= box[0] + 1) & (others[:, 2] >= box[2] - 1)
    shared = np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1])
    return bool((along & (shared >= 0.6 * (box[3] - box[1]))).any())


def _at_rulings(box: list[int], rulings: Sequence[Ruling], paper: Paper, point: float) -> list[list[int]]:
    left, top, right, bottom = box
    slack = INSIDE * point
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    down = [r for r in rulings if r.x0 == r.x1 and r.y0 * point <= middle_y <= r.y1 * point]
    across = [r for r in rulings if r.y0 == r.y1 and r.x0 * point <= middle_x <= r.x1 * point]
    xs = [r.x0 * point for r in down if left + slack < r.x0 * point < right - slack]
    ys = [r.y0 * point for r in across if top + slack < r.y0 * point < bottom - slack and not _through_letters(r.y0 * point, box, paper)]
    edges_x = [left, *sorted(cut for x in xs if (cut := _cut_at(round(x), box, paper, point))), right]
    edges_y = [top, *sorted(round(y) for y in ys), bottom]
    rows = [(a, b) for a, b in pairwise(edges_y) if b - a >= 4 * point or len(edges_y) == 2]
    return [[x0, y0, x1, y1] for y0, y1 in rows for x0, x1 in pairwise(edges_x) if x1 - x0 >= INSIDE * point]


def _through_letters(y: float, box: list[int], paper: Paper) -> bool:
    """Whether letters stand where a level rule should be: on a curled page it runs above or below them here. Where it is, it was
    painted out."""
    left, _, right, _ = box
    return float((paper[round(y) - 1 : round(y) + 2, left:right] < INK).any(axis=0).mean()) >= LETTERS


def _cut_at(x: int, box: list[int], paper: Paper, point: float) -> int:
    """Where to cut at a ruled line: beside a letter that reaches over it, so that the letter stays with its
    neighbours; 0 for no cut, where the text runs on over the line on both sides (an amount too wide for its cell)."""
    left, top, right, bottom = box
    near, far = max(1, round(OVER * point)), NEIGHBOUR * (bottom - top)
    runs = filled_runs((paper[top:bottom, left:right] < INK).any(axis=0), 2 * near)
    met = next((k for k, (a, b) in enumerate(runs) if left + a < x + 2 * near and x - 2 * near < left + b), None)
    if met is None:
        return x
    start, end = runs[met]
    before = runs[met - 1][1] if met else -right
    after = runs[met + 1][0] if met + 1 < len(runs) else 2 * right
    goes_on = start - before < far, after - end < far
    if left + start < x - near and x + near < left + end:
        if goes_on == (True, True):
            return 0
        starts_here = start + end > 2 * (x - left) if goes_on == (False, False) else goes_on[1]
        return left + (start if starts_here else end)
    return left + _beside(x - left, (start, end), goes_on)


def _beside(x: int, run: tuple[int, int], goes_on: tuple[bool, bool]) -> int:
    """Where to cut beside a letter that stands against a ruled line: it goes with the neighbours it has on the other side of
    the line, if it has none on its own."""
    start, end = run
    if start + end < 2 * x:
        return start if goes_on == (False, True) else x
    return end if goes_on == (True, False) else x


def _rows(box: list[int], paper: Paper, usual: float) -> list[list[int]]:
    """A box of several rows, or of letters stacked one under another, as one box a row."""
    left, top, right, bottom = box
    height = bottom - top
    if height < TALL * usual and height < STACKED * (right - left):
        return [box]
    filled = (paper[top:bottom, left:right] < INK).any(axis=1)
    runs = merged(filled_runs(filled, 1), usual)
    if len(runs) < 2 or max(b - a for a, b in runs) > 1.6 * usual:
        return [box]
    edges = [0, *((a[1] + b[0]) // 2 for a, b in pairwise(runs)), height]
    return [[left, top + a, right, top + b] for a, b in pairwise(edges)]


def merged(runs: list[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """Runs of ink joined to rows about as high as a letter: the two halves of 二 or 众 are one."""
    rows: list[tuple[int, int]] = []
    for start, end in runs:
        if rows and end - rows[-1][0] <= LETTER * usual:
            rows[-1] = (rows[-1][0], end)
        else:
            rows.append((start, end))
    return rows


def _with_stop(box: list[int], rulings: Sequence[Ruling], paper: Paper, point: float) -> list[int]:
    """A line of prose with the small mark after its last letter (。), which the detector does not always take for text."""
    left, top, right, bottom = box
    height = bottom - top
    reach = right + round(STOP_REACH * height)
    if right - left < LINE_OF_PROSE * height or any(r.x0 == r.x1 and right <= r.x0 * point <= reach for r in rulings):
        return box
    marks = filled_runs((paper[top:bottom, right:reach] < FAINT_INK).sum(axis=0) > 1, 1)
    if len(marks) != 1 or not STOP_WIDTH[0] * height <= marks[0][1] - marks[0][0] <= STOP_WIDTH[1] * height or right + marks[0][1] == reach:
        return box
    return [left, top, right + marks[0][1], bottom]


def _raised(box: list[int], usual: float) -> list[int]:
    """A flat box (一, -, …) made as high as a letter: the recogniser tells them apart by where they stand."""
    left, top, right, bottom = box
    lack = 0.9 * usual - (bottom - top)
    if bottom - top >= FLAT * usual or lack <= 0:
        return box
    return [left, max(0, round(top - lack / 2)), right, round(bottom + lack / 2)]


def _at_gaps(box: list[int], paper: Paper) -> list[list[int]]:
    """A box as several where a blank wider than WIDE_GAP heights parts the ink."""
    left, top, right, bottom = box
    spans = filled_runs((paper[top:bottom, left:right] < INK).any(axis=0), 1)
    wide = [(a[1] + b[0]) // 2 for a, b in pairwise(spans) if b[0] - a[1] > WIDE_GAP * (bottom - top)]
    edges = [0, *wide, right - left]
    return [[left + a, top, left + b, bottom] for a, b in pairwise(edges)]


def tightened(box: list[int], paper: Paper) -> list[int] | None:
    """The box around the ink in it, faint ink included; None without ink."""
    left, top, right, bottom = box
    part = paper[top:bottom, left:right]
    if not (part < INK).any():
        return None
    faint = part < FAINT_INK
    xs, ys = np.flatnonzero(faint.any(axis=0)), np.flatnonzero(faint.any(axis=1))
    return [left + int(xs[0]), top + int(ys[0]), left + int(xs[-1]) + 1, top + int(ys[-1]) + 1]


def padded(boxes: Boxes, share: float, shape: tuple[int, ...]) -> Boxes:
    """Boxes with a margin of `share` of their height on every side, within the picture."""
    margin = np.maximum(np.rint((boxes[:, 3] - boxes[:, 1]) * share), 2).astype(np.int32)[:, np.newaxis]
    grown = boxes + np.concatenate([-margin, -margin, margin, margin], axis=1)
    return np.asarray(np.clip(grown, 0, [shape[1], shape[0], shape[1], shape[0]]), np.int32)


def quads_of(boxes: Boxes) -> NDArray[np.float32]:
    """Boxes as corners (n, 4, 2), clockwise from the top left."""
    left, top, right, bottom = boxes.astype(np.float32).T
    corners = [np.stack(corner, 1) for corner in ((left, top), (right, top), (right, bottom), (left, bottom))]
    return np.stack(corners, 1)


def spans(box: Sequence[int], paper: Paper, gap: int) -> list[tuple[int, int]]:
    """Runs of columns with ink in a box, px from its left; blanks of up to `gap` columns do not part them."""
    left, top, right, bottom = box
    return filled_runs((paper[top:bottom, left:right] < INK).any(axis=0), gap)


def filled_runs(filled: Any, gap: int) -> list[tuple[int, int]]:
    """Runs (start, end) of True in a row of booleans; up to `gap` of False do not part them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(np.int8)))
    found: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def unclaimed(paper: Paper, claimed: Boxes, point: float, usual: float = inf) -> Boxes:
    """Boxes around marks outside `claimed` that are large enough for a letter (where letters are `usual` px high), neighbours joined
    to lines."""
    left_over = (paper < INK).astype(np.uint8) * np.uint8(255)
    for left, top, right, bottom in claimed.tolist():
        left_over[top:bottom, left:right] = 0
    if cv2.countNonZero(left_over) < SPECK_AREA * point * point:
        return np.zeros((0, 4), np.int32)
    scale = min(1.0, 110 / (point * 72))
    shrunk = min(1.0, SPECK * usual / (SPECK_PT * point))
    least, least_ink = shrunk * SPECK_PT * scale * point, SPECK_AREA * (shrunk * scale * point) ** 2
    small = cv2.resize(left_over, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    marks = (small > 60).astype(np.uint8)
    step = scale * point
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, max(2, round(NEAR_PT * step))), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    amount = np.bincount(labels[marks > 0], minlength=len(stats))
    found = []
    for k, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        if max(w, h) >= least and h <= TALLEST_PT * step and amount[k] >= least_ink:
            found.append([int(x / scale) - 1, int(y / scale) - 1, int((x + w) / scale) + 2, int((y + h) / scale) + 2])
    boxes = np.array(found, np.int32).reshape(-1, 4)
    height, width = paper.shape
    return np.asarray(np.clip(boxes, 0, [width, height, width, height]), np.int32)
