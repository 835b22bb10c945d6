"""Tables that commas separate within text."""

from __future__ import annotations

from extractor import extract
from extractor.pages.text_rows.commas import comma_rows

ROWS = [
    "科目编码,科目名称,合计,基本支出,项目支出",
    '204,公共安全支出,"12,046","7,981","4,065"',
    "20402,公安,117,-,117",
    '合计,"12,163","8,098","4,065"',
]


def test_rows_of_cells_with_quoted_amounts_and_blanks() -> None:
    rows = comma_rows(["### 支出决算表", *ROWS, ""])
    assert [rows[i].cells for i in (2, 4)] == [("204", "公共安全支出", "12,046", "7,981", "4,065"), ("合计", "12,163", "8,098", "4,065")]
    assert set(rows) == {1, 2, 3, 4}


def test_quoted_cells_may_hold_line_ends() -> None:
    rows = comma_rows(['科目编码,科目名称,"本年支出', '合计"', *ROWS[1:]])
    assert rows[0].cells == ("科目编码", "科目名称", "本年支出合计")
    assert rows[0] is rows[1]


def test_commas_of_amounts_and_sentences_part_no_cells() -> None:
    flattened = ["公安 12,046 7,981", "法院 23,100 9,200", "司法 3,925 1,100"]
    amounts = ["公安", "12,046", "7,981", "4,065", "合计", "1,000.50", "2,000.50", "3,000.50"]
    prose = ["2021年支出12,046万元,比上年增加10万元。", "其中:基本支出7,981万元,项目支出4,065万元。", "主要原因:人员增加,项目增加。"]
    labels = ["一、公安12,046", "二、法院23,100", "三、司法3,925"]
    for lines in (flattened, amounts, prose, labels):
        assert comma_rows(lines) == {}


def test_a_report_of_comma_tables_is_read() -> None:
    text = "\n".join(
        ["# 白河县公安局2021年度部门决算", "", "### 支出决算表", "", "单位：万元", "", *ROWS, "", "注：本表反映各项支出情况。"]
    )
    table = next(table for table in extract(text.encode(), filename="report.md").tables if table.form == "expenditure_detail")
    assert [cell.text for cell in table.rows[0]] == ["204", "公共安全支出", "12,046", "7,981", "4,065"]


def test_endless_cells_are_no_rows() -> None:
    assert comma_rows([f'公安,"{"1" * 200_000}",3'] * 3) == {}
