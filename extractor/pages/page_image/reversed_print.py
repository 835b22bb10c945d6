"""Light letters on a dark or coloured ground (head rows of tables) turned to dark letters on white.

The ground under print is the level that most pixels around a place have: white on ordinary pages, the paper's own on tinted
ones, dark in reversed print. Only fields much darker than their surroundings in which nearly all strokes are lighter than
the ground are turned; shaded cells with black print, shadows and stamps stay.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.shrink import shrunk

Picture = NDArray[np.uint8]

COARSE_DPI, FINE_DPI = 60, 100  # resolutions at which fields are looked for: whether there are any, and where
AROUND_PT = 11.0  # points; side of the neighbourhood whose middle level is the ground: as high as a line of print
LETTER_PT = 5.0  # points; the strokes of a letter stand closer
FAR_PT = 60.0  # points; the paper shines somewhere within
DARKER = 0.8  # of the level of the paper around: a ground under it is a field of its own
STROKE = 40  # grey levels between a stroke and its ground
LEAST_PT = 9.0, 24.0  # points; shorter and longer side of a field that holds print
STROKES = 0.02, 0.45  # of the field that are strokes
MOSTLY = 4  # times as many light strokes as dark ones


def righted(grey: Picture, dpi: float) -> Picture:
    """Grey picture whose fields of light print on dark ground are dark print on white."""
    if not _levels(grey, dpi, COARSE_DPI).any():
        return grey
    levels = _levels(grey, dpi, FINE_DPI)
    if not levels.any():
        return grey
    full = cv2.resize(levels, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    level = full.astype(np.float32) - 1
    light = np.clip((grey - level) * (255 / np.maximum(255 - level, 1)), 0, 255)
    return np.where(full > 0, (255 - light).astype(np.uint8), grey)


def _levels(grey: Picture, dpi: float, at_dpi: float) -> Picture:
    """The level + 1 of the ground in the fields of reversed print, 0 elsewhere; a picture of `at_dpi`."""
    scale = min(1.0, at_dpi / dpi)
    small = shrunk(grey, scale)
    point = scale * dpi / 72
    ground = np.asarray(cv2.medianBlur(small, max(3, round(AROUND_PT * point)) | 1), np.uint8)
    fields = _fields(small, ground, point)
    return _reversed(small, ground, fields, point) if fields.any() else fields


def _fields(small: Picture, ground: Picture, point: float) -> Picture:
    """Where the ground is much darker than the paper around, 1 or 0, areas too small for print left out."""
    far = round(FAR_PT * point / 4) | 1
    paper = cv2.dilate(cv2.resize(ground, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.ones((far, far), np.uint8))
    paper = cv2.resize(paper, (ground.shape[1], ground.shape[0]), interpolation=cv2.INTER_LINEAR)
    near = cv2.absdiff(small, ground) < STROKE  # not so where a line of black print stands close above a field
    letter, least = (np.ones((max(3, round(side * point)),) * 2, np.uint8) for side in (LETTER_PT, LEAST_PT[0]))
    dark = cv2.morphologyEx(((ground < DARKER * paper) & near).astype(np.uint8), cv2.MORPH_CLOSE, letter)
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, least), np.uint8)


def _reversed(small: Picture, ground: Picture, fields: Picture, point: float) -> Picture:
    """Of the fields in which nearly all strokes are lighter than the ground its level + 1, with what is enclosed by them (the
    middle of bold letters); 0 elsewhere."""
    stroke = STROKE * min(1.0, point * 72 / FINE_DPI)  # thin strokes are fainter in a smaller picture
    count, labels, stats, _ = cv2.connectedComponentsWithStats(fields)
    levels = np.zeros_like(small)
    for label in range(1, count):
        x, y, width, height, area = stats[label].tolist()
        if max(width, height) < LEAST_PT[1] * point:
            continue
        part, inside = small[y : y + height, x : x + width], labels[y : y + height, x : x + width] == label
        level = int(np.median(ground[y : y + height, x : x + width][inside]))
        lighter = np.count_nonzero(inside & (part > level + stroke))
        darker = np.count_nonzero(inside & _unruled(part < level - stroke, point))
        if STROKES[0] * area <= lighter <= STROKES[1] * area and lighter >= MOSTLY * darker:
            levels[y : y + height, x : x + width][inside] = min(254, level) + 1
    least = np.ones((round(LEAST_PT[0] * point),) * 2, np.uint8)
    return np.asarray(cv2.morphologyEx(levels, cv2.MORPH_CLOSE, least), np.uint8)


def _unruled(marks: NDArray[np.bool_], point: float) -> NDArray[np.bool_]:
    """The marks without the ruled lines among them."""
    marked, long = marks.astype(np.uint8), max(3, round(LEAST_PT[1] * point))
    across, down = (cv2.morphologyEx(marked, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, long), (long, 1)))
    return np.asarray(marks & ((across | down) == 0))
