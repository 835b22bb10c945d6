"""Revenue and expenditure as wholes: short reports name them in two words, beside each other, inside comparisons."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe, said

REVENUE, EXPENDITURE = "revenue.current_year_total", "expenditure.current_year_total"

WHOLES = [
    (
        "收支增减变化情况说明",
        "2023年部门收入564.90万元，支出523.86万元，比上年收入增加50.8%，支出比上年增加42.5%。",
        [f"{REVENUE} final 5649000", f"{EXPENDITURE} final 5238600", f"{REVENUE} change_rate 50.8", f"{EXPENDITURE} change_rate 42.5"],
    ),
    (
        "某所2023年度部门决算及“三公”经费决算公示补充说明",
        "1、2023年收入决算205.27万元，比上年收入决算221.17万元减少15.9万元。",
        [f"{REVENUE} final 2052700", f"{REVENUE} final 2211700 (2022)", f"{REVENUE} change_amount -159000"],
    ),
    (
        "收入支出决算总体情况说明",
        "今年收入增加20万元。",
        [f"{REVENUE} change_amount 200000"],
    ),
    (
        "收入支出决算总体情况说明",
        "2023年度收、支总计550.16万元，与2022年度收、支总计483.20万元相比各增加66.96万元，增长13.86%。",
        [
            f"{side}.total {told}"
            for told in ("final 5501600", "final 4832000 (2022)", "change_amount 669600", "change_rate 13.86")
            for side in ("revenue", "expenditure")
        ],
    ),
    (
        "收入支出决算总体情况说明",
        "收入总计264.91万元，支出总计290.85万元，上年收入总计213.74万元，支出总计166.76万元，收入增加23.94%。",
        [
            "revenue.total final 2649100",
            "expenditure.total final 2908500",
            "revenue.total final 2137400 (2022)",
            "expenditure.total final 1667600 (2022)",
            "revenue.total change_rate 23.94",
        ],
    ),
    (
        "收入决算情况说明",
        "财政拨款收入77.36万元（其中，一般公共预算77.36万元，政府性基金0万元，国有资本经营预算0万元）。",
        [
            "revenue.appropriation final 773600",
            "revenue.general_budget_appropriation final 773600",
            "revenue.government_fund_appropriation final 0",
            "revenue.state_capital_appropriation final 0",
        ],
    ),
    (
        "收入支出决算总体情况说明",
        "收、支总计各减少24.15万元，主要原因是事业收入减少1:收、支决算总计变动情况。",  # the caption of a figure
        ["revenue.total change_amount -241500", "expenditure.total change_amount -241500"],
    ),
    (
        "收入支出决算总体情况说明",
        "收入支出总体与上年相比，增加58.21万元。",
        ["revenue.total change_amount 582100", "expenditure.total change_amount 582100"],
    ),
    (
        "政府性基金预算收入支出决算情况",
        "2023年政府性基金预算财政拨款收入10万元，支出9万元。",
        ["revenue.government_fund_appropriation final 100000", "government_fund.expenditure final 90000"],
    ),
    (
        "收入支出决算总体情况说明",
        "2023年财政拨款收入100万元，支出90万元。",  # no identifier for the latter
        ["revenue.appropriation final 1000000"],
    ),
    (
        "财政拨款收入支出决算总体情况说明",
        "财政拨款支出总计100万元，其中：一般公共预算财政拨款90万元，政府性基金预算财政拨款10万元。",
        ["appropriation.expenditure_total final 1000000", "general_budget.expenditure final 900000", "government_fund.expenditure final 100000"],
    ),
    (
        "收入决算情况说明",
        "2023年一般公共预算财政拨款719万元，政府性基金预算财政拨款11万元，事业收入16万元。",
        [
            "revenue.general_budget_appropriation final 7190000",
            "revenue.government_fund_appropriation final 110000",
            "revenue.institutional final 160000",
        ],
    ),
    (
        "收入支出情况",
        "总收入1200万元，其中财政拨款1100万元，其他收入100万元；总支出1180万元，其中财政拨款1080万元。",
        [
            "revenue.total final 12000000",
            "revenue.appropriation final 11000000",
            "revenue.other final 1000000",
            "expenditure.total final 11800000",
        ],
    ),
    (
        "收入支出决算总体情况说明",
        "本年度收入总计45.67万元，其中：财政补助收入40.00万元；本年度支出总计45.67万元。",
        ["revenue.total final 456700", "revenue.appropriation final 400000", "expenditure.total final 456700"],
    ),
    (
        "政府性基金预算收支情况",
        "政府性基金预算财政拨款收入50万元，比上年增加5万元；支出49万元，比上年增加4万元。",
        [
            "revenue.government_fund_appropriation final 500000",
            "revenue.government_fund_appropriation change_amount 50000",
            "government_fund.expenditure final 490000",
            "government_fund.expenditure change_amount 40000",
        ],
    ),
    (
        "预算绩效情况",
        "本部门组织对15个项目进行了预算绩效自评，资金1,500万元，占部门预算项目支出总额的100%。",
        ["evaluation.projects count 15", "evaluation.projects_amount final 15000000", "evaluation.projects_amount share 100"],
    ),
    (
        "机关运行经费支出情况",
        "我单位为事业单位，无机关运行经费。2023年日常公用经费支出200万元，比2022年增加10万元。",
        [],
    ),
    (
        "国有资产占用情况",
        "公务用车3辆；50万元以上通用设备1台（套），100万元以上专用设备0台（套）；处置车辆1辆，账面原值18万元。",
        ["assets.vehicles count 3", "assets.general_equipment_over_500k count 1", "assets.special_equipment_over_1m count 0"],
    ),
    (
        "财政拨款收入支出决算总体情况说明",
        "2023年度财政拨款收入40万元，比2022年决算减少5万元；财政拨款支出39万元，比2022年决算减少8万元。",
        ["revenue.appropriation final 400000", "revenue.appropriation change_amount -50000"],
    ),
    (  # the figure behind the names of the parts is that of the whole, unless a part has one
        "一般公共预算财政拨款基本支出决算情况说明",
        "基本支出决算150万元，其中：（1）工资福利支出包括基本工资、津贴补贴等支出120万元；（2）商品和服务支出包括办公费10万元、差旅费等支出20万元。",
        ["general_budget.basic final 1500000", "economic:301 final 1200000", "economic:30201 final 100000", "economic:30211 final 200000"],
    ),
    (
        "一般公共预算财政拨款支出决算情况说明",
        "1.住房保障支出（类）住房改革支出（款）住房公积金（项）。2022年支出10万元，2023年支出决算为12万元。",
        ["function:2210201 final 100000 (2022)", "function:2210201 final 120000"],
    ),
    (
        "收入支出决算总体情况说明",
        "其他收入0.10万元，为单位在“财政拨款收入”“事业收入”“经营收入”之外取得的收入。较2022年度决算数增加0.01万元。",
        ["revenue.other final 1000", "revenue.other change_amount 100"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "sentence", "expected"), WHOLES)
def test_wholes(heading: str, sentence: str, expected: list[str]) -> None:
    assert said(observe(heading, sentence)) == expected


THREE_PUBLIC = [
    (
        "“三公”经费公共预算财政拨款支出74.6万元，其中公务用车及运行维护费用61.8万元，公务接待费12.8万元。公务用车保有7辆。",
        ["total final 746000", "vehicle final 618000", "reception final 128000", "vehicles_held count 7"],
    ),
    (
        "“三公”经费合计31.23万元，其中：公务接待费2.32万元，公务用车运行费28.91万元。较2022年度部门决算公开“三公”经费合计16.08万元增加15.15万元。",
        ["total final 312300", "reception final 23200", "vehicle_operation final 289100", "total final 160800 (2022)", "total change_amount 151500"],
    ),
    (
        "1、车辆运行维护费用2.94万元，比去年3.01万元少0.07万元；2、公务车辆现保有量为壹辆；3、公务接待费用4万元。",
        ["vehicle_operation final 29400", "vehicle_operation final 30100 (2022)", "vehicle_operation change_amount -700", "reception final 40000"],
    ),
    (  # the year of an explanation ends with it
        "公车运行及维护46.12万元，比上年下降21%，主要是2022年开展公车改革，车辆减少；公务接待费4.30万元，与上年持平；公务用车购置及运维费46.12万元。",
        ["vehicle_operation final 461200", "vehicle_operation change_rate -21", "reception final 43000", "vehicle final 461200"],
    ),
    (  # a second comparison with a year that is not the one before
        "“三公”经费62.07万元，完成全年预算84.82万元的73.2%，比上年增加38.97万元；比2019年（疫情前）减少24.87万元，降低28.6%。",
        ["total final 620700", "total budget 848200", "total completion_rate 73.2", "total change_amount 389700"],
    ),
    (
        "公务用车购置支出决算为0万元，完成预算0万元的--%（基数为0，不可比），比上年决算数增加0万元，增长--（基数为0，不可比）。",
        ["vehicle_purchase final 0", "vehicle_purchase budget 0", "vehicle_purchase change_amount 0"],
    ),
    (
        "因公出国（境）费为0万元，上年持平共计安排因公出国（境）团组0个。",
        ["overseas final 0", "overseas_groups count 0"],
    ),
    (
        "公务接待费3.5万元（接待国内来宾50批420人），公务用车购置费18万元（购置1辆）。",
        ["reception final 35000", "reception_domestic_groups count 50", "reception_domestic_persons count 420", "vehicle_purchase final 180000", "vehicles_purchased count 1"],
    ),
    (
        "国内公务接待累计35批次（其中外事1批次）；年末公务用车保有量2辆，单车运行维护费2.50万元。",
        ["reception_domestic_groups count 35", "reception_foreign_groups count 1", "vehicles_held count 2"],
    ),
    (
        "国内接待费2.5万元，主要用于上级检查指导工作，共计接待22批次、180人次。",
        ["reception_domestic final 25000", "reception_domestic_groups count 22", "reception_domestic_persons count 180"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), THREE_PUBLIC)
def test_three_public(sentence: str, expected: list[str]) -> None:
    assert said(observe("“三公”经费支出决算情况说明", sentence)) == [f"three_public.{told}" for told in expected]


# Paragraphs whose heading was lost stand under the one before: what they name is not given to that one's thing.
LOST = [
    ("机关运行经费支出情况", "国内接待费2.5万元，公务接待费2022年支出10万元。", []),
    ("“三公”经费支出决算情况说明", "2023年收入决算205.27万元，比上年增加5万元。", [f"{REVENUE} final 2052700", f"{REVENUE} change_amount 50000"]),
    ("政府采购支出情况说明", "2023年度本年支出110万元，比上年增加5万元。", [f"{EXPENDITURE} final 1100000", f"{EXPENDITURE} change_amount 50000"]),
    (
        "年度报告",
        "2023年度政府性基金预算财政拨款年初结转和结余10万元，本年收入100万元，本年支出105万元，年末结转和结余5万元。",
        [
            "revenue.opening_carryover.government_fund final 100000",
            "revenue.government_fund_appropriation final 1000000",
            "government_fund.expenditure final 1050000",
        ],
    ),
    (
        "年度报告",
        "2023年度政府性基金预算财政拨款支出300万元，年初结转0.00万元，年末结转0.00万元。",
        ["government_fund.expenditure final 3000000", "revenue.opening_carryover.government_fund final 0"],
    ),
    (
        "机关运行经费支出情况",
        "对15个项目进行了预算绩效自评，资金1,500万元，占部门预算项目支出总额的100%。",
        ["evaluation.projects count 15", "evaluation.projects_amount final 15000000", "evaluation.projects_amount share 100"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "sentence", "expected"), LOST)
def test_under_the_heading_of_something_else(heading: str, sentence: str, expected: list[str]) -> None:
    assert said(observe(heading, sentence)) == expected
