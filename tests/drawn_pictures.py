"""Pictures of pages drawn for tests: a table of amounts in grey."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
DPI = 150


def drawn(rows: int = 12, *, size: tuple[int, int] = (900, 1200)) -> Picture:
    """A grey page with a table of three columns of amounts, rules of 2 px."""
    page = np.full((size[1], size[0]), 255, np.uint8)
    bottom = 150 + 60 * rows
    for row in range(rows + 1):
        cv2.line(page, (90, 150 + 60 * row), (810, 150 + 60 * row), 0, 2)
    for x in (90, 400, 600, 810):
        cv2.line(page, (x, 150), (x, bottom), 0, 2)
    for row in range(rows):
        for x in (110, 420, 620):
            cv2.putText(page, f"{1234 + 77 * row}.{row:02d}", (x, 192 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    return page
