"""Tables of accounts as departments of other provinces and years print them, and what must be read from them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tables_by_hand import facts, read, report, table

from extractor.observations import observe
from extractor.observations.forms import observe_tables
from extractor.records import Box, Place
from extractor.tables.recognise import recognise


def test_summary_of_2018_goes_by_the_names_not_by_the_numbers_before_them():
    old = table(
        "收入支出决算总表",
        "收入>项目|收入>行次|收入>决算数|支出>项目（按功能分类）|支出>行次|支出>决算数",
        "一、财政拨款收入|1|1,234.50|一、一般公共服务支出|29|",
        "其中：政府性基金预算财政拨款|2|30.00|八、社会保障和就业支出|36|1,000.00",
        "二、上级补助收入|3||九、医疗卫生与计划生育支出|37|200.50",
        "六、其他收入|8|0.00|十八、国土海洋气象等支出|46|34.00",
        "本年收入合计|24|1,234.50|本年支出合计|52|1,234.50",
        "用事业基金弥补收支差额|25|-|结余分配|53|—",
        "年初结转和结余|26|10|年末结转和结余|54|10",
        "总计|28|1,244.50|总计|56|1,244.50",
    )
    found = read(old, year=2018)
    assert found["revenue.appropriation@final@2018"] == "12345000"
    assert found["revenue.government_fund_appropriation@final@2018"] == "300000"
    assert found["revenue.other@final@2018"] == "0"
    assert found["function:210@final@2018"] == "2005000"
    assert found["function:220@final@2018"] == "340000"
    assert found["revenue.total@final@2018"] == found["expenditure.total@final@2018"] == "12445000"
    assert not any(key.startswith(("revenue.superior", "function:201", "expenditure.balance")) for key in found)
    assert len(found) == 12


def test_summary_with_three_stages_in_each_half():
    found = read(
        table(
            "收入支出决算总表",
            "收入>项目|收入>行次|收入>年初预算数|收入>全年预算数|收入>决算数|支出>项目|支出>行次|支出>年初预算数|支出>全年预算数|支出>决算数",
            "一、一般公共预算财政拨款收入|1|10|11|12|四、公共安全支出|30|7|8|9",
            "本年收入合计|27|10|11|12|本年支出合计|58|10|11|12",
        )
    )
    assert found["revenue.general_budget_appropriation@initial_budget"] == "100000"
    assert found["revenue.general_budget_appropriation@adjusted_budget"] == "110000"
    assert found["function:204@final"] == "90000"
    assert found["expenditure.current_year_total@final"] == "120000"


def test_budget_summary_in_three_panels_tells_function_from_economic_class():
    found = read(
        table(
            "部门收支总表",
            "收入>项目|收入>本年预算|支出>项目（按支出功能分类）|支出>本年预算|支出>项目（按支出经济分类）|支出>本年预算",
            "一、一般公共预算拨款收入|500.00|一、教育支出|480.00|一、工资福利支出|400.00",
            "二、事业收入||二、其他支出|20.00|二、其他支出|100.00",
            "上年结转|30.00|结转下年|30.00||",
            "收入总计|530.00|支出总计|530.00||",
        ),
        kind="budget",
    )
    assert found["function:229@budget"] == "200000"
    assert found["economic:399@budget"] == "1000000"
    assert found["revenue.opening_carryover@budget"] == "300000"


def test_national_budget_template_with_a_carryover_of_each_fund():
    found = read(
        table(
            "财政拨款收支总表",
            "收入>项目|收入>预算数|支出>项目|支出>合计|支出>一般公共预算|支出>政府性基金预算|支出>国有资本经营预算",
            "一、本年收入|100|一、本年支出|120|110|10|",
            "（一）一般公共预算拨款|90|（一）科学技术支出|110|110||",
            "（二）政府性基金预算拨款|10|（二）城乡社区支出|10||10|",
            "（三）国有资本经营预算拨款|||||| ",
            "二、上年结转|20|||||",
            "（一）一般公共预算拨款|20|二、结转下年||||",
            "（二）政府性基金预算拨款|0.00|||||",
            "收入总计|120|支出总计|120|110|10|",
        ),
        kind="budget",
    )
    assert found["revenue.current_year_total@budget"] == "1000000"
    assert found["revenue.general_budget_appropriation@budget"] == "900000"
    assert found["revenue.opening_carryover.general_budget@budget"] == "200000"
    assert found["revenue.opening_carryover.government_fund@budget"] == "0"
    assert found["function:212@government_fund"] == "100000"
    assert found["expenditure.current_year_total@total"] == "1200000"
    assert found["revenue.total@budget"] == "1200000"


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("科目编码|科目名称|合计|基本支出|项目支出", ["206|科学技术支出|3|1|2", "20601|科学技术管理事务|3|1|2", "2060101|行政运行|3|1|2"]),
        ("类|款|项|科目名称|合计|基本支出|项目支出", ["206|||科学技术支出|3|1|2", "|01||科学技术管理事务|3|1|2", "||01|行政运行|3|1|2"]),
        (
            "类|款|项|科目名称|合计|基本支出|项目支出",
            ["206|||科学技术支出|3|1|2", "206|01||科学技术管理事务|3|1|2", "206|01|01|行政运行|3|1|2"],
        ),
        (
            "科目编码|科目名称|合计|基本支出|项目支出",
            ["206|科学技术支出|3|1|2", "206 01|科学技术管理事务|3|1|2", "206 01 01|行政运行|3|1|2"],
        ),
        (
            "功能分类科目编码>类Ⅱ款|功能分类科目编码>类Ⅱ款|功能分类科目编码>项|科目名称|合计|基本支出|项目支出",
            ["206|||科学技术支出|3|1|2", "206|01||科学技术管理事务|3|1|2", "206|01|01|行政运行|3|1|2"],
        ),
        ("功能分类科目|合计|基本支出|项目支出", ["206科学技术支出|3|1|2", "20601科学技术管理事务|3|1|2", "2060101行政运行|3|1|2"]),
        ("科目编码|科目名称|合计|基本支出|项目支出", ["206|科学技术支出|3|1|2", "|科学技术管理事务|3|1|2", "|行政运行|3|1|2"]),
    ],
)
def test_codes_in_one_cell_in_three_with_spaces_and_lost(columns: str, rows: list[str]):
    found = read(table("一般公共预算支出表", columns, *rows), kind="budget")
    assert found == {
        f"function:{code}@{c}": f"{n}0000" for code in ("206", "20601", "2060101") for c, n in (("total", 3), ("basic", 1), ("project", 2))
    }


def test_last_year_and_increase_beside_the_budget():
    found = read(
        table(
            "一般公共预算支出表",
            "功能分类科目>科目编码|功能分类科目>科目名称|2022年执行数|2023年预算数>小计|2023年预算数>基本支出|2023年预算数>项目支出|2023年预算数比2022年执行数>增减额|2023年预算数比2022年执行数>增减%",
            "204|公共安全支出|90.00|100.00|60.00|40.00|10.00|11.11",
            "|合计|90.00|100.00|60.00|40.00|10.00|11.11",
        ),
        kind="budget",
    )
    assert found["function:204@executed@2022"] == "900000"
    assert found["function:204@total"] == "1000000"
    assert found["total@change_amount"] == "100000"
    assert found["total@change_rate"] == "11.11 percent"


def test_income_with_funds_below_the_appropriation_in_yuan():
    found = read(
        table(
            "部门收入总体情况表",
            "科目编码|科目名称|总计|财政拨款>小计|财政拨款>一般公共预算|财政拨款>政府性基金预算|事业收入>金额|事业收入>其中：教育收费|其他收入",
            "|合计|1,500,000.55|1,500,000|1,400,000|100000|/|/|0",
            "205|教育支出|1,500,000.55|1,500,000|1,400,000|100000|||",
            unit="元",
        ),
        kind="budget",
    )
    assert found["total@total"] == "1500000.55"
    assert found["function:205@appropriation"] == "1500000"
    assert found["function:205@general_budget"] == "1400000"
    assert found["total@other"] == "0"
    assert "total@institutional" not in found


def test_fund_with_opening_and_closing_balances():
    found = read(
        table(
            "政府性基金预算财政拨款收入支出决算表",
            "科目编码|科目名称|年初结转和结余|本年收入|本年支出>合计|本年支出>基本支出|本年支出>项目支出|年末结转和结余",
            "|合计|1|20|21||21|0.00",
            "212|城乡社区支出|1|20|21||21|0.00",
        )
    )
    assert found["function:212@expenditure"] == "210000"
    assert found["function:212@expenditure_project"] == "210000"
    assert found["total@opening_carryover"] == "10000"
    assert found["total@closing_carryover"] == "0"


def test_a_code_that_means_something_else_gives_way_to_the_name_and_says_so():
    tables = recognise(
        (table("支出决算表", "科目编码|科目名称|本年支出合计|基本支出|项目支出", "2060701|科普活动|1|1|", "2299901|其他支出|2||2"),)
    )
    found = observe_tables(tables, report())
    first, last = found[0], found[-1]
    assert first.indicator == "function:2060702"
    assert [(edit.why, edit.before, edit.after) for edit in first.repairs] == [("code_from_name", "2060701", "2060702")]
    assert last.indicator == "function:2299901" and not last.repairs


def test_a_unit_taken_from_the_other_tables_is_said_and_lowers_the_mapping():
    columns = "科目编码|科目名称|本年支出合计|基本支出|项目支出"
    tables = recognise(
        (table("支出决算表", columns, "206|科学技术支出|1|1|"), table("支出决算表", columns, "206|科学技术支出|1|1|", unit=None))
    )
    printed, inherited = observe_tables(tables, report())[0], observe_tables(tables, report())[-1]
    assert printed.value == inherited.value == Decimal(10000)
    assert inherited.repairs[0].why == "unit_inherited"
    assert (inherited.signals.mapping or 0) < (printed.signals.mapping or 0)


def test_evidence_names_the_cell():
    found = observe_tables(
        recognise((table("支出决算表", "科目编码|科目名称|本年支出合计|基本支出|项目支出", "206|科学技术支出|1||1"),)), report()
    )
    assert [(o.evidence[0].row, o.evidence[0].column) for o in found] == [(0, 2), (0, 4)]
    assert found[0].name == "科学技术支出" and found[0].raw_name == "206科学技术支出"


def test_a_fund_without_balances_has_total_basic_and_project():
    found = read(
        table(
            "政府性基金预算支出表",
            "科目编码|科目名称|政府性基金预算支出>合计|政府性基金预算支出>基本支出|政府性基金预算支出>项目支出",
            "212|城乡社区支出|3||3",
        ),
        kind="budget",
    )
    assert found == {"function:212@total": "30000", "function:212@project": "30000"}
    spelt = read(
        table(
            "国有资本经营预算财政拨款支出决算表",
            "科目编码|科目名称|本年支出>合计|本年支出>基本支出|本年支出>项目支出",
            "223|国有资本经营预算支出|3||3",
        )
    )
    assert spelt == {"function:223@expenditure": "30000", "function:223@expenditure_project": "30000"}


def test_income_of_agencies_with_carryover_by_fund_gives_the_total_only():
    found = read(
        table(
            "部门收入总表",
            "部门（单位）代码|部门（单位）名称|合计|本年收入>小计|本年收入>一般公共预算|本年收入>政府性基金预算|本年收入>单位资金|上年结转结余>小计|上年结转结余>一般公共预算|上年结转结余>政府性基金预算",
            "|合计|110|100|90|10||10|8|2",
            "101|某某市档案局|110|100|90|10||10|8|2",
            "101001|某某市档案局本级|70|60|50|10||10|8|2",
        ),
        kind="budget",
    )
    assert found == {
        "total@total": "1100000",
        "total@revenue": "1000000",
        "total@general_budget": "900000",
        "total@government_fund": "100000",
        "total@opening_carryover": "100000",
    }


def test_unreadable_headers_are_told_by_those_beside_them_and_weigh_less():
    tables = recognise(
        (
            table(
                "收入决算表",
                "科目编码|科目名称|本年收人合计|财政拨款收入|上级补助收入|?业收人||附属单位上缴收入|其他收入",
                "|合计|9|8|||||1",
                "205|教育支出|9|8||||0.5|0.5",
            ),
        )
    )
    found = observe_tables(tables, report())
    assert facts(found)["total@other"] == "10000"
    lost = observe_tables(recognise((table("收入决算表", "||||||||", "|合计|9|8|||||1", "205|教育支出|9|8||0.5||0|0.5"),)), report())
    assert facts(lost)["function:205@institutional"] == "5000"
    assert max(o.signals.mapping or 0 for o in lost) < 0.7


def test_an_unreadable_header_under_each_of_two_years_is_told_by_those_beside_it():
    columns = "科目编码|科目名称|2021年决算数>小计|2021年决算数>基本支出|2021年决算数>目支|2022年决算数>小计|2022年决算数>基本支出|2022年决算数>目支"
    rows = ["|合计|9|6|3|8|4|4", "205|教育支出|9|6|3|8|4|4"]
    found = observe_tables(recognise((table("一般公共预算财政拨款支出决算表", columns, *rows),)), report(2022))
    values = {(o.indicator, o.column, o.year): o.value for o in found}
    assert values["function:205", "project", 2021] == 30000 and values["function:205", "project", 2022] == 40000
    assert len(values) == 12


def test_a_misread_code_of_a_known_group_gives_way_to_the_name():
    tables = recognise(
        (table("支出决算表", "科目编码|科目名称|本年支出合计|基本支出|项目支出", "2080585|机关事业单位基本养老保险缴费支出|1|1|"),)
    )
    assert observe_tables(tables, report())[0].indicator == "function:2080505"


def test_without_any_unit_amounts_are_kept_with_low_confidence():
    found = observe_tables(recognise((table("支出决算表", "科目编码|科目名称|本年支出合计", "205|教育支出|1", unit=None),)), report())
    assert found[0].repairs[-1].why == "unit_inherited"


def test_parts_of_balances_and_of_income_are_no_columns_of_the_expenditure():
    found = read(
        table(
            "一般公共预算财政拨款收入支出决算表",
            "科目编码|科目名称|年初结转和结余>合计|年初结转和结余>基本支出结转|年初结转和结余>项目支出结转和结余>小计|本年收入>合计|本年收入>基本支出|本年收入>项目支出"
            "|本年支出>合计|本年支出>基本支出>小计|本年支出>基本支出>人员经费|本年支出>基本支出>公用经费|本年支出>项目支出|年末结转和结余>合计|年末结转和结余>项目支出结转和结余>小计",
            "205|教育支出|3|1|2|10|6|4|12|7|5|2|5|1|1",
        )
    )
    assert found == {
        "function:205@opening_carryover": "30000",
        "function:205@revenue": "100000",
        "function:205@total": "120000",
        "function:205@basic": "70000",
        "function:205@personnel": "50000",
        "function:205@operating": "20000",
        "function:205@project": "50000",
        "function:205@closing_carryover": "10000",
    }


def test_summary_without_header_words_and_one_with_its_sides_one_below_the_other():
    rows = ("一、财政拨款收入|9|一、教育支出|8", "上年结转|1|结转下年|2", "总计|10|总计|10")
    beside = read(table("收入支出决算总表", "项目|决算数|项目|决算数", *rows))
    below = read(
        table("收入支出决算总表", "项目|决算数", *(row.rsplit("|", 2)[0] for row in rows), *(row.split("|", 2)[2] for row in rows))
    )
    assert beside == below
    assert beside["expenditure.closing_carryover@final"] == "20000"
    assert beside["revenue.total@final"] == beside["expenditure.total@final"] == "100000"


def test_figures_of_a_row_keep_their_order_though_one_stands_higher() -> None:
    high = table("支出决算表", "科目编码|科目名称|合计|基本支出|项目支出", "201|一般公共服务支出|9|5|4")
    tops = (100.0, 100.0, 101.0, 99.0, 101.5)
    cells = tuple(cell._replace(places=(Place(1, Box(0, top, 9, 110)),)) for cell, top in zip(high.rows[0], tops, strict=True))
    found = observe(recognise((replace(high, rows=(cells,)),)), report())
    assert [o.column for o in found] == ["total", "basic", "project"]


def test_accounts_below_the_agency_in_the_column_of_agencies():
    found = read(
        table(
            "部门支出总表",
            "科目编码>类|科目编码>款|科目编码>项|单位代码|单位名称（科目）|合计|基本支出|项目支出",
            "||||合计|9|5|4",
            "|||101|某市民政局|9|5|4",
            "208|02|01|101001|行政运行|9|5|4",
        ),
        kind="budget",
    )
    assert found["total@total"] == found["function:2080201@total"] == "90000"
    assert len(found) == 6


def test_the_year_that_a_figure_is_compared_with_is_not_its_own():
    found = read(
        table(
            "一般公共预算支出表",
            "科目编码|科目名称|2023年预算数|2023年预算数比>增减额|比2022年执行数>增减%",
            "205|教育支出|9|1|12.5",
            "206|科学技术支出|8|2|33.33",
        ),
        kind="budget",
    )
    assert found["function:205@change_amount"] == "10000"
    assert found["function:205@change_rate"] == "12.5 percent"
