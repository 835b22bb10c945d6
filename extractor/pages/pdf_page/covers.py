"""Filled rectangles drawn over text: figures painted out and printed anew, names made unreadable. Nobody sees what lies under
them."""

from __future__ import annotations

import numpy as np
import pypdfium2.raw as raw

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.frame import Boxes
from extractor.pages.pdf_page.objects import Objects
from extractor.pages.pdf_page.paths import EXACT, Areas, Bools, Numbers

OPAQUE = 255
DARK = 128  # of 255: in this no black letter can be seen
CORNERS = (4, 5)  # segments of a rectangle, closed or not


def painted_over(boxes: Boxes, orders: Numbers, grounds: Areas, objects: Objects) -> tuple[Bools, Bools]:
    """Whether each letter (box (n, 4), place of its object in drawing order, 0 where it is not known) has its middle under an opaque
    rectangle drawn later, and whether under a dark one: what was made unreadable. Pale ones hide letters of watermarks."""
    hidden, blackened = np.zeros(len(boxes), np.bool_), np.zeros(len(boxes), np.bool_)
    later = np.flatnonzero(grounds.orders > orders[orders > 0].min(initial=grounds.orders.max(initial=0)))
    if not len(later):
        return hidden, blackened
    pages, places = np.unique(orders, return_inverse=True)
    around = _around(boxes, places, len(pages))
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2
    for n in later[_upon(grounds.boxes[later], grounds.orders[later], around, pages)].tolist():
        left, bottom, right, top = grounds.boxes[n]
        under = (orders > 0) & (orders < grounds.orders[n]) & (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        colour = _opaque_colour(objects, int(grounds.orders[n]) - 1) if under.any() else None
        if colour is not None:
            hidden |= under
            blackened |= under & (max(colour) < DARK)
    return hidden, blackened


def _around(boxes: Boxes, places: Numbers, count: int) -> Boxes:
    """Boxes around the letters of each of so many objects."""
    around = np.tile(np.array([np.inf, np.inf, -np.inf, -np.inf]), (count, 1))
    np.minimum.at(around[:, :2], places, boxes[:, :2])
    np.maximum.at(around[:, 2:], places, boxes[:, 2:])
    return around


def _upon(grounds: Boxes, later: Numbers, texts: Boxes, orders: Numbers) -> Bools:
    """Whether each ground reaches into the box of a text object drawn before it."""
    left, bottom, right, top = grounds.T[:, :, None]
    apart = (texts[:, 0] >= right) | (texts[:, 2] <= left) | (texts[:, 1] >= top) | (texts[:, 3] <= bottom)
    return np.asarray((~apart & (orders > 0) & (orders < later[:, None])).any(axis=1), np.bool_)


def _opaque_colour(objects: Objects, number: int) -> tuple[int, int, int] | None:
    """Red, green and blue (0..255) of a filled path that is a rectangle along the axes and lets nothing through, None of another one."""
    handle = objects.handles[number]
    (colour,), (told,) = pdfium.written(pdfium.fill_of, 4, [handle], count=1, kind=np.uint32, apart=True)
    if not told or colour[3] != OPAQUE or pdfium.is_transparent(handle):
        return None
    count = pdfium.segment_count(handle)
    if count not in CORNERS:
        return None
    segments = [pdfium.ready(pdfium.segment_of(handle, n)) for n in range(count)]
    if any(pdfium.segment_kind(segment) == raw.FPDF_SEGMENT_BEZIERTO for segment in segments):
        return None
    points, _ = pdfium.written(pdfium.segment_point, 2, segments, count=count, kind=np.float32, apart=True)
    steps = np.abs(np.diff(points[:4].astype(np.float64), axis=0))
    red, green, blue, _alpha = colour.tolist()
    return (red, green, blue) if (steps.min(axis=1) <= EXACT).all() else None
