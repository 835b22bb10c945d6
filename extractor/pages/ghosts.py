"""Print of the back of a sheet shining through, and watermarks: taken out where they are plainly apart from the text.

Marks on the page fall in two groups then, dark ones and faint ones, with few between. Faint print on a page without
dark print, or of every strength, stays: it may be the text.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

WORK_DPI = 150
MARK = 222  # grey level under which a pixel belongs to a mark
DARK, FAINT = 125, 158  # darkest level of a mark of the text, and of one that shines through
LETTER_PT = 3.0  # points; a smaller mark is a point or dirt
LEAST_DARK = 0.5  # of the marks' area
LEAST_FAINT = 5  # marks of a letter's size
CORE = 180  # grey level of the inner part of strokes, at which text and ghosts do not hang together
STRAY = 0.01  # of the marks' area that may lie between in any case
BETWEEN = 0.5  # of the area of the faint marks at most may lie between the two groups


def without_ghosts(grey: Picture, dpi: float) -> Picture:
    """Grey picture without faint marks, where they are a group of their own."""
    scale = min(1.0, WORK_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small < MARK).astype(np.uint8))
    if count < 3:
        return grey
    darkest = _darkest(small, labels, count)
    if not _are_apart(darkest, stats):
        return grey
    core_count, core, _, _ = cv2.connectedComponentsWithStats((small < CORE).astype(np.uint8))
    kept = _darkest(small, core, core_count) <= FAINT
    kept[0] = False
    mask = 1 - cv2.dilate(kept[core].astype(np.uint8), np.ones((3, 3), np.uint8))  # a stroke keeps its soft edge
    return np.where(cv2.resize(mask, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST) > 0, np.uint8(255), grey)


def _are_apart(darkest: NDArray[np.int64], stats: NDArray[np.int32]) -> bool:
    """Whether there are faint marks of a letter's size beside dark ones, and few between. Points and commas do not
    count: their grey is a matter of the scanner."""
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= LETTER_PT * WORK_DPI / 72
    large[0] = False  # the paper
    area = np.where(large, stats[:, cv2.CC_STAT_AREA], 0).astype(np.float64)
    dark, faint = area[darkest < DARK].sum(), area[darkest > FAINT].sum()
    between = area.sum() - dark - faint
    return bool(
        dark >= LEAST_DARK * area.sum()
        and int((large & (darkest > FAINT)).sum()) >= LEAST_FAINT
        and between <= BETWEEN * faint + STRAY * area.sum()
    )


def _darkest(grey: Picture, labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The lowest grey level of every component; 255 for one without pixels."""
    places = np.flatnonzero(labels)
    order = places[np.argsort(labels.ravel()[places], kind="stable")]
    sorted_labels = labels.ravel()[order]
    starts = np.flatnonzero(np.diff(sorted_labels, prepend=-1))
    found = np.full(count, 255, np.int64)
    found[sorted_labels[starts]] = np.minimum.reduceat(grey.ravel()[order].astype(np.int64), starts)
    return found
