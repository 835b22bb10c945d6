"""A page's picture to Reading: find lines, cut them at ruled lines, read them, and account for all ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

import cv2
import numpy as np

from extractor.options import Options
from extractor.records import Box, Edit, Glyph, Page, Reading, Warning_, Word
from extractor.words.pieces import INK, Boxes, boxes_of, cut, padded, quads_of, unclaimed
from extractor.words.rows import in_lines
from extractor.words.second_look import looked_again
from models import Ocr, OcrLine, shared_ocr

DETECT_DPI = 110  # finding lines at 110 dpi is as good as at 200, and three times as fast
MARGIN = 0.18  # of a piece's height: white around it, as the recogniser was trained
BELIEVED = 0.55  # mean probability under which what was read in unclaimed ink is no text
UNREAD_PT = 40.0  # square points of unread ink on a page from which it is worth a warning


def read_picture(page: Page, options: Options) -> Reading:
    """Read a page by OCR. The page must be upright (`picture`, `dpi`, `rulings` as `pages` gives them). Without an
    engine (options.ocr "none") or a picture the reading is empty, with the warning page_unreadable."""
    empty = Reading(page.number, "ocr", (), page.width, page.height, page.rotation, page.skew, page.rulings, warnings=page.warnings)
    if page.picture is None or page.dpi is None or options.ocr == "none":
        warning = Warning_("page_unreadable", f"第{page.number}页是图像，未能识别文字。", page.number)
        return replace(empty, warnings=(*page.warnings, warning))
    pieces, unread = _read(page, shared_ocr(options.ocr))
    words = [word for line, box, _ in pieces for word in _words(line, box, page.dpi / 72)]
    edits = [edit for _, _, edit in pieces if edit]
    lines = in_lines(words, page.number)
    lines = tuple(replace(line, edits=tuple(e for e in edits if e.after in line.text)) for line in lines) if edits else lines
    scores = [glyph.probability for word in words for glyph in word.glyphs]
    warnings = page.warnings + _unread(unread / (page.dpi / 72) ** 2, page.number)
    return replace(empty, lines=lines, confidence=fmean(scores) if scores else None, warnings=warnings)


Piece = tuple[OcrLine, list[int], Edit | None]  # what was read, the box it was read in (px), what was mended


def _read(page: Page, ocr: Ocr) -> tuple[list[Piece], float]:
    """All pieces of the page, and the unread ink in px."""
    picture, point = page.picture, page.dpi / 72 if page.dpi else 1.0
    paper = picture[:, :, 1]
    boxes = cut(_detected(picture, point * 72, ocr), page.rulings, paper, point)
    pieces = _recognised(picture, boxes, ocr)
    rest = cut(unclaimed(paper, padded(boxes, MARGIN, paper.shape), point), page.rulings, paper, point)
    more = _recognised(picture, rest, ocr)
    believed = [piece for piece in more if piece[0].text.strip() and _mean(piece[0]) >= BELIEVED]
    unread = sum(_amount(paper, piece[1]) for piece in more if piece not in believed)
    return pieces + believed, unread


def _detected(picture: Any, dpi: float, ocr: Ocr) -> Boxes:
    scale = min(1.0, DETECT_DPI / dpi)
    small = picture if scale == 1.0 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return boxes_of(ocr.detect(small) / np.float32(scale), picture.shape)


def _recognised(picture: Any, boxes: Boxes, ocr: Ocr) -> list[Piece]:
    if not len(boxes):
        return []
    around = padded(boxes, MARGIN, picture.shape)
    lines = ocr.recognise(picture, quads_of(around))
    return [looked_again(line, box, picture, ocr) for line, box in zip(lines, around.tolist(), strict=True)]


def _mean(line: OcrLine) -> float:
    return fmean(char.probability for char in line.chars) if line.chars else 0.0


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
    margin = MARGIN / (1 + 2 * MARGIN) * (bottom - top)
    place = Box(left, top + margin, right, bottom - margin)
    words: list[list[Glyph]] = [[]]
    for char in line.chars:
        if char.text.isspace():
            words.append([])
            continue
        ends = Box(left + char.left * (right - left), place.top, left + char.right * (right - left), place.bottom)
        words[-1].append(Glyph(char.text, char.probability, char.alternatives, ends))
    return [_word(glyphs, place, margin, len(words) == 1) for glyphs in words if glyphs]


def _word(glyphs: list[Glyph], place: Box, margin: float, alone: bool) -> Word:
    box = place._replace(left=place.left + margin, right=place.right - margin)
    if not alone:
        box = place._replace(left=glyphs[0].box.left, right=glyphs[-1].box.right)
    text = "".join(glyph.text for glyph in glyphs)
    return Word(text, box, place.bottom - place.top, False, min(glyph.probability for glyph in glyphs), tuple(glyphs))
