"""Rules set as letters part rows and columns as drawn ones do; they are no text."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Reading, Source
from extractor.tables.drawn import drawn
from extractor.words.layer import layer
from tests.drawn_pdf import HEIGHT, pdf, text
from tests.texts import texts

BOXED = """
┌───────┬─────────┐
│收入          │支出              │
├───┬───┼─────┬───┤
│项目  │预算数│项目      │预算数│
├───┼───┼─────┼───┤
│财政拨│18.20 │一、一般公│12.00 │
│款收入│      │共服务支出│      │
├───┼───┼─────┼───┤
│合计  │18.20 │合计      │18.20 │
└───┴───┴─────┴───┘
"""


def read(*lines: str, font: str = "Courier", x: float = 60, pitch: float = 13) -> Reading:
    """A page of lines of 10 points; a Latin letter or a space is half as wide."""

    def draw(c: Canvas) -> None:
        for n, line in enumerate(lines):
            at = x
            for letter in line:
                if letter == "-":
                    c.setFont(font, 10)
                    c.drawString(at, HEIGHT - 100 - pitch * n, letter)
                elif letter != " ":
                    text(c, at, 100 + pitch * n, letter)
                at += 5 if letter.isascii() else 10

    (page,) = pages(Source(pdf(draw), None, "application/pdf", ""), Options())
    return layer(page)


def test_letters_for_boxes_are_the_cells_of_a_table() -> None:
    (table,) = drawn([read(*BOXED.strip().splitlines())])
    assert table.columns == (("收入", "项目"), ("收入", "预算数"), ("支出", "项目"), ("支出", "预算数"))
    assert texts(table) == [["财政拨款收入", "18.20", "一、一般公共服务支出", "12.00"], ["合计", "18.20", "合计", "18.20"]]


@pytest.mark.parametrize("mark", ["-", "—", "=", "_", "─", "…"])
def test_rows_of_marks_are_rules(mark: str) -> None:
    width = 40 if mark.isascii() else 20
    reading = read(mark * width, "项目         预算数", mark * width, "人员经费      18.20", mark * width)
    assert [line.text for line in reading.lines] == ["项目 预算数", "人员经费 18.20"]
    assert [round(rule.x0) for rule in reading.rulings] == [60] * 3
    assert all(rule.y0 == rule.y1 and rule.x1 - rule.x0 > 150 for rule in reading.rulings)


def test_underscores_rule_at_the_feet_of_letters_and_dashes_at_their_middle() -> None:
    low, high = (read(mark * 40).rulings[0].y0 for mark in "_-")
    assert low > high + 2


def test_leaders_blanks_and_page_numbers_stay_text() -> None:
    lines = ["第一部分" + "." * 40 + "3", "单位：" + "_" * 20, "——2——", "-" * 11]
    reading = read(*lines, pitch=20)
    assert [line.text.replace(" ", "") for line in reading.lines] == lines
    assert reading.rulings == ()


def test_dashes_for_no_amount_are_no_rules() -> None:
    lines = ["    ".join("-" * 11)] * 4
    reading = read(*lines)
    assert [len(line.words) for line in reading.lines] == [11] * 4
    assert reading.rulings == ()
