"""Ruled lines, grounds and images of a PDF page.

Word and Excel draw rules as strokes, as thin filled rectangles, and as stretched one-pixel images; all become Ruling.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.clips import Rect, clips_of
from extractor.pages.pdf_page.frame import Boxes, Frame
from extractor.pages.pdf_page.objects import Objects, objects_of
from extractor.pages.pdf_page.paths import NO_AREAS, NO_STROKES, Areas, Bools, Strokes, bounds_of, common, paths_of
from extractor.pages.pdf_page.pdfium import Ready
from extractor.pages.pdf_page.rules import merged
from extractor.records import Ruling

THIN = 3.0  # points: a filled rectangle up to this thickness is a ruled line, a thicker one a ground
FEWEST_TILES, TILED = 4, 0.8  # boxes upon a dark one, and the share that they cover where only lines are left between them
LEAST_TILE = 10.0  # points, either side: smaller ones are grounds of letters, which some programs draw one by one
MOST_TABLES = 60  # of a page; of more dark boxes the largest are looked at: charts and maps have thousands
OPAQUE_FILTERS = frozenset({"DCTDecode", "CCITTFaxDecode", "JBIG2Decode", "JPXDecode"})  # how scanners store pages

SOLID_ALPHA, SOLID_SHARE = 250, 0.98  # of 255, and of the pixels: the edge of a picture may be soft
INK, INK_SHARE = 128, 0.001  # grey level under which a pixel on white paper is ink; less of it than this is no print


class Image(NamedTuple):
    """A picture on the page: its box in user space, its dots a point, whether it hides what lies under it."""

    box: Rect
    dots_per_point: float
    opaque: bool
    order: int


@dataclass(slots=True)
class Marks:
    """All that is drawn on a page but text. Coordinates in user space."""

    strokes: list[Strokes] = field(default_factory=list)
    grounds: Areas = NO_AREAS
    images: list[Image] = field(default_factory=list)
    objects: Objects = field(default_factory=Objects)
    curves: int = 0  # paths that are no ruled line: letters drawn as outlines, seals, charts

    @property
    def image_dpi(self) -> float | None:
        """Resolution of the largest image, None without images. Of several that share the page, as letters and their
        ground where they are stored apart, that of the finest."""
        largest = max((_area(image.box) for image in self.images), default=0.0)
        return max((72 * i.dots_per_point for i in self.images if 2 * _area(i.box) >= largest), default=None)

    def covered(self, boxes: Boxes) -> Bools:
        """Whether a filled area that is not white lies under the middle of each box."""
        x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T[:, :, None]
        left, bottom, right, top = self.grounds.boxes[~self.grounds.white].T
        return np.asarray(((left <= x) & (x <= right) & (bottom <= y) & (y <= top)).any(axis=1), np.bool_)

    def upright(self, frame: Frame) -> tuple[Ruling, ...]:
        """Ruled lines on the upright page, pieces joined, invisible ones dropped."""
        given = [strokes for strokes in self.strokes if len(strokes.widths)]
        if not given:
            return ()
        strokes = Strokes(*map(np.concatenate, zip(*given, strict=True))) if len(given) > 1 else given[0]
        if strokes.white.any():
            seen = ~strokes.white
            seen[strokes.white] = self.covered(strokes.boxes[strokes.white])
            strokes = strokes.chosen(seen)
        return merged(frame.upright(strokes.boxes), strokes.widths, *frame.size)


def marks_of(page: Any) -> Marks:
    """What the page's objects draw, form XObjects included."""
    objects = objects_of(page)
    paths = paths_of(objects)
    thin, grounds = _parted(paths.areas)
    images, lines = _images(objects)
    return Marks([paths.strokes, thin, _between_tiles(grounds), lines], grounds, images, objects, paths.curves)


def hiding(marks: Marks, document: Any, page: Any, least: float) -> Marks:
    """The marks, with pictures over `least` square points that lie upon text marked as opaque where they let nothing
    through. How they are stored does not tell it: watermarks are kept in the same way as scans without loss."""
    if large := [i for i in marks.images if not i.opaque and _area(i.box) > least]:
        first = min(marks.objects.of_kind(raw.FPDF_PAGEOBJ_TEXT), default=len(marks.objects.handles))
        upon = [i.order for i in large if i.order > first + 1]
        solid = {order for order in upon if _solid(document, page, marks.objects.handles[order - 1])}
        marks.images = [i._replace(opaque=i.opaque or i.order in solid) for i in marks.images]
    return marks


def without_watermarks(marks: Marks, document: Any, page: Any, least: float) -> Marks:
    """The marks without pictures over `least` square points that let through what lies under them and hold no print: emblems
    and letters in pale colours over the whole page."""
    return replace(marks, images=[i for i in marks.images if _area(i.box) <= least or not _pale(document, page, marks, i)])


def _solid(document: Any, page: Any, handle: Ready) -> bool:
    """Whether a picture lets nothing through."""
    pixels = _pixels(document, page, handle)
    return pixels is not None and float(np.mean(pixels[:, :, 3] > SOLID_ALPHA)) > SOLID_SHARE


