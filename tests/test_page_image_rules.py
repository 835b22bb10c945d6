"""Ruled lines found on pictures of pages, and painted out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractor.pages.page_image import unruled as unruled_module
from extractor.pages.page_image.rules import ruled
from extractor.pages.page_image.unruled import unruled
from extractor.pages.page_image.upright import straightened
from tests.drawn_pictures import DPI, drawn


def test_digits_of_small_print_are_no_dashes_of_a_rule() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    for row in range(31):
        cv2.line(page, (100, 150 + 21 * row), (500, 150 + 21 * row), 0, 2)
        if row < 30:
            cv2.putText(page, f"1,{234 + 7 * row}.{row + 56}", (424, 166 + 21 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA)
    for x in (100, 300, 500):
        cv2.line(page, (x, 150), (x, 780), 0, 2)
    rulings, _ = ruled(page, 200)
    assert sorted(round(r.x0 * 200 / 72) for r in rulings if r.x0 == r.x1) == [pytest.approx(x, abs=2) for x in (100, 300, 500)]


def test_rules_are_found_and_letters_are_not() -> None:
    rulings, mask = ruled(drawn(), DPI)
    across = sorted(r.y0 for r in rulings if r.y0 == r.y1)
    down = sorted(r.x0 for r in rulings if r.x0 == r.x1)
    assert across == pytest.approx([(150 + 60 * row) * 72 / DPI for row in range(13)], abs=1)
    assert down == pytest.approx([x * 72 / DPI for x in (90, 400, 600, 810)], abs=1)
    assert mask.across[150, 300] and not mask.across[185, 130]
    assert mask.down[300, 400] and not mask.down[185, 130]


def test_letters_that_rules_run_through_are_left() -> None:
    page, clean = drawn(), np.full((1200, 900), 255, np.uint8)
    for picture in (page, clean):
        cv2.putText(picture, "8", (390, 185), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)  # the rule at 400 runs through it
    left = unruled(page, ruled(page, DPI)[1])
    ink = clean[160:190, 385:410] < 128
    assert (left[160:190, 385:410] < 128)[ink].mean() > 0.8
    assert (left[195:205, 385:410] > 200).all()
    assert (left[148:153, 200:380] > 200).all()


def test_rules_are_painted_out_alike_whatever_the_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    page = drawn()
    cv2.putText(page, "8", (390, 525), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)  # on a rule, at the end of a band
    _, ink = ruled(page, DPI)
    in_bands = unruled(page, ink)
    monkeypatch.setattr(unruled_module, "BAND", len(page))
    assert np.array_equal(in_bands, unruled(page, ink)) and (in_bands != page).any()


def test_broken_faint_and_drifting_rules_are_whole() -> None:
    page = drawn()
    page[page < 128] = 150  # printed in grey
    page[:, 300:304] = 255
    page[:, 500:503] = 255
    rulings, _ = ruled(straightened(page, 0.08), DPI)
    across = [r for r in rulings if r.y0 == r.y1]
    assert len(across) == 13
    assert all(r.x1 - r.x0 > 335 for r in across)


def test_double_rules_of_a_low_row_are_both_found() -> None:
    """The header 类 ‖ 款 ‖ 项: short uprights 2 points apart between double rules."""
    page = np.full((600, 900), 255, np.uint8)
    for y in (100, 105, 152, 157, 400, 405):
        cv2.line(page, (90, y), (700, y), 0, 1)
    for x in (90, 95, 180, 185, 270, 275, 695, 700):
        cv2.line(page, (x, 100), (x, 157), 0, 1)
    rules, _ = ruled(page, 200)
    assert sum(r.x0 == r.x1 for r in rules) >= 4  # a pair may be taken for one


def test_dashed_rules_are_rules_and_leader_dots_are_none() -> None:
    page = np.full((600, 900), 255, np.uint8)
    for y in (100, 160, 220):
        for x in range(90, 690, 10):
            cv2.rectangle(page, (x, y), (x + 5, y + 1), 0, -1)
    for x in (90, 400, 690):
        for y in range(100, 220, 10):
            cv2.rectangle(page, (x, y), (x + 1, y + 5), 0, -1)
    for x in range(90, 690, 10):
        cv2.rectangle(page, (x, 400), (x + 2, 402), 0, -1)
    rules, _ = ruled(page, 200)
    assert len([r for r in rules if r.y0 == r.y1]) == 3
    assert len([r for r in rules if r.x0 == r.x1]) == 3


def test_what_hangs_free_between_two_rules_is_none() -> None:
    page = drawn()
    cv2.line(page, (440, 203), (580, 203), 0, 2)  # an underline in a cell
    assert len([r for r in ruled(page, DPI)[0] if r.y0 == r.y1]) == 13


def test_a_page_of_prose_has_no_rules() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    for row in range(25):
        cv2.putText(page, "HEILEHTIT EFTLI THE LIT", (60, 80 + 44 * row), cv2.FONT_HERSHEY_DUPLEX, 1.4, 0, 3, cv2.LINE_AA)
    assert ruled(page, DPI)[0] == ()
