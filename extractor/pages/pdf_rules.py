"""The joining of pieces of line to ruled lines."""

from __future__ import annotations

import numpy as np

from extractor.pages.pdf_frame import Boxes
from extractor.records import Ruling

SAME_LINE = 0.8  # points across: pieces at this distance lie on one line
NEXT_PIECE = 4.0  # points along: the widest gap of a dashed line
SHORTEST = 3.0  # points: shorter pieces that stay alone are dots and letters, not rules


def merged(boxes: Boxes, widths: Boxes, page_width: float, page_height: float) -> tuple[Ruling, ...]:
    """Pieces of line as degenerate upright boxes (n, 4) joined to rulings: collinear pieces that touch, overlap or
    follow each other at the distance of dashes are one line. Pieces off the page are dropped."""
    left, top, right, bottom = boxes.T
    on_page = (right >= -1) & (bottom >= -1) & (left <= page_width + 1) & (top <= page_height + 1)
    flat = (right - left) >= (bottom - top)
    across, down = on_page & flat, on_page & ~flat
    rows = _joined(top[across], left[across], right[across], widths[across])
    columns = _joined(left[down], top[down], bottom[down], widths[down])
    found = [Ruling(first, at, last, at, width) for at, first, last, width in rows.tolist()]
    return (*found, *(Ruling(at, first, at, last, width) for at, first, last, width in columns.tolist()))


def _joined(at: Boxes, start: Boxes, end: Boxes, width: Boxes) -> Boxes:
    """(position across, start, end, width) of the lines that pieces along one axis make up, shape (n, 4)."""
    if not len(at):
        return np.zeros((0, 4))
    order = np.lexsort((start, at))
    group = np.zeros(len(at))
    np.cumsum(at[order[1:]] - at[order[:-1]] > SAME_LINE, out=group[1:])
    order = order[np.lexsort((start[order], group))]  # groups stay where they are
    at, start, end, width = at[order], start[order], end[order], width[order]
    far = group * (end.max() - start.min() + 2 * NEXT_PIECE)  # groups set apart, so that one pass goes over all of them
    reached = np.maximum.accumulate(end + far)
    begins = np.ones(len(at), np.bool_)
    np.greater(start[1:] + far[1:] - reached[:-1], NEXT_PIECE, out=begins[1:])
    first = np.flatnonzero(begins)
    lines: Boxes = np.array((at[first], start[first], np.maximum.reduceat(end, first), np.maximum.reduceat(width, first))).T
    return np.asarray(lines[lines[:, 2] - lines[:, 1] >= SHORTEST])
