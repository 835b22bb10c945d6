"""Rectangles on a page: points, origin top left. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.records import Box


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all. ValueError if there is none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length shared by the intervals [a0, a1] and [b0, b1]; 0 if apart."""
    shared = (a1 if a1 < b1 else b1) - (a0 if a0 > b0 else b0)  # min and max as such take three times as long
    return shared if shared > 0.0 else 0.0


def centre(box: Box) -> tuple[float, float]:
    """Middle of a box."""
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def contains(box: Box, x: float, y: float, slack: float = 0.0) -> bool:
    """Whether the point lies in the box, widened by `slack` points."""
    return box.left - slack <= x <= box.right + slack and box.top - slack <= y <= box.bottom + slack
