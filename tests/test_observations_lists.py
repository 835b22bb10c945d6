"""Lists of projects, and panels side by side of which one cannot be read."""

from __future__ import annotations

from tables_by_hand import read, table


def test_project_summary_keeps_names_and_the_percent_sign_of_a_score():
    found = read(
        table(
            "项目支出绩效自评汇总表",
            "序号|项目名称|全年预算数（万元）|执行数（万元）|执行率|自评得分|偏差原因",
            "1|2023年“美丽乡村”经费|30|26.6|88.67%|90.31|工作逐步完成",
            "2|设备更新|5|5|100%|100%|",
            unit=None,
        )
    )
    assert found["project:2023年“美丽乡村”经费@executed"] == "266000"
    assert found["project:2023年“美丽乡村”经费@score"] == "90.31 point"
    assert found["project:设备更新@score"] == "100 percent"


def test_projects_by_agency_with_a_total_and_carryover_by_fund():
    found = read(
        table(
            "项目支出表",
            "单位代码|单位名称|项目名称|合计|本年拨款>一般公共预算|财政拨款结转结余>一般公共预算|单位资金",
            "|合计||10|8||2",
            "101001|某局|执法装备购置|6|6||",
        ),
        kind="budget",
    )
    assert found == {
        "total@budget": "100000",
        "total@general_budget": "80000",
        "total@other": "20000",
        "project:执法装备购置@budget": "60000",
        "project:执法装备购置@general_budget": "60000",
    }


def test_rates_headed_with_the_sign_in_brackets_and_grades_in_words():
    found = read(
        table(
            "项目支出绩效自评汇总表",
            "序号|项目名称|主管处室|预算执行>全年预算数|预算执行>执行数|预算执行>执行率（%）|自评结果>得分|自评结果>等级",
            "1|设备更新|综合处|5|4|80.00|88.50|良",
            "2|业务培训|财务处|2|2|100.00|97|优",
        )
    )
    assert found["project:设备更新@execution_rate"] == "80 percent"
    assert found["project:设备更新@grade"] == "良"
    assert found["project:业务培训@grade"] == "优"


def test_a_total_whose_amount_cannot_be_read_does_not_take_the_next_panels() -> None:
    lines = ("收入>项目|收入>预算数|支出>项目|支出>合计|支出>一般公共预算", "一、本年收入|9.00|一、本年支出|12.00|12.00")
    found = read(table("财政拨款收支总表", *lines, "收入总计|12,3?1.07支出总计||12.00|12.00"), kind="budget")
    assert found["expenditure.current_year_total@total"] == "120000"
    assert not any(key.startswith("revenue.total") for key in found)


def test_columns_below_a_misread_carryover_are_not_this_years() -> None:
    heads = "功能科目编码|科目名称|合计|二年结转>小计|二年结转>一般公共预算|本年收入>小计|本年收入>财政拨款收入>一般公共预算拨款"
    found = read(
        table("部门收入总表", heads, "|合计|12.00|2.00|2.00|10.00|10.00", "205|教育支出|12.00|2.00|2.00|10.00|10.00"), kind="budget"
    )
    assert found["total@total"] == "120000"
    assert "20000" not in found.values()


def test_a_panel_under_the_head_of_the_one_beside_it_goes_by_its_rows() -> None:
    heads = "收入>项目|收入>预算数|收入>项目|收入>合计|支口>一般公共预算"
    rows = (
        "一、本年收入|9.00|一、本年支出|12.00|12.00",
        "一般公共预算拨款|9.00|教育支出|12.00|12.00",
        "收入总计|9.00|支出总计|12.00|12.00",
    )
    found = read(table("财政拨款收支总表", heads, *rows), kind="budget")
    assert found["expenditure.current_year_total@total"] == found["function:205@total"] == "120000"