def _pale(document: Any, page: Any, marks: Marks, image: Image) -> bool:
    """Whether a picture lets through what lies under it, and shows no ink on white paper."""
    pixels = _pixels(document, page, marks.objects.handles[image.order - 1])
    if pixels is None or float(np.mean(pixels[:, :, 3] > SOLID_ALPHA)) > SOLID_SHARE:
        return False
    lightness = 255 - (255 - pixels[:, :, :3].mean(axis=2)) * (pixels[:, :, 3] / 255)
    return float(np.mean(lightness < INK)) < INK_SHARE


def _pixels(document: Any, page: Any, handle: Ready) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
    """A picture drawn at a pixel a point, (height, width, 4) with how much it covers last; None where it has no such thing."""
    drawn = raw.FPDFImageObj_GetRenderedBitmap(document, page, ctypes.cast(handle, raw.FPDF_PAGEOBJECT))
    if not drawn:
        return None
    pixels = pypdfium2.PdfBitmap.from_raw(drawn).to_numpy()  # freed with its last view
    return pixels if pixels.ndim == 3 and pixels.shape[2] == 4 else None


def _parted(areas: Areas) -> tuple[Strokes, Areas]:
    """Filled rectangles as ruled lines where they are thin, and grounds where they are not."""
    if not len(areas.white):
        return NO_STROKES, areas
    width, height = areas.boxes[:, 2] - areas.boxes[:, 0], areas.boxes[:, 3] - areas.boxes[:, 1]
    seen, least = (width >= 0) & (height >= 0), np.minimum(width, height)
    ground = seen & (least > THIN)
    line = seen & ~ground & (np.maximum(width, height) > 0)
    return Strokes.along(areas.boxes[line], areas.white[line]), areas.chosen(ground)


def _between_tiles(grounds: Areas) -> Strokes:
    """The lines that light cells leave of a dark ground, as old web pages rule their tables: the edges of the cells."""
    left, bottom, right, top = grounds.boxes.T
    areas, found = (right - left) * (top - bottom), []
    cells = np.minimum(right - left, top - bottom) >= LEAST_TILE
    if cells.sum() < FEWEST_TILES:
        return NO_STROKES
    smallest = np.partition(areas[cells], FEWEST_TILES - 1)[FEWEST_TILES - 1]
    dark = np.flatnonzero(~grounds.white & (areas > 2 * smallest))
    for n in sorted(dark[np.argsort(-areas[dark], kind="stable")][:MOST_TABLES].tolist()):
        within = (left >= left[n]) & (bottom >= bottom[n]) & (right <= right[n]) & (top <= top[n])
        tiles = cells & within & (grounds.orders > grounds.orders[n]) & (2 * areas < areas[n])
        if tiles.sum() >= FEWEST_TILES and areas[tiles].sum() >= TILED * _around(grounds.boxes[tiles]):
            found.append(grounds.boxes[tiles])
    if not found:
        return NO_STROKES
    left, bottom, right, top = np.concatenate(found).T
    sides = ((left, bottom, right, bottom), (left, top, right, top), (left, bottom, left, top), (right, bottom, right, top))
    boxes = np.concatenate([np.stack(side, 1) for side in sides])
    return Strokes(boxes, np.full(len(boxes), THIN / 4), np.zeros(len(boxes), np.bool_))


def _around(boxes: Boxes) -> float:
    """Area of the box around boxes: at the end of a page the ground goes on below the last cells."""
    return _area((*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()))


def _images(objects: Objects) -> tuple[list[Image], Strokes]:
    """Pictures, and those that are stretched to ruled lines."""
    numbers = objects.of_kind(raw.FPDF_PAGEOBJ_IMAGE)
    if not numbers:
        return [], NO_STROKES
    bounds, told = bounds_of(objects, numbers)
    boxes = common(bounds, clips_of(objects, numbers))
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    seen = told & ((width > 0) | (height > 0))
    line = seen & (np.minimum(width, height) <= THIN) & (np.maximum(width, height) > 3 * THIN)
    images = [_image(objects.handles[numbers[i]], boxes[i].tolist(), numbers[i] + 1) for i in np.flatnonzero(seen & ~line)]
    return images, Strokes.along(boxes[line], np.zeros(int(line.sum()), np.bool_))


def _image(handle: Ready, box: list[float], order: int) -> Image:
    size = (ctypes.c_uint * 2)()
    pdfium.image_size(handle, ctypes.byref(size), ctypes.byref(size, ctypes.sizeof(ctypes.c_uint)))
    left, bottom, right, top = box
    return Image((left, bottom, right, top), max(size) / max(right - left, top - bottom, 1.0), _opaque(handle), order)


def _opaque(handle: Ready) -> bool:
    """Whether an image is stored as scanners do, so that text under it is not seen."""
    buffer = ctypes.create_string_buffer(64)
    for index in range(pdfium.filter_count(handle)):
        pdfium.filter_of(handle, index, buffer, 64)
        if buffer.value.decode("ascii", "replace") in OPAQUE_FILTERS:
            return True
    return False


def _area(box: Rect) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
