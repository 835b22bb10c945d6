"""Paths of PDF pages that are ruled lines, whatever they were drawn as."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import FILL_EVEN_ODD, Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Source
from tests.drawn_pdf import pdf


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("inner", "sides"),
    [((101, 601, 198, 648), 4), ((100, 601, 200, 650), 1), ((120, 620, 180, 630), 0)],
)
def test_what_is_filled_between_two_rectangles_is_a_border(inner: tuple[float, ...], sides: int, order: int) -> None:
    """As browsers and typesetters draw the borders of cells that stand apart, on all sides or on some."""

    def draw(c: Canvas) -> None:
        path = c.beginPath()
        for left, bottom, right, top in ((100, 600, 200, 650), inner)[::order]:
            path.rect(left, bottom, right - left, top - bottom)
        c.drawPath(path, stroke=0, fill=1, fillMode=FILL_EVEN_ODD)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    assert len(page.rulings) == sides
    if sides == 4:
        assert sorted(round(r.width, 1) for r in page.rulings) == [1.0, 1.0, 2.0, 2.0]
        assert {(round(r.x0, 1), round(r.x1, 1)) for r in page.rulings if r.y0 == r.y1} == {(100.0, 200.0)}


@pytest.mark.parametrize(("ground", "cell", "ruled"), [(0.0, 1.0, True), (0.2, 0.9, True), (1.0, 0.0, False)])
@pytest.mark.parametrize("below", [0, 60], ids=["at its end", "cut off by the page"])
def test_what_light_cells_leave_of_a_dark_ground_is_ruled(ground: float, cell: float, ruled: bool, below: float) -> None:
    """As old web pages rule their tables; where the page ends the ground goes on below the last cells."""

    def draw(c: Canvas) -> None:
        c.setFillGray(ground)
        c.rect(100, 600 - below, 300.75, 60.75 + below, stroke=0, fill=1)
        c.setFillGray(cell)
        for left, width in ((100.75, 99.25), (200.75, 199.25)):
            for bottom in (600.75, 620.75, 640.75):
                c.rect(left, bottom, width, 19.25, stroke=0, fill=1)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    across = sorted(round(r.y0) for r in page.rulings if r.y0 == r.y1)
    down = sorted(round(r.x0) for r in page.rulings if r.x0 == r.x1)
    assert (across, down) == (([182, 201, 221, 241], [101, 200, 400]) if ruled else ([], []))


def test_grounds_of_single_letters_in_a_coloured_cell_rule_nothing() -> None:
    def draw(c: Canvas) -> None:
        c.setFillGray(0.93)
        c.rect(100, 600, 200, 30, stroke=0, fill=1)
        for n in range(8):
            c.rect(160 + 9 * n, 608, 9, 12, stroke=0, fill=1)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    assert page.rulings == ()


def test_the_ground_of_a_table_is_found_among_the_smaller_boxes_of_a_chart() -> None:
    def draw(c: Canvas) -> None:
        for n in range(200):
            c.rect(20 + 4 * (n % 100), 100 + 80 * (n // 100), 12, 12 + n % 50, stroke=0, fill=1)
        c.rect(100, 600, 300.75, 60.75, stroke=0, fill=1)
        c.setFillGray(1)
        for left, width in ((100.75, 99.25), (200.75, 199.25)):
            for bottom in (600.75, 620.75, 640.75):
                c.rect(left, bottom, width, 19.25, stroke=0, fill=1)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    assert {round(r.x0) for r in page.rulings if r.x0 == r.x1} >= {101, 200, 400}


def test_a_few_boxes_upon_a_coloured_page_rule_nothing() -> None:
    def draw(c: Canvas) -> None:
        c.setFillGray(0.8)
        c.rect(0, 0, 595, 842, stroke=0, fill=1)
        c.setFillGray(1)
        for left, bottom in ((50, 700), (350, 700), (50, 300), (350, 300), (200, 100)):
            c.rect(left, bottom, 180, 90, stroke=0, fill=1)

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    assert page.rulings == ()
