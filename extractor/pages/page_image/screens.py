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
    dots = _dots(grey, DOT_PT * point)
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


def _dots(grey: Picture, largest: float) -> NDArray[np.int32]:
    """(n, 2): the middles (x, y) of the marks that are no larger than `largest` px. Outlines are found in a third of the time
    that labels take, and in a fifth of the memory."""
    outlines, levels = cv2.findContours((grey < MARK).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    around = levels[0, :, 3].tolist() if outlines else []  # that of a hole is the mark it is in
    short = [outline for outline, parent in zip(outlines, around, strict=True) if parent < 0 and len(outline) <= 4 * largest]
    boxes = np.array([cv2.boundingRect(outline) for outline in short], np.int32).reshape(-1, 4)
    dots = boxes[boxes[:, 2:].max(axis=1, initial=0) <= largest]
    return np.asarray(dots[:, :2] + (dots[:, 2:] - 1) // 2, np.int32)


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
