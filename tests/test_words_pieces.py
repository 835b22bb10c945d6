"""Where to read on a picture: lines as high as lines are, and lines that touch one another."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.pages.page_image.rules import Ink, ruled
from extractor.pages.page_image.unruled import unruled
from extractor.words.pieces import cut
from extractor.words.second_look import read_twice
from extractor.words.stacked import beside, stacked
from models import OcrChar, OcrLine

Picture = NDArray[np.uint8]


def test_on_a_page_of_dashes_a_dash_is_made_as_high_as_a_letter() -> None:
    paper = np.full((900, 600), 255, np.uint8)
    boxes = []
    for row in range(20):
        cv2.putText(paper, "1,430", (40, 60 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
        boxes.append([35, 36 + 40 * row, 140, 66 + 40 * row])
        for x in (300, 400, 500):
            cv2.line(paper, (x, 50 + 40 * row), (x + 6, 50 + 40 * row), 0, 2)
            boxes.append([x - 3, 44 + 40 * row, x + 9, 58 + 40 * row])
    heights = {box[3] - box[1] for box in cut(np.array(boxes, np.int32), (), paper, 200 / 72).tolist()}
    assert min(heights) >= 15


@pytest.mark.parametrize("mirrored", [False, True])
def test_of_a_rule_beside_a_digit_nothing_is_left(mirrored: bool) -> None:
    page = np.full((200, 300), 255, np.uint8)
    cv2.rectangle(page, (140, 80), (148, 110), 100, -1)  # a stroke that runs into the rule's soft edge
    across, down, core = (np.zeros_like(page) for _ in range(3))
    page[20:180, 149:151], page[20:180, 151:154] = 150, 0
    down[20:180, 149:155] = 1
    core[20:180, 151:154] = 1
    if mirrored:
        page, across, down, core = (np.ascontiguousarray(each[:, ::-1]) for each in (page, across, down, core))
    clean = unruled(page, Ink(across, down, core))
    assert clean.min() >= 100


def test_of_a_rule_between_two_letters_that_end_before_it_nothing_is_left() -> None:
    page = np.full((200, 300), 255, np.uint8)
    down = np.zeros_like(page)
    down[20:180, 148:153] = 1
    page[60:64, 150:152] = 0  # a dot of a dotted rule, white about it
    page[50:80, 138:146] = page[60:64, 154:170] = 90
    clean = unruled(page, Ink(np.zeros_like(page), down, down))
    assert (clean[:, 146:154] == 255).all()


class Whole:
    """An engine that reads a line of one height with certainty, and lines that touch as nonsense."""

    name = "whole"

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        raise NotImplementedError

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        return tuple(self._line(float(np.ptp(quad[:, 1]))) for quad in quads)

    def _line(self, height: float) -> OcrLine:
        text, probability = ("指标", 0.99) if height < 35 else ("定書亦", 0.4)
        return OcrLine((), text, tuple(OcrChar(c, probability, k / 4, (k + 1) / 4, ()) for k, c in enumerate(text)))

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        raise NotImplementedError


def page_of_lines() -> tuple[Picture, NDArray[np.int32]]:
    """Six lines on their own, and two that touch; the last box is around both."""
    picture = np.full((400, 400, 3), 255, np.uint8)
    boxes = []
    for y in (30, 70, 110, 150, 190, 230, 300, 324):
        for x in range(100, 180, 10):
            cv2.line(picture, (x, y), (x, y + 23), (0, 0, 0), 3 if y < 300 else 2)
        cv2.line(picture, (100, y + 12), (170, y + 12), (0, 0, 0), 3)
        boxes.append([99, y, 173, y + 24])
    cv2.rectangle(picture, (103, 321), (173, 326), (255, 255, 255), -1)  # they touch with one stroke
    return picture, np.array([*boxes[:6], [99, 300, 173, 348]], np.int32)


def test_lines_that_touch_are_read_apart_where_that_reads_better() -> None:
    picture, boxes = page_of_lines()
    assert [piece.line.text for piece in read_twice(picture, boxes, Whole())] == ["指标"] * 8


class Shortsighted(Whole):
    """The same, which reads nothing in boxes that end before the letters do."""

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        lines = super().recognise(picture, quads, margin)
        return tuple(line if quad[:, 0].max() > 165 else OcrLine((), "", ()) for quad, line in zip(quads, lines, strict=True))


def test_boxes_in_which_nothing_was_read_show_nothing_of_lines_that_touch() -> None:
    picture, boxes = page_of_lines()
    short = np.array([[99, 300, 160, 323], [99, 324, 160, 348]], np.int32)
    texts = [piece.line.text for piece in read_twice(picture, np.concatenate((boxes, short)), Shortsighted())]
    assert texts == ["指标"] * 8 + ["", ""]


def test_a_line_of_large_letters_is_one() -> None:
    picture, boxes = page_of_lines()
    picture[300:348, 99:173] = 255
    cv2.putText(picture, "8H8", (99, 348), cv2.FONT_HERSHEY_SIMPLEX, 2.2, (0, 0, 0), 4)
    assert len(stacked(boxes[-1].tolist(), picture[:, :, 1], 24.0)) == 1


def test_a_rule_that_header_words_touch_on_both_sides_is_one() -> None:
    page = np.full((600, 900), 255, np.uint8)
    for x in (100, 400, 700):
        cv2.line(page, (x, 100), (x, 400), 0, 2)
    for y in (100, 400):
        cv2.line(page, (100, y), (700, y), 0, 2)
    cv2.line(page, (100, 140), (400, 140), 0, 2)
    for x in range(110, 390, 24):
        for y in (116, 143):
            cv2.rectangle(page, (x, y), (x + 20, y + 22), 0, 3)  # letters, close above and close below
    assert any(abs(r.y0 * 200 / 72 - 140) < 3 and r.x1 - r.x0 > 100 for r in ruled(page, 200)[0])


def test_upright_strokes_of_letters_in_low_rows_part_no_cells() -> None:
    page = np.full((600, 900), 255, np.uint8)
    for y in range(100, 500, 48):
        cv2.line(page, (100, y), (700, y), 0, 2)
    for x in (100, 400, 700):
        cv2.line(page, (x, 100), (x, 484), 0, 2)
    for x, top in ((150, 110), (220, 158), (500, 206), (580, 302)):
        cv2.line(page, (x, top), (x, top + 31), 0, 2)  # 11 points of a row of 17
        cv2.line(page, (x + 14, top + 4), (x + 30, top + 20), 0, 2)
    cv2.line(page, (550, 340), (550, 388), 0, 2)  # a rule of one row
    down = sorted(round(r.x0 * 200 / 72) for r in ruled(page, 200)[0] if r.x0 == r.x1)
    assert down == [pytest.approx(x, abs=2) for x in (100, 400, 550, 700)]


@pytest.mark.parametrize(("letters", "rules"), [(True, 2), (False, 3)])
def test_bars_of_small_bold_letters_are_no_rule(letters: bool, rules: int) -> None:
    page = np.full((300, 800), 255, np.uint8)
    for y in (100, 200):
        page[y : y + 2, 100:700] = 0
    for x in (100, 300, 500, 698):
        page[100:202, x : x + 2] = 0
    if letters:
        for x in range(304, 490, 12):  # 3.6 points high: a thick bar, feet on both sides of it
            page[148:152, x : x + 10] = page[145:155, x : x + 2] = page[145:155, x + 6 : x + 9] = 0
    else:
        page[149:151, 300:500] = 0
    found, _ = ruled(page, 200)
    assert sum(r.y0 == r.y1 for r in found) == rules


@pytest.mark.parametrize("lines", [4, 3])
def test_lines_whose_letters_touch_are_cut_where_hardly_any_ink_is_and_made_whole(lines: int) -> None:
    paper = np.full((200, 100), 255, np.uint8)
    for y in range(100 - 20 * lines, 100, 20):  # letters 19 px high on a page of digits 14 px high; one foot touches the next line
        paper[y : y + 19, 30:48] = paper[y : y + 19, 52:70] = 0
        paper[y + 4 : y + 7, 36:64] = paper[y + 11 : y + 14, 36:64] = 255
        paper[y + 19, 30:32] = 0
    rows = stacked([28, 106 - 20 * lines, 72, 90], paper, 14.0)  # from within the first line into the last
    assert len(rows) == lines
    assert rows[0][1] == 100 - 20 * lines and rows[-1][3] >= 99
    assert [beside(row, [[28, 78, 72, 102]]) for row in rows] == [True] * (lines - 1) + [False]


def test_of_three_lines_two_that_touch_more_are_cut_by_the_usual_height() -> None:
    paper = np.full((100, 100), 255, np.uint8)
    paper[20:63, 30:70] = 0
    paper[33:35, 44:70] = paper[48, 30:70] = 255
    assert len(stacked([28, 20, 72, 63], paper, 14.0)) == 3
