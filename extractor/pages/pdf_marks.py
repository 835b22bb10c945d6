"""Ruled lines, grounds and images of a PDF page, and which of its text objects are seen.

Word and Excel draw rules as strokes, as thin filled rectangles, and as stretched one-pixel images; all become Ruling.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as raw

from extractor.pages import pdfium
from extractor.pages.pdf_frame import Boxes, Frame
from extractor.pages.pdf_strokes import Stroke, merged, segments
from extractor.records import Ruling

THIN = 3.0  # points: a filled rectangle up to this thickness is a ruled line, a thicker one a ground
MOST_OBJECTS = 200_000  # a page that draws more is a bomb, not a page
DEEPEST_FORM = 8
NEAR_WHITE = 250  # of 255
OPAQUE_FILTERS = frozenset({"DCTDecode", "CCITTFaxDecode", "JBIG2Decode", "JPXDecode"})  # how scanners store pages

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]
_COLOUR = tuple(ctypes.c_uint() for _ in range(4))  # where pdfium writes; pages are read one at a time, as pdfium demands
_COLOUR_PLACES = tuple(ctypes.byref(value) for value in _COLOUR)
_POINT = (ctypes.c_float(), ctypes.c_float())
_POINT_PLACES = (ctypes.byref(_POINT[0]), ctypes.byref(_POINT[1]))
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NOWHERE: Rect = (0.0, 0.0, 0.0, 0.0)


class Image(NamedTuple):
    """A picture on the page: its box in user space, its dots a point, whether it hides what lies under it."""

    box: Rect
    dots_per_point: float
    opaque: bool
    order: int


class TextStyle(NamedTuple):
    """What a text object is drawn with: clip box in user space (None: the page), its place in drawing order."""

    clip: Rect | None
    order: int


@dataclass(slots=True)
class Marks:
    """All that is drawn on a page but text. Coordinates in user space."""

    strokes: list[Stroke] = field(default_factory=list)
    grounds: list[tuple[Rect, bool]] = field(default_factory=list)  # (box, white) of filled areas
    images: list[Image] = field(default_factory=list)
    texts: dict[int, TextStyle] = field(default_factory=dict)  # address of a text object -> style
    curves: int = 0  # paths that are no ruled line: letters drawn as outlines, seals, charts
    objects: int = 0
    clips: Clips = field(default_factory=lambda: Clips())

    @property
    def image_dpi(self) -> float | None:
        """Resolution of the largest image, None without images."""
        largest = max(self.images, key=lambda image: _area(image.box), default=None)
        return largest.dots_per_point * 72 if largest else None

    def covered(self, box: Rect) -> bool:
        """Whether a filled area that is not white lies under the middle of the box."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(not white and g[0] <= x <= g[2] and g[1] <= y <= g[3] for g, white in self.grounds)

    def upright(self, frame: Frame) -> tuple[Ruling, ...]:
        """Ruled lines on the upright page, pieces joined, invisible ones dropped."""
        seen = [s for s in self.strokes if not s.white or self.covered((s.x0, s.y0, s.x1, s.y1))]
        if not seen:
            return ()
        boxes: Boxes = np.array([(s.x0, s.y0, s.x1, s.y1) for s in seen])
        width, height = frame.size
        return merged(frame.upright(boxes), [s.width for s in seen], width, height)


def marks_of(page: Any) -> Marks:
    """Walk the page's objects, form XObjects included."""
    marks = Marks()
    count = raw.FPDFPage_CountObjects(page)
    handle = pdfium.address(page)
    for index in range(min(count, MOST_OBJECTS)):
        _add(marks, pdfium.page_object(handle, index), IDENTITY, 0)
    return marks


