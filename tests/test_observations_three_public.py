"""The 三公 table in the shapes of many provinces."""

from __future__ import annotations

import pytest
from tables_by_hand import facts, read, report, table

from extractor.observations.forms import observe_tables
from extractor.tables.recognise import recognise

THREE = {
    "three_public.total": "26000",
    "three_public.vehicle": "22000",
    "three_public.vehicle_operation": "22000",
    "three_public.reception": "4000",
}


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (
            "预算数>合计|预算数>因公出国（境）费|预算数>公务用车购置及运行维护费>小计|预算数>公务用车购置及运行维护费>公务用车购置费|预算数>公务用车购置及运行维护费>公务用车运行维护费|预算数>公务接待费"
            "|决算数>合计|决算数>因公出国（境）费|决算数>公务用车购置及运行维护费>小计|决算数>公务用车购置及运行维护费>公务用车购置费|决算数>公务用车购置及运行维护费>公务用车运行维护费|决算数>公务接待费",
            "2.60||2.20||2.20|0.40|2.60||2.20||2.20|0.40",
        ),
        (
            "三公经费>合计>预算数|三公经费>合计>决算数|三公经费>公务接待费>预算数|三公经费>公务接待费>决算数|三公经费>公务用车购置及运行费>小计>预算数|三公经费>公务用车购置及运行费>小计>决算数"
            "|三公经费>公务用车购置及运行费>运行费>预算数|三公经费>公务用车购置及运行费>运行费>决算数",
            "2.60|2.60|0.40|0.40|2.20|2.20|2.20|2.20",
        ),
        (  # heads that ran into each other, and one that a word stands over too many of
            "预算数>合计|预算数>因公出国（境）费|预算数>公务用车购置及运行费>小计|预算数>公务用车购置及运行费>购置费运行维护费|预算数>公务用车购置及运行费>购置费运行维护费|决算数>公务接待费"
            "|决算数>合计|决算数>因公出国（境）费|决算数>公务用车购置及运行费>小计|决算数>公务用车购置及运行费>购置费运行维护费|决算数>公务用车购置及运行费>购置费运行维护费|决算数>公务接待费",
            "2.60||2.20||2.20|0.40|2.60||2.20||2.20|0.40",
        ),
        (  # heads of which both ends are cut off
            "预算数>合计|预算数>公出国（境）|预算数>公务用车购置及运行维护费>小计|预算数>公务用车购置及运行维护费>务用车购置|预算数>公务用车购置及运行维护费>用车运行维|预算数>公务接待费"
            "|决算数>合计|决算数>公出国（境）|决算数>公务用车购置及运行维护费>小计|决算数>公务用车购置及运行维护费>务用车购置|决算数>公务用车购置及运行维护费>用车运行维|决算数>公务接待费",
            "2.60||2.20||2.20|0.40|2.60||2.20||2.20|0.40",
        ),
        (  # 小计 without the word above it
            "合计|因公出国（境）费|预算数>小计|公务用车购置费|公务用车运行维护费|公务接待费|合计|因公出国（境）费|决算数>小计|公务用车购置费|公务用车运行维护费|公务接待费",
            "2.60||2.20||2.20|0.40|2.60||2.20||2.20|0.40",
        ),
    ],
)
def test_three_public_in_blocks_and_in_pairs(columns: str, row: str):
    found = read(table("“三公”经费支出决算表", columns, row))
    assert found == {f"{name}@{c}": value for name, value in THREE.items() for c in ("budget", "final")}


def test_three_public_in_rows_with_counts():
    found = read(
        table(
            "“三公”经费支出决算表",
            "项目|行次|预算数|决算数",
            "一、“三公”经费支出合计|1|2.60|2.60",
            "1．因公出国（境）费|2|—|—",
            "2．公务用车购置及运行维护费|3|2.20|2.20",
            "（1）公务用车购置费|4||",
            "（2）公务用车运行维护费|5|2.20|2.20",
            "3．公务接待费|6|0.40|0.40",
            "二、相关统计数|7||",
            "公务用车保有量（辆）|8||2",
        )
    )
    expected = {f"{name}@{c}": value for name, value in THREE.items() for c in ("budget", "final")}
    assert found == expected | {"three_public.vehicles_held@count": "2 count"}


def test_three_public_of_a_budget_with_meetings_and_last_year():
    found = read(
        table(
            "一般公共预算“三公”经费、会议费、培训费支出预算表",
            "合计|“三公”经费>小计|“三公”经费>因公出国（境）费用|“三公”经费>公务接待费|“三公”经费>公务用车购置及运行维护费>小计|“三公”经费>公务用车购置及运行维护费>公务用车运行维护费|会议费|培训费",
            "5.60|2.60|0|0.40|2.20|2.20|1|2",
        ),
        kind="budget",
    )
    assert found["three_public.total@budget"] == "26000"
    assert found["three_public_meeting_training.total@budget"] == "56000"
    assert found["training_expense@budget"] == "20000"
    two_years = read(
        table(
            "一般公共预算“三公”经费支出表",
            "2022年预算数>“三公”经费合计|2022年预算数>公务接待费|2023年预算数>“三公”经费合计|2023年预算数>公务接待费",
            "3|1|2.60|0.40",
        ),
        kind="budget",
    )
    assert two_years == {
        "three_public.total@budget@2022": "30000",
        "three_public.reception@budget@2022": "10000",
        "three_public.total@budget": "26000",
        "three_public.reception@budget": "4000",
    }


