"""Dirt of single pixels (salt and pepper) taken off a grey picture before anything else looks at it: it pads every mark,
joins words over gaps, and stands beside amounts as points.

A pixel that differs from all eight around it by far is no part of a letter at the resolutions where strokes are two pixels
wide. At lower ones a decimal point may be one, so a page must be plainly strewn with such pixels there.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

APART = 70  # grey levels between a speck and the nearest to it of its eight neighbours
STREWN = 0.0002  # share of the page's pixels from which specks are dirt; the points of a page of figures are fewer
FINE_DPI = 140.0  # from this resolution a point is wider than a pixel
COARSE_STREWN = 0.002  # the same below it
_AROUND = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)


def despeckled(grey: Picture, dpi: float) -> Picture:
    """The picture with lone dark and lone light pixels given the level of what is around them."""
    apart = cv2.erode(grey, _AROUND)
    lone = cv2.subtract(apart, grey, dst=apart) > APART
    apart = cv2.dilate(grey, _AROUND, dst=apart)
    lone |= cv2.subtract(grey, apart, dst=apart) > APART
    if np.count_nonzero(lone) < (STREWN if dpi >= FINE_DPI else COARSE_STREWN) * grey.size:
        return grey
    return np.where(lone, cv2.medianBlur(grey, 3), grey)
