"""Print of the back of a sheet shining through, and watermarks: taken out where they are plainly apart from the text.

Marks on the page fall in two groups then, dark ones and faint ones, with few between. Faint print on a page without
dark print, or of every strength, stays: it may be the text.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.shrink import shrunk

Picture = NDArray[np.uint8]

WORK_DPI = 150
MARK = 222  # grey level under which a pixel belongs to a mark
DARK, FAINT = 125, 158  # darkest level of a mark of the text, and of one that shines through
LETTER_PT = 3.0  # points; a smaller mark is a point or dirt
WHOLE_LETTER_PT, WHOLE = 6.0, 0.12  # points; stops are smaller. Of the marks of a text so many are as large
SHARP = 45  # median of the letters' darkest levels; in lighter, blurred print thin strokes are as faint as a ghost
LEAST_FAINT = 5  # marks of a letter's size
AWAY = 2  # px at WORK_DPI from dark print, within which lie its own soft edges
LEAST_AREA = 6  # px away from dark print that a mark of a letter's size covers at least
CORE = 180  # grey level of the inner part of strokes, at which text and ghosts do not hang together
BETWEEN = 0.02  # of the area of the marks' inner parts at most may lie between the two groups


def without_ghosts(grey: Picture, dpi: float) -> Picture:
    """Grey picture without faint marks, where they are a group of their own."""
    scale = min(1.0, WORK_DPI / dpi)
    small = shrunk(grey, scale)
    if not _may_shine_through(small):
        return grey
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small < CORE).astype(np.uint8))
    darkest = _darkest(small, labels, count)
    if not _is_dark_print(darkest, stats):
        return grey
    kept = darkest <= FAINT
    kept[0] = False  # the paper
    sharp = float(np.median(darkest[_large(stats)])) < SHARP
    edge = 3 if sharp else 5  # px about a stroke that are its own soft edge
    print_ = cv2.dilate(kept[labels].astype(np.uint8), np.ones((edge, edge), np.uint8))
    ghosts = _letters(((small < MARK) & (print_ == 0)).astype(np.uint8))
    if ghosts is None:
        return grey
    faint = 1 - print_ if sharp else ghosts
    mask = cv2.resize(faint, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(mask > 0, np.uint8(255), grey)


def _may_shine_through(small: Picture) -> bool:
    """Whether there are marks at all away from dark print. A glance that spares most pages the look at every mark."""
    near = cv2.dilate((small <= FAINT).astype(np.uint8), np.ones((2 * AWAY + 1, 2 * AWAY + 1), np.uint8))
    return bool(np.count_nonzero((small < MARK) & (near == 0)) >= LEAST_FAINT * LEAST_AREA)


def _is_dark_print(darkest: NDArray[np.int64], stats: NDArray[np.int32]) -> bool:
    """Whether nearly all marks of a letter's size are dark. Points and commas do not count: their grey is a matter of
    the scanner."""
    area = np.where(_large(stats), stats[:, cv2.CC_STAT_AREA], 0).astype(np.float64)
    dark, between = area[darkest < DARK].sum(), area[(darkest >= DARK) & (darkest <= FAINT)].sum()
    return bool(dark > 0 and between <= BETWEEN * area.sum())


def _letters(marks: Picture) -> Picture | None:
    """The marks of a letter's size with their soft edges; None where too few are larger than a stop to be a text of their own:
    blurred, every 。 of the print is faint. Smaller remains are thin strokes of the print itself (the bar of a 4) and stay."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    large, whole = _large(stats), _large(stats, WHOLE_LETTER_PT).sum()
    if whole < LEAST_FAINT or whole < WHOLE * large.sum():
        return None
    return np.asarray(cv2.dilate(large[labels].astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)


def _large(stats: NDArray[np.int32], least: float = LETTER_PT) -> NDArray[np.bool_]:
    """Which components, the paper apart, are at least so many points wide or high."""
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= least * WORK_DPI / 72
    large[0] = False  # the paper
    return np.asarray(large)


def _darkest(grey: Picture, labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The lowest grey level of every component; 255 for one without pixels."""
    places = np.flatnonzero(labels)
    order = places[np.argsort(labels.ravel()[places], kind="stable")]
    sorted_labels = labels.ravel()[order]
    starts = np.flatnonzero(np.diff(sorted_labels, prepend=-1))
    found = np.full(count, 255, np.int64)
    found[sorted_labels[starts]] = np.minimum.reduceat(grey.ravel()[order].astype(np.int64), starts)
    return found
