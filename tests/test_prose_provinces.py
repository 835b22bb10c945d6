"""Longer passages in the manner of single provinces, with the traps that lie between their sentences."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe, said

PASSAGES = {
    # Sichuan: figures in brackets, 占比 before the reason, 完成预算 without 的
    "sichuan_accounts": ("一般公共预算财政拨款支出决算情况说明 > 一般公共预算财政拨款支出决算具体情况",
        "2023年一般公共预算支出决算数为1,500.20万元，完成预算98.5%。其中：",
        "1.一般公共服务（类）纪检监察事务（款）行政运行（项）：支出决算为1,000.10万元，完成预算100%，决算数等于预算数。",
        "2.社会保障和就业（类）抚恤（款）死亡抚恤（项）: 支出决算为12.00万元，完成预算60%，决算数小于预算数的主要原因是人员减少2人，节约经费8万元。",
        ["general_budget.expenditure final 15002000", "general_budget.expenditure completion_rate 98.5", "function:2011101 final 10001000", "function:2011101 completion_rate 100", "function:2080801 final 120000", "function:2080801 completion_rate 60"]),
    "sichuan_three_public": ("“三公”经费财政拨款支出决算情况说明 > “三公”经费财政拨款支出决算具体情况说明",
        "2023年“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元，占0%；公务用车购置及运行维护费支出决算10.50万元，占70%；公务接待费支出决算4.50万元，占30%。具体情况如下：",
        "1.因公出国（境）经费支出0万元，完成预算0%。全年安排因公出国（境）团组0次，出国（境）0人。因公出国（境）支出决算比2022年增加0万元，增长0%。",
        "2.公务用车购置及运行维护费支出10.50万元,完成预算95.45%。公务用车购置及运行维护费支出决算比2022年减少1.20万元，下降10.26%。其中：公务用车购置支出0万元。全年按规定更新购置公务用车0辆，其中：轿车0辆、金额0万元，越野车0辆、金额0万元。截至2023年12月底，单位共有公务用车3辆，其中：轿车2辆、越野车1辆。公务用车运行维护费支出10.50万元。主要用于执法检查等所需的公务用车燃料费、维修费等支出。",
        "3.公务接待费支出4.50万元，完成预算90%。公务接待费支出决算比2022年增加0.50万元，增长12.5%。其中：国内公务接待支出4.50万元，主要用于执行公务。国内公务接待35批次，280人次（不包括陪同人员），共计支出4.50万元，具体内容包括：交流学习2.00万元、检查指导2.50万元。外事接待支出0万元，外事接待0批次，0人，共计支出0万元。",
        ["three_public.overseas final 0", "three_public.overseas share 0", "three_public.vehicle final 105000", "three_public.vehicle share 70", "three_public.reception final 45000", "three_public.reception share 30",
         "three_public.overseas final 0", "three_public.overseas completion_rate 0", "three_public.overseas_groups count 0", "three_public.overseas_persons count 0", "three_public.overseas change_amount 0", "three_public.overseas change_rate 0",
         "three_public.vehicle final 105000", "three_public.vehicle completion_rate 95.45", "three_public.vehicle change_amount -12000", "three_public.vehicle change_rate -10.26", "three_public.vehicle_purchase final 0", "three_public.vehicles_purchased count 0", "three_public.vehicles_held count 3", "three_public.vehicle_operation final 105000",
         "three_public.reception final 45000", "three_public.reception completion_rate 90", "three_public.reception change_amount 5000", "three_public.reception change_rate 12.5", "three_public.reception_domestic final 45000", "three_public.reception_domestic_groups count 35", "three_public.reception_domestic_persons count 280", "three_public.reception_domestic final 45000", "three_public.reception_foreign final 0", "three_public.reception_foreign_groups count 0", "three_public.reception_foreign_persons count 0", "three_public.reception_foreign final 0"]),
    # Hunan: the account in front, then budget and final in one breath
    "hunan_accounts": ("一般公共预算财政拨款支出决算情况 > 具体情况",
        "2023年度财政拨款支出年初预算数为500万元，支出决算数为520万元，完成年初预算的104%，其中：",
        "1、教育支出（类）普通教育（款）小学教育（项）。",
        "年初预算为100万元，支出决算为110万元，完成年初预算的110%，决算数大于年初预算数的主要原因是：追加经费10万元。",
        ["general_budget.expenditure initial_budget 5000000", "general_budget.expenditure final 5200000", "general_budget.expenditure completion_rate 104", "function:2050202 initial_budget 1000000", "function:2050202 final 1100000", "function:2050202 completion_rate 110"]),
    "hunan_vehicles": ("“三公”经费财政拨款支出决算情况",
        "1、因公出国（境）费支出决算为0万元，全年安排因公出国（境）团组0个，累计0人次。",
        "2、公务接待费支出决算为20.10万元，全年共接待来访团组520个、来宾4200人次，主要是考察调研发生的接待支出。",
        "3、公务用车购置费及运行维护费支出决算为2.52万元，其中：公务用车购置费0万元，更新公务用车0辆。公务用车运行维护费2.52万元，主要是汽车燃油、维修支出，截止2023年12月31日，我单位开支财政拨款的公务用车保有量为2辆。",
        ["three_public.overseas final 0", "three_public.overseas_groups count 0", "three_public.overseas_persons count 0", "three_public.reception final 201000", "three_public.reception_domestic_groups count 520", "three_public.reception_domestic_persons count 4200", "three_public.vehicle final 25200", "three_public.vehicle_purchase final 0", "three_public.vehicles_purchased count 0", "three_public.vehicle_operation final 25200", "three_public.vehicles_held count 2"]),
    # Yunnan: three levels of wording in the summary, 与上年相比 with both parts
    "yunnan_revenue": ("收入决算情况说明",
        "某某局2023年度收入合计1,234.56万元。其中：财政拨款收入1,200.00万元，占总收入的97.20%；上级补助收入0.00万元，占总收入的0.00%；事业收入0.00万元（含教育收费0.00万元），占总收入的0.00%；经营收入0.00万元，占总收入的0.00%；附属单位缴款收入0.00万元，占总收入的0.00%；其他收入34.56万元，占总收入的2.80%。与上年相比，收入合计减少100.00万元，下降7.49%。其中：财政拨款收入减少90.00万元，下降6.98%；其他收入减少10.00万元，下降22.44%。主要原因是项目减少。",
        ["revenue.current_year_total final 12345600", "revenue.appropriation final 12000000", "revenue.appropriation share 97.2", "revenue.superior_subsidy final 0", "revenue.superior_subsidy share 0", "revenue.institutional final 0", "revenue.institutional share 0", "revenue.business final 0", "revenue.business share 0", "revenue.subsidiary_remittance final 0", "revenue.subsidiary_remittance share 0", "revenue.other final 345600", "revenue.other share 2.8", "revenue.current_year_total change_amount -1000000", "revenue.current_year_total change_rate -7.49", "revenue.appropriation change_amount -900000", "revenue.appropriation change_rate -6.98", "revenue.other change_amount -100000", "revenue.other change_rate -22.44"]),
    # Guangdong: budget and final of 三公 in the overview; the groups are put before the figure
    "guangdong_three_public": ("一般公共预算财政拨款“三公”经费支出决算情况说明",
        "2023年度一般公共预算财政拨款“三公”经费支出决算为15.00万元，完成全年预算20.00万元的75%，比上年决算数减少2.00万元，下降11.76%。其中：因公出国（境）费支出决算为0万元，完成全年预算0万元的0%；公务用车购置及运行维护费支出决算为10.50万元，完成全年预算12.00万元的87.5%；公务接待费支出决算为4.50万元，完成全年预算8.00万元的56.25%。",
        ["three_public.total final 150000", "three_public.total budget 200000", "three_public.total completion_rate 75", "three_public.total change_amount -20000", "three_public.total change_rate -11.76", "three_public.overseas final 0", "three_public.overseas budget 0", "three_public.overseas completion_rate 0", "three_public.vehicle final 105000", "three_public.vehicle budget 120000", "three_public.vehicle completion_rate 87.5", "three_public.reception final 45000", "three_public.reception budget 80000", "three_public.reception completion_rate 56.25"]),
    # Zhejiang: 与2023年度年初预算数相比 is no comparison with the year before
    "zhejiang": ("“三公”经费支出决算情况说明",
        "2023年度“三公”经费支出年初预算数为8.5万元，支出决算为3.4万元，完成年初预算的40%，2023年度“三公”经费支出决算数小于预算数的主要原因是厉行节约。与2023年年初预算数相比减少5.1万元，下降60%。",
        "公务接待费支出决算数为3.40万元，占“三公”经费支出总额的100%，与2022年度相比，增加0.2万元，增长6.25%。其中，外事接待支出0万元，接待0人次，0批次；其他国内公务接待支出3.40万元，接待330人次，37批次。",
        ["three_public.total initial_budget 85000", "three_public.total final 34000", "three_public.total completion_rate 40", "three_public.reception final 34000", "three_public.reception share 100", "three_public.reception change_amount 2000", "three_public.reception change_rate 6.25", "three_public.reception_foreign final 0", "three_public.reception_foreign_persons count 0", "three_public.reception_foreign_groups count 0", "three_public.reception_domestic final 34000", "three_public.reception_domestic_persons count 330", "three_public.reception_domestic_groups count 37"]),
    # Hubei: tables of words with the unit stated once
    "unit_once": ("收入支出决算总体情况说明", "（单位：万元）", "2023年度收入总计500.00，支出总计500.00。", ["revenue.total final 5000000", "expenditure.total final 5000000"]),
    # Jiangsu: (一) (二) within one paragraph, and 结转 of both ends
    "jiangsu_summary": ("收入支出决算总体情况说明",
        "2023年度收入、支出决算总计2,000.00万元。与上年相比，收、支总计各增加50.00万元，增长2.56%。其中：（一）收入决算总计2,000.00万元。包括：1.本年收入决算合计1,990.00万元。与上年相比，增加40.00万元，增长2.05%，变动原因：人员增加。2.使用非财政拨款结余（含专用结余）0万元。与上年决算数相同。3.年初结转和结余10.00万元。与上年相比，增加10.00万元（去年为0，无法计算增减比率）。（二）支出决算总计2,000.00万元。包括：1.本年支出决算合计1,995.00万元。2.结余分配0万元。3.年末结转和结余5.00万元。",
        ["revenue.total final 20000000", "expenditure.total final 20000000", "revenue.total change_amount 500000", "expenditure.total change_amount 500000", "revenue.total change_rate 2.56", "expenditure.total change_rate 2.56", "revenue.total final 20000000", "revenue.current_year_total final 19900000", "revenue.current_year_total change_amount 400000", "revenue.current_year_total change_rate 2.05", "revenue.non_appropriation_balance_used final 0", "revenue.opening_carryover final 100000", "revenue.opening_carryover change_amount 100000", "expenditure.total final 20000000", "expenditure.current_year_total final 19950000", "expenditure.balance_distribution final 0", "expenditure.closing_carryover final 50000"]),
    "beijing_accounts": ("一般公共预算财政拨款支出决算情况 > 一般公共预算财政拨款支出决算具体情况",
        "1、“教育支出”（类）2023年度决算30.00万元，比2023年年初预算减少5.00万元，下降14.29%。其中：",
        "“进修及培训”（款）2023年度决算30.00万元，比2023年年初预算减少5.00万元，下降14.29%。主要原因：压缩培训费支出5万元。",
        ["function:205 final 300000", "function:20508 final 300000"]),
    "shandong_assets": ("国有资产占用情况",
        "截至2023年12月31日，本部门共有车辆86辆，其中，副部（省）级及以上领导用车0辆、主要领导干部用车2辆、机要通信用车4辆、应急保障用车3辆、执法执勤用车60辆、特种专业技术用车10辆、离退休干部用车1辆、其他用车6辆，其他用车主要是一般公务用车；单价100万元以上设备（不含车辆）15台（套）。",
        ["assets.vehicles count 86", "assets.vehicles.provincial_leader count 0", "assets.vehicles.leader count 2", "assets.vehicles.confidential count 4", "assets.vehicles.emergency count 3", "assets.vehicles.enforcement count 60", "assets.vehicles.special count 10", "assets.vehicles.retired count 1", "assets.vehicles.other count 6", "assets.equipment_over_1m count 15"]),
    "reasons_name_what_nobody_asked_for": ("机关运行经费支出情况说明",
        "2023年度机关运行经费支出36.28万元，与上年基本持平。其中：办公费5.10万元，印刷费1.00万元，差旅费3.00万元，公务用车运行维护费2.20万元。", ["agency_operating final 362800"]),
    "last_years_figure": ("机关运行经费支出情况说明", "2022年度机关运行经费支出35.00万元，2023年度机关运行经费支出36.28万元，增加1.28万元，增长3.66%。",
        ["agency_operating final 350000 (2022)", "agency_operating final 362800", "agency_operating change_amount 12800", "agency_operating change_rate 3.66"]),
    "slip_of_the_year": ("收入决算情况说明", "2022年度收入合计100万元。", ["revenue.current_year_total final 1000000 (2022)"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSAGES)
def test_provinces_say(name: str) -> None:
    headings, *paragraphs, expected = PASSAGES[name]
    assert said(observe(headings, *paragraphs)) == expected