def _add(marks: Marks, obj: int, matrix: Matrix, depth: int) -> None:
    """One page object, seen through the matrix of the forms around it."""
    marks.objects += 1
    kind = pdfium.kind_of(obj)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        marks.texts[obj] = TextStyle(marks.clips.box(obj, matrix), marks.objects)
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        _add_path(marks, obj, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        _add_image(marks, obj, matrix)
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        inner = _times(_matrix(obj), matrix)
        for index in range(pdfium.form_count(obj)):
            if marks.objects >= MOST_OBJECTS:
                return
            _add(marks, pdfium.form_object(obj, index), inner, depth + 1)


def _add_path(marks: Marks, obj: int, matrix: Matrix) -> None:
    """A path: its ruled lines, or its filled ground, or neither (curves)."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.draw_mode(obj, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    count = pdfium.segment_count(obj)
    if not stroke.value and count <= 5:
        box = _bounds(obj, matrix)
        white, alpha = _colour(obj, pdfium.fill_of)
        if alpha and box:
            _add_area(marks, box, white, marks.clips.box(obj, matrix))
        return
    own = _times(_matrix(obj), matrix)
    white, alpha = _colour(obj, pdfium.stroke_of if stroke.value else pdfium.fill_of)
    if not alpha:
        return
    width = ctypes.c_float(0)
    pdfium.stroke_width(obj, ctypes.byref(width))
    thickness = width.value * math.sqrt(abs(own[0] * own[3] - own[1] * own[2])) if stroke.value else 0.0
    pieces, areas, curved = segments(obj, count, own, thickness, white, filled=bool(fill.value and not stroke.value))
    clip = marks.clips.box(obj, matrix)
    marks.curves += curved
    marks.strokes.extend(p for p in (_clipped_stroke(piece, clip) for piece in pieces) if p)
    for area in areas:
        _add_area(marks, area, white, clip)


def _add_area(marks: Marks, box: Rect, white: bool, clip: Rect | None) -> None:
    """A filled rectangle: a ruled line where it is thin, a ground where it is not."""
    box = _cut(box, clip)
    width, height = box[2] - box[0], box[3] - box[1]
    if width < 0 or height < 0:
        return
    if min(width, height) > THIN:
        marks.grounds.append((box, white))
    elif max(width, height) > min(width, height):
        marks.strokes.append(Stroke.along(box, white))


def _add_image(marks: Marks, obj: int, matrix: Matrix) -> None:
    box = _bounds(obj, matrix)
    if box is None:
        return
    box = _cut(box, marks.clips.box(obj, matrix))
    width, height = box[2] - box[0], box[3] - box[1]
    if width <= 0 and height <= 0:
        return
    if min(width, height) <= THIN and max(width, height) > 3 * THIN:
        marks.strokes.append(Stroke.along(box, False))
        return
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium.image_size(obj, ctypes.byref(across), ctypes.byref(down))
    dots = max(across.value, down.value) / max(width, height, 1.0)
    marks.images.append(Image(box, dots, _opaque(obj), marks.objects))


def _opaque(obj: int) -> bool:
    """Whether an image is stored as scanners do, so that text under it is not seen."""
    buffer = ctypes.create_string_buffer(64)
    for index in range(pdfium.filter_count(obj)):
        pdfium.filter_of(obj, index, buffer, 64)
        if buffer.value.decode("ascii", "replace") in OPAQUE_FILTERS:
            return True
    return False


def _colour(obj: int, get: Callable[..., Any]) -> tuple[bool, int]:
    """(nearly white, alpha 0..255) of a path or text object; black where pdfium cannot tell."""
    if not get(obj, *_COLOUR_PLACES):
        return False, 255
    r, g, b, a = _COLOUR
    return min(r.value, g.value, b.value) >= NEAR_WHITE, a.value


def fill_colour(obj: int) -> tuple[bool, int]:
    """(nearly white, alpha 0..255) of what an object is filled with."""
    return _colour(obj, pdfium.fill_of)


def _bounds(obj: int, matrix: Matrix) -> Rect | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.bounds_of(obj, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)):
        return None
    box = (left.value, bottom.value, right.value, top.value)
    return box if matrix is IDENTITY else through(box, matrix)


def through(box: Rect, m: Matrix) -> Rect:
    """The box around a box seen through a matrix."""
    xs = [m[0] * x + m[2] * y + m[4] for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [m[1] * x + m[3] * y + m[5] for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(obj: int) -> Matrix:
    m = raw.FS_MATRIX()
    if not pdfium.matrix_of(obj, ctypes.byref(m)):
        return IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    if n is IDENTITY:
        return m
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


class Clips:
    """Clip boxes of page objects. Objects that follow each other mostly share their clip paths; as asking pdfium for all
    points of all paths costs more than all the rest of a page, a clip of as many paths with the same last one is taken
    to be the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Rect, Matrix], Rect | None] = {}

    def box(self, obj: int, matrix: Matrix) -> Rect | None:
        """The box that an object is clipped to (the common part of the boxes of its clip paths), None if unclipped."""
        clip = pdfium.clip_of(obj)
        count = pdfium.clip_count(clip) if clip else 0
        if count <= 0:
            return None
        key = (count, _path_box(clip, count - 1), matrix)
        if key not in self._known:
            boxes = [box for index in range(count) if (box := _path_box(clip, index)) != NOWHERE]
            common = reduce(_cut, boxes) if boxes else None
            self._known[key] = common if common is None or matrix is IDENTITY else through(common, matrix)
        return self._known[key]


def _path_box(clip: int, path: int) -> Rect:
    """Box around one clip path (a rectangle is known by two opposite corners); NOWHERE for an empty one."""
    count = pdfium.clip_segment_count(clip, path)
    x, y = _POINT
    xs, ys = [], []
    for index in (0, 2) if count in (4, 5) else range(count):
        pdfium.segment_point(pdfium.clip_segment(clip, path, index), *_POINT_PLACES)
        xs.append(x.value)
        ys.append(y.value)
    return (min(xs), min(ys), max(xs), max(ys)) if xs else NOWHERE


def _cut(box: Rect, clip: Rect | None) -> Rect:
    """The part of a box within the clip (may be inside out where there is none)."""
    if clip is None:
        return box
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


def _clipped_stroke(stroke: Stroke, clip: Rect | None) -> Stroke | None:
    """The seen part of a stroke, None if nothing is seen. A stroke on the clip's edge is seen by half its width."""
    if clip is None:
        return stroke
    slack = stroke.width / 2 + 0.1
    box = _cut((stroke.x0, stroke.y0, stroke.x1, stroke.y1), (clip[0] - slack, clip[1] - slack, clip[2] + slack, clip[3] + slack))
    if box[0] > box[2] or box[1] > box[3]:
        return None
    return stroke._replace(x0=box[0], y0=box[1], x1=box[2], y1=box[3])


def _area(box: Rect) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
