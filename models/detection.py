"""Differentiable binarisation: from a picture to the detector's input, from its probability map to lines.

After Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (AAAI 2020), with the thresholds
of PP-OCRv6. Corners are (x, y) in px of the picture, clockwise from the top left.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models import Picture, Quads, quads_of
from models.runtime import Array

MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # ImageNet, in the order blue, green, red, as the weights were trained
STD = np.array([0.229, 0.224, 0.225], np.float32)
STRIDE = 32  # the network wants sides that are multiples of it
TEXT = 0.2  # probability from which a pixel is text
LINE = 0.45  # mean probability from which a blob is a line
UNCLIP = 1.4  # the map shows shrunken lines: they are grown by area * UNCLIP / perimeter
SHORTEST = 3.0  # px; a smaller side is a speck
MOST = 3000  # lines a picture; a full A3 table has about 1,500


def prepare(picture: Picture) -> Array:
    """(1, 3, H, W): normalised, and padded with white at the right and bottom up to multiples of STRIDE."""
    height, width = picture.shape[:2]
    bottom, right = -height % STRIDE, -width % STRIDE
    padded = cv2.copyMakeBorder(picture, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    scale = (1.0 / (255.0 * STD)).astype(np.float32)
    planes = padded[:, :, ::-1].astype(np.float32) * scale - MEAN / STD
    return np.ascontiguousarray(planes.transpose(2, 0, 1)[np.newaxis])


def lines(probability: Array, width: int, height: int) -> Quads:
    """Lines of a probability map (H, W) that has the picture's own scale; clipped to width and height."""
    mask = (probability > TEXT).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = [quad for contour in contours[:MOST] if (quad := _line(contour, probability)) is not None]
    quads = quads_of(found)
    np.clip(quads[..., 0], 0, width, out=quads[..., 0])
    np.clip(quads[..., 1], 0, height, out=quads[..., 1])
    return quads


def _line(contour: NDArray[np.int32], probability: Array) -> NDArray[np.float32] | None:
    (x, y), (w, h), angle = cv2.minAreaRect(contour)
    if min(w, h) + 1 < SHORTEST or _mean(contour, probability) < LINE:
        return None
    w, h = w + 1, h + 1  # minAreaRect measures between pixel centres
    grown = w * h * UNCLIP / (2 * (w + h))
    return clockwise(cv2.boxPoints(((x + 0.5, y + 0.5), (w + 2 * grown, h + 2 * grown), angle)))


def _mean(contour: NDArray[np.int32], probability: Array) -> float:
    """Mean probability in the contour's rotated rectangle."""
    corners = np.round(cv2.boxPoints(cv2.minAreaRect(contour))).astype(np.int32)
    left, top = np.maximum(corners.min(axis=0), 0)
    right, bottom = corners.max(axis=0) + 1
    part = probability[top:bottom, left:right]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [corners - (left, top)], 1)
    return float(cv2.mean(part, mask)[0])


def clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """The four corners of a rectangle, clockwise from its top left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1])]
    top_right, bottom_right = right[np.argsort(right[:, 1])]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)
