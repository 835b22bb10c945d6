"""The objects of a PDF page in drawing order, form XObjects entered, and what each is clipped to."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from extractor.pages import pdfium
from extractor.pages.pdf_frame import Boxes
from extractor.pages.pdfium import Ready

MOST_OBJECTS = 200_000  # a page that draws more is a bomb, not a page
DEEPEST_FORM = 8

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NOWHERE: Rect = (0.0, 0.0, 0.0, 0.0)
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)  # what an unclipped object is clipped to


@dataclass(slots=True)
class Objects:
    """Objects in drawing order, a form before what it draws. `seen_through[i]` is the number in `matrices` of the matrix
    through which object i is seen."""

    handles: list[Ready] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    seen_through: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=lambda: [IDENTITY])

    def of_kind(self, kind: int) -> list[int]:
        """Numbers of the objects of one kind."""
        return [number for number, own in enumerate(self.kinds) if own == kind] if kind in self.kinds else []

    def chosen(self, numbers: list[int]) -> list[Ready]:
        """Handles of the objects of these numbers."""
        return list(map(self.handles.__getitem__, numbers))

    def matrices_of(self, numbers: list[int]) -> Boxes:
        """Matrices through which objects are seen, shape (n, 6)."""
        return np.array(self.matrices)[[self.seen_through[n] for n in numbers]].reshape(-1, 6)


def objects_of(page: Any) -> Objects:
    """All objects of a page."""
    found = Objects()
    count = min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)
    _gather(list(map(pdfium.page_object, repeat(pdfium.ready(pdfium.address(page))), range(count))), 0, 0, found)
    return found


def _gather(addresses: list[int], matrix: int, depth: int, found: Objects) -> None:
    """Add objects side by side, and what forms among them draw."""
    handles = list(map(pdfium.ready, addresses))
    kinds = list(map(pdfium.kind_of, handles))
    if raw.FPDF_PAGEOBJ_FORM not in kinds or depth >= DEEPEST_FORM:
        found.handles += handles
        found.addresses += addresses
        found.kinds += kinds
        found.seen_through += [matrix] * len(handles)
        return
    for handle, address, kind in zip(handles, addresses, kinds, strict=True):
        if len(found.handles) >= MOST_OBJECTS:
            return
        found.handles.append(handle)
        found.addresses.append(address)
        found.kinds.append(kind)
        found.seen_through.append(matrix)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            found.matrices.append(_times(_matrix(handle), found.matrices[matrix]))
            count = min(pdfium.form_count(handle), max(0, MOST_OBJECTS - len(found.handles)))
            inner = list(map(pdfium.form_object, repeat(address), range(count)))
            _gather(inner, len(found.matrices) - 1, depth + 1, found)


def _matrix(handle: Ready) -> Matrix:
    m = raw.FS_MATRIX()
    if not pdfium.matrix_of(handle, ctypes.byref(m)):
        return IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = multiplied(np.array([m]), np.array([n]))[0].tolist()
    return (a, b, c, d, e, f)


def multiplied(m: Boxes, n: Boxes) -> Boxes:
    """First m, then n, row by row; shapes (k, 6)."""
    columns = (
        m[:, 0] * n[:, 0] + m[:, 1] * n[:, 2],
        m[:, 0] * n[:, 1] + m[:, 1] * n[:, 3],
        m[:, 2] * n[:, 0] + m[:, 3] * n[:, 2],
        m[:, 2] * n[:, 1] + m[:, 3] * n[:, 3],
        m[:, 4] * n[:, 0] + m[:, 5] * n[:, 2] + n[:, 4],
        m[:, 4] * n[:, 1] + m[:, 5] * n[:, 3] + n[:, 5],
    )
    return np.array(columns).T


def through(boxes: Boxes, m: Boxes) -> Boxes:
    """The boxes (k, 4) around boxes seen through matrices (k, 6)."""
    corners_x = [m[:, 0] * boxes[:, i] + m[:, 2] * boxes[:, j] + m[:, 4] for i in (0, 2) for j in (1, 3)]
    corners_y = [m[:, 1] * boxes[:, i] + m[:, 3] * boxes[:, j] + m[:, 5] for i in (0, 2) for j in (1, 3)]
    return np.stack((np.min(corners_x, 0), np.min(corners_y, 0), np.max(corners_x, 0), np.max(corners_y, 0)), axis=1)


def clips_of(objects: Objects, numbers: list[int]) -> Boxes:
    """The box that each of these objects is clipped to, shape (n, 4); EVERYWHERE for an unclipped one.

    Objects that follow each other mostly share their clip paths. As asking pdfium for all points of all paths costs more
    than all the rest of a page, a clip of as many paths with the same last one is taken to be the same.
    """
    handles = list(map(pdfium.ready, map(pdfium.clip_of, objects.chosen(numbers))))
    counts = pdfium.each(pdfium.clip_count, handles)
    if counts.max(initial=0) <= 0:
        return np.full((len(numbers), 4), EVERYWHERE)
    lasts = pdfium.each(pdfium.clip_segment, handles, np.maximum(counts - 1, 0).tolist(), repeat(0), kind=np.uint64)
    matrices = np.array(list(map(objects.seen_through.__getitem__, numbers)))
    differs = np.ones(len(numbers), np.bool_)  # from the one before; an empty last path tells nothing
    differs[1:] = (counts[1:] != counts[:-1]) | (lasts[1:] != lasts[:-1]) | (matrices[1:] != matrices[:-1])
    differs |= (lasts == 0) & (counts > 0)
    begins = np.flatnonzero(differs)
    columns = (column[begins].tolist() for column in (counts, lasts, matrices))
    known = _Clips(objects.matrices)
    boxes = [known.box(handles[n], *clip) for n, *clip in zip(begins.tolist(), *columns, strict=True)]
    return np.repeat(np.array(boxes), np.diff(np.append(begins, len(numbers))), axis=0)


class _Clips:
    """The clip boxes of a page."""

    def __init__(self, matrices: list[Matrix]) -> None:
        self._matrices = matrices
        self._by_last: dict[tuple[int, int, int], Rect] = {}
        self._by_path: dict[int, Rect] = {}

    def box(self, clip: Ready, count: int, last: int, matrix: int) -> Rect:
        """The box of a clip of so many paths, seen through a matrix. `last`: address of the first segment of the last path,
        0 where that is empty; clips that share a path share its address."""
        if count <= 0:
            return EVERYWHERE
        key = (count, last, matrix)
        if key not in self._by_last or not last:
            boxes = [box for index in range(count) if (box := self._of_path(clip, index)) != NOWHERE]
            self._by_last[key] = self._seen(reduce(_common, boxes, EVERYWHERE), matrix)
        return self._by_last[key]

    def _of_path(self, clip: Ready, path: int) -> Rect:
        first = pdfium.clip_segment(clip, path, 0)
        if first not in self._by_path:
            self._by_path[first] = _path_box(clip, path) if first else NOWHERE
        return self._by_path[first]

    def _seen(self, box: Rect, matrix: int) -> Rect:
        if self._matrices[matrix] == IDENTITY or box == EVERYWHERE:
            return box
        left, bottom, right, top = through(np.array([box]), np.array([self._matrices[matrix]]))[0].tolist()
        return left, bottom, right, top


def _path_box(clip: Ready, path: int) -> Rect:
    """Box around one clip path (a rectangle is known by two opposite corners); NOWHERE for an empty one."""
    count = pdfium.clip_segment_count(clip, path)
    points = [_point(pdfium.clip_segment(clip, path, index)) for index in ((0, 2) if count in (4, 5) else range(count))]
    return _around(points) if points else NOWHERE


def _point(segment: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.segment_point(pdfium.ready(segment), ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _around(points: Iterable[tuple[float, float]]) -> Rect:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _common(a: Rect, b: Rect) -> Rect:
    """The part of one box within the other (may be inside out where there is none)."""
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
