"""Frames drawn around whole pages: they are no table, and what stands in them is not one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.records import Reading, Ruling

LEAST = 0.75  # of the page's sides: a frame around the page is at least this long
EDGE = 0.15  # of the page's sides: how far from the edge of the paper it may stand
MEETS = 1.5  # points: ends of rulings this close meet
MOST = 2  # frames one in the other


def unframed(reading: Reading) -> Reading:
    """The page without rulings that only frame it: four that meet at the corners near the edges of the paper, with no
    other ruling joined to them."""
    rulings = reading.rulings
    for _ in range(MOST):
        frame = _frame(rulings, reading.width or 0.0, reading.height or 0.0)
        if not frame:
            break
        rulings = tuple(ruling for ruling in rulings if ruling not in frame)
    return reading if rulings is reading.rulings else replace(reading, rulings=rulings)


def _frame(rulings: Sequence[Ruling], width: float, height: float) -> tuple[Ruling, ...]:
    """Top, bottom, left and right of the outermost frame, () if there is none."""
    flat = [r for r in rulings if r.y0 == r.y1 and r.x1 - r.x0 >= LEAST * width]
    upright = [r for r in rulings if r.x0 == r.x1 and r.y1 - r.y0 >= LEAST * height]
    if len(flat) < 2 or len(upright) < 2:
        return ()
    top, bottom = min(flat, key=lambda r: r.y0), max(flat, key=lambda r: r.y0)
    left, right = min(upright, key=lambda r: r.x0), max(upright, key=lambda r: r.x0)
    near = top.y0 < EDGE * height and bottom.y0 > (1 - EDGE) * height and left.x0 < EDGE * width and right.x0 > (1 - EDGE) * width
    meeting = all(abs(r.x0 - left.x0) <= MEETS and abs(r.x1 - right.x0) <= MEETS for r in (top, bottom))
    meeting = meeting and all(abs(r.y0 - top.y0) <= MEETS and abs(r.y1 - bottom.y0) <= MEETS for r in (left, right))
    frame = (top, bottom, left, right)
    joined = any(_joins(r, frame) for r in rulings if r not in frame)
    return frame if near and meeting and not joined else ()


def _joins(ruling: Ruling, frame: tuple[Ruling, ...]) -> bool:
    """Whether a ruling ends on a side of the frame."""
    top, bottom, left, right = frame
    if ruling.y0 == ruling.y1:
        return min(abs(ruling.x0 - left.x0), abs(ruling.x1 - right.x0)) <= MEETS
    return min(abs(ruling.y0 - top.y0), abs(ruling.y1 - bottom.y0)) <= MEETS
