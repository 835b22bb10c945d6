"""A photographed sheet cut out of its surroundings and seen from straight above."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

WORK_PX = 600  # longer side of the picture in which the sheet's outline is looked for
DARK_EDGE = 120  # grey level at the picture's edge under which it may be a desk, not paper
SIDES = 3  # of the picture that are mostly dark: shadows of a fold and of a lid lie along two
CLOSINGS = 9, 1  # px: over letters cut off at the edge and holes; with none, so that what lies close by (bars of a window) stays apart
CONVEX = 0.97  # of its convex hull: a sheet has no notches
LEAST, MOST = 0.3, 0.97  # of the picture's area that the sheet covers


def sheet_of(picture: Picture) -> Picture | None:
    """The sheet alone, upright to its own edges; None where no bright sheet on a dark ground is seen."""
    corners = _corners(picture)
    if corners is None:
        return None
    top, right, bottom, left = (float(np.linalg.norm(corners[i] - corners[(i + 1) % 4])) for i in range(4))
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC), np.uint8)


def _corners(picture: Picture) -> NDArray[np.float32] | None:
    """The sheet's corners in px, clockwise from the top left."""
    scale = WORK_PX / max(picture.shape[:2])
    if sum(_is_dark(edge) for edge in _edges(picture, max(1, round(1 / scale)))) < SIDES:
        return None
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, bright = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    for closing in CLOSINGS:
        outline = _outline(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((closing, closing), np.uint8)))
        if outline is not None:
            return _clockwise(outline / np.float32(scale))
    return None


def _outline(bright: cv2.typing.MatLike) -> NDArray[np.float32] | None:
    """The four corners of the largest bright area, px; None where it has another shape, or hardly any or all of the picture."""
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    outline = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    area = cv2.contourArea(hull)
    if len(outline) != 4 or not LEAST <= area / bright.size <= MOST or cv2.contourArea(largest) < CONVEX * area:
        return None
    return np.asarray(outline, np.float32)


def _edges(picture: Picture, width: int) -> tuple[Picture, ...]:
    """The four strips of `width` px along the edges of a picture, each lying."""
    upright = cv2.transpose(picture[:, :width]), cv2.transpose(picture[:, -width:])
    return picture[:width], picture[-width:], *(np.asarray(strip, np.uint8) for strip in upright)


def _is_dark(strip: Picture) -> bool:
    """Whether most of a strip is dark, square by square of its width."""
    squares = max(1, strip.shape[1] // strip.shape[0])
    levels = cv2.resize(cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), (squares, 1), interpolation=cv2.INTER_AREA)
    return float(np.mean(levels < DARK_EDGE)) >= 0.5


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    total, difference = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [int(np.argmin(total)), int(np.argmax(difference)), int(np.argmax(total)), int(np.argmin(difference))]
    return corners[order]
