"""Differentiable binarisation: from a picture to the detector's input, from its probability map to lines.

After Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (AAAI 2020), with the thresholds
of PP-OCRv6. Corners are (x, y) in px of the picture, clockwise from the top left.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models import Picture, Quads, quads_of
from models.runtime import Array, Scale

MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # ImageNet, in the order blue, green, red, as the weights were trained
STD = np.array([0.229, 0.224, 0.225], np.float32)
SCALE = Scale(tuple((255 * MEAN).tolist()), tuple((255 * STD).tolist()))
STRIDE = 64  # px; the network wants sides that are multiples of 32, and the runtime prepares (30 to 70 ms) each new pair of sides
TEXT = 0.2  # probability from which a pixel is text
LINE = 0.45  # mean probability from which a blob is a line
UNCLIP = 1.4  # the map shows shrunken lines: they are grown by area * UNCLIP / perimeter
SHORTEST = 3.0  # px; a smaller side is a speck
MOST = 3000  # lines a picture; a full A3 table has about 1,500
STRIP_PX = 1_000_000  # px looked at in one go: what is printed on A4 at 110 dpi. Memory goes with it: 150 bytes each
OVERLAP = 96  # px, at least, by which strips reach into each other; lines are less than half as high
SAME = 8  # px by which two strips may differ on where a line's middle is


def prepare(picture: Picture) -> Picture:
    """(1, H, W, 3): blue first, padded with white at the right and bottom up to multiples of STRIDE."""
    height, width = picture.shape[:2]
    bottom, right = -height % STRIDE, -width % STRIDE
    padded = cv2.copyMakeBorder(picture, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    return np.asarray(cv2.cvtColor(padded, cv2.COLOR_RGB2BGR), np.uint8)[np.newaxis]


def strips(height: int, width: int) -> list[slice]:
    """The rows of the strips in which a picture of this size is looked at, from top to bottom: of one height, so that the runtime
    prepares for one, each reaching at least OVERLAP into the next. One for a picture of up to STRIP_PX."""
    count = max(1, -(-height * width // STRIP_PX))
    if count == 1:
        return [slice(0, height)]
    high = min(height, -(-(height + (count - 1) * OVERLAP) // count // STRIDE) * STRIDE)
    return [slice(top, top + high) for top in np.linspace(0, height - high, count).astype(int).tolist()]


def joined(found: list[tuple[slice, Quads]]) -> Quads:
    """The lines of all strips, in px of each, as lines of the picture: of what two strips show each has the lines whose middle is
    in its own half; a line that both have there is one."""
    kept = quads_of([])
    borders = [-np.inf, *((a.stop + b.start) / 2 for (a, _), (b, _) in pairwise(found)), np.inf]
    for (rows, quads), first, last in zip(found, borders, borders[1:], strict=False):
        quads = quads + np.array([0, rows.start], np.float32)
        middles = quads.mean(axis=1)[:, 1]
        quads = quads[(first - SAME <= middles) & (middles < last + SAME)]
        kept = np.concatenate([kept, quads[~_covered(quads, kept)]])
    return kept


def _covered(quads: Quads, others: Quads) -> NDArray[np.bool_]:
    """Whether the middle of each of `quads` lies in the upright box of one of `others`."""
    middles = quads.mean(axis=1)[:, np.newaxis]
    inside = (others.min(axis=1) <= middles) & (middles <= others.max(axis=1))
    return np.asarray(inside.all(axis=2).any(axis=1), np.bool_)


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
