"""Signs that the recogniser takes for others, told by the shape of their ink."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from extractor.words.second_look import read_twice
from tests.test_words_ocr import Told, blank, written

Stroke = tuple[tuple[int, int], tuple[int, int]]


def told(strokes: Sequence[Stroke], box: Sequence[int], read_as: str, beside: str = "") -> str:
    """What is read of these strokes, with digits beside them."""
    picture = written(blank(), beside, 104, 98)
    for start, end in strokes:
        cv2.line(picture, start, end, (0, 0, 0), 2)
    (piece,) = read_twice(picture, np.array([box], np.int32), Told([], read_as, read_as))
    return piece.line.text


@pytest.mark.parametrize(("top", "sign"), [(91, "/"), (83, "1")])
def test_a_stroke_that_leans_is_a_slash(top: int, sign: str) -> None:
    assert told([((81, 100), (top, 80))], (78, 78, 94, 102), "1") == sign


@pytest.mark.parametrize(("right", "sign"), [(104, "—"), (88, "-")])
def test_a_level_stroke_is_a_dash_as_long_as_it_is(right: int, sign: str) -> None:
    assert told([((80, 90), (right, 90))], (78, 80, right + 1, 100), "_") == sign


@pytest.mark.parametrize(
    ("point", "read_as", "bar", "meant"), [(92, ">90", True, "≥90"), (92, ">90", False, ">90"), (80, "<90", True, "≤90")]
)
def test_a_bar_below_a_comparator_is_a_part_of_it(point: int, read_as: str, bar: bool, meant: str) -> None:
    back = 172 - point
    strokes = [((back, 80), (point, 86)), ((point, 86), (back, 92)), *([((80, 97), (92, 97))] if bar else [])]
    assert told(strokes, (78, 76, 140, 101), read_as, "90") == meant
