"""Straight strokes of PDF paths, and the joining of their pieces to ruled lines."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from extractor.pages import pdfium
from extractor.pages.pdf_frame import Boxes
from extractor.records import Ruling

STRAIGHT = 0.6  # points: a segment that strays less than this from its axis is straight
SAME_LINE = 0.8  # points across: pieces at this distance lie on one line
NEXT_PIECE = 4.0  # points along: the widest gap of a dashed line
SHORTEST = 3.0  # points: shorter pieces that stay alone are dots and letters, not rules

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]


class Stroke(NamedTuple):
    """A straight piece of line in user space, x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    white: bool

    @classmethod
    def along(cls, box: Rect, white: bool) -> Stroke:
        """The middle line of a thin rectangle."""
        if box[2] - box[0] >= box[3] - box[1]:
            y = (box[1] + box[3]) / 2
            return cls(box[0], y, box[2], y, box[3] - box[1], white)
        x = (box[0] + box[2]) / 2
        return cls(x, box[1], x, box[3], box[2] - box[0], white)


def segments(obj: int, count: int, m: Matrix, width: float, white: bool, *, filled: bool) -> tuple[list[Stroke], list[Rect], int]:
    """Straight strokes of a path of `count` segments, seen through matrix `m`; with `filled`, the boxes of its
    subpaths instead; and the number of curved subpaths."""
    pieces: list[Stroke] = []
    areas: list[Rect] = []
    curved = 0
    for points, closed, bent in _subpaths(obj, count, m):
        curved += bent
        if bent:
            continue
        if filled:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            areas.append((min(xs), min(ys), max(xs), max(ys)))
            continue
        ring = [*points, points[0]] if closed else points
        pieces.extend(stroke for a, b in pairwise(ring) if (stroke := _straight(a, b, width, white)))
    return pieces, areas, curved


def _subpaths(obj: int, count: int, m: Matrix) -> list[tuple[list[tuple[float, float]], bool, bool]]:
    """(points, closed, with curves) of each subpath."""
    found: list[tuple[list[tuple[float, float]], bool, bool]] = []
    points: list[tuple[float, float]] = []
    closed = bent = False
    x, y = ctypes.c_float(), ctypes.c_float()
    px, py = ctypes.byref(x), ctypes.byref(y)
    for index in range(count):
        segment = pdfium.segment_of(obj, index)
        kind = pdfium.segment_kind(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            found.append((points, closed, bent))
            points, closed, bent = [], False, False
        bent = bent or kind == raw.FPDF_SEGMENT_BEZIERTO
        pdfium.segment_point(segment, px, py)
        points.append((m[0] * x.value + m[2] * y.value + m[4], m[1] * x.value + m[3] * y.value + m[5]))
        closed = closed or bool(pdfium.segment_closes(segment))
    if points:
        found.append((points, closed, bent))
    return found


def _straight(a: tuple[float, float], b: tuple[float, float], width: float, white: bool) -> Stroke | None:
    """The stroke between two points if it runs along an axis. A thick short stroke is a thin rectangle across."""
    x0, x1 = sorted((a[0], b[0]))
    y0, y1 = sorted((a[1], b[1]))
    if x1 - x0 <= STRAIGHT and y1 - y0 > x1 - x0:
        x = (x0 + x1) / 2
        return Stroke(x, y0, x, y1, width, white)
    if y1 - y0 <= STRAIGHT and x1 - x0 > y1 - y0:
        y = (y0 + y1) / 2
        return Stroke(x0, y, x1, y, width, white)
    return None


def merged(boxes: Boxes, widths: list[float], page_width: float, page_height: float) -> tuple[Ruling, ...]:
    """Pieces of line as degenerate upright boxes (n, 4) joined to rulings: collinear pieces that touch, overlap or
    follow each other at the distance of dashes are one line. Pieces off the page are dropped."""
    thickness = np.array(widths)
    on_page = (boxes[:, 2] >= -1) & (boxes[:, 3] >= -1) & (boxes[:, 0] <= page_width + 1) & (boxes[:, 1] <= page_height + 1)
    flat = (boxes[:, 2] - boxes[:, 0]) >= (boxes[:, 3] - boxes[:, 1])
    found: list[Ruling] = []
    for horizontal in (True, False):
        chosen = on_page & (flat == horizontal)
        across = boxes[chosen, 1] if horizontal else boxes[chosen, 0]
        start, end = (boxes[chosen, 0], boxes[chosen, 2]) if horizontal else (boxes[chosen, 1], boxes[chosen, 3])
        for at, first, last, width in _joined(across, start, end, thickness[chosen]):
            found.append(Ruling(first, at, last, at, width) if horizontal else Ruling(at, first, at, last, width))
    return tuple(found)


def _joined(across: Boxes, start: Boxes, end: Boxes, width: Boxes) -> list[tuple[float, float, float, float]]:
    """(position across, start, end, width) of the lines that pieces along one axis make up."""
    order = np.lexsort((start, across))
    found: list[list[float]] = []
    group: list[int] = []
    for index in order.tolist():
        if group and across[index] - across[group[-1]] > SAME_LINE:
            found.extend(_chained(group, across, start, end, width))
            group = []
        group.append(index)
    if group:
        found.extend(_chained(group, across, start, end, width))
    return [(line[0], line[1], line[2], line[3]) for line in found if line[2] - line[1] >= SHORTEST]


def _chained(group: list[int], across: Boxes, start: Boxes, end: Boxes, width: Boxes) -> list[list[float]]:
    """Pieces on one line, in order along it, joined where the gap is no wider than that of a dashed line."""
    lines: list[list[float]] = []
    for index in sorted(group, key=lambda i: start[i]):
        first, last = float(start[index]), float(end[index])
        if lines and first - lines[-1][2] <= NEXT_PIECE:
            lines[-1][2] = max(lines[-1][2], last)
            lines[-1][3] = max(lines[-1][3], float(width[index]))
        else:
            lines.append([float(across[index]), first, last, float(width[index])])
    return lines
