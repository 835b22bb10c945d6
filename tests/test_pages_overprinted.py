"""Figures too wide for their cells are printed over one another: digits that fall together belong to both."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.pages.pdf_page.overprinted import with_shared
from extractor.records import Chars, Source
from extractor.words.layer import layer
from tests.drawn_pdf import pdf

FIGURES = {
    "first digit": ("131,089,932.61", "131,087,014.85", "1"),
    "two digits": ("22,159,607.31", "31,422,909.88", "00"),
    "inner digit": ("186,224,624.88", "186,224,624.88", "000"),
    "none alike": ("22,159,607.59", "48,499,016.93", "00"),
    "without separators": ("186224624.88", "186224624.88", "00"),
    "alone": ("9", "98,499,016.93", "0"),
}


def words(*drawn: tuple[float, str], turned: bool = False, font: str = "Helvetica") -> list[str]:
    """The words of a line whose texts end at these x."""

    def draw(c: Canvas) -> None:
        if turned:
            c.translate(595, 0)
            c.rotate(90)
        c.setFont(font, 9)
        for x, text in drawn:
            c.drawRightString(x, 300, text)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    return [word.text for line in layer(page).lines for word in line.words]


@pytest.mark.parametrize("turned", [False, True], ids=["upright", "on its side"])
@pytest.mark.parametrize("font", ["Helvetica", "Courier", "Times-Roman"])
@pytest.mark.parametrize("case", FIGURES)
def test_digits_that_fall_together_belong_to_both_figures(case: str, font: str, turned: bool) -> None:
    first, second, over = FIGURES[case]
    width, lap = pdfmetrics.stringWidth(second, font, 9), pdfmetrics.stringWidth(over, font, 9)
    assert words((200, first), (200 - lap + width, second), turned=turned, font=font) == [first, second]


def test_what_is_printed_twice_as_a_whole_is_read_once() -> None:
    assert words((200, "131,089,932.61"), (200.3, "131,089,932.61")) == ["131,089,932.61"]


def test_a_figure_in_two_pieces_has_no_digit_twice() -> None:
    width = pdfmetrics.stringWidth("32.61", "Helvetica", 9)
    assert words((200, "131,089,9"), (200 + width, "32.61")) == ["131,089,932.61"]


def test_a_page_of_one_object_a_letter_is_asked_about_once() -> None:
    asked: list[int] = []

    def lefts_of(objects: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        asked.append(len(objects))
        return boxes[objects, 0]

    left = np.arange(400) * 5.0
    boxes = np.stack((left, np.full(400, 100.0), left + 5, np.full(400, 109.0)), axis=1)
    chars = Chars("1" * 400, boxes, np.full(400, 9.0), np.zeros(400), ("Helvetica",) * 400, np.arange(400))
    assert with_shared(chars, lefts_of) is chars
    assert asked == [399]