def test_three_public_with_stages_as_rows_and_a_header_found_a_column_too_far():
    found = read(table("“三公”经费支出决算表", "项目|合计|因公出国（境）费|公务接待费", "预算数|2.60|0.00|0.40", "决算数|2.00|0.00|0.10"))
    assert found["three_public.total@budget"] == "26000"
    assert found["three_public.reception@final"] == "1000"
    shifted = read(
        table(
            "“三公”经费支出决算表",
            "合计|预算数>因公出国（境）费|预算数>公务用车购置及运行维护费>小计|预算数>公务接待费|预算数>合计|决算数>因公出国（境）费|决算数>公务用车购置及运行维护费>小计|决算数>公务接待费",
            "5|1|3|1|4|1|2|1",
        )
    )
    assert shifted["three_public.total@budget"] == "50000"
    assert shifted["three_public.total@final"] == "40000"


def test_three_public_without_any_header():
    lost = observe_tables(recognise((table("“三公”经费支出决算表", "|||||||||||", "2.6|0|2.2|0|2.2|0.4|2|0|2|0|2|0.00"),)), report())
    assert facts(lost)["three_public.vehicle_operation@budget"] == "22000"
    assert facts(lost)["three_public.reception@final"] == "0"
    assert max(o.signals.mapping or 0 for o in lost) < 0.7


def test_three_public_of_two_funds_is_their_sum():
    found = read(
        table(
            "2021年度一般公共预算及政府性基金财政拨款“三公”经费支出决算表",
            "项目|预算数>合计|预算数>一般公共预算|预算数>政府性基金|决算数>合计|决算数>一般公共预算|决算数>政府性基金",
            "公务接待费|0.40|0.30|0.10|0.40|0.30|0.10",
            "公务用车购置及运行费|2.20|2.20|0.00|2.20|2.20|0.00",
            "其中:公务用车运行维护费|2.20|2.20|0.00|2.20|2.20|0.00",
            "总计|2.60|2.50|0.10|2.60|2.50|0.10",
        )
    )
    assert found == {f"{name}@{c}": value for name, value in THREE.items() for c in ("budget", "final")}


def test_other_facts_beside_the_three_kinds_are_no_accounts():
    found = read(
        table(
            "机构运行信息表",
            "项目|预算数|统计数|项目|统计数",
            "（一）支出合计|3|2|二、机关运行经费|99",
            "1．因公出国（境）费|1|1|（一）行政单位|99",
            "3．公务接待费|2|1||",
        )
    )
    assert found["agency_operating@final"] == "990000"
    assert not any(name.startswith("function:") for name in found)


def test_the_right_panel_of_how_an_agency_runs():
    found = read(
        table(
            "机构运行信息表",
            "项目|行次|预算数|统计数|项目|行次|统计数",
            "（一）支出合计|2|3|2|三、国有资产占用情况|20|—",
            "3．公务接待费|3|2|1|（一）车辆数合计（辆）|21|14",
            "（二）相关统计数|4|—|—|5．执法执勤用车|22|12",
            "4．公务用车保有量（辆）|5|—|14|（二）单价50万元（含）以上的通用设备（台，套）|23|3",
            "5．国内公务接待批次（个）|6|—|42|（一）政府采购支出合计|24|486.53",
            "6．国内公务接待人次（人）|7|—|331|1．政府采购货物支出|25|61.27",
            "||||其中：授予小微企业合同金额|26|92.1",
        )
    )
    assert {name: value for name, value in found.items() if not name.startswith("three_public")} == {
        "assets.vehicles@count": "14 count",
        "assets.vehicles.enforcement@count": "12 count",
        "assets.general_equipment_over_500k@count": "3 count",
        "procurement.total@final": "4865300",
        "procurement.goods@final": "612700",
        "procurement.micro@final": "921000",
    }


def test_the_budget_of_the_whole_year_beside_the_one_it_began_with():
    rows = (
        "（一）支出合计|2|2.00|2.50|1.00",
        "1．因公出国（境）费|3|||",
        "2．公务用车购置及运行维护费|4|||",
        "3．公务接待费|7|2.00|2.50|1.00",
    )
    assert read(table("“三公”经费情况表", "项目|行次|预算数|全年预算数|决算统计数", *rows)) == {
        f"three_public.{name}@{column}": value
        for name in ("total", "reception")
        for column, value in (("initial_budget", "20000"), ("budget", "25000"), ("final", "10000"))
    }


def test_three_public_by_where_the_money_is_from():
    rows = ("1|合计|2.60|2.60|", "2|1、因公出国（境）费|||", "3|2、公务用车购置及运行维护费|2.20|2.20|", "4|3、公务接待费|0.40|0.40|")
    columns = "序号|项目|资金性质>合计|资金性质>一般公共预算拨款|资金性质>政府性基金预算拨款"
    found = read(table("财政拨款“三公”经费支出表", columns, *rows), kind="budget")
    assert found == {f"three_public.{k}@budget": v for k, v in (("total", "26000"), ("vehicle", "22000"), ("reception", "4000"))}
