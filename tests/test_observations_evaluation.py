"""Evaluation tables: targets, actual values, points, and the budget block above them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tables_by_hand import read, report, table

from extractor.observations.forms import observe_tables
from extractor.tables.recognise import recognise


def test_score_summary_upright_and_transposed_say_the_same():
    upright = read(
        table("各项指标得分情况表", "指标|权重分值|得分|得分率", "投入管理|20|19|95%", "产出|40|40|100%", "合计|100|94|94%", unit=None)
    )
    across = read(
        table("部门整体得分情况", "一级指标|投入管理|产出|合计", "权重|20|40|100", "得分率|95%|100%|94%", "得分|19|40|94", unit=None)
    )
    assert upright == across
    assert upright["performance:投入管理指标@score_rate"] == "95 percent"
    assert upright["self_evaluation.total@score"] == "94 point"


def test_self_evaluation_with_its_budget_block_and_weights_in_names():
    found = read(
        table(
            "部门（单位）整体绩效自评表",
            "一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分|未完成原因",
            "预算执行情况|资金来源|年初数|全年数|全年执行数|分值|得分|执行率",
            "部门预算总额（万元）||227.68|225.94|220|10|9.9|97.4%",
            "|财政性资金|227.68|220.65|220|||",
            "一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分|未完成原因",
            "投入管理指标(30分)|工作目标管理|①年度履职目标相关性|>=95%|96|2|2|",
            "||绩效监控完成率|≥90百分比|88|2|1.5|人手不足",
            "产出指标（25 分）|重点工作任务完成|培训人数|≥50人|60|5|5|",
            "||社会成本|≤90万元|85|5|5|",
            "||工作任务科学性|科学|科学|5|5|",
            "合计||||| 100|97.7|",
            unit=None,
        )
    )
    assert found["self_evaluation.budget@adjusted_budget"] == "2259400"
    assert found["self_evaluation.budget@score"] == "9.9 point"
    assert found["self_evaluation.budget.fiscal@initial_budget"] == "2276800"
    assert found["performance:投入管理指标@weight"] == "30 point"
    assert found["performance:年度履职目标相关性@target"] == ">=95 percent"
    assert found["performance:年度履职目标相关性@actual"] == "96 percent"
    assert found["performance:绩效监控完成率@target"] == ">=90 percent"
    assert found["performance:培训人数@actual"] == "60 count"
    assert found["performance:社会成本@actual"] == "850000"
    assert found["performance:工作任务科学性@actual"] == "科学"
    assert found["self_evaluation.total@score"] == "97.7 point"


def test_table_of_one_project_as_a_grid_with_headers_in_the_middle():
    found = read(
        table(
            "项目支出绩效自评表",
            "||||||||",
            "项目名称|学前教育资助||||||| ",
            "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分| ",
            "|年度资金总额|10|10|9|10|90%|9| ",
            "|其中：当年财政拨款|10|10|9|—|90%|—| ",
            "年度总体目标|资助困难幼儿|||全部完成|||| ",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分||偏差原因分析及改进措施",
            "产出指标|数量指标|资助人数|≥100人|120人|20|20|| ",
            "|质量指标|资助标准达标率|100%|98.5%|20|19.5||个别信息有误",
            "总分|||||100|98.5|| ",
            unit=None,
        )
    )
    assert found["project:学前教育资助@adjusted_budget"] == "100000"
    assert found["project:学前教育资助@execution_rate"] == "90 percent"
    assert found["performance:资助人数@target"] == ">=100 count"
    assert found["performance:资助标准达标率@actual"] == "98.5 percent"


def test_the_name_of_one_project_in_a_cell_over_all_columns() -> None:
    first = "项目名称学前教育资助"
    heads = "|".join(f"{first}>{head}" for head in ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"))
    found = read(table("项目支出绩效自评表", heads, "年度资金总额|10|10|9|10|90%|9", unit="万元"))
    assert found["project:学前教育资助@executed"] == "90000"


@pytest.mark.parametrize("first", ["项目名称：学前教育资助", "项目名称学前教育资助"])
def test_the_name_of_one_project_in_one_cell_with_its_label(first: str) -> None:
    rows = ("项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分| ", "|年度资金总额|10|10|9|10|90%|9| ")
    printed = table("项目支出绩效自评表", "||||||||", f"{first}||||||||", *rows, unit=None)
    cells = (printed.rows[0][0]._replace(col_span=9), *(cell._replace(col_span=0, row_span=0) for cell in printed.rows[0][1:]))
    found = read(replace(printed, rows=(cells, *printed.rows[1:])))
    assert found["project:学前教育资助@executed"] == "90000"


def test_target_with_budget_labels_across_and_bounds_behind_the_number():
    found = read(
        table(
            "部门整体支出绩效目标表",
            "||||",
            "年度预算金额（万元）|资金总额|基本支出|项目支出|",
            "|100.5|60|40.5|",
            "一级指标|二级指标|三级指标|指标值及单位|备注",
            "产出指标|数量指标|办理案件数|≥100件|",
            "效益指标|社会效益指标|群众满意度|95%以上|",
            "|成本指标|会议成本|5万元（含）以内|",
            unit=None,
        ),
        kind="budget",
    )
    assert found == {
        "self_evaluation.budget@initial_budget": "1005000",
        "self_evaluation.budget.basic@initial_budget": "600000",
        "self_evaluation.budget.project@initial_budget": "405000",
        "performance:办理案件数@target": ">=100 count",
        "performance:群众满意度@target": ">=95 percent",
        "performance:会议成本@target": "<=50000",
    }


@pytest.mark.parametrize(("label", "worth"), [("项目资金（万元）", "1500000"), ("项目资金（元）", "150"), ("项目资金", "1500000")])
def test_amounts_of_a_sheet_have_the_unit_of_their_block_and_money_carried_over_is_a_source_of_its_own(label: str, worth: str) -> None:
    found = read(
        table(
            "项目支出绩效自评表",
            "||||||||",
            "项目名称|校舍维修||||||| ",
            f"{label}||年初预算数|全年预算数|全年执行数|分值|执行率|得分| ",
            "|年度资金总额|120|150|148|10|98.7%|9.87| ",
            "|其中：当年财政拨款|100|130|128|—|98.5%|—| ",
            "|上年结转资金|20|20|20|—|100%|—| ",
            unit=None,
        )
    )
    assert found["project:校舍维修@adjusted_budget"] == worth
    assert found["self_evaluation.budget.carryover@execution_rate"] == "100 percent"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("≥3栋", ">=3 count"),
        ("20平方公里", "20 count"),
        ("210台（套）", "210 count"),
        ("≥120万平方米", ">=1200000 count"),
        ("≤4元/平方米", "<=4"),
        ("0.5万元/公里", "5000"),
        ("12月底前", "12月底前"),
        ("2023年底前完成", "2023年底前完成"),
        ("12个月", "12 count"),
        ("2023年", "2023年"),
        ("3年", "3 count"),
        ("150顶", "150 count"),
        ("=240.00（人次）", "240 count"),
        ("30μm", "30 count"),
        ("3A级", "3A级"),
        ("达到98%以上", ">=98 percent"),
        ("≥90％以上", ">=90 percent"),
        ("＞=95%", ">=95 percent"),
        ("≤100%（含）", "<=100 percent"),
        ("≤2‰", "<=0.2 percent"),
        ("0.5个百分点", "0.5 percent"),
        ("10个工作日内", "<=10 count"),
        ("95%-98%", "95%-98%"),
        ("提高5%", "提高5%"),
    ],
)
def test_a_target_is_a_number_with_its_measure_or_words(printed: str, value: str) -> None:
    found = read(
        table("项目支出绩效自评表", "一级指标|二级指标|三级指标|年度指标值|得分", f"产出指标|数量指标|维修情况|{printed}|10", unit=None)
    )
    assert found["performance:维修情况@target"] == value


def test_a_header_with_a_note_whose_bracket_was_lost() -> None:
    found = read(table("项目支出绩效目标表", "一级指标|三级指标|指标值（包含数字及文字插述", "产出指标|维修栋数|≥3栋", unit=None))
    assert found == {"performance:维修栋数@target": ">=3 count"}


def test_a_bare_actual_value_is_in_the_measure_of_its_target() -> None:
    head = "一级指标|二级指标|三级指标|年度指标值|实际完成值|得分"
    rows = ("产出指标|数量指标|养护面积|≥120万平方米|121|10", "产出指标|成本指标|养护单价|≤4元/平方米|3.8|10")
    found = read(table("项目支出绩效自评表", head, *rows, unit=None))
    assert found["performance:养护面积@actual"] == "1210000 count"
    assert found["performance:养护单价@actual"] == "3.8"


def test_a_sheet_of_2019_prints_each_header_left_of_its_amount() -> None:
    found = read(
        table(
            "项目支出绩效自评表",
            "|||||",
            "项目名称|危房改造|||| ",
            "预算执行情况（万元）||预算数：|300|执行数：|285",
            "||其中：财政拨款|280|其中：财政拨款|270",
            "||其他资金|20|其他资金|15",
            "绩效指标|一级指标|二级指标|三级指标|预期指标值|实际完成指标值",
            "|产出指标|数量指标|改造户数|100户|98户",
            unit=None,
        )
    )
    assert found["project:危房改造@adjusted_budget"] == "3000000"
    assert found["project:危房改造@executed"] == "2850000"
    assert found["self_evaluation.budget.fiscal@executed"] == "2700000"
    assert found["self_evaluation.budget.other@adjusted_budget"] == "200000"
    assert found["performance:改造户数@actual"] == "98 count"


def test_a_subtotal_is_that_of_the_group_above_it() -> None:
    head = "一级指标|二级指标|三级指标|分值|得分"
    found = read(
        table("部门整体支出绩效自评表", head, "产出|数量|新建泵站|20|20", "||培训人数|30|28", "小计|||50|48", "合计|||50|48", unit=None)
    )
    assert found["performance:产出指标@score"] == "48 point"
    assert not any("小计" in key for key in found)


def test_the_sign_of_a_target_in_a_column_of_signs() -> None:
    found = read(
        table(
            "项目支出绩效目标表",
            "项目名称|一级指标|二级指标|三级指标|指标性质|指标值|度量单位",
            "业务培训|产出指标|数量指标|培训人次|≥|350|人次",
            "||质量指标|培训合格率|大于等于|95|%",
            "||成本指标|培训费用|≤|3.5|万元",
            "||时效指标|完成时间|定性|12月底前|",
            "|效益指标|社会效益指标|新增岗位|=|20|个",
        ),
        kind="budget",
    )
    assert found["performance:培训人次@target"] == ">=350 count"
    assert found["performance:培训合格率@target"] == ">=95 percent"
    assert found["performance:培训费用@target"] == "<=35000"
    assert found["performance:完成时间@target"] == "12月底前"
    assert found["performance:新增岗位@target"] == "20 count"


def test_the_goal_of_a_project_left_of_its_indicators_is_the_target_of_none() -> None:
    found = read(
        table(
            "项目支出绩效目标表",
            "单位名称|项目名称|年度绩效目标|一级指标|二级指标|三级指标|指标值",
            "某局|业务培训|全年培训350人次，群众满意。|产出指标|数量指标|培训人次|≥350人次",
            "|||效益指标|社会效益指标|合格率|≥95%",
        ),
        kind="budget",
    )
    assert found["performance:培训人次@target"] == ">=350 count"
    assert found["performance:合格率@target"] == ">=95 percent"


def test_values_of_years_past_beside_the_one_of_this_year():
    found = read(
        table(
            "项目支出绩效目标申报表",
            "|||||",
            "项目名称|运维费||||",
            "一级指标|二级指标|三级指标|指标值|指标值|指标值",
            "|||前年|上年|预期当年实现值",
            "产出指标|数量指标|检查次数|20次|22次|≥24次",
            unit=None,
            form="project_performance_target",
        ),
        kind="budget",
    )
    name = "performance:检查次数@target"
    assert found == {f"{name}@2021": "20 count", f"{name}@2022": "22 count", name: ">=24 count"}


def test_points_between_two_levels_are_those_of_the_upper_one():
    found = read(
        table(
            "部门整体支出绩效评价指标评分表",
            "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|自评得分",
            "投入|10|目标设定|10|绩效目标合理性|6|充分得6分|6",
            "||||绩效指标明确性|4|明确得4分|3.5",
            "过程|90|预算执行|40|公用经费控制率|40|不超得满分|40",
            "||资产管理|50|资产管理安全性|50|完整得满分|49",
            unit=None,
        )
    )
    points = {key: value.removesuffix(" point") for key, value in found.items()}
    assert points["performance:投入@weight"] == "10"
    assert points["performance:目标设定@weight"] == "10"
    assert points["performance:绩效目标合理性@weight"] == "6"
    assert points["performance:绩效指标明确性@score"] == "3.5"
    assert points["performance:资产管理@weight"] == "50"
    assert points["performance:资产管理安全性@weight"] == "50"
    assert len(points) == 13


def test_points_before_the_last_level_beside_each_of_its_names_are_its_own():
    rows = ("产出指标|数量指标|20|培训人次|≥50人次|20", "||20|编印手册|≥300册|18", "||10|走访企业|≥30家|10")
    found = read(table("项目支出绩效自评表", "一级指标|二级指标|分值|三级指标|指标值|得分", *rows, unit=None))
    assert found["performance:培训人次@weight"] == found["performance:编印手册@weight"] == "20 point"
    assert found["performance:走访企业@weight"] == "10 point"


def test_what_is_said_of_an_indicator_right_of_its_name_is_not_its_name():
    heads = "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标内容"
    found = read(table("项目支出绩效目标表", heads, "产出指标|数量指标|购置帐篷|=|150|顶|反映购置帐篷情况。", unit=None))
    assert found == {"performance:购置帐篷@target": "150 count"}
    found = read(table("项目支出绩效目标表", "一级指标|二级指标|指标内容|指标值", "产出指标|数量指标|购置帐篷|150个", unit=None))
    assert found == {"performance:购置帐篷@target": "150 count"}


def test_a_sheet_below_another_one_begins_without_its_headings():
    def sheet(name: str, amount: str, target: str) -> tuple[str, ...]:
        heads = "一级指标|二级指标|三级指标|指标值（包含数字及文字描述）"
        return f"项目名称：|{name}||", f"项目资金（元）|年度资金总额|{amount}|", heads, f"产出指标|数量指标|{name}次数|≥{target}次"

    found = read(
        table(
            "项目支出绩效目标表",
            "|||",
            *sheet("调解", "1000", "12"),
            "计划开始日期|2022-01-01|完成日期|2022-12-31",
            *sheet("巡查", "2000", "24"),
        )
    )
    assert found["project:调解@initial_budget"] == "1000"
    assert found["project:巡查@initial_budget"] == "2000"
    assert found["performance:巡查次数@target"] == ">=24 count"

    below = read(
        table("项目支出绩效目标表", "|||", *sheet("调解", "1000", "12"), "项目名称：|巡查||", "计划开始日期|1|完成日期|2022-12-31")
    )
    assert not any("日期" in key for key in below)


def test_amounts_below_their_heads_without_a_label_are_those_of_the_label_beside_the_heads():
    sheet = table("项目支出绩效自评表", "|||", "项目名称|公交补贴||", "项目资金（万元）|年初预算数|全年执行数|执行率", "|830|782|94.3%")
    tall = sheet.rows[1][0]._replace(row_span=2)
    sheet = replace(sheet, rows=(sheet.rows[0], (tall, *sheet.rows[1][1:]), sheet.rows[2]))
    found = read(sheet)
    assert found["project:公交补贴@initial_budget"] == "8300000"
    assert found["project:公交补贴@execution_rate"] == "94.3 percent"


@pytest.mark.parametrize("heads", [("实施期指标值", "年度指标值"), ("指标值（2021年-2023年）", "指标值")])
def test_a_target_of_several_years_weighs_less_than_that_of_the_year(heads: tuple[str, str]) -> None:
    sheet = table(
        "项目支出绩效目标表", f"一级指标|二级指标|三级指标|{heads[0]}|{heads[1]}", "产出指标|数量指标|建设基地|6000亩|2000亩", unit=None
    )
    lasting, yearly = observe_tables(recognise((sheet,)), report())
    assert (lasting.value, yearly.value) == (6000, 2000)
    assert lasting.signals.mapping <= 0.5 < 0.9 <= yearly.signals.mapping


def test_goals_of_several_years_above_one_half_of_the_indicators():
    rows = (
        "项目名称|蔬菜基地|||||",
        "总体目标|实施期目标（2021年—2023年）||||年度目标|",
        "绩效指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值",
        "|数量指标|基地面积|6000亩|数量指标|基地面积|2000亩",
    )
    lasting, yearly = observe_tables(recognise((table("项目支出绩效目标表", "||||||", *rows, unit=None),)), report())
    assert (lasting.value, lasting.signals.mapping) == (6000, 0.5)
    assert (yearly.value, yearly.signals.mapping) == (2000, 1.0)
