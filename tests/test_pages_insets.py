"""Tables pasted as pictures into pages of text: read with the page, photographs are not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages import straighten
from extractor.pages.pdf import pages
from extractor.pages.view import view
from extractor.records import Page, Source
from tests.drawn_pdf import pdf, text


def illustrated(columns: int) -> Source:
    """A page of eight lines with a picture under them: nine rules across and so many down."""
    pasted = Image.new("L", (960, 640), 255)
    pen = ImageDraw.Draw(pasted)
    for k in range(9):
        pen.line((20, 20 + 70 * k, 940, 20 + 70 * k), 0, 3)
    for k in range(columns):
        pen.line((20 + 300 * k, 20, 20 + 300 * k, 580), 0, 3)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(pasted), 60, 60, 480, 320)
        for row in range(8):
            text(canvas, 60, 100 + 20 * row, "收入支出决算总表见下图")

    return Source(pdf(draw), None, "application/pdf", "")


def read(columns: int, **options: str) -> Page:
    (page,) = pages(illustrated(columns), Options(**options))  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize(("columns", "told"), [(4, []), (0, ["picture_left_out"])])
def test_a_ruled_table_pasted_as_a_picture_is_read_with_the_page_and_a_photograph_is_not(columns: int, told: list[str]) -> None:
    found = read(columns)
    assert [w.code for w in found.warnings] == ["picture_left_out"] and len(found.insets) == 1
    page = straighten(found, Options())
    assert page.trusted and page.chars and [w.code for w in page.warnings] == told
    assert (page.picture is None) == bool(told) and len(page.rulings) - len(found.rulings) == (0 if told else 9 + columns)
    assert all(60 <= r.x0 <= r.x1 <= 540 and 460 <= r.y0 <= r.y1 <= 785 for r in page.rulings)


def test_without_an_engine_the_picture_is_told_only() -> None:
    page = read(4, ocr="none")
    assert page.picture is None and [w.code for w in page.warnings] == ["picture_left_out"]


def test_a_page_with_a_pasted_table_is_shown_whole() -> None:
    shown = np.asarray(Image.open(io.BytesIO(view(illustrated(4), read(4), Options(), width=595))).convert("L"))
    assert (shown[90:270] < 100).any() and (shown[480:780] < 100).any()


def test_a_cleaned_picture_needs_the_memory_of_its_grey_levels() -> None:
    picture = straighten(read(4), Options()).picture
    assert picture is not None and picture.shape[2] == 3
    assert picture.strides[2] == 0  # one array for three colours
