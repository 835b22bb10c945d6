"""The narrative of budgets (部门预算): what stands in the column `budget`, and what is compared with the year before."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe, said

BUDGETS = [
    ("“三公”经费支出预算情况说明", "2026年一般公共预算“三公”经费支出预算为30万元，比上年预算减少5万元，下降14.29%。其中：因公出国（境）费支出预算为0万元，公务接待费支出预算为4万元，公务用车购置及运行费支出预算为26万元，其中：公务用车购置费20万元，比2025年预算减少3万元，下降13.04%，下降原因主要是本年度预计购置执法执勤用车1辆，比上年度少1辆。",
     ["three_public.total budget 300000", "three_public.total change_amount -50000", "three_public.total change_rate -14.29", "three_public.overseas budget 0", "three_public.reception budget 40000", "three_public.vehicle budget 260000", "three_public.vehicle_purchase budget 200000", "three_public.vehicle_purchase change_amount -30000", "three_public.vehicle_purchase change_rate -13.04"]),
    ("“三公”经费安排情况", "2025年度“三公”经费合计支出20.12万元，其中：公务接待费12.39万元。2026年度“三公”经费预算较2025年度增加1.68万元，其中公务接待较上年同期减少0.58万元，减少4.68%。",
     ["three_public.total final 201200 (2025)", "three_public.reception final 123900 (2025)", "three_public.total change_amount 16800", "three_public.reception change_amount -5800", "three_public.reception change_rate -4.68"]),
    ("部门预算收支增减变化情况", "2026年部门预算收入总额为1,234.5万元，其中：一般公共预算财政拨款1,200万元，政府性基金预算拨款收入34.5万元。收入较去年增加30万元，主要是人员经费增加。",
     ["revenue.total budget 12345000", "revenue.general_budget_appropriation budget 12000000", "revenue.government_fund_appropriation budget 345000", "revenue.total change_amount 300000"]),
    ("机关运行经费", "2026年本单位机关运行经费当年一般公共预算拨款100万元，比上年预算增加5万元，上升5.26%。",
     ["agency_operating budget 1000000", "agency_operating change_amount 50000", "agency_operating change_rate 5.26"]),
    ("国有资产占有使用情况说明", "本单位共有公务用车3辆，其中，机要通信用车1辆，其他按照规定配备的公务用车2辆。2026年拟新增配置公务用车1辆，其中其他用车1辆。",
     ["assets.vehicles count 3", "assets.vehicles.confidential count 1", "assets.vehicles.other count 2"]),
    ("2026年单位预算编制说明", "2026年，某某局收入预算8695.94万元，其中：财政拨款收入8695.94万元，比2025年预算增加794.88万元；事业收入0万元；事业单位经营收入0万元；其他收入0万元。",
     ["revenue.total budget 86959400", "revenue.appropriation budget 86959400", "revenue.appropriation change_amount 7948800", "revenue.institutional budget 0", "revenue.business budget 0", "revenue.other budget 0"]),
    ("2026年单位预算编制说明", "支出预算8695.94万元，其中：财政拨款支出预算8695.94万元，比2025年预算增加794.88万元。财政拨款支出预算中，一般公共预算拨款支出预算8695.94万元，比2025年预算增加794.88万元；政府性基金拨款支出预算0万元，与2025年预算持平；国有资本经营预算拨款支出预算0万元，与2025年预算持平。",
     ["expenditure.total budget 86959400", "appropriation.expenditure_total budget 86959400", "appropriation.expenditure_total change_amount 7948800", "general_budget.expenditure budget 86959400", "general_budget.expenditure change_amount 7948800", "government_fund.expenditure budget 0", "state_capital.expenditure budget 0"]),
    ("2026年单位预算编制说明", "1、公共安全支出（204类）司法（06款）行政运行（01项）1434.89万元。主要用于：行政单位的基本支出。2025年当年预算执行数为1690.69万元，2026年预算安排1434.89万元，比2025年预算执行数减少1.10%。主要原因是：支出减少。",
     ["function:2040601 budget 14348900", "function:2040601 executed 16906900 (2025)", "function:2040601 budget 14348900", "function:2040601 change_rate -1.1"]),
    ("2026年单位预算编制说明", "“公共安全支出”科目5,920.10万元，主要用于司法行政支出。", ["function:204 budget 59201000"]),
    ("“三公”经费预算情况说明", "2026年“三公”经费预算数为10.71万元，与2025年预算数持平。其中：（一）因公出国（境）费0万元，与2025年预算数持平。（二）公务用车购置及运行费9.98万元，比2025年预算减少0.02万元。其中：公务用车购置费0万元；公务用车运行费9.98万元。（三）公务接待费0.73万元。",
     ["three_public.total budget 107100", "three_public.overseas budget 0", "three_public.vehicle budget 99800", "three_public.vehicle change_amount -200", "three_public.vehicle_purchase budget 0", "three_public.vehicle_operation budget 99800", "three_public.reception budget 7300"]),
    ("机关运行经费安排情况说明", "2026年本部门机关运行经费财政拨款预算184.59万元，比2025年预算减少3万元，下降1.6%。",
     ["agency_operating budget 1845900", "agency_operating change_amount -30000", "agency_operating change_rate -1.6"]),
    ("政府采购安排情况说明", "2026年本部门政府采购预算总额1484.2万元，其中：政府采购货物预算1.44万元、政府采购工程预算36.44万元、政府采购服务预算1446.32万元。",
     ["procurement.total budget 14842000", "procurement.goods budget 14400", "procurement.works budget 364400", "procurement.services budget 14463200"]),
    ("收支预算情况说明", "按照综合预算的原则，某某局所有收入和支出均纳入部门预算管理。2026年收支总预算500.5万元，比上年增加20万元，增长4.16%。",
     ["revenue.total budget 5005000", "expenditure.total budget 5005000", "revenue.total change_amount 200000", "expenditure.total change_amount 200000", "revenue.total change_rate 4.16", "expenditure.total change_rate 4.16"]),
    ("收入预算情况说明", "2026年收入预算500.5万元，其中：上年结转10万元，占2%；一般公共预算拨款收入490.5万元，占98%。",
     ["revenue.total budget 5005000", "revenue.opening_carryover budget 100000", "revenue.opening_carryover share 2", "revenue.general_budget_appropriation budget 4905000", "revenue.general_budget_appropriation share 98"]),
    ("支出预算情况说明", "2026年支出预算500.5万元，其中：基本支出400.5万元，占80.02%；项目支出100万元，占19.98%。",
     ["expenditure.total budget 5005000", "expenditure.basic budget 4005000", "expenditure.basic share 80.02", "expenditure.project budget 1000000", "expenditure.project share 19.98"]),
    ("财政拨款收支预算总体情况说明", "2026年度财政拨款收、支总预算490.50万元。与上年相比，财政拨款收、支总计各增加20万元，增长4.25%。",
     ["appropriation.revenue_total budget 4905000", "appropriation.expenditure_total budget 4905000", "appropriation.revenue_total change_amount 200000", "appropriation.expenditure_total change_amount 200000", "appropriation.revenue_total change_rate 4.25", "appropriation.expenditure_total change_rate 4.25"]),
    ("一般公共预算支出情况说明", "2026年一般公共预算支出490.5万元，其中：教育支出（类）进修及培训（款）培训支出（项）5万元，比上年减少1万元，下降16.67%。",
     ["general_budget.expenditure budget 4905000", "function:2050803 budget 50000", "function:2050803 change_amount -10000", "function:2050803 change_rate -16.67"]),
    ("一般公共预算基本支出情况说明", "2026年一般公共预算基本支出400.5万元，其中：人员经费350万元，主要包括：基本工资；公用经费50.5万元，主要包括：办公费。",
     ["general_budget.basic budget 4005000", "general_budget.personnel budget 3500000", "general_budget.operating budget 505000"]),
    ("“三公”经费预算情况说明", "2026年，“三公”经费预算为90万元。其中，因公出国（境）费10万元，公务接待费30万元，公务用车购置及运行费50万元。同口径比2025年减少10万元，下降10%。其中：公务接待费同口径比2025年减少5万元。",
     ["three_public.total budget 900000", "three_public.overseas budget 100000", "three_public.reception budget 300000", "three_public.vehicle budget 500000", "three_public.total change_amount -100000", "three_public.total change_rate -10", "three_public.reception change_amount -50000"]),
    ("“三公”经费预算情况说明", "收入预算60万元，其中：财政拨款收入60万元。与2025年预算相比增长20%。", ["revenue.total budget 600000", "revenue.appropriation budget 600000", "revenue.appropriation change_rate 20"]),
    ("“三公”经费预算对比说明", "2026年三公经费预算拨入40万元，2025年三公经费预算拨入50万元，与上年对比减少10万元。其中：1、公务接待费2026年预算10万元，2025年预算16万元；对比减少6万元；减少率37.5%。2、公务车辆运行2026年预算30万元，2025年预算34万元；对比减少4万元。",
     ["three_public.total budget 400000", "three_public.total budget 500000 (2025)", "three_public.total change_amount -100000", "three_public.reception budget 100000", "three_public.reception budget 160000 (2025)", "three_public.reception change_amount -60000", "three_public.reception change_rate -37.5", "three_public.vehicle_operation budget 300000", "three_public.vehicle_operation budget 340000 (2025)", "three_public.vehicle_operation change_amount -40000"]),
    ("“三公”经费预算情况说明", "“三公”经费预算总额为190万元，较2025年的210万元减少20万元，较上年决算205万元减少15万元。",
     ["three_public.total budget 1900000", "three_public.total budget 2100000 (2025)", "three_public.total change_amount -200000", "three_public.total final 2050000 (2025)", "three_public.total change_amount -150000"]),
    ("部门预算情况说明", "2026年一般公共预算财政拨款支出300万元，比2025年增加20万元。其中：基本支出200万元，比2025年增加5万元；项目支出100万元。2026年支出预算320万元，其中：基本支出200万元。",
     ["general_budget.expenditure budget 3000000", "general_budget.expenditure change_amount 200000", "general_budget.basic budget 2000000", "general_budget.basic change_amount 50000", "general_budget.project budget 1000000", "expenditure.total budget 3200000", "expenditure.basic budget 2000000"]),
    ("其他重要事项的情况说明", "1.机关运行经费情况。2026年一般公共预算财政拨款运行经费162.5万元，比上年增加6.5万元。", ["agency_operating budget 1625000", "agency_operating change_amount 65000"]),
    ("政府采购预算安排情况说明", "2026年政府采购预算17000元，同比增加7000元。其中：政府集中采购预算15000元，占政府采购预算的88.24%，同比增加6000元；分散采购2000元，占政府采购预算的11.76%。按资金类型划分，一般公共预算拨款16000元，财政专户管理的资金安排1000元，上年结转结余资金安排0元。货物类采购10000元，占政府采购预算58.82%。",
     ["procurement.total budget 17000", "procurement.total change_amount 7000", "procurement.goods budget 10000", "procurement.goods share 58.82"]),
    ("“三公”经费预算情况说明", "2026年，汇总一般公共预算“三公”经费预安排24.5万元，较上年预算增加3.5万元。其中：公务用车购置及运行费20.00 万元(公务用车购置费5.00 万元,比上年增加1 万元;公务用车运行维护费15.00 万元,比上年减少2 万元。)比上年减少1 万元,下降4.76 %;公务接待费4.5 万元。",
     ["three_public.total budget 245000", "three_public.total change_amount 35000", "three_public.vehicle budget 200000", "three_public.vehicle_purchase budget 50000", "three_public.vehicle_purchase change_amount 10000", "three_public.vehicle_operation budget 150000", "three_public.vehicle_operation change_amount -20000", "three_public.vehicle change_amount -10000", "three_public.vehicle change_rate -4.76", "three_public.reception budget 45000"]),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "sentence", "expected"), BUDGETS)
def test_budgets_say(heading: str, sentence: str, expected: list[str]) -> None:
    assert said(observe(heading, sentence, kind="budget", year=2026), 2026) == expected
