"""Reports to upload: as text and as a drawn PDF. One figure is wrong on purpose, so that there is a contradiction."""

import io
from collections.abc import Sequence

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
HEIGHT = 842.0


def text_report(agency: str, year: int, revenue: str = "187.40", extra: str = "") -> bytes:
    """Final accounts as plain text. The sum of expenditure is 150.00 + 40.00, and 195.00 is printed."""
    return f"""{agency}{year}年度部门决算

第一部分 {agency}概况

一、部门职责
{extra or "负责本市相关工作。"}

第二部分 {year}年度部门决算表

收入支出决算总表
公开01表
部门：{agency}\t\t\t\t\t单位：万元
收入\t\t支出\t\t
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t{revenue}\t一、一般公共服务支出\t150.00
二、政府性基金预算财政拨款收入\t0.00\t八、社会保障和就业支出\t40.00
本年收入合计\t{revenue}\t本年支出合计\t195.00
年初结转和结余\t2.60\t年末结转和结余\t0.00
总计\t190.00\t总计\t190.00

第三部分 {year}年度部门决算情况说明

一、收入支出决算总体情况说明
{year}年度收入总计190.00万元，支出总计190.00万元。
""".encode()


ROWS = (
    ("收入", "", "支出", ""),
    ("项目", "决算数", "项目", "决算数"),
    ("一、一般公共预算财政拨款收入", "187.40", "一、一般公共服务支出", "150.00"),
    ("二、政府性基金预算财政拨款收入", "0.00", "八、社会保障和就业支出", "40.00"),
    ("本年收入合计", "187.40", "本年支出合计", "190.00"),
    ("年初结转和结余", "2.60", "年末结转和结余", "0.00"),
    ("总计", "190.00", "总计", "190.00"),
)
EDGES = (60.0, 230.0, 300.0, 470.0, 540.0)


def pdf_report(agency: str, year: int, pages: int = 4) -> bytes:
    """Final accounts as a PDF: a cover, the summary form on page 2, and pages of prose."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    paper = Canvas(stream, pagesize=(595.0, HEIGHT), invariant=1)
    _write(paper, 150, 300, f"{year}年度", 22)
    _write(paper, 150, 340, f"{agency}部门决算", 22)
    paper.showPage()
    _write(paper, 220, 90, "收入支出决算总表", 15)
    _write(paper, 480, 112, "公开01表")
    _write(paper, 60, 128, f"部门：{agency}")
    _write(paper, 480, 128, "单位：万元")
    _grid(paper, ROWS, 136.0)
    paper.showPage()
    for number in range(3, pages + 1):
        _write(paper, 60, 100, f"第三部分 {year}年度部门决算情况说明" if number == 3 else "第四部分 名词解释", 14)
        _write(
            paper, 80, 130, f"{year}年度收入总计190.00万元，支出总计190.00万元。" if number == 3 else "一、财政拨款收入：指财政拨付的资金。"
        )
        paper.showPage()
    paper.save()
    return stream.getvalue()


def locked(document: bytes, password: str) -> bytes:
    """The PDF encrypted."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        opened.save(kept, encryption=pikepdf.Encryption(owner=password, user=password))
    return kept.getvalue()


def _write(paper: Canvas, x: float, y: float, words: str, size: float = 10) -> None:
    paper.setFont(FONT, size)
    paper.drawString(x, HEIGHT - y, words)


def _grid(paper: Canvas, rows: Sequence[Sequence[str]], top: float, pitch: float = 22.0) -> None:
    for r, row in enumerate(rows):
        y = top + r * pitch
        for c, words in enumerate(row):
            merged = r == 0 and c in (1, 3)
            paper.line(EDGES[c], HEIGHT - y, EDGES[c + 1], HEIGHT - y)
            if not merged:
                paper.line(EDGES[c], HEIGHT - y, EDGES[c], HEIGHT - y - pitch)
            _write(paper, EDGES[c] + 4, y + 15, words)
        paper.line(EDGES[-1], HEIGHT - y, EDGES[-1], HEIGHT - y - pitch)
    bottom = top + len(rows) * pitch
    paper.line(EDGES[0], HEIGHT - bottom, EDGES[-1], HEIGHT - bottom)
