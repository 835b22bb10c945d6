"""Paths of a PDF page as arrays: straight strokes, filled areas, and curves that are neither. Coordinates in user space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.clips import clips_of
from extractor.pages.pdf_page.frame import Boxes
from extractor.pages.pdf_page.objects import IDENTITY, Objects, multiplied, through
from extractor.pages.pdf_page.pdfium import Ready

EXACT = 1e-3  # points: what rounding in pdfium can make of nothing
STRAIGHT = 0.6  # points: a segment that strays less than this from its axis is straight
SIMPLEST = 5  # segments of a filled rectangle; its bounds say all of it
NEAR_WHITE = 250  # of 255
LETTER = 40.0  # points a side, the largest letter of a text or title
FRAME = 3.0  # points between two rectangles of one path: what is filled there is a border

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


class Strokes(NamedTuple):
    """Straight pieces of line as degenerate boxes (n, 4), x0 <= x1 and y0 <= y1, with their width and whether they are white."""

    boxes: Boxes
    widths: Boxes
    white: Bools

    @classmethod
    def along(cls, boxes: Boxes, white: Bools) -> Strokes:
        """The middle lines of thin rectangles."""
        width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        flat = (width >= height)[:, None]
        lines = np.where(flat, np.array((boxes[:, 0], y, boxes[:, 2], y)).T, np.array((x, boxes[:, 1], x, boxes[:, 3])).T)
        return cls(lines, np.minimum(width, height), white)

    def beside(self, others: Strokes) -> Strokes:
        """These and others."""
        boxes, widths = np.concatenate((self.boxes, others.boxes)), np.concatenate((self.widths, others.widths))
        return Strokes(boxes, widths, np.concatenate((self.white, others.white)))

    def chosen(self, which: Bools) -> Strokes:
        """Those of `which`."""
        return Strokes(self.boxes[which], self.widths[which], self.white[which])


class Areas(NamedTuple):
    """Filled rectangles: boxes (n, 4), whether they are white, and their places in drawing order from 1; 0 for parts of paths."""

    boxes: Boxes
    white: Bools
    orders: Numbers

    def beside(self, others: Areas) -> Areas:
        """These and others."""
        boxes, white = np.concatenate((self.boxes, others.boxes)), np.concatenate((self.white, others.white))
        return Areas(boxes, white, np.concatenate((self.orders, others.orders)))

    def chosen(self, which: Bools) -> Areas:
        """Those of `which`."""
        return Areas(self.boxes[which], self.white[which], self.orders[which])


NO_STROKES = Strokes(np.zeros((0, 4)), np.zeros(0), np.zeros(0, np.bool_))
NO_AREAS = Areas(np.zeros((0, 4)), np.zeros(0, np.bool_), np.zeros(0, np.int64))


class Paths(NamedTuple):
    """What the paths of a page are, each clipped to what is seen of it."""

    strokes: Strokes
    areas: Areas
    curves: int  # subpaths with curves


def paths_of(objects: Objects) -> Paths:
    """All drawn paths of a page."""
    numbers = objects.of_kind(raw.FPDF_PAGEOBJ_PATH)
    handles = objects.chosen(numbers)
    if not numbers:
        return Paths(NO_STROKES, NO_AREAS, 0)
    modes, _ = pdfium.written(pdfium.draw_mode, 2, handles, count=len(handles), kind=np.int32, apart=True)
    fill, stroke = modes[:, 0] != 0, modes[:, 1] != 0
    counts = pdfium.each(pdfium.segment_count, handles)
    simple = fill & ~stroke & (counts <= SIMPLEST)
    chosen = np.array(numbers, np.int64)
    plain = _filled(objects, chosen[simple].tolist())
    drawn = (fill | stroke) & ~simple
    if not drawn.any():
        return Paths(NO_STROKES, plain, 0)
    strokes, areas, curves = _outlined(objects, chosen[drawn].tolist(), counts[drawn], stroke[drawn])
    return Paths(strokes, plain.beside(areas), curves)


def colours(handles: list[Ready], stroked: bool = False) -> tuple[Bools, Numbers]:
    """(nearly white, alpha 0..255) of what path or text objects are filled or stroked with; black where pdfium cannot tell."""
    get = pdfium.stroke_of if stroked else pdfium.fill_of
    rgba, told = pdfium.written(get, 4, handles, count=len(handles), kind=np.uint32, apart=True)
    red, green, blue, alpha = rgba.T
    white = told & (red >= NEAR_WHITE) & (green >= NEAR_WHITE) & (blue >= NEAR_WHITE)
    return white, np.where(told, alpha, 255)


def bounds_of(objects: Objects, numbers: list[int]) -> tuple[Boxes, Bools]:
    """Bounds of objects in user space (n, 4), and whether they have some."""
    handles = objects.chosen(numbers)
    boxes, told = pdfium.written(pdfium.bounds_of, 4, handles, count=len(handles), kind=np.float32, apart=True)
    boxes = boxes.astype(np.float64)
    if len(objects.matrices) > 1:
        boxes = through(boxes, objects.matrices_of(numbers))
    return boxes, told


def _filled(objects: Objects, numbers: list[int]) -> Areas:
    """Rectangles that are filled and not stroked."""
    if not numbers:
        return NO_AREAS
    white, alpha = colours(objects.chosen(numbers))
    boxes, told = bounds_of(objects, numbers)
    seen = told & (alpha > 0)
    return Areas(common(boxes, clips_of(objects, numbers)), white, np.array(numbers) + 1).chosen(seen)


def _outlined(objects: Objects, numbers: list[int], counts: Numbers, stroke: Bools) -> tuple[Strokes, Areas, int]:
    """Stroked paths as straight pieces, filled ones of many segments as the boxes of their subpaths."""
    handles = objects.chosen(numbers)
    white, alpha = _paint(handles, stroke)
    matrices = _matrices(objects, numbers, handles)
    pens = pdfium.written(pdfium.stroke_width, 1, handles, count=len(handles), kind=np.float32)[0][:, 0].astype(np.float64)
    widths = pens * np.sqrt(np.abs(matrices[:, 0] * matrices[:, 3] - matrices[:, 1] * matrices[:, 2]))
    clips = clips_of(objects, numbers)
    single = np.flatnonzero(stroke & (alpha > 0) & (counts == 2))
    ends, sure = _by_bounds(objects, np.array(numbers)[single].tolist(), matrices[single], pens[single])
    lines, owner = _straight(*ends[:, sure])[0], single[sure]
    unknown = alpha > 0
    unknown[owner] = False
    if not unknown.any():  # as on pages of forms, all of whose paths are ruled lines
        return _clipped(Strokes(lines, widths[owner], white[owner]), clips[owner]), NO_AREAS, 0
    subpaths = _Subpaths.of(handles, np.where(unknown, counts, 0), matrices)
    straight = ~(subpaths.bent | subpaths.lettered())[subpaths.of_point] & stroke[subpaths.path_of_point]
    others, owners = subpaths.pieces(straight)
    lines, owner = np.concatenate((others, lines)), np.concatenate((owners, owner))
    pieces = Strokes(lines, widths[owner], white[owner])
    solid = ~subpaths.bent & ~stroke[subpaths.path]
    boxes, path = subpaths.boxes()[solid], subpaths.path[solid]
    lines, thick, owners = _framed(boxes, path)
    frames = Strokes(common(lines, clips[owners]), thick, white[owners])
    areas = Areas(common(boxes, clips[path]), white[path], np.zeros(len(path), np.int64)).chosen(~np.isin(path, owners))
    return _clipped(pieces, clips[owner]).beside(frames), areas, int(subpaths.bent.sum())


def _matrices(objects: Objects, numbers: list[int], handles: list[Ready]) -> Boxes:
    """Matrices through which the points of paths are seen, shape (n, 6)."""
    own, told = pdfium.written(pdfium.matrix_of, 6, handles, count=len(handles), kind=np.float32)
    own = np.where(told[:, None], own, np.array(IDENTITY))
    return multiplied(own, objects.matrices_of(numbers)) if len(objects.matrices) > 1 else own


def _framed(boxes: Boxes, path: Numbers) -> tuple[Boxes, Boxes, Numbers]:
    """Sides of frames that are filled between two rectangles, as degenerate boxes, their widths and their paths. `path`: the
    number of the path of each box, in order."""
    pair = np.flatnonzero(path[1:] == path[:-1])
    pair = pair[np.bincount(path, minlength=1)[path[pair]] == 2]
    outer, inner = boxes[pair], boxes[pair + 1]
    sides = (inner - outer) * np.array([1.0, 1.0, -1.0, -1.0])
    sides[(sides < EXACT).all(axis=1)] *= -1  # the inner one comes first
    outer = np.where((inner[:, :2] < outer[:, :2]).any(axis=1)[:, None] | (inner[:, 2:] > outer[:, 2:]).any(axis=1)[:, None], inner, outer)
    frame = (sides > -EXACT).all(axis=1) & (sides <= FRAME).all(axis=1) & (sides > EXACT).any(axis=1)
    sides, outer, owners = sides[frame], outer[frame], path[pair][frame]
    (left, bottom, right, top), (a, b, c, d) = outer.T, sides.T / 2
    lines = np.concatenate(
        [
            np.stack(line, axis=1)
            for line in (
                (left + a, bottom, left + a, top),
                (left, bottom + b, right, bottom + b),
                (right - c, bottom, right - c, top),
                (left, top - d, right, top - d),
            )
        ]
    )
    widths, seen = sides.T.ravel(), sides.T.ravel() > EXACT
    return lines[seen], widths[seen], np.tile(owners, 4)[seen]


def _by_bounds(objects: Objects, numbers: list[int], matrices: Boxes, pens: Boxes) -> tuple[Boxes, Bools]:
    """Low and high corners (2, n, 2) of strokes of two points, told from their bounds, for which pdfium is asked once and not
    six times; and whether they are known by that. pdfium's bounds lie the whole width of the pen away from a line: they are
    believed where that leaves a line along an axis."""
    bounds, told = bounds_of(objects, numbers)
    a, b, c, d = np.abs(matrices[:, :4].T)
    away = np.array((pens * (a + c), pens * (b + d))).T
    low, high = bounds[:, :2] + away, bounds[:, 2:] - away
    thick, long = np.sort(high - low, axis=1).T
    along_axes = np.minimum(b + c, a + d) <= EXACT * np.maximum(b + c, a + d)
    sure = told & along_axes & (pens > 0) & (np.abs(thick) <= EXACT) & (long > STRAIGHT)
    return np.array((np.minimum(low, high), np.maximum(low, high))), sure


def _paint(handles: list[Ready], stroke: Bools) -> tuple[Bools, Numbers]:
    """Colours of paths: of their stroke where they have one, else of their filling."""
    if stroke.all():
        return colours(handles, stroked=True)
    white, alpha = np.zeros(len(handles), np.bool_), np.zeros(len(handles), np.int64)
    for stroked in (True, False):
        which = np.flatnonzero(stroke == stroked)
        if len(which):
            white[which], alpha[which] = colours(list(map(handles.__getitem__, which.tolist())), stroked)
    return white, alpha


class _Subpaths(NamedTuple):
    """Points of many paths, and the subpaths that they make up. One entry a point: `points` (n, 2), `of_point` (number of
    its subpath), `path_of_point`; one a subpath: `first` (its first point), `path`, `closed`, `bent` (with curves)."""

    points: Boxes
    of_point: Numbers
    path_of_point: Numbers
    first: Numbers
    path: Numbers
    closed: Bools
    bent: Bools

    @classmethod
    def of(cls, handles: list[Ready], counts: Numbers, matrices: Boxes) -> _Subpaths:
        """Subpaths of the first `counts[i]` segments of path i, seen through `matrices[i]`."""
        path = np.repeat(np.arange(len(handles)), counts)
        start = np.repeat(np.cumsum(counts) - counts, counts)
        place = np.arange(len(path)) - start
        segments = list(map(pdfium.ready, map(pdfium.segment_of, map(handles.__getitem__, path.tolist()), place.tolist())))
        kinds, closes = _joints(segments, place, counts[path])
        xy, _ = pdfium.written(pdfium.segment_point, 2, segments, count=len(segments), kind=np.float32, apart=True)
        x, y, m = xy[:, 0].astype(np.float64), xy[:, 1].astype(np.float64), matrices[path]
        points = np.array((m[:, 0] * x + m[:, 2] * y + m[:, 4], m[:, 1] * x + m[:, 3] * y + m[:, 5])).T
        begins = kinds == raw.FPDF_SEGMENT_MOVETO
        first = np.flatnonzero(begins)
        closed, bent = (_any(marks, first) for marks in (closes, kinds == raw.FPDF_SEGMENT_BEZIERTO))
        return cls(points, np.cumsum(begins) - 1, path, first, path[first], closed, bent)

    def pieces(self, chosen: Bools) -> tuple[Boxes, Numbers]:
        """Straight pieces between following points of the chosen points' subpaths, as degenerate boxes, and their paths."""
        last = np.append(self.first[1:], len(self.points)) - 1
        back = np.flatnonzero(self.closed & chosen[self.first]) if len(self.first) else self.first
        start = np.flatnonzero((self.of_point[:-1] == self.of_point[1:]) & chosen[:-1]) if len(self.points) else self.first
        a = self.points[np.concatenate((start, last[back]))]
        b = self.points[np.concatenate((start + 1, self.first[back]))]
        lines, straight = _straight(np.minimum(a, b), np.maximum(a, b))
        owner = np.concatenate((self.path_of_point[start], self.path[back]))
        return lines[straight], owner[straight]

    def lettered(self) -> Bools:
        """Which closed subpaths are the straight parts of letters drawn as outlines: small ones within a path of curves."""
        if not self.bent.any():
            return self.bent
        small = (np.ptp(self.boxes().reshape(-1, 2, 2), axis=1) <= LETTER).all(axis=1)
        curved = np.bincount(self.path, self.bent, minlength=1) > 0
        return np.asarray(self.closed & small & curved[self.path], np.bool_)

    def boxes(self) -> Boxes:
        """Boxes around the subpaths."""
        if not len(self.first):
            return np.zeros((0, 4))
        low, high = (reach.reduceat(self.points, self.first) for reach in (np.minimum, np.maximum))
        return np.concatenate((low, high), axis=1)


