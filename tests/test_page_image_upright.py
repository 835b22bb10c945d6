"""Pictures of pages stood upright: how far askew they are, which way is up, print on dark fields."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.pages.page_image.photo import sheet_of
from extractor.pages.page_image.reversed_print import righted
from extractor.pages.page_image.upright import skew_of, straightened, turned_by
from models import OcrLine
from tests.drawn_pictures import DPI, Picture, drawn


class Upright:
    """An engine that tells which way up the drawn digits stand by nothing but the test's word."""

    name = "told"

    def __init__(self, *, down: bool) -> None:
        self._down = down

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        return np.zeros((0, 4, 2), np.float32)

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        return ()

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.full(len(quads), float(self._down), np.float32)


@pytest.mark.parametrize("degrees", [-4.0, -0.6, 0.0, 0.35, 1.6, 6.5])
def test_skew_is_measured(degrees: float) -> None:
    askew = straightened(drawn(), -degrees)
    assert skew_of(askew, DPI) == pytest.approx(degrees, abs=0.06)


def test_the_edge_of_a_sheet_on_a_larger_glass_does_not_tell_the_skew() -> None:
    glass = np.full((1500, 1800), 255, np.uint8)
    glass[:1200, :900] = straightened(drawn(2), -0.8)
    glass[1210:1220] = 40
    assert skew_of(glass, DPI) == pytest.approx(0.8, abs=0.06)


def test_a_bar_of_a_window_beside_a_sheet_is_no_part_of_it() -> None:
    shot = np.full((1300, 1100, 3), 82, np.uint8)
    shot[:56], shot[70:1280, 90:990] = 240, 255
    sheet = sheet_of(shot)
    assert sheet is not None and sheet.shape[:2] == (pytest.approx(1210, abs=12), pytest.approx(900, abs=12))


@pytest.mark.parametrize("level", [0, 84, 142])
def test_light_print_on_a_dark_field_is_turned(level: int) -> None:
    page, head = drawn(), (slice(152, 208), slice(92, 808))
    page[head] = level + (255 - page[head].astype(int)) * (255 - level) // 255  # white letters
    found = righted(page, DPI)
    black = drawn()
    assert float(np.mean(found[head] < 128)) == pytest.approx(float(np.mean(black[head] < 128)), rel=0.3)
    assert np.median(found[head]) == 255 and np.array_equal(found[260:], page[260:])


def test_black_print_on_a_dark_field_is_not_turned() -> None:
    shaded = drawn()
    shaded[150:210] = shaded[150:210] * 0.5
    assert righted(shaded, DPI) is shaded


def test_words_in_line_with_those_of_the_next_line_do_not_tell_the_skew() -> None:
    page = np.full((1754, 2480), 255, np.uint8)  # two pages side by side, their lines half a line apart
    for row in range(30):
        for x, y in ((200, 200), (500, 200), (1700, 216), (2000, 216)):
            cv2.putText(page, f"{1234 + 7 * row}.{row + 56}", (x, y + 32 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2, cv2.LINE_AA)
    assert abs(skew_of(page, DPI)) < 0.3


def test_a_page_with_a_word_or_two_is_not_askew() -> None:
    page = np.full((1754, 1240), 255, np.uint8)
    cv2.putText(page, "end.", (110, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    cv2.putText(page, "- 17 -", (580, 1650), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    assert skew_of(page, DPI) == 0.0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_is_turned_back(degrees: int) -> None:
    words = drawn(14, size=(900, 1200))
    for row in range(9):
        cv2.putText(words, "total revenue and expenditure of the year", (95, 40 + 12 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0, 1)
    fed = np.ascontiguousarray(np.rot90(words, -degrees // 90))
    # a page on its side is first turned clockwise; one that was fed at 90 degrees then stands on its head
    assert turned_by(fed, DPI, Upright(down=degrees in (90, 180))) == (360 - degrees) % 360


def test_which_way_is_up_is_asked_of_lines_where_rules_are_mistaken_for_them() -> None:
    class Torn(Upright):
        """Of two minds about long strips, sure about the lines that it finds itself."""

        def detect(self, picture: Picture) -> NDArray[np.float32]:
            return np.array([[[10, y], [90, y], [90, y + 8], [10, y + 8]] for y in range(10, 130, 12)], np.float32)

        def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
            found = np.ptp(quads[:, :, 0], axis=1) < 300
            return np.where(found, float(self._down), np.arange(len(quads)) % 2).astype(np.float32)

    words = np.full((1200, 900), 255, np.uint8)
    for row in range(30):
        cv2.putText(words, "total revenue and expenditure of the year", (95, 60 + 35 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    assert turned_by(words, DPI, Torn(down=False)) == 0
    assert turned_by(words, DPI, Torn(down=True)) == 180


def test_shadows_along_the_edges_do_not_turn_a_cover() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    cv2.putText(page, "report of the year", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3)
    page[::9, :20] = 0
    assert turned_by(page, DPI, Upright(down=False)) == 0
