"""Sentences of reports that web sites publish as pages: old names, short forms, figures within reasons and brackets."""

from __future__ import annotations

from tests.prose_reading import observe, said


def test_groups_of_accounts_are_named_without_their_last_word() -> None:
    text = "1.“一般公共服务”306.90 万元，占 1.61%；社会保障和就业20万元，其他3万元。"
    found = observe("一般公共预算财政拨款支出决算情况说明 > 一般公共预算财政拨款支出决算结构情况", text)
    assert said(found) == ["function:201 final 3069000", "function:201 share 1.61", "function:208 final 200000"]


def test_revenue_and_expenditure_behind_a_colon() -> None:
    text = "1、收入:92.22万元。同比上年度增加9.25万元,增加11.15%。其中:财政拨款收入90.22万元,同比上年度增加8.28万元。"
    found = observe(
        "部门整体支出概况", text, "2、支出:99.12万元。其中:人员经费支出34.89万元,项目支出64.23万元。", kind="department_self_evaluation"
    )
    assert said(found) == [
        "revenue.current_year_total final 922200",
        "revenue.current_year_total change_amount 92500",
        "revenue.current_year_total change_rate 11.15",
        "revenue.appropriation final 902200",
        "revenue.appropriation change_amount 82800",
        "expenditure.current_year_total final 991200",
        "general_budget.personnel final 348900",
        "self_evaluation.budget.project executed 642300",
    ]


def test_the_budget_at_the_beginning_of_the_year_in_one_word() -> None:
    text = "(一)2017年初预算收入75.72万元,其中:一般公共预算拨款26.72万元。"
    found = observe("部门收支概况", text, "(二)2017年初预算支出75.72万元。", kind="budget", year=2017)
    assert said(found, 2017) == [
        "revenue.total budget 757200",
        "revenue.general_budget_appropriation budget 267200",
        "expenditure.total budget 757200",
    ]
    spent = observe("“三公”经费支出决算情况说明", "公务接待费年初预算支出2万元，支出决算1万元。")
    assert said(spent) == ["three_public.reception initial_budget 20000", "three_public.reception final 10000"]


def test_running_costs_of_agencies_and_institutions() -> None:
    found = observe("机关（事业）运行经费", "2023年本委运行经费财政拨款预算12.83万元。", kind="budget")
    assert said(found) == ["agency_operating budget 128300"]


def test_a_comparison_within_a_reason_is_of_nothing_named_there() -> None:
    text = "2023年度收入合计90.00万元，较上年增加9.00万元，主要原因是上年年初结转资金5.00万元，实际较上年增加资金4.00万元。"
    key = "revenue.current_year_total"
    assert said(observe("收入支出决算总体情况说明", text)) == [f"{key} final 900000", f"{key} change_amount 90000"]


def test_a_year_within_brackets_ends_with_them() -> None:
    text = "2023年实施项目15个（含2022年转列项目5个），调整预算后项目预算61.46万元。"
    found = observe("基本情况", text, kind="project_self_evaluation")
    assert said(found) == ["self_evaluation.budget adjusted_budget 614600"]


def test_a_share_whose_number_is_lacking_names_nothing() -> None:
    text = "1.基本支出预算88万元。其中：商品和服务支出预算7.58万元，占基本支出预算%，同比增加5.20万元，增长50.63%。"
    assert said(observe("支出预算情况说明", text, kind="budget")) == ["expenditure.basic budget 880000"]


def test_what_changed_within_a_reason_is_named_there() -> None:
    text = (
        "收入预算754.51万元，较2022年减少21.74万元，主要是人员和公用经费减少6.91万元，项目经费减少4.83万元，一般公共预算拨款减少9.00万元。"
    )
    found = observe("二、收支总体情况", text, kind="budget")
    assert said(found) == [
        "revenue.total budget 7545100",
        "revenue.total change_amount -217400",
        "revenue.general_budget_appropriation change_amount -90000",
    ]


def test_the_short_name_of_general_services_in_a_list() -> None:
    text = "支出预算94.27万元，其中：一般公共支出86.25万元，教育支出8.02万元。"
    found = observe("二、收支总体情况", text, kind="budget")
    assert said(found) == ["expenditure.total budget 942700", "function:201 budget 862500", "function:205 budget 80200"]


def test_what_was_done_of_a_target_is_no_share_of_a_project() -> None:
    text = "（一）危房改造项目绩效自评情况：目标14户，实际完成14户，实际完成数占年度目标任务的100%。"
    assert said(observe("项目绩效自评情况", text)) == []


def test_a_total_behind_a_thing_is_the_total_of_that_thing() -> None:
    text = "用财政拨款开支的出国（境）经费、车辆购置及运行费、公务接待费（简称“三公”经费）支出合计24.75万元。"
    found = observe("“三公”经费预算说明", text, "2023年“三公”经费支出预算合计24.75万元，比上年预算数减少4.65万元。", kind="budget")
    key = "three_public.total"
    assert said(found) == [f"{key} budget 247500", f"{key} budget 247500", f"{key} change_amount -46500"]


def test_a_share_of_two_things_together_is_of_neither() -> None:
    text = "本年收入合计900万元，其中：经营收入16万元，附属单位上缴收入3万元，两项合计占2.1%；其他收入7万元，占0.8%。"
    found = said(observe("收入决算情况说明", text))
    assert found[-2:] == ["revenue.other final 70000", "revenue.other share 0.8"]
    assert "revenue.subsidiary_remittance share 2.1" not in found


def test_a_share_behind_an_amount_that_nobody_names_is_of_nothing() -> None:
    text = "预算收入100万元。其中：其他收入20万元，占20%；社会捐赠5万元，占5%；上年结余结（转）3万元，占总收入3%。"
    assert said(observe("单位预算收支情况说明", text, kind="budget")) == [
        "revenue.total budget 1000000",
        "revenue.other budget 200000",
        "revenue.other share 20",
        "revenue.opening_carryover budget 30000",
        "revenue.opening_carryover share 3",
    ]


def test_the_rate_of_what_was_spent_of_a_budget() -> None:
    found = observe("“三公”经费支出", "2023年“三公”经费支出20万元，预算执行比例为88.69%。")
    assert said(found) == ["three_public.total final 200000", "three_public.total execution_rate 88.69"]
