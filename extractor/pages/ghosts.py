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
SPECK = 6  # px at WORK_DPI; smaller marks do not count
BETWEEN = 0.06  # of the marks' area at most may lie between the two groups
LEAST_DARK, LEAST_FAINT = 0.15, 0.04  # of the marks' area


def without_ghosts(grey: Picture, dpi: float) -> Picture:
    """Grey picture without faint marks, where they are a group of their own."""
    scale = min(1.0, WORK_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small < MARK).astype(np.uint8))
    if count < 3:
        return grey
    darkest = _darkest(small, labels, count)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    area[0] = 0
    area[area < SPECK] = 0
    dark, faint = area[darkest < DARK].sum(), area[darkest > FAINT].sum()
    total = max(float(area.sum()), 1.0)
    if dark < LEAST_DARK * total or faint < LEAST_FAINT * total or total - dark - faint > BETWEEN * total:
        return grey
    ghosts = darkest > FAINT
    ghosts[0] = False
    mask = cv2.dilate(ghosts[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    mask[small < FAINT] = 0
    return np.where(cv2.resize(mask, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST) > 0, np.uint8(255), grey)


def _darkest(grey: Picture, labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The lowest grey level of every component; 255 for one without pixels."""
    places = np.flatnonzero(labels)
    order = places[np.argsort(labels.ravel()[places], kind="stable")]
    sorted_labels = labels.ravel()[order]
    starts = np.flatnonzero(np.diff(sorted_labels, prepend=-1))
    found = np.full(count, 255, np.int64)
    found[sorted_labels[starts]] = np.minimum.reduceat(grey.ravel()[order].astype(np.int64), starts)
    return found
