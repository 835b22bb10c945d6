"""Sentences of other manners that were once misread: years of a clause, run-in titles, bare zeros, budgets that were added to."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe, said

SENTENCES = {
    "last_year_in_an_explanation": ("“三公”经费支出决算情况说明",
        "因公出国（境）费支出决算9.00万元，比2022年度增加9.00万元，主要原因是上年未安排；公务接待费支出决算1.00万元，占10%。",
        ["three_public.overseas final 90000", "three_public.overseas change_amount 90000", "three_public.reception final 10000", "three_public.reception share 10"]),
    "last_year_holds_for_its_figure_only": ("机关运行经费支出情况说明", "2023年度机关运行经费支出120万元，上年支出130万元，同比减少10万元，下降7.69%。",
        ["agency_operating final 1200000", "agency_operating final 1300000 (2022)", "agency_operating change_amount -100000", "agency_operating change_rate -7.69"]),
    "a_year_repeats_the_subject": ("“三公”经费支出决算情况说明", "2022年“三公”经费支出决算为5万元，2023年为4.5万元，减少0.5万元。",
        ["three_public.total final 50000 (2022)", "three_public.total final 45000", "three_public.total change_amount -5000"]),
    "expenditure_out_of_appropriations": ("财政拨款支出决算情况说明", "本年财政拨款支出年初预算1,000.00万元，支出决算1,190.00万元，完成年初预算的119%。",
        ["general_budget.expenditure initial_budget 10000000", "general_budget.expenditure final 11900000", "general_budget.expenditure completion_rate 119"]),
    "a_total_after_its_subject": ("一般公共预算“三公”经费支出决算情况说明", "“三公”经费财政拨款支出决算总计12.00万元，完成预算的80.00%。",
        ["three_public.total final 120000", "three_public.total completion_rate 80"]),
    "bare_revenue_of_a_year": ("收入支出决算总体情况", "2023年度收入5,000.00万元，比上年决算数增加200.00万元，增长4.17%。",
        ["revenue.current_year_total final 50000000", "revenue.current_year_total change_amount 2000000", "revenue.current_year_total change_rate 4.17"]),
    "a_zero_without_unit": ("“三公”经费支出决算情况说明", "本单位2023年因公出国（境）费用为0，与上年持平。", ["three_public.overseas final 0"]),
    "averages_are_none_of_ours": ("“三公”经费情况说明", "公务用车购置0辆，人均接待费120.00元，车均购置费0.00万元，车均维护费2.13万元。", ["three_public.vehicles_purchased count 0"]),
    "a_title_run_in": ("其他重要事项情况说明", "（三）国有资产占有使用情况。本部门共有车辆12辆，其中，机要通信用车2辆、其他用车10辆。",
        ["assets.vehicles count 12", "assets.vehicles.confidential count 2", "assets.vehicles.other count 10"]),
    "economic_items": ("一般公共预算财政拨款基本支出决算情况说明", "人员经费800万元，主要包括：基本工资300万元、其他对个人和家庭的补助支出12万元；公用经费100万元，主要包括：办公费20万元、公务接待费1万元。",
        ["general_budget.personnel final 8000000", "economic:30101 final 3000000", "economic:30399 final 120000", "general_budget.operating final 1000000", "economic:30201 final 200000", "economic:30217 final 10000"]),
    "the_whole_of_each_side": ("收入支出决算总体情况说明", "2023年度收入总计1,234.50万元，支出总计1,234.50万元。与上年决算数相比，收入增加45.00万元，增长3.78%，支出增加45.00万元，增长3.78%。",
        ["revenue.total final 12345000", "expenditure.total final 12345000", "revenue.total change_amount 450000", "revenue.total change_rate 3.78", "expenditure.total change_amount 450000", "expenditure.total change_rate 3.78"]),
    "codes_in_parts_behind_names": ("一般公共预算当年拨款情况说明", "1.一般公共服务（201）档案事务（26）行政运行（01）：2023年预算数为800.00万元。", ["function:2012601 initial_budget 8000000"]),
    "more_and_less": ("收入决算情况说明", "其他收入50.00万元，较上年多11.11万元；财政拨款收入950.00万元，较上年增长11.76%，净增100.00万元。",
        ["revenue.other final 500000", "revenue.other change_amount 111100", "revenue.appropriation final 9500000", "revenue.appropriation change_rate 11.76", "revenue.appropriation change_amount 1000000"]),
    "vehicles_held_and_of_which": ("“三公”经费支出决算情况说明", "公务用车运行支出12.5万元，年末公务用车实有5辆（含应急保障用车2辆）。", ["three_public.vehicle_operation final 125000", "three_public.vehicles_held count 5"]),
    "respectively_twice": ("支出决算情况说明", "基本支出和项目支出分别为800.00万元和350.00万元，分别占本年支出的69.57%和30.43%。",
        ["expenditure.basic final 8000000", "expenditure.project final 3500000", "expenditure.basic share 69.57", "expenditure.project share 30.43"]),
    "remarks_in_brackets": ("收入支出决算总体情况说明", "2023年度收、支总计（含结转和结余）4,321.00万元。与2022年度决算相比，收支各增加21.00万元，增长0.49%。",
        ["revenue.total final 43210000", "expenditure.total final 43210000", "revenue.total change_amount 210000", "expenditure.total change_amount 210000", "revenue.total change_rate 0.49", "expenditure.total change_rate 0.49"]),
}  # fmt: skip
EVALUATIONS = {
    "added": ("年初预算667.77万元；经年中调整，增加预算资金170.33万元；全年预算资金总额838.1万元。",
        ["self_evaluation.budget initial_budget 6677700", "self_evaluation.budget budget_adjustment 1703300", "self_evaluation.budget adjusted_budget 8381000"]),
    "added_bare": ("年初预算100万元，年中追加20万元，调整后预算120万元，全年执行118万元，预算执行率98.33%。",
        ["self_evaluation.budget initial_budget 1000000", "self_evaluation.budget budget_adjustment 200000", "self_evaluation.budget adjusted_budget 1200000", "self_evaluation.budget executed 1180000", "self_evaluation.budget execution_rate 98.33"]),
    "at_the_beginning_of_a_year": ("2023年初预算收入为1,800万元，全年预算2,000万元。", ["self_evaluation.budget initial_budget 18000000", "self_evaluation.budget adjusted_budget 20000000"]),
    "taken": ("年初预算100万元，年中调减预算20万元，全年预算80万元。",
        ["self_evaluation.budget initial_budget 1000000", "self_evaluation.budget budget_adjustment -200000", "self_evaluation.budget adjusted_budget 800000"]),
    "parts": ("全年预算数900万元，其中：基本支出预算800万元，执行790万元；项目支出预算100万元，执行90万元。",
        ["self_evaluation.budget adjusted_budget 9000000", "self_evaluation.budget.basic initial_budget 8000000", "self_evaluation.budget.basic executed 7900000", "self_evaluation.budget.project initial_budget 1000000", "self_evaluation.budget.project executed 900000"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_manners_of_accounts(name: str) -> None:
    headings, sentence, expected = SENTENCES[name]
    assert said(observe(headings, sentence)) == expected


@pytest.mark.parametrize("name", EVALUATIONS)
def test_budgets_that_were_added_to(name: str) -> None:
    sentence, expected = EVALUATIONS[name]
    assert said(observe("部门整体支出绩效自评报告", sentence, kind="department_self_evaluation")) == expected


def test_sections_of_an_evaluation_speak_of_its_own_budget() -> None:
    told = said(
        observe(
            "部门整体支出绩效自评报告 > 一般公共预算支出情况",
            "2023年项目支出800.00万元。“三公”经费支出8.60万元。",
            kind="department_self_evaluation",
        )
    )
    assert told == ["self_evaluation.budget.project executed 8000000", "self_evaluation.three_public executed 86000"]


def test_a_perfect_score_of_a_hundred_is_no_weight() -> None:
    told = said(observe("自评结论", "对照评价指标体系，满分100分，自评得分98.5分，评价结果为“优”。", kind="department_self_evaluation"))
    assert told == ["self_evaluation.total score 98.5", "self_evaluation.total grade 优"]


def test_codes_right_behind_the_number_of_an_item() -> None:
    told = said(observe("一般公共预算支出情况", "1.2010301行政运行2023年预算500.00万元，比上年预算增加20.00万元。", kind="budget"))
    assert told == ["function:2010301 budget 5000000", "function:2010301 change_amount 200000"]