def _joints(segments: list[Ready], place: Numbers, count: Numbers) -> tuple[Numbers, Bools]:
    """Kinds of the segments in these places of paths of so many, and whether they close a subpath. A path of two is one
    line: nothing need be asked."""
    kinds = np.where(place == 0, raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO)
    closes = np.zeros(len(segments), np.bool_)
    longer = np.flatnonzero((count > 2) & (place > 0))
    chosen = list(map(segments.__getitem__, longer.tolist()))
    if not len(longer):
        return kinds, closes
    kinds[longer] = pdfium.each(pdfium.segment_kind, chosen)
    closes[longer] = pdfium.each(pdfium.segment_closes, chosen) != 0
    return kinds, closes


def _any(marks: Bools, first: Numbers) -> Bools:
    """Whether any of the marks from each `first` to the next is set."""
    return np.logical_or.reduceat(marks, first) if len(first) else np.zeros(0, np.bool_)


def _straight(low: Boxes, high: Boxes) -> tuple[Boxes, Bools]:
    """Pieces with these corners as lines along an axis, and whether they run along one. A thick short stroke is a thin
    rectangle across."""
    (width, height), (x, y) = (high - low).T, ((low + high) / 2).T
    upright = (width <= STRAIGHT) & (height > width)
    flat = (height <= STRAIGHT) & (width > height) & ~upright
    lines = np.where(upright[:, None], np.array((x, low[:, 1], x, high[:, 1])).T, np.array((low[:, 0], y, high[:, 0], y)).T)
    return lines, upright | flat


def common(boxes: Boxes, clips: Boxes) -> Boxes:
    """The parts of boxes within their clips, row by row (may be inside out where there is none)."""
    return np.concatenate((np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])), axis=1)


def _clipped(strokes: Strokes, clips: Boxes) -> Strokes:
    """The seen parts of strokes. A stroke on the clip's edge is seen by half its width."""
    slack = (strokes.widths / 2 + 0.1)[:, None]
    boxes = common(strokes.boxes, clips + slack * np.array([-1.0, -1, 1, 1]))
    seen = (boxes[:, 0] <= boxes[:, 2]) & (boxes[:, 1] <= boxes[:, 3])
    return Strokes(boxes, strokes.widths, strokes.white).chosen(seen)
