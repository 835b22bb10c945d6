"""Dots on scans: dotted rules, leaders, halftone screens, and pages strewn with marks."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.options import Options
from extractor.pages.page_image.ghosts import without_ghosts
from extractor.pages.page_image.rules import ruled
from extractor.pages.page_image.screens import unscreened
from extractor.pages.page_image.upright import turned_by
from extractor.records import Page
from extractor.words import ocr as words_ocr
from models import OcrLine

Picture = NDArray[np.uint8]


def dotted(page: Picture, xs: range, ys: range) -> None:
    for x in xs:
        for y in ys:
            cv2.rectangle(page, (x, y), (x + 1, y + 1), 60, -1)


def paper() -> Picture:
    return np.full((800, 900), 255, np.uint8)


def test_dotted_rules_part_cells() -> None:
    page = paper()
    for y in (100, 160, 220):
        dotted(page, range(90, 700, 6), range(y, y + 1))
    for x in (90, 390, 690):
        dotted(page, range(x, x + 1), range(100, 226, 6))
    cv2.putText(page, "1,234.56", (200, 140), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1, cv2.LINE_AA)
    rules, _ = ruled(page, 200)
    assert [round(r.y0 * 200 / 72) for r in sorted(rules, key=lambda r: r.y0) if r.y0 == r.y1] == pytest.approx([101, 161, 221], abs=2)
    assert [round(r.x0 * 200 / 72) for r in sorted(rules, key=lambda r: r.x0) if r.x0 == r.x1] == pytest.approx([91, 391, 691], abs=2)


def test_rows_of_dots_without_columns_are_leaders() -> None:
    page = paper()
    for y in range(100, 700, 40):
        dotted(page, range(90, 700, 6), range(y, y + 1))
    assert ruled(page, 200)[0] == ()


def screened(dots: int) -> Picture:
    page = paper()
    for row, y in enumerate(range(100, 600, 3)):
        page[y : y + 2, 100 + 2 * (row % 2) : 700 : 5] = dots
        page[y : y + 2, 101 + 2 * (row % 2) : 700 : 5] = dots
    cv2.putText(page, "1,234.56", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2, cv2.LINE_AA)
    return page


def test_a_screen_is_taken_off_and_the_print_on_it_stays() -> None:
    page = screened(dots=150)
    clean = unscreened(page, 200)
    assert np.array_equal(clean[400:590, 100:700] < 188, np.zeros((190, 600), bool))
    assert np.array_equal(clean < 60, page < 60 * 150 / 255)
    assert ((clean < 60) == (page < 60)).mean() > 0.999


def test_a_screen_as_dark_as_print_and_a_page_of_text_stay() -> None:
    black = screened(dots=20)
    assert unscreened(black, 200) is black
    text = paper()
    for y in range(60, 780, 24):
        cv2.putText(text, "1,234.56 0.07 ..... iii 12.00", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1, cv2.LINE_AA)
    assert unscreened(text, 200) is text


class Counting:
    """An engine that finds no lines, reads nothing, and counts what it was asked to read."""

    name = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        return np.zeros((0, 4, 2), np.float32)

    def recognise(self, picture: Picture, quads: NDArray[np.float32], margin: float = 0.0) -> tuple[OcrLine, ...]:
        self.asked += len(quads)
        return tuple(OcrLine(tuple((float(x), float(y)) for x, y in q), "", ()) for q in quads)

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.zeros(len(quads), np.float32)


def test_a_page_strewn_with_marks_takes_no_more_time_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, page = Counting(), np.full((1600, 1600, 3), 255, np.uint8)
    for x in range(100, 1500, 40):
        for y in range(100, 1500, 40):
            cv2.rectangle(page, (x, y), (x + 12, y + 12), (0, 0, 0), -1)
    monkeypatch.setattr(words_ocr, "shared_ocr", lambda _: engine)
    reading = words_ocr.read_picture(Page(1, 576.0, 576.0, picture=page, dpi=200.0), Options())
    assert 0 < engine.asked <= 2 * words_ocr.WIDTHS  # each at most twice
    assert [w.code for w in reading.warnings] == ["unread_ink"]


def test_ones_in_a_column_of_figures_are_no_dashed_rule() -> None:
    page = paper()
    for row in range(30):
        top = 20 + 26 * row
        cv2.line(page, (100, top), (600, top), 0, 2)
        if row % 3:
            cv2.rectangle(page, (400, top + 7), (402, top + 19), 0, -1)  # 1
        else:
            cv2.rectangle(page, (394, top + 7), (402, top + 19), 0, 2)  # 0
    for x in (100, 600):
        cv2.line(page, (x, 20), (x, 20 + 26 * 29), 0, 2)
    assert [round(r.x0 * 200 / 72) for r in ruled(page, 200)[0] if r.x0 == r.x1] == pytest.approx([100, 600], abs=2)


class Asked(Counting):
    """Remembers what it was asked to tell the way up of."""

    quads: NDArray[np.float32]

    def upside_down(self, picture: Picture, quads: NDArray[np.float32]) -> NDArray[np.float32]:
        self.quads = quads
        return np.zeros(len(quads), np.float32)


def test_dashed_rules_askew_do_not_tell_which_way_up_a_page_is() -> None:
    page = paper()
    for y in range(100, 700, 30):
        for x in range(60, 840, 7):
            cv2.rectangle(page, (x, y + x // 90), (x + 3, y + x // 90 + 1), 0, -1)
        cv2.putText(page, "revenue of the year", (90, y + 20), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0, 1, cv2.LINE_AA)
    asked = Asked()
    turned_by(page, 100, asked)
    assert len(asked.quads) == 20
    assert np.ptp(asked.quads[:, :, 0], axis=1).max() < 300


@pytest.mark.parametrize(("look", "most"), [(ruled, 10), (unscreened, 3)])
def test_what_is_needed_on_the_way_is_a_few_times_the_page(look: Callable[[NDArray[np.uint8], float], object], most: int) -> None:
    """Several workers share a machine, and pages of A3 are not rare."""
    page = np.full((1600, 1200), 255, np.uint8)
    for n in range(12):
        cv2.putText(page, "1,234.56 78.90", (60, 100 + 120 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
        cv2.line(page, (40, 60 + 120 * n), (1160, 60 + 120 * n), 0, 2)
    tracemalloc.start()
    look(page, 200.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most * page.size


def test_pale_stops_of_blurred_print_are_not_the_back_of_the_sheet() -> None:
    page = np.full((1200, 1600), 255, np.uint8)
    for y in range(100, 1100, 50):
        cv2.putText(page, "revenue and expenditure of the year", (90, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3, cv2.LINE_AA)
        cv2.circle(page, (900, y), 4, 170, 2)
    assert np.array_equal(without_ghosts(page, 150), page)
    faint = page.copy()
    for y in range(100, 1100, 100):
        cv2.putText(faint, "KHNM", (1000, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 190, 2, cv2.LINE_AA)
    assert (without_ghosts(faint, 150)[:, 1000:] == 255).all()
