"""What the objects of a PDF page are clipped to: the part common to the boxes around their clip paths.

Excel, WPS and Word clip every cell and every run of text by a path of its own: pdfium is asked for many clips at a time, and
as seldom as can be.
"""

from __future__ import annotations

from itertools import accumulate, repeat
from typing import Any, TypeVar

import numpy as np

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.frame import Boxes
from extractor.pages.pdf_page.objects import IDENTITY, Objects, through
from extractor.pages.pdf_page.pdfium import Ready

Rect = tuple[float, float, float, float]
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)  # what an unclipped object is clipped to; a path of nothing but its origin clips nothing

Key = TypeVar("Key")


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
    boxes = _boxes([handles[n] for n in begins.tolist()], counts[begins].tolist(), lasts[begins].tolist())
    if len(objects.matrices) > 1:
        boxes = _seen(boxes, np.array(objects.matrices)[matrices[begins]])
    return np.repeat(boxes, np.diff(np.append(begins, len(numbers))), axis=0)


def _boxes(clips: list[Ready], counts: list[int], lasts: list[int]) -> Boxes:
    """The box of each clip of so many paths, shape (n, 4). `lasts`: the address of the first segment of its last path, 0 where
    that is empty; clips that share a path share its address."""
    keys = [(count, last or -n) for n, (count, last) in enumerate(zip(counts, lasts, strict=True), 1)]
    chosen = {key: clip for key, clip in zip(keys, clips, strict=True) if key[0] > 0}
    paths = [(clip, n) for (count, _), clip in chosen.items() for n in range(count)]
    firsts = [pdfium.clip_segment(clip, n, 0) for clip, n in paths]
    known = {first: path for first, path in zip(firsts, paths, strict=True) if first}
    bounds = _path_boxes(known)[_places(known, firsts)]
    starts = [0, *accumulate(count for count, _ in chosen)][:-1]
    found = np.full((len(chosen) + 1, 4), EVERYWHERE)
    np.maximum.reduceat(bounds[:, :2], starts, out=found[:-1, :2])
    np.minimum.reduceat(bounds[:, 2:], starts, out=found[:-1, 2:])
    return found[_places(chosen, keys)]


def _path_boxes(paths: dict[int, tuple[Ready, int]]) -> Boxes:
    """Boxes around clip paths, and behind them one that clips nothing, shape (n + 1, 4). `paths`, by the address of the first
    segment: the clip in which each stands, and its number there."""
    boxes = np.full((len(paths) + 1, 4), EVERYWHERE)
    if not paths:
        return boxes
    segments: list[int] = []
    starts: list[int] = []
    for first, (clip, path) in paths.items():
        starts.append(len(segments))
        segments.append(first)
        segments += [pdfium.clip_segment(clip, path, point) for point in range(1, pdfium.clip_segment_count(clip, path))]
    handles = map(pdfium.ready, segments)
    points = pdfium.written(pdfium.segment_point, 2, handles, count=len(segments), kind=np.float32, apart=True)[0].astype(np.float64)
    np.minimum.reduceat(points, starts, out=boxes[:-1, :2])
    np.maximum.reduceat(points, starts, out=boxes[:-1, 2:])
    boxes[~boxes.any(axis=1)] = EVERYWHERE
    return boxes


def _places(known: dict[Key, Any], keys: list[Key]) -> list[int]:
    """The place of each key among the known ones, -1 (behind them all) where it is not."""
    places = {key: n for n, key in enumerate(known)}
    return [places.get(key, -1) for key in keys]


def _seen(boxes: Boxes, matrices: Boxes) -> Boxes:
    """The boxes seen through these matrices, row by row; what is open everywhere is so through all of them."""
    inner = np.any(matrices != np.array(IDENTITY), axis=1) & np.any(boxes != np.array(EVERYWHERE), axis=1)
    if inner.any():
        boxes[inner] = through(boxes[inner], matrices[inner])
    return boxes
