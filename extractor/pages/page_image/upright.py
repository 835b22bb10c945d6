"""Which way up a scanned page is, and how far it lies askew.

Text runs along the direction in which its letters stand close: joining neighbours along the lines leaves fewer pieces
than joining across. Up or down is told by a line classifier on some of the longest lines. The skew is the angle at
which the rows' projection profile is sharpest (Postl, 1986).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.shrink import shrunk
from models import Ocr

Picture = NDArray[np.uint8]

WORK_DPI = 100  # for the direction of lines
SKEW_DPI = 75  # for the skew
NEAR_PT = 3.0  # points; letters of one line stand closer than this, lines stand further apart
MARGIN = 1.5  # by how much one direction must leave fewer pieces than the other; dirt and shadows leave as many in both
EDGE_PT = 12.0  # points from the sheet's edge that hold no print, but shadows and dirt
WIDEST_SKEW = 8.0  # degrees
COARSE, FINE = 0.25, 0.02  # degrees between the angles tried
SPARSE, GAIN = 2500, 1.03  # ink pixels of a page with a line or two; by how much an angle must then be sharper than none
NEARLY, STRIP = 0.45, 200  # of the best sharpness: an angle that may be the right one; px at SKEW_DPI, a column or two
SPECKS = 30  # ink pixels that are dirt
COARSE_POINTS, FINE_POINTS = 12_000, 40_000  # ink pixels looked at
FILLED = 0.2  # of its box is a line of text whose gaps are closed; of a dashed rule that lies askew half as much
LINES = 24  # longest lines shown to the classifier
ENOUGH = 80  # pieces of ink from which the joining of neighbours tells the direction
FEW = 8  # lines; with fewer the classifier is not trusted alone
DOUBT = 0.05  # of certainty by which a page must read better turned: nearly all stand as they were fed
SURE = 0.15  # mean probability of being upside down at which no second look is needed


def turned_by(grey: Picture, dpi: float, ocr: Ocr) -> int:
    """Degrees clockwise (0, 90, 180, 270) by which the page must be turned to stand upright. 0 for a page that has
    no lines."""
    ink = text_ink(grey, dpi)
    sideways = _is_sideways(ink, grey, dpi, ocr)
    if sideways:
        grey = np.ascontiguousarray(np.rot90(grey, -1))
        ink = np.ascontiguousarray(np.rot90(ink, -1))
    down = _is_upside_down(grey, ink, dpi, ocr)
    return (90 if sideways else 0) + (180 if down else 0)


def text_ink(grey: Picture, dpi: float) -> Picture:
    """Ink (1) at WORK_DPI without ruled lines, filled areas and what lies along the sheet's edges."""
    scale = min(1.0, WORK_DPI / dpi)
    small = shrunk(grey, scale)
    ink = (small < 160).astype(np.uint8)
    long = round(28 * WORK_DPI / 72)
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    rules |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    edge = round(EDGE_PT * scale * dpi / 72)
    within = np.zeros_like(ink)
    within[edge:-edge, edge:-edge] = ink[edge:-edge, edge:-edge]
    return np.asarray(within, np.uint8)


def _is_sideways(ink: Picture, grey: Picture, dpi: float, ocr: Ocr) -> bool:
    near = max(2, round(NEAR_PT * WORK_DPI / 72))
    along = _pieces(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, near), np.uint8)))
    across = _pieces(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((near, 1), np.uint8)))
    if max(along, across) >= ENOUGH and not 1 / MARGIN <= along / max(across, 1) <= MARGIN:
        return along > across
    return _tall_share(_detected(grey, dpi, ocr)) > 0.6  # a cover with a few large letters


def _detected(grey: Picture, dpi: float, ocr: Ocr) -> NDArray[np.float32]:
    """Corners of lines in px of `grey`, found by the engine at a low resolution."""
    scale = min(1.0, SKEW_DPI / dpi)
    small = shrunk(grey, scale)
    return ocr.detect(np.asarray(cv2.cvtColor(small, cv2.COLOR_GRAY2RGB), np.uint8)) / np.float32(scale)


