"""Halftone screens (tints printed as even dots) taken off a grey picture: thousands of dots too small to be letters, which join
letters and rules to blots. Where they lie close together the paper is as dark as they are; print is darker."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

MARK = 215  # grey level under which a pixel belongs to a mark
DOT_PT = 1.8  # points; larger marks are print
BLOCK_PT = 12.0  # points; side of the squares in which dots are counted
CROWDED = 20  # dots in a square; print has fewer
LEAST = 1000  # dots of a screen
DARKEST = 0.05  # of the dots may be darker than the level taken for theirs
PRINT = 125  # grey level; darker dots cannot be told from points of the print, nor be lifted without its thin strokes, and stay


def unscreened(grey: Picture, dpi: float) -> Picture:
    """Grey picture (height, width) whose screens are white and whose print on them is as dark as before or little lighter."""
    point = dpi / 72
    _, _, stats, centres = cv2.connectedComponentsWithStats((grey < MARK).astype(np.uint8))
    dots = centres[1:][stats[1:, 2:4].max(axis=1) <= DOT_PT * point].astype(np.int32)
    if len(dots) < LEAST:
        return grey
    block = round(BLOCK_PT * point)
    crowded = _crowded(dots, grey.shape, block)
    within = dots[crowded[dots[:, 1] // block, dots[:, 0] // block] > 0]
    if len(within) < LEAST:
        return grey
    darkest = cv2.erode(grey, np.ones((3, 3), np.uint8))[within[:, 1], within[:, 0]]
    level = float(np.quantile(darkest, DARKEST))
    return grey if level < PRINT else _raised(grey, crowded, block, level)


def _crowded(dots: NDArray[np.int32], shape: tuple[int, ...], block: int) -> Any:
    """1 for each square of the page that holds a screen, and for those beside it, which hold its edge."""
    counts = np.zeros((-(-shape[0] // block), -(-shape[1] // block)), np.int32)
    np.add.at(counts, (dots[:, 1] // block, dots[:, 0] // block), 1)
    return cv2.dilate((counts >= CROWDED).astype(np.uint8), np.ones((3, 3), np.uint8))


def _raised(grey: Picture, crowded: Any, block: int, level: float) -> Picture:
    """The picture with `level` and what is lighter made white in the crowded squares."""
    height, width = grey.shape
    mask = np.repeat(np.repeat(crowded, block, axis=0), block, axis=1)[:height, :width]
    lighter = cv2.LUT(grey, np.clip(np.arange(256) * (255 / level), 0, 255).astype(np.uint8))
    return np.where(mask > 0, lighter, grey).astype(np.uint8)
