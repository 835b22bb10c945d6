"""Pictures made smaller: what looks at a page as a whole needs no more than 36 to 150 dots an inch of it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def shrunk(picture: Picture, scale: float) -> Picture:
    """The picture at `scale` of its size, every pixel the mean of those it stands for; itself where `scale` is 1 or more.
    It is halved as often as that goes (the odd last row and column fall away), a fifth of the work of one step."""
    while scale <= 0.5 and min(picture.shape[:2]) > 1:
        height, width = (side // 2 for side in picture.shape[:2])
        picture = np.asarray(cv2.resize(picture[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        scale *= 2
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
