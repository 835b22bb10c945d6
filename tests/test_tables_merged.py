"""Merged cells as converters write them: once in each column, once with blanks, or once with the rest moved left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor import extract
from extractor.output import Observation
from tests.texts import lines_of, paths, tables_of, texts

REPEATED = """项目支出绩效自评表
项目名称→项目名称→水文测报→水文测报→水文测报→水文测报→水文测报
项目资金→项目资金→年初预算数→全年预算数→全年执行数→分值→得分
项目资金→年度资金总额→48.65→51.20→50.17→10→9.8
绩效指标→一级指标→三级指标→年度指标值→实际完成值→分值→得分
绩效指标→产出指标（50分）→资金拨付及时性→及时→及时→6→6
绩效指标→产出指标（50分）→业务协同效率→明显提升→明显提升→7→7
总分→总分→总分→总分→总分→100→98.8
"""
CODED = """收入决算表
单位：万元
项目→项目→本年收入合计→财政拨款收入
功能分类科目编码→科目名称→本年收入合计→财政拨款收入
合计→合计→12.50→12.00
205→教育支出→12.50→12.00
"""


def observed(text: str) -> dict[tuple[str, str], list[Observation]]:
    found: dict[tuple[str, str], list[Observation]] = {}
    for each in extract(text.replace("→", "\t").encode(), filename="a.txt").observations:
        found.setdefault((each.indicator, each.column), []).append(each)
    return found


def test_words_repeated_over_the_columns_of_a_merged_cell_are_one_cell() -> None:
    (table,) = tables_of(REPEATED.replace("→", "\t"))
    assert texts(table)[-1] == ["总分", "", "", "", "", "100", "98.8"]
    assert table.rows[-1][0].col_span == 5
    assert texts(table)[4][3:5] == ["及时", "及时"]  # two values
    assert texts(table)[5][3:5] == ["明显提升", "明显提升"]


def test_a_sheet_with_repeated_cells_is_about_its_project() -> None:
    found = observed(REPEATED)
    assert [o.value for o in found["project:水文测报", "executed"]] == [Decimal("501700")]
    assert len(found["performance:产出指标", "weight"]) == 1  # the level's name is printed beside each of its indicators
    assert not any("总分" in indicator for indicator, _ in found)


def test_the_label_of_the_total_repeated_in_the_column_of_names() -> None:
    assert [o.value for o in observed(CODED)["total", "appropriation"]] == [Decimal("120000")]


SPLIT = """支出决算表
单位：元
项目→→→→本年支出合计→基本支出→项目支出→上缴上级支出
类→款→项→科目名称→→→→
合计→1,805,886.72→206,772.94→1,599,113.78→--
201→→→一般公共服务支出→4,878.33→--→4,878.33→--
201→01→→人大事务→4,878.33→--→4,878.33→--
201→01→99→其他人大事务支出→4,878.33→--→4,878.33→--
"""


def test_a_total_that_lost_its_blanks_beside_a_code_in_three_columns() -> None:
    (table,) = tables_of(SPLIT.replace("→", "\t"))
    assert texts(table)[0][4:] == ["1,805,886.72", "206,772.94", "1,599,113.78", "--"]


@pytest.mark.parametrize("pad", ["", " | | |"])
def test_header_rows_short_of_cells_stand_below_what_spans(pad: str) -> None:
    (table,) = tables_of(
        "| 收入 | | | 支出 | | | |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        "| 项目 | 行次 | 金额 | 项目 | 行次 | 金额 | |\n"
        f"| 小计 | 一般公共预算财政拨款{pad} |\n"
        "| 本年收入合计 | 7 | 3,496.40 | 本年支出合计 | 17 | 3,496.41 | 3,310.00 |\n"
    )
    assert paths(table)[2:] == ["收入>金额", "支出>项目", "支出>行次", "支出>金额>小计", "支出>金额>一般公共预算财政拨款"]
    assert len(table.rows) == 1


SHEET = """| | | | | | | |
| --- | --- | --- | --- | --- | --- | --- |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 培训场次 | ≥12场 | 13场 | 8 | 8 |
| 接入点位 | 860个 | 860个 | 6 | 6 |
| 质量指标 | 验收合格率 | 100% | 100% | 6 | 6 |
| 总分 | 100 | 98.8 |
"""


def test_rows_of_a_sheet_that_begin_further_right_are_read_cell_by_cell() -> None:
    lines = [line for line in lines_of(SHEET) if line.text]
    assert all(line.cells is None for line in lines)
    assert [line.text for line in lines][7:11] == ["产出指标", "数量指标", "培训场次", "≥12场"]


def test_rows_of_a_sheet_with_blanks_that_say_where_stay_rows() -> None:
    rows = SHEET.replace("| 接入点位", "| | | 接入点位").replace("| 质量指标", "| | 质量指标")
    assert [line.cells for line in lines_of(rows) if line.cells][2] == ("", "", "接入点位", "860个", "860个", "6", "6")


def test_a_sheet_below_a_head_without_words_begins_with_its_entries() -> None:
    (table,) = tables_of(
        "| | | | |\n| --- | --- | --- | --- |\n| 项目名称 | 校舍维修 | | |\n| 主管部门 | 县教育局 | 实施单位 | 县一中 |\n"
        "| 资金 | 年初预算数 | 全年执行数 | 得分 |\n| 总额 | 20.00 | 18.00 | 9 |\n"
    )
    assert texts(table)[0] == ["项目名称", "校舍维修", "", ""]


def test_heads_over_columns_that_hold_nothing_are_as_wide_as_what_is_left() -> None:
    page = """<table><tr><td colspan="4">项目支出绩效自评表</td></tr>
<tr><td>项目名称</td><td colspan="9">河道清淤</td></tr>
<tr><td>一级指标</td><td>三级指标</td><td>年度指标值</td><td colspan="7">实际完成值</td></tr>
<tr><td>产出指标</td><td>清淤河长</td><td>≥12公里</td><td colspan="7">13公里</td></tr></table>"""
    report = extract(page.encode(), filename="a.html")
    (table,) = report.tables
    assert [sum(cell.col_span for cell in row) for row in table.rows] == [len(table.columns)] * len(table.rows)
    assert [(o.column, o.value) for o in report.observations] == [("target", 12), ("actual", 13)]


def test_a_cell_that_reaches_from_the_header_into_the_data_leaves_a_blank_there() -> None:
    page = """<p>项目支出绩效自评表</p><table>
<tr><td rowspan="3">绩效指标</td><td>一级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td></tr>
<tr><td rowspan="2">产出指标</td><td>清淤河长</td><td>≥12公里</td><td>13公里</td></tr>
<tr><td>清淤次数</td><td>≥2次</td><td>3次</td></tr></table>"""
    report = extract(page.encode(), filename="a.html")
    (table,) = report.tables
    assert [[(cell.text, cell.row_span) for cell in row] for row in table.rows] == [
        [("", 2), ("产出指标", 2), ("清淤河长", 1), ("≥12公里", 1), ("13公里", 1)],
        [("清淤次数", 1), ("≥2次", 1), ("3次", 1)],
    ]
    assert [(o.name, o.column, o.value) for o in report.observations] == [
        ("清淤河长", "target", 12), ("清淤河长", "actual", 13), ("清淤次数", "target", 2), ("清淤次数", "actual", 3),
    ]  # fmt: skip