def _tall_share(quads: NDArray[np.float32]) -> float:
    """Of the length of all lines the share that runs down the page; squarish ones do not count."""
    sizes = np.ptp(quads, axis=1) if len(quads) else np.zeros((0, 2), np.float32)
    long = sizes[sizes.max(axis=1) > 1.5 * sizes.min(axis=1)] if len(sizes) else sizes
    return float(long[long[:, 1] > long[:, 0], 1].sum() / max(long.max(axis=1).sum(), 1)) if len(long) else 0.0


def _pieces(ink: NDArray[np.uint8]) -> int:
    """Connected pieces, specks not counted."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 4).sum())


def _is_upside_down(grey: Picture, ink: Picture, dpi: float, ocr: Ocr) -> bool:
    """Asked of what looks like lines; where these are few or contradict one another (remains of dashed or slanting rules)
    of what the engine finds to be lines; last by reading some of them both ways."""
    picture = np.broadcast_to(grey[:, :, np.newaxis], (*grey.shape, 3))  # only some lines of it are copied
    quads = _line_quads(ink) * np.float32(grey.shape[1] / ink.shape[1])
    told = _told(picture, quads, ocr)
    if told is None:
        quads = _longest(_detected(grey, dpi, ocr))
        told = _told(picture, quads, ocr)
    if told is not None or not len(quads):
        return bool(told)
    return _reads_better_turned(picture, quads[:FEW], ocr)


def _told(picture: Picture, quads: NDArray[np.float32], ocr: Ocr) -> bool | None:
    """Whether the lines stand on their head; None where they are few or the classifier is of two minds."""
    if len(quads) < FEW:
        return None
    share = float(np.mean(ocr.upside_down(picture, quads)))
    return share > 0.5 if share <= SURE or share >= 1 - SURE else None


def _longest(quads: NDArray[np.float32]) -> NDArray[np.float32]:
    """The longest of the lines that run across."""
    sizes = np.ptp(quads, axis=1) if len(quads) else np.zeros((0, 2), np.float32)
    order = np.argsort(-sizes[:, 0], kind="stable")[:LINES]
    return quads[[i for i in order.tolist() if sizes[i, 0] > sizes[i, 1]]]


def _line_quads(ink: Picture) -> NDArray[np.float32]:
    """Corners of the longest lines of text, at the scale of `ink`."""
    near = max(2, round(2 * NEAR_PT * WORK_DPI / 72))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, near), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    tall = (6 * WORK_DPI / 72, 30 * WORK_DPI / 72)
    lines = [(w, x, y, h) for x, y, w, h, area in stats[1:].tolist() if tall[0] <= h <= tall[1] and w >= 2.5 * h and area >= FILLED * w * h]
    longest = sorted(lines, reverse=True)[:LINES]
    corners = [[[x - 2, y - 2], [x + w + 2, y - 2], [x + w + 2, y + h + 2], [x - 2, y + h + 2]] for w, x, y, h in longest]
    return np.asarray(corners, np.float32).reshape(-1, 4, 2)


def _reads_better_turned(picture: Picture, quads: NDArray[np.float32], ocr: Ocr) -> bool:
    """Whether the lines are read with more certainty upside down."""
    height, width = picture.shape[:2]
    upside = np.ascontiguousarray(picture[::-1, ::-1])
    turned = (np.array([width, height], np.float32) - quads)[:, [2, 3, 0, 1]]
    return _certainty(ocr, upside, turned) > _certainty(ocr, picture, quads) + DOUBT


def _certainty(ocr: Ocr, picture: Picture, quads: NDArray[np.float32]) -> float:
    chars = [char.probability for line in ocr.recognise(picture, quads) for char in line.chars]
    return sum(chars) / max(len(chars), 1)


def skew_of(grey: Picture, dpi: float) -> float:
    """Degrees clockwise by which the page lies askew, within WIDEST_SKEW; 0 for a page without ink."""
    scale = min(1.0, SKEW_DPI / dpi)
    small = shrunk(grey, scale)
    ys, xs = np.nonzero(_within_edges(np.asarray(small < 170, np.uint8)))
    if len(ys) < 50:
        return 0.0
    x, y = _sampled(xs, FINE_POINTS) - np.float32(small.shape[1] / 2), _sampled(ys, FINE_POINTS)
    coarse = np.arange(-WIDEST_SKEW, WIDEST_SKEW + COARSE, COARSE)
    likely = _likely(_sampled(x, COARSE_POINTS), _sampled(y, COARSE_POINTS), coarse)
    found = _sharpest(x, y, max(likely, key=lambda angle: _sharpness(_strips(x, y, angle))) + np.arange(-COARSE, COARSE + FINE, FINE))
    if len(ys) < SPARSE and _sharpness(_rows(x, y, found)) < GAIN * _sharpness(_rows(x, y, 0.0)):
        return 0.0
    return found


def _within_edges(ink: Picture) -> Picture:
    """The ink without the long lines that nothing lies beyond: the edges of a sheet on a larger glass, which weigh more than
    all its text and need not be parallel to it. (Of a table that ends the page the rules within are left.)"""
    long = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, ink.shape[1] // 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(long, np.uint8))
    tops, bottoms = stats[1:, cv2.CC_STAT_TOP].tolist(), (stats[1:, cv2.CC_STAT_TOP] + stats[1:, cv2.CC_STAT_HEIGHT]).tolist()
    rows = ink.sum(axis=1)
    beyond = [min(rows[:a].sum(), rows[b:].sum()) for a, b in zip(tops, bottoms, strict=True)]
    outer = [k for k, amount in enumerate(beyond, 1) if amount < SPECKS]
    return np.where(np.isin(labels, outer), np.uint8(0), ink) if outer else ink


def _sampled(values: NDArray[Any], most: int) -> NDArray[np.float32]:
    """At most `most` of the values, evenly chosen."""
    chosen = np.linspace(0, len(values) - 1, most).astype(int) if len(values) > most else slice(None)
    return values[chosen].astype(np.float32)


def _likely(x: NDArray[np.float32], y: NDArray[np.float32], angles: NDArray[np.float64]) -> list[float]:
    """The angles at which rows of ink are nearly as sharp as at the best: where lines have one distance, the words at the right
    end of a line are also in line with those at the left end of the next. None is always among them."""
    scores = np.array([_sharpness(_rows(x, y, angle)) for angle in angles])
    around = np.pad(scores, 1, constant_values=-1.0)
    peaks = (scores >= around[:-2]) & (scores >= around[2:]) & (scores >= NEARLY * scores.max())
    return [0.0, *(_vertex(angles, scores, k) for k in np.flatnonzero(peaks).tolist())]


def _sharpest(x: NDArray[np.float32], y: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    """The angle of `angles` (degrees) at which rows of ink are sharpest."""
    scores = [_sharpness(_rows(x, y, angle)) for angle in angles]
    return _vertex(angles, scores, int(np.argmax(scores)))


def _vertex(angles: NDArray[np.float64], scores: Sequence[float] | NDArray[np.float64], top: int) -> float:
    """The angle at the vertex of the parabola through the scores about a top."""
    if 0 < top < len(scores) - 1:
        a, b, c = scores[top - 1 : top + 2]
        if (bend := a - 2 * b + c) < 0:
            return float(angles[top] + (angles[1] - angles[0]) * 0.5 * (a - c) / bend)
    return float(angles[top])


def _rows(x: NDArray[np.float32], y: NDArray[np.float32], angle: float) -> NDArray[np.float32]:
    """The row that each ink pixel stands in if the page lies askew by `angle` degrees."""
    return y - x * np.float32(np.tan(np.deg2rad(angle)))


def _strips(x: NDArray[np.float32], y: NDArray[np.float32], angle: float) -> NDArray[np.float32]:
    """The rows of every upright strip of the page below those of the strip before: within a strip no line is in line with the
    next one."""
    rows = _rows(x, y, angle)
    return np.asarray(rows - rows.min() + np.floor(x / STRIP) * (np.ptp(rows) + 2), np.float32)


def _sharpness(rows: NDArray[np.float32]) -> float:
    """Sum of squares of the profile, in half pixels, smoothed so that neighbouring angles compare fairly."""
    index = np.rint(2 * (rows - rows.min())).astype(np.int64)
    profile = np.convolve(np.bincount(index), (0.25, 0.5, 0.25))
    return float(np.square(profile).sum())


def straightened(picture: Picture, degrees: float) -> Picture:
    """The picture turned counter-clockwise by `degrees` about its middle, the same size, corners white."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(turned, np.uint8)
