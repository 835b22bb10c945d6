"""Signs of comparison that stand alone in a cell, told by the shape of their ink."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.words.comparators import comparator
from extractor.words.second_look import read_twice
from models import OcrChar, OcrLine

Picture = NDArray[np.uint8]
# corners of the strokes of each sign, in a box 18 wide and 24 high
STROKES = {
    "≥": [[(1, 1), (17, 8), (1, 15)], [(17, 14), (1, 22)]],  # ⩾, whose bar leans as its leg does
    "≤": [[(17, 1), (1, 8), (17, 15)], [(1, 14), (17, 22)]],
    ">": [[(1, 2), (17, 11), (1, 20)]],
    "<": [[(17, 2), (1, 11), (17, 20)]],
    "=": [[(1, 7), (17, 7)], [(1, 14), (17, 14)]],
    "V": [[(1, 1), (9, 22), (17, 1)]],
    "M": [[(1, 22), (1, 1), (9, 14), (17, 1), (17, 22)]],
    "2": [[(3, 5), (9, 1), (15, 5), (14, 10), (1, 22), (17, 22)]],
    "Z": [[(1, 1), (17, 1), (1, 22), (17, 22)]],
    "7": [[(1, 1), (17, 1), (7, 22)]],
    "K": [[(1, 1), (1, 22)], [(17, 1), (1, 12), (17, 22)]],
    "二": [[(4, 5), (13, 5)], [(0, 18), (18, 18)]],
    "-": [[(1, 11), (17, 11)]],
}


def drawn(sign: str, scale: float, thick: int) -> Picture:
    page = np.full((int(60 * scale), int(60 * scale)), 255, np.uint8)
    for stroke in STROKES[sign]:
        points = np.array([[(20 + x) * scale, (16 + y) * scale] for x, y in stroke], np.int32)
        cv2.polylines(page, [points], False, 0, thick, cv2.LINE_AA)
    return page


@pytest.mark.parametrize(("scale", "thick"), [(0.8, 2), (1.0, 2), (1.5, 3), (2.5, 5)])
@pytest.mark.parametrize("sign", list(STROKES))
def test_signs_of_comparison_are_told_from_letters_and_digits(sign: str, scale: float, thick: int) -> None:
    ink = drawn(sign, scale, thick) < 128
    ys, xs = np.nonzero(ink)
    told = comparator(ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])
    assert told == (sign if sign in "≥≤><=" else None)


class Reads:
    """An engine that reads one text whatever it is shown."""

    name = "reads"

    def __init__(self, text: str) -> None:
        self._text = text

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        raise NotImplementedError

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        return tuple(OcrLine((), self._text, (OcrChar(self._text, 0.7, 0.0, 1.0, ()),)) for _ in quads)

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("sign", "read", "told"), [("≥", "V", "≥"), ("=", "-", "="), ("≥", "≥", "≥"), (">", "≥", "≥"), ("2", "2", "2"), ("V", "V", "V")]
)
def test_a_lone_sign_is_told_whatever_was_read(sign: str, read: str, told: str) -> None:
    picture = np.dstack([drawn(sign, 1.0, 2)] * 3)
    ys, xs = np.nonzero(picture[:, :, 1] < 188)
    box = np.array([[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]], np.int32)
    assert [piece.line.text for piece in read_twice(picture, box, Reads(read))] == [told]


@pytest.mark.parametrize("rows", [(2, 9, 16, 22), (2, 8, 14, 20, 23)])
def test_bars_one_below_another_are_no_comparator(rows: tuple[int, ...]) -> None:
    ink = np.zeros((24, 18), np.bool_)
    for row in rows:
        ink[row - 1 : row + 1] = True
    assert comparator(ink) is None
