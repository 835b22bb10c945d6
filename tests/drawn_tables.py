"""Tables drawn as PDF for tests of the table finder."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Reading, Source, Table
from extractor.tables.drawn import drawn
from extractor.words.layer import layer
from extractor.words.rows import numbered
from tests.drawn_pdf import right, text

HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
BODY = [
    ["201", "一般公共服务支出", "187.40", "120.40", "67.00"],
    ["20103", "政府办公厅（室）及相/关机构事务", "187.40", "120.40", "67.00"],
    ["2010301", "行政运行", "120.40", "120.40", ""],
    ["2010302", "一般行政管理事务", "67.00", "", "67.00"],
    ["", "合计", "187.40", "120.40", "67.00"],
]
EDGES = [60, 120, 240, 330, 420, 510]
JOINED = [[cell.replace("/", "") for cell in row] for row in BODY]


def tables(data: bytes) -> list[Table]:
    readings: list[Reading] = []
    for page in pages(Source(data, None, "application/pdf", ""), Options()):
        readings.append(numbered(layer(page), readings[-1].lines[-1].number if readings and readings[-1].lines else 0))
    return drawn(readings)


def caption(c: Canvas, title: str, top: float) -> None:
    text(c, 200, top - 20, title, 14)
    text(c, 60, top - 6, "部门：白河县水利局")
    right(c, 510, top - 6, "单位：万元")
