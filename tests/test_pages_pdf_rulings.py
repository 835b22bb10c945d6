"""Ruled lines of PDF pages: strokes, rectangles, dashes, outlines."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.pages.pdf_page.pdfium import ROWS
from tests.drawn_pdf import double, letters, pdf, read, stroke, text, thin_rectangle


@pytest.mark.parametrize("line", [stroke, thin_rectangle])
def test_strokes_and_thin_rectangles_are_the_same_rulings(line: object) -> None:
    def draw(c: Canvas) -> None:
        line(c, 100, 100, 300, 100)  # type: ignore[operator]
        line(c, 100, 100, 100, 200)  # type: ignore[operator]

    (page,) = read(pdf(draw))
    flat, upright = sorted(page.rulings, key=lambda r: r.x0 == r.x1)
    assert flat[:4] == pytest.approx((100, 100, 300, 100), abs=1)
    assert upright[:4] == pytest.approx((100, 100, 100, 200), abs=1)


def test_dashes_and_pieces_are_one_line_and_double_borders_two() -> None:
    def draw(c: Canvas) -> None:
        for x in range(100, 300, 5):
            stroke(c, x, 100, x + 3, 100)
        double(c, 100, 200, 300, 200)

    (page,) = read(pdf(draw))
    assert [round(r.y0) for r in page.rulings] == [100, 199, 201]
    assert page.rulings[0][0] == pytest.approx(100) and page.rulings[0][2] == pytest.approx(298)


def test_square_dots_are_rules_of_the_direction_in_which_they_follow_each_other() -> None:
    """Browsers draw dotted borders as one small square a dot, at another phase in every cell."""

    def draw(c: Canvas) -> None:
        for n in range(100):
            for x in (100, 180, 300):
                c.rect(x, 842 - 100 - 1.5 * n, 0.75, 0.75, stroke=0, fill=1)
            for y in (100, 130.4, 160.9, 220):
                c.rect(100 + (y % 1) + 2 * n, 842 - y, 0.75, 0.75, stroke=0, fill=1)
        c.rect(400, 400, 0.75, 0.75, stroke=0, fill=1)  # a lone one is a speck

    (page,) = read(pdf(draw))
    assert sorted(round(r.x0) for r in page.rulings if r.x0 == r.x1) == [100, 180, 300]
    assert sorted(r.y0 for r in page.rulings if r.y0 == r.y1) == pytest.approx([100, 130, 160, 220], abs=1)


@pytest.mark.parametrize("pen", [0, 0.3, 5])
@pytest.mark.parametrize("matrix", [(1, 0, 0, 1, 0, 0), (2, 0, 0, 0.5, 0, 50), (0, -1, 1, 0, 50, 500), (-1, 0, 0, 1, 550, 0)])
def test_strokes_stand_where_they_are_drawn_whatever_the_pen(pen: float, matrix: tuple[float, ...]) -> None:
    lines = [(50, 100, 250, 100), (60, 300, 60, 120), (70, 200, 250, 200.4), (70, 220, 250, 240)]  # the last two lean

    def draw(c: Canvas) -> None:
        c.saveState()
        c.transform(*matrix)
        c.setLineWidth(pen)
        for line in lines:
            c.line(*line)
        c.restoreState()

    def seen(x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = matrix
        return a * x + c * y + e, 842 - (b * x + d * y + f)

    (page,) = read(pdf(draw))
    expected = []
    for x0, y0, x1, y1 in lines[:3]:
        (left, top), (right, bottom) = seen(x0, y0), seen(x1, y1)
        across, down = (left + right) / 2, (top + bottom) / 2
        flat = abs(right - left) > abs(bottom - top)
        along = sorted((left, right) if flat else (top, bottom))
        expected.append((along[0], down, along[1], down) if flat else (across, along[0], across, along[1]))
    assert sorted(ruling[:4] for ruling in page.rulings) == [pytest.approx(line, abs=0.01) for line in sorted(expected)]


@pytest.mark.parametrize("line", [stroke, thin_rectangle])
def test_a_page_of_more_lines_and_letters_than_are_asked_for_at_once(line: object) -> None:
    places = [(x, y) for y in range(20, 820, 7) for x in range(20, 240, 10)]

    def draw(c: Canvas) -> None:
        for n, (x, y) in enumerate(places):
            line(c, x, y, x + 5, y)  # type: ignore[operator]
            text(c, x + 250, y, "财政收支"[n % 4], 5)

    (page,) = read(pdf(draw))
    assert len(places) > ROWS
    assert [(round(r.x0), round(r.y0)) for r in page.rulings] == places
    assert letters(page) == "".join("财政收支"[n % 4] for n in range(len(places)))
    assert [round(char.box.left - 250) for char in page.chars] == [x for x, _ in places]


def test_lines_are_told_from_closed_and_open_outlines() -> None:
    def draw(c: Canvas) -> None:
        outline = c.beginPath()
        outline.moveTo(100, 700)
        outline.lineTo(300, 700)
        outline.lineTo(300, 600)
        c.drawPath(outline)  # two sides of a box
        c.rect(350, 600, 100, 100)

    (page,) = read(pdf(draw))
    flat = [r[:4] for r in page.rulings if r.y0 == r.y1]
    upright = [r[:4] for r in page.rulings if r.x0 == r.x1]
    assert flat == [pytest.approx(side, abs=0.1) for side in ((100, 142, 300, 142), (350, 142, 450, 142), (350, 242, 450, 242))]
    assert upright == [pytest.approx(side, abs=0.1) for side in ((300, 142, 300, 242), (350, 142, 350, 242), (450, 142, 450, 242))]
