"""Evaluation sheets whose cells span rows and columns, and sheets of several projects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.observations.forms import observe_tables
from extractor.records import Table
from extractor.tables.recognise import recognise
from tests.tables_by_hand import read, report, table


def spanned(sheet: Table, spans: dict[tuple[int, int], tuple[int, int]]) -> Table:
    """The table with cells that span so many columns and rows."""
    rows = [list(row) for row in sheet.rows]
    for (r, c), (wide, high) in spans.items():
        for i in range(high):
            for k in range(wide):
                rows[r + i][c + k] = rows[r + i][c + k]._replace(col_span=0, row_span=0)
        rows[r][c] = rows[r][c]._replace(col_span=wide, row_span=high)
    return replace(sheet, rows=tuple(map(tuple, rows)))


def test_heads_over_two_rows_in_the_middle_of_a_sheet():
    rows = (
        "项目名称|河道管护|||||",
        "一级指标|三级指标|年度指标值|||自评|",
        "||符号|指标值|计量单位|实际完成值|得分",
        "产出指标|巡查河道|≥|260|公里|268|15",
    )
    sheet = table("项目支出绩效自评表", "||||||", *rows, unit=None)
    found = read(spanned(sheet, {(1, 0): (1, 2), (1, 1): (1, 2), (1, 2): (3, 1), (1, 5): (2, 1)}))
    assert found == {
        "performance:巡查河道@target": ">=260 count",
        "performance:巡查河道@actual": "268 count",
        "performance:巡查河道@score": "15 point",
    }


def test_labels_of_the_budget_over_two_rows_above_their_amounts():
    rows = ("部门名称|某县交易中心|||", "资金总额|按支出类型||按来源|", "|基本支出|项目支出|财政拨款|其他资金", "5630|4210|1420|5530|100")
    found = read(spanned(table("部门整体支出绩效目标表", "||||", *rows), {(1, 0): (1, 2), (1, 1): (2, 1), (1, 3): (2, 1)}))
    assert found["self_evaluation.budget@initial_budget"] == "56300000"
    assert found["self_evaluation.budget.other@initial_budget"] == "1000000"


def test_sources_below_the_stages_of_the_budget_and_tasks_with_money_of_their_own():
    rows = (
        "任务名称|完成情况|预算数（万元）||执行数（万元）|",
        "||总额|财政拨款|总额|财政拨款",
        "经济普查|基本完成|480|420|402|400",
        "金额合计||2260|2200|2149|2091",
    )
    sheet = table("部门整体支出绩效自评表", "|||||", *rows)
    found = read(spanned(sheet, {(0, 0): (1, 2), (0, 1): (1, 2), (0, 2): (2, 1), (0, 4): (2, 1)}))
    assert found == {
        "self_evaluation.budget@adjusted_budget": "22600000",
        "self_evaluation.budget.revenue@adjusted_budget": "22000000",
        "self_evaluation.budget@executed": "21490000",
        "self_evaluation.budget.revenue@executed": "20910000",
    }


INDICATORS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"


def test_a_line_above_a_sheet_names_its_project():
    rows = ("年度资金总额|560|560|535|10|95.6%|9.56", INDICATORS, "产出指标|数量指标|绿地面积|≥12公顷|12.8公顷|90|88", "总分|||||100|97.56")
    sheet = table("项目支出绩效自评表", "资金情况（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分", *rows)
    found = read(replace(sheet, facts=(("主管部门", "某市园林局"), ("项目名称", "公园绿地建设"))))
    assert found["project:公园绿地建设@executed"] == "5350000"
    assert found["performance:预算执行率@score"] == "9.56 point"
    assert found["project:公园绿地建设@score"] == "97.56 point"


def test_a_number_is_no_name_of_an_indicator():
    sheet = table("项目支出绩效自评表", INDICATORS, "产出指标|560.00|560.00|12公顷|12.8公顷|10|9")
    assert not any("560" in key for key in read(sheet))


def test_amounts_of_the_budget_below_heads_of_indicators_are_those_of_its_own_heads():
    rows = (INDICATORS, "产出指标|数量指标|绿地面积|≥12公顷|12.8公顷|90|88", "年度资金总额|560|560|535|10|95.6%|9.56")
    found = read(table("部门整体支出绩效自评表", "资金情况（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分", *rows))
    assert found["self_evaluation.budget@executed"] == "5350000"
    assert found["self_evaluation.budget@score"] == "9.56 point"
    assert "performance:年度资金总额@target" not in found


def test_points_over_several_indicators_are_those_of_their_group():
    rows = ("产出指标|数量指标|资助人数|≥320人|326人|30|29", "||资助学校|18所|18所||", "||质量合格率|100%|100%|20|20")
    sheet = spanned(table("项目支出绩效自评表", INDICATORS, *rows, unit=None), {(0, 1): (1, 2), (0, 5): (1, 2), (0, 6): (1, 2)})
    found = read(sheet)
    assert found["performance:数量指标@weight"] == "30 point"
    assert found["performance:数量指标@score"] == "29 point"
    assert "performance:资助人数@weight" not in found
    assert found["performance:质量合格率@weight"] == "20 point"


def test_points_over_more_rows_than_any_name_are_unsure():
    sheet = table("项目支出绩效自评表", "三级指标|指标值|得分", "资助人数|320人|30", "资助学校|18所|", unit=None)
    found = observe_tables(recognise((spanned(sheet, {(0, 2): (1, 2)}),)), report())
    assert next(o.signals.mapping for o in found if o.column == "score") == 0.5


def test_a_list_of_projects_with_their_indicators():
    heads = "序号|项目名称|全年预算数（万元）|全年执行数（万元）|执行率|三级指标|年度指标值|实际完成值|自评得分"
    rows = ("1|消防装备|320|318.56|99.55%|购置消防车|3辆|3辆|99.5", "|||||响应时间|≤5分钟|4.6分钟|")
    sheet = spanned(table("项目支出绩效自评表", heads, *rows), {(0, i): (1, 2) for i in (0, 1, 2, 3, 4, 8)})
    assert read(sheet) == {
        "project:消防装备@adjusted_budget": "3200000",
        "project:消防装备@executed": "3185600",
        "project:消防装备@execution_rate": "99.55 percent",
        "project:消防装备@score": "99.5 point",
        "performance:购置消防车@target": "3 count",
        "performance:购置消防车@actual": "3 count",
        "performance:响应时间@target": "<=5 count",
        "performance:响应时间@actual": "4.6 count",
    }


def test_each_amount_and_the_rate_right_of_their_heads_with_the_score_at_the_top():
    found = read(table("项目支出绩效自评表", "|||||", "项目名称|助学|自评得分|96.5||", "预算执行（万元）|预算数：|180|执行数：|171|"))
    assert found["project:助学@score"] == "96.5 point"
    assert found["project:助学@adjusted_budget"] == "1800000"
    found = read(table("项目支出绩效自评表", "||||||", "项目名称|助学|||||", "预算数：|180|执行数：|171|执行率：|95%|", unit="万元"))
    assert found["project:助学@execution_rate"] == "95 percent"


def test_the_target_of_half_a_year_weighs_less_than_that_of_the_whole():
    sheet = table(
        "项目绩效目标表",
        "一级指标|二级指标|三级指标|半年（程）指标值|全年（程）指标值",
        "产出指标|数量指标|建设站点|≥10个|≥24个",
        unit=None,
    )
    half, whole = observe_tables(recognise((sheet,)), report())
    assert (half.value, whole.value) == (10, 24)
    assert half.signals.mapping <= 0.5 < 0.9 <= whole.signals.mapping


@pytest.mark.parametrize(
    ("measure", "reading", "value"),
    [
        ("oo", 0.9, "100 percent"),
        ("0", 0.9, "100 percent"),
        ("个", 0.9, "100 count"),
        ("0", None, "100"),
        ("m3", None, "100 count"),
        ("wv", 0.5, "100"),
    ],
)
def test_a_sign_of_percent_misread_in_the_column_of_measures_is_no_measure_and_no_digit(
    measure: str, reading: float | None, value: str
) -> None:
    sheet = table(
        "项目支出绩效目标表", "一级指标|二级指标|三级指标|指标值|度量单位", f"产出指标|质量指标|设备验收|100|{measure}", unit=None
    )
    cells = tuple(cell._replace(reading=reading) for cell in sheet.rows[0])
    assert read(replace(sheet, rows=(cells,))) == {"performance:设备验收@target": value}
