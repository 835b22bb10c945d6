"""Pages photographed at a slant, and pages that bow, made straight by their own lines."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.pages.page_image.bent import bend_of, unbent
from extractor.pages.page_image.rules import ruled
from extractor.pages.page_image.upright import skew_of, straightened

Picture = NDArray[np.uint8]
DPI = 150


def table() -> Picture:
    page = np.full((1650, 1240), 255, np.uint8)
    for row in range(31):
        cv2.line(page, (100, 200 + 44 * row), (1140, 200 + 44 * row), 0, 2)
    for x in (100, 420, 660, 900, 1140):
        cv2.line(page, (x, 200), (x, 200 + 44 * 30), 0, 2)
    for row in range(30):
        for x in (120, 450, 700, 930):
            cv2.putText(
                page, f"{1234 + 77 * row * x % 9000}.{row:02d}", (x, 232 + 44 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA
            )
    return page


def prose() -> Picture:
    page = np.full((1650, 1240), 255, np.uint8)
    for row in range(30):
        words = " ".join("revenue and expenditure of the year in total"[(row * k) % 17 :][:9] for k in range(1, 6))
        cv2.putText(page, words, (110 + 40 * (row % 5 == 0), 120 + 48 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    return page


def slanted(page: Picture, corners: list[tuple[float, float]]) -> Picture:
    """Seen so that the corners, clockwise from the top left, are moved by these parts of width and height."""
    height, width = page.shape
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = (straight + np.array(corners, np.float32) * (width, height)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(straight, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,)), np.uint8)


def bowed(page: Picture, px: float) -> Picture:
    y, x = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    return np.asarray(
        cv2.remap(page, x, y + px * np.sin(np.pi * x / page.shape[1]).astype(np.float32), cv2.INTER_CUBIC, borderValue=(255,)), np.uint8
    )


@pytest.mark.parametrize(
    ("corners", "lost"),
    [([(0.0, 0.0), (0.0, 0.03), (-0.04, -0.02), (0.03, 0.0)], True), ([(0.04, 0.02), (-0.03, 0.0), (0.0, 0.0), (0.0, 0.0)], False)],
)
def test_a_table_photographed_at_a_slant_has_all_its_rules(corners: list[tuple[float, float]], lost: bool) -> None:
    page = slanted(table(), corners)
    bend = bend_of(page, DPI, skew_of(page, DPI))
    assert bend is not None
    rules = ruled(unbent(page, bend), DPI)[0]
    assert (sum(r.y0 == r.y1 for r in rules), sum(r.x0 == r.x1 for r in rules)) == (31, 5)
    turned_only = ruled(straightened(page, skew_of(page, DPI)), DPI)[0]
    assert (sum(r.y0 == r.y1 for r in turned_only) < 31) is lost


def test_lines_of_prose_that_bow_are_level() -> None:
    page = bowed(prose(), 22)
    bend = bend_of(page, DPI, skew_of(page, DPI))
    assert bend is not None
    sharp, before = ((((picture < 128).sum(axis=1).astype(float)) ** 2).sum() for picture in (unbent(page, bend), page))
    assert sharp > 1.5 * before


@pytest.mark.parametrize("degrees", [-3.0, 0.0, 1.0])
def test_a_page_that_is_only_askew_is_not_bent(degrees: float) -> None:
    for page in (table(), prose()):
        askew = straightened(page, -degrees)
        assert bend_of(askew, DPI, skew_of(askew, DPI)) is None


def test_a_page_with_a_word_or_two_is_not_bent() -> None:
    page = np.full((1650, 1240), 255, np.uint8)
    assert bend_of(page, DPI, 0.0) is None
    cv2.putText(page, "2024", (500, 700), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 4, cv2.LINE_AA)
    assert bend_of(page, DPI, 0.0) is None
