"""The ground of a scanned page made white: seals, tinted or unevenly lit paper, shadows of the scanner's lid.

Pictures are uint8: RGB (height, width, 3) or grey (height, width). Black ink is never touched.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.shrink import shrunk

Picture = NDArray[np.uint8]

RED = 40  # grey levels by which red exceeds green and blue in the ink of a seal
SEAL_PT = 50.0  # points; the smallest official seals are 20 mm wide, letters printed in red are smaller
PAPER_SHARE = 90  # per cent of the pixels about a seal that are not lighter than paper
STRONG, PURE = 95, 0.9  # per cent of the coloured pixels; of their colour: what is stronger is full ink on blank paper
INK_GAIN = 1.2  # more ink than the colour tells is taken off: at its edges colours are washed out
SEAL_SHAPE = 3.2  # longer side by shorter: a seal is round or an oblong frame (已审核), a line of red letters is longer
SEAL_SIDE = 0.6  # of SEAL_PT: the shorter side of an oblong one
GROUND_DPI = 36  # resolution at which the ground is estimated
STROKE_PT = 9.0  # points; wider than any stroke of the text, so that the ground shines around it
WHITE = 235  # a ground lighter than this everywhere needs no work
DARKEST = 90  # a ground darker than this is a picture or reversed print and stays
MARK = 215  # grey level under which a pixel of a page on white belongs to a mark
SAMPLED = 3  # every third row of a page tells how dark its print is
INK_SHARE = 10  # per cent of the marks' pixels that are darkest: the cores of strokes
PALE = 95  # their level from which print is pale; black print at 100 dpi and bad JPEG stays under it
PRINT = 40  # the level they are brought to
SHADOW = 100  # grey level under which a strip at the sheet's edge is shadow
SHADOW_PT = 6.0  # points; a thinner strip at the edge is a ruled line


def without_seals(picture: Picture, dpi: float) -> Picture:
    """Red ink of round seals taken out, black print under it kept. Letters printed in red (headings of 红头文件) stay."""
    boxes = _seals(picture, dpi)
    if not boxes:
        return picture
    out = picture.copy()
    for left, top, right, bottom in boxes:
        out[top:bottom, left:right] = _without_red(picture[top:bottom, left:right])[:, :, np.newaxis]
    return out


def _without_red(part: Picture) -> Picture:
    """Grey levels of a part of a page without its red ink. Red ink takes as much light from all print under it, so the light is
    divided by what the ink lets through; how much ink there is, its colour against its light tells (black print lessens both).
    The light is used, and not the red channel: JPEG keeps colours at half the resolution, which greys black strokes in red ink."""
    light = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    red, green, blue = cv2.split(part)
    colour = cv2.subtract(red, cv2.max(green, blue)).astype(np.float32)
    coloured = colour[colour > RED / 2]
    if not coloured.size:
        return np.asarray(light, np.uint8)
    paper = max(1.0, float(np.percentile(light, PAPER_SHARE)))
    pure = colour >= PURE * np.percentile(coloured, STRONG)
    full, dark = float(np.median(colour[pure])) / paper, 1 - float(np.median(light[pure])) / paper
    share = colour / np.maximum(light, 1.0)
    ink = np.clip(INK_GAIN * share / np.maximum(full + share * dark, 0.01), 0, 1)
    return np.asarray(np.clip(light / np.maximum(1 - ink * dark, 0.01), 0, 255), np.uint8)


def _seals(picture: Picture, dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) in px of the red seals."""
    scale = min(1.0, 50 / dpi)
    red, green, blue = cv2.split(shrunk(picture, scale))
    red = (cv2.subtract(red, cv2.max(green, blue)) > RED // 2).astype(np.uint8)
    if not red.any():
        return []
    reach = max(3, round(10 * scale * dpi / 72))
    grouped = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(grouped)
    least = SEAL_PT * scale * dpi / 72
    height, width = red.shape
    found = []
    for x, y, w, h, _ in stats[1:].tolist():
        cut_off = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1  # a seal across two sheets shows in part
        round_enough = max(w, h) <= SEAL_SHAPE * min(w, h)
        if max(w, h) >= least and ((round_enough and min(w, h) >= SEAL_SIDE * least) or cut_off):
            found.append(tuple(round(v / scale) for v in (x - 2, y - 2, x + w + 2, y + h + 2)))
    return [(max(a, 0), max(b, 0), c, d) for a, b, c, d in found]


def flattened(grey: Picture, dpi: float) -> Picture:
    """Grey picture divided by its ground: tinted cells, yellowed paper, and light that falls off become white."""
    ground = _ground(grey, dpi)
    if ground.min() >= WHITE:
        return grey
    bright = np.where(ground < DARKEST, 255, ground).astype(np.uint8)
    full = cv2.resize(bright, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), np.uint8)


def _ground(grey: Picture, dpi: float) -> Picture:
    """What the paper looks like without ink, at GROUND_DPI."""
    scale = min(1.0, GROUND_DPI / dpi)
    small = shrunk(grey, scale)
    reach = max(3, round(STROKE_PT * scale * dpi / 72)) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.medianBlur(np.asarray(closed, np.uint8), 5), np.uint8)


def strengthened(grey: Picture) -> Picture:
    """Grey picture on white whose ink is pale all over (old ribbon, spent toner, a scanner set too light) made as dark as
    print usually is. Pages with dark print stay as they are: what is pale on them shines through from the back."""
    some = grey[::SAMPLED]
    marks = some[some < MARK]
    ink = float(np.percentile(marks, INK_SHARE)) if marks.size else 0.0
    if ink < PALE:
        return grey
    levels = 255 - (255 - np.arange(256)) * ((255 - PRINT) / (255 - ink))
    return np.asarray(cv2.LUT(grey, np.clip(levels, 0, 255).astype(np.uint8)), np.uint8)


def without_shadows(grey: Picture, dpi: float) -> Picture:
    """Dark strips and corners at the edges of the sheet painted white."""
    scale = min(1.0, GROUND_DPI / dpi)
    small = shrunk(grey, scale)
    thick = max(2, round(SHADOW_PT * scale * dpi / 72))
    dark = cv2.morphologyEx((small < SHADOW).astype(np.uint8), cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    if not (dark[0].any() or dark[-1].any() or dark[:, 0].any() or dark[:, -1].any()):
        return grey
    _, labels = cv2.connectedComponents(dark)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    shadow = np.isin(labels, edge[edge > 0]).astype(np.uint8)
    shadow = cv2.dilate(shadow, np.ones((3, 3), np.uint8))
    mask = cv2.resize(shadow, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(mask > 0, np.uint8(255), grey)


def is_bilevel(grey: Picture) -> bool:
    """Black and white only, as fax machines and 1-bit scanners give."""
    sample = grey[:: max(1, grey.shape[0] // 400)]
    return bool(np.mean((sample > 8) & (sample < 247)) < 0.002)
