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
