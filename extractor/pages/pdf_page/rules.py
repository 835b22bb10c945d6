"""The joining of pieces of line to ruled lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extractor.pages.pdf_page.frame import Boxes
from extractor.records import Ruling

SAME_LINE = 0.8  # points across: pieces at this distance lie on one line
NEXT_PIECE = 4.0  # points along: the widest gap of a dashed line
SHORTEST = 3.0  # points: shorter pieces that stay alone are dots and letters, not rules
SQUARE = 1.5  # length by width up to which a piece is a dot of a dotted line
THICKEST_DOT = 3.0  # points
SAME_ROW = 0.2  # points across: dots of one dotted line


def merged(boxes: Boxes, widths: Boxes, page_width: float, page_height: float) -> tuple[Ruling, ...]:
    """Pieces of line as degenerate upright boxes (n, 4) joined to rulings: collinear pieces that touch, overlap or
    follow each other at the distance of dashes are one line. Pieces off the page are dropped."""
    boxes, widths = _dotted(boxes, widths)
    left, top, right, bottom = boxes.T
    on_page = (right >= -1) & (bottom >= -1) & (left <= page_width + 1) & (top <= page_height + 1)
    flat = (right - left) >= (bottom - top)
    across, down = on_page & flat, on_page & ~flat
    rows = _joined(top[across], left[across], right[across], widths[across])
    columns = _joined(left[down], top[down], bottom[down], widths[down])
    found = [Ruling(first, at, last, at, width) for at, first, last, width in rows.tolist()]
    return (*found, *(Ruling(at, first, at, last, width) for at, first, last, width in columns.tolist()))


def _dotted(boxes: Boxes, widths: Boxes) -> tuple[Boxes, Boxes]:
    """The pieces, but each dot in a row of dots as a piece of that row's direction, and at a corner as one of both. Its
    own box says nothing of its direction."""
    left, top, right, bottom = boxes.T
    dots = (right - left) + (bottom - top) <= SQUARE * widths
    if not dots.any():
        return boxes, widths
    x, y, half = ((left + right) / 2)[dots], ((top + bottom) / 2)[dots], np.minimum(widths, THICKEST_DOT)[dots] / 2
    across, down = _has_next(y, x), _has_next(x, y)
    flat, upright = np.stack((x - half, y, x + half, y), 1)[across], np.stack((x, y - half, x, y + half), 1)[down]
    alone = np.flatnonzero(dots)[~across & ~down]
    plain = np.concatenate((np.flatnonzero(~dots), alone))
    return np.concatenate((boxes[plain], flat, upright)), np.concatenate((widths[plain], half[across] * 2, half[down] * 2))


def _has_next(at: Boxes, along: Boxes) -> npt.NDArray[np.bool_]:
    """Whether a dot has another before or behind it in its row: at the same place across, as near as dashes follow."""
    row = np.round(at / SAME_ROW).astype(np.int64)
    order = np.lexsort((along, row))
    follows = (np.diff(row[order]) == 0) & (np.diff(along[order]) <= NEXT_PIECE)
    found = np.zeros(len(at), np.bool_)
    found[order] = np.append(follows, False) | np.append(False, follows)
    return found


def _joined(at: Boxes, start: Boxes, end: Boxes, width: Boxes) -> Boxes:
    """(position across, start, end, width) of the lines that pieces along one axis make up, shape (n, 4)."""
    if not len(at):
        return np.zeros((0, 4))
    pieces = np.array((at, start, end, width))[:, np.argsort(at, kind="stable")]
    group = np.zeros(len(at))
    np.cumsum(pieces[0, 1:] - pieces[0, :-1] > SAME_LINE, out=group[1:])
    at, start, end, width = pieces[:, np.lexsort((pieces[1], group))]  # groups stay where they are
    far = group * (end.max() - start.min() + 2 * NEXT_PIECE)  # groups set apart, so that one pass goes over all of them
    reached = np.maximum.accumulate(end + far)
    begins = np.ones(len(at), np.bool_)
    np.greater(start[1:] + far[1:] - reached[:-1], NEXT_PIECE, out=begins[1:])
    first = np.flatnonzero(begins)
    lines: Boxes = np.array((at[first], start[first], np.maximum.reduceat(end, first), np.maximum.reduceat(width, first))).T
    return np.asarray(lines[lines[:, 2] - lines[:, 1] >= SHORTEST])
