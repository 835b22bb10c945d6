"""A page's picture to Reading: find lines, cut them at ruled lines, read them, and account for all ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from statistics import fmean
from typing import Any

import cv2
import numpy as np

from extractor.options import Options
from extractor.records import Box, Glyph, Page, Reading, Ruling, Warning_, Word
from extractor.words.glued import part_at_rule
from extractor.words.pieces import INK, Boxes, Paper, boxes_of, cut, padded, printed, unclaimed, usual_height
from extractor.words.rows import in_lines
from extractor.words.second_look import MARGIN, Piece, read_twice
from models import Ocr, OcrLine, shared_ocr

DETECT_DPI = 110  # finding lines at 110 dpi is as good as at 200, and three times as fast
AROUND_PT = 10.0  # points of blank paper left around the print where lines are looked for
BELIEVED = 0.55  # mean probability under which what was read in unclaimed ink is no text
NEAR_RULE, ON_RULE = 0.5, 0.7  # points; probability at most of a digit that a rule runs through
BESIDE_RULE = 0.6  # of the height: how far from the rule the two texts beside it may seem to part
EDGE_PT = 12.0  # points from the sheet's edge that hold no print
WIDTHS = 200.0  # widths by heights of the second look that any page is worth, however little was found on it
UNREAD_PT = 40.0  # square points of unread ink on a page from which it is worth a warning


def read_picture(page: Page, options: Options) -> Reading:
    """Read a page by OCR. The page must be upright (`picture`, `dpi`, `rulings` as `pages` gives them). Without an
    engine (options.ocr "none") or a picture the reading is empty, with the warning page_unreadable."""
    empty = Reading(page.number, "ocr", (), page.width, page.height, page.rotation, page.skew, page.rulings, warnings=page.warnings)
    if page.picture is None or page.dpi is None or options.ocr == "none":
        warning = Warning_("page_unreadable", f"第{page.number}页是图像，未能识别文字。", page.number)
        return replace(empty, warnings=(*page.warnings, warning))
    pieces, unread = _read(page, shared_ocr(options.ocr))
    down = [ruling for ruling in page.rulings if ruling.x0 == ruling.x1]
    words = [part for piece in pieces for word in _words(piece.line, piece.box, page.dpi / 72) for part in _at_walls(word, down)]
    edits = [piece.edit for piece in pieces if piece.edit]
    lines = in_lines(words, page.number)
    lines = tuple(line._replace(edits=tuple(e for e in edits if e.after in line.text)) for line in lines) if edits else lines
    scores = [glyph.probability for word in words for glyph in word.glyphs]
    warnings = page.warnings + _unread(unread / (page.dpi / 72) ** 2, page.number)
    return replace(empty, lines=lines, confidence=fmean(scores) if scores else None, warnings=warnings)


def _read(page: Page, ocr: Ocr) -> tuple[list[Piece], float]:
    """All pieces of the page, and the unread ink in px."""
    picture, point = page.picture, page.dpi / 72 if page.dpi else 1.0
    paper = np.ascontiguousarray(picture[:, :, 1])  # looked at in ten thousand places
    boxes = cut(_detected(paper, point * 72, ocr), page.rulings, paper, point)
    pieces = read_twice(picture, boxes, ocr)
    left_over = unclaimed(paper, padded(boxes, MARGIN, paper.shape), point, usual_height(boxes.tolist(), point) or inf)
    rest = cut(left_over, page.rulings, paper, point)
    worth = _worth(rest, max(WIDTHS, float(_widths(boxes).sum())))
    more = read_twice(picture, rest[worth], ocr)
    believed = [piece for piece in more if piece.line.text.strip() and _mean(piece.line) >= BELIEVED]
    left = [piece.box for piece in more if piece not in believed] + rest[~worth].tolist()
    unread = sum(_amount(paper, box) for box in left if not _at_edge(box, paper.shape, point))
    return pieces + believed, unread


def _widths(boxes: Boxes) -> Any:
    """What reading each box costs: its width by its height, at least 1."""
    return np.maximum(1.0, (boxes[:, 2] - boxes[:, 0]) / np.maximum(1, boxes[:, 3] - boxes[:, 1]))


def _worth(boxes: Boxes, most: float) -> Any:
    """Which boxes to read (bool) that cost no more than `most` together: the highest first, for letters are high and dirt is flat.
    A page strewn with marks takes no longer than twice a page of text."""
    order = np.argsort(boxes[:, 1] - boxes[:, 3], kind="stable")
    chosen = np.zeros(len(boxes), np.bool_)
    chosen[order[np.cumsum(_widths(boxes)[order]) <= most]] = True
    return chosen


def _detected(paper: Paper, dpi: float, ocr: Ocr) -> Boxes:
    rows, columns = printed(paper, AROUND_PT * dpi / 72)
    if rows.start == rows.stop:
        return boxes_of(np.empty((0, 4, 2), np.float32), paper.shape)
    scale, part = min(1.0, DETECT_DPI / dpi), paper[rows, columns]
    small = part if scale == 1.0 else cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    quads = ocr.detect(np.asarray(cv2.cvtColor(small, cv2.COLOR_GRAY2RGB), np.uint8)) / np.float32(scale)
    return boxes_of(quads + np.array([columns.start, rows.start], np.float32), paper.shape)


def _mean(line: OcrLine) -> float:
    return fmean(char.probability for char in line.chars) if line.chars else 0.0


def _at_edge(box: Sequence[int], shape: tuple[int, ...], point: float) -> bool:
    """Whether a mark lies at the edge of the sheet, where scanners leave shadows."""
    near = EDGE_PT * point
    return box[0] < near or box[1] < near or box[2] > shape[1] - near or box[3] > shape[0] - near


def _amount(paper: Any, box: Sequence[int]) -> float:
    left, top, right, bottom = box
    return float((paper[top:bottom, left:right] < INK).sum())


def _unread(square_points: float, page: int) -> tuple[Warning_, ...]:
    if square_points < UNREAD_PT:
        return ()
    return (Warning_("unread_ink", f"第{page}页有未能识别的笔迹（约{square_points:.0f}平方点）。", page),)


def _words(line: OcrLine, box: Sequence[int], point: float) -> list[Word]:
    """The words of a line: blanks that were read part them. Boxes in points."""
    left, top, right, bottom = (edge / point for edge in box)
    words: list[list[Glyph]] = [[]]
    for char in line.chars:
        if char.text.isspace():
            words.append([])
            continue
        place = Box(left + char.left * (right - left), top, left + char.right * (right - left), bottom)
        words[-1].append(Glyph(char.text, char.probability, char.alternatives, place))
    filled = [glyphs for glyphs in words if glyphs]
    return [_word(glyphs, Box(left, top, right, bottom) if len(filled) == 1 else _around(glyphs)) for glyphs in filled]


def _at_walls(word: Word, down: Sequence[Ruling]) -> list[Word]:
    """A word as it stands; over a rule between two cells as the texts of both, or as a figure too wide for its own."""
    left, top, right, bottom = word.box
    middle = (top + bottom) / 2
    walls = [r.x0 for r in down if left + NEAR_RULE < r.x0 < right - NEAR_RULE and r.y0 <= middle <= r.y1]
    parts = next((found for x in walls if (found := _parted(word, x))), None)
    if parts:
        return [part for each in parts for part in _at_walls(each, down)]
    return [_doubted(word, walls) if walls and word.text[-1:].isdigit() else word]


def _parted(word: Word, x: float) -> list[Word]:
    """The two texts that are printed against a rule at `x` from both sides; [] where they are none. The recogniser knows the place
    of a letter to half a letter."""
    near = BESIDE_RULE * (word.box.bottom - word.box.top)
    off = {n: abs((a.box.right + b.box.left) / 2 - x) for n, (a, b) in enumerate(pairwise(word.glyphs), 1)}
    nearest = sorted((n for n in off if off[n] <= near), key=lambda n: off[n])
    place = next((n for n in nearest if part_at_rule(word.text[:n], word.text[n:])), None)
    if place is None or len(word.glyphs) != len(word.text):
        return []
    before, after = word.box._replace(right=x - NEAR_RULE), word.box._replace(left=x + NEAR_RULE)
    return [_word(list(word.glyphs[:place]), before), _word(list(word.glyphs[place:]), after)]


def _doubted(word: Word, walls: Sequence[float]) -> Word:
    """A figure too wide for its cell: of the digit that the rule runs through some ink is gone."""
    glyphs = tuple(
        g._replace(probability=min(g.probability, ON_RULE))
        if any(g.box.left - NEAR_RULE < x < g.box.right + NEAR_RULE for x in walls)
        else g
        for g in word.glyphs
    )
    return word._replace(glyphs=glyphs, confidence=min(word.confidence, ON_RULE))


def _around(glyphs: list[Glyph]) -> Box:
    return glyphs[0].box._replace(right=glyphs[-1].box.right)


def _word(glyphs: list[Glyph], box: Box) -> Word:
    text = "".join(glyph.text for glyph in glyphs)
    return Word(text, box, box.bottom - box.top, False, min(glyph.probability for glyph in glyphs), tuple(glyphs))
