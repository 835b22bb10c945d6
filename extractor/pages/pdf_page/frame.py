"""The frame of a PDF page: from user space (origin bottom left, not rotated) to the upright page."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

Boxes = npt.NDArray[np.float64]  # shape (n, 4)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in user space, and the clockwise rotation in degrees that makes it upright."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def turned(self, rotation: int | None) -> Frame:
        """The same page with another rotation (None: unchanged)."""
        return self if rotation is None else replace(self, rotation=rotation)

    def upright(self, boxes: Boxes) -> Boxes:
        """Boxes (x0, y0, x1, y1) of user space as (left, top, right, bottom) of the upright page, shape (n, 4)."""
        x0, x1 = boxes[:, 0] - self.left, boxes[:, 2] - self.left
        y0, y1 = self.top - boxes[:, 1], self.top - boxes[:, 3]
        width, height = self.right - self.left, self.top - self.bottom
        if self.rotation == 90:
            x0, y0, x1, y1 = height - y0, x0, height - y1, x1
        elif self.rotation == 180:
            x0, y0, x1, y1 = width - x0, height - y0, width - x1, height - y1
        elif self.rotation == 270:
            x0, y0, x1, y1 = y0, width - x0, y1, width - x1
        return np.array((np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1))).T


def page_frame(page: Any) -> Frame:
    """Frame of a loaded page: crop box within media box, and /Rotate."""
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(rect))
    return Frame(rect.left, rect.bottom, rect.right, rect.top, raw.FPDFPage_GetRotation(page) * 90)
