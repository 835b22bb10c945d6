"""Sentences of whole reports whose parts name a fund, a carry-over or a heading: no total is taken from them."""

from __future__ import annotations

from tests.drawn_figures import failing, prose
from tests.prose_reading import observe, said


def test_the_funds_that_pay_for_a_part_are_not_those_funds() -> None:
    text = (
        "2023年度财政拨款“三公”经费支出决算1.07万元（其中：一般公共预算支出1.07万元；政府性基金预算支出0万元；国有资本经营预算支出0万元）。"
    )
    found = observe("财政拨款“三公”经费支出决算情况说明", text)
    assert said(found) == ["three_public.total final 10700"]


def test_budgets_of_single_funds_are_no_grand_totals() -> None:
    text = "2024年一般公共预算收支预算900万元，政府性基金收支预算0万元。"
    assert said(observe("财政拨款收入支出预算总体情况说明", text, kind="budget", year=2024), 2024) == []


def test_what_pays_for_a_difference_is_no_carry_over() -> None:
    text = "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为100万元，支出决算为144.07万元，决算数大于年初预算数的主要原因是使用年初结转资金安排的支出44.07万元。"
    found = observe("一般公共预算财政拨款支出决算情况说明", text)
    assert said(found) == ["function:2050202 initial_budget 1000000", "function:2050202 final 1440700"]


def test_funds_in_the_list_of_revenue_and_in_brackets() -> None:
    listed = observe("收入预算情况说明", "一般公共预算900万元，占100%，比上年预算增加100万元，增长12.5%。", kind="budget")
    key = "revenue.general_budget_appropriation"
    assert said(listed) == [f"{key} budget 9000000", f"{key} share 100", f"{key} change_amount 1000000", f"{key} change_rate 12.5"]
    told = observe("收入决算情况说明", "本年收入合计90万元；包括财政拨款收入90万元（其中政府性基金预算0万元），占收入合计100%。")
    assert "revenue.government_fund_appropriation final 0" in said(told)


def test_money_after_a_count_is_about_what_the_heading_names() -> None:
    text = "2023年购置车辆0台，预算为1.00万元，支出决算为0.00万元，完成预算的0%。"
    key = "three_public.vehicle_purchase"
    assert said(observe("“三公”经费支出决算具体情况说明 > 公务用车购置费用支出情况说明", text)) == [
        "three_public.vehicles_purchased count 0",
        f"{key} budget 10000",
        f"{key} final 0",
        f"{key} completion_rate 0",
    ]


def test_the_first_chapter_of_a_self_evaluation_tells_its_budget() -> None:
    text = "2023年部门年初预算98万元，全年预算110万元，全年执行104.5万元，预算执行率95%。"
    found = observe("部门概况 > 部门整体收支情况", text, kind="department_self_evaluation")
    columns = [("initial_budget", "980000"), ("adjusted_budget", "1100000"), ("executed", "1045000"), ("execution_rate", "95")]
    assert said(found) == [f"self_evaluation.budget {column} {value}" for column, value in columns]


def test_the_budget_told_in_passing_is_not_what_changed() -> None:
    key = "three_public.total"
    told = f"{key}@final 1.04 {key}@budget 1.57 {key}@completion_rate 66.24% {key}@change_amount -1.04 {key}@change_rate -50.00%"
    assert failing(prose(told)) == []


def test_a_share_of_basic_expenditure() -> None:
    told = "expenditure.basic@final 498.58 general_budget.personnel@final 314.77 general_budget.personnel@share 63.13%"
    assert failing(prose(f"expenditure.current_year_total@final 813.88 {told}")) == []


def test_a_comparison_after_a_reason_is_of_what_was_told_before() -> None:
    text = "公务接待费支出预算为10.00万元，支出决算为8.00万元，决算数小于预算数的主要原因是厉行节约，与上年相比减少2.00万元，下降20.00%，减少的主要原因是接待批次减少5批。"
    key = "three_public.reception"
    found = said(observe("“三公”经费财政拨款支出决算总体情况说明", text))
    assert found == [f"{key} budget 100000", f"{key} final 80000", f"{key} change_amount -20000", f"{key} change_rate -20"]
    reason = "项目支出80.00万元，主要原因是设备购置与上年相比减少2.00万元。"
    assert said(observe("支出决算情况说明", reason)) == ["expenditure.project final 800000"]


def test_projects_in_the_words_of_their_purpose() -> None:
    text = "2023年度用于保障某局机构为完成特定的行政工作任务，用于专项业务工作的经费支出315.31万元。其中：基本建设类项目支出0.00万元。"
    assert said(observe("项目支出情况", text)) == ["expenditure.project final 3153100"]


def test_the_general_budget_of_the_year_is_not_all_of_the_year() -> None:
    text = "2023年一般公共预算当年支出450.62万元，比上年预算减少36.05万元，下降7.41%。"
    key = "general_budget.expenditure"
    found = observe("一般公共预算支出情况", text, kind="budget")
    assert said(found) == [f"{key} budget 4506200", f"{key} change_amount -360500", f"{key} change_rate -7.41"]


def test_points_of_a_share_are_no_rate_of_change() -> None:
    text = "基本支出中，人员经费占85.6％，较上年提高0.8个百分点。"
    assert said(observe("支出决算情况", text)) == ["general_budget.personnel share 85.6"]
    text = "机关运行经费支出105万元，比上年增加5万元，增长5个百分点。"
    key = "agency_operating"
    assert said(observe("机关运行经费支出情况", text)) == [f"{key} final 1050000", f"{key} change_amount 50000", f"{key} change_rate 5"]


def test_the_appropriation_is_a_part_of_revenue_in_the_next_sentence_and_of_this_year() -> None:
    whole = ["revenue.total budget 1000000", "revenue.total change_amount 80000", "revenue.appropriation budget 1000000"]
    text = "2023年收入预算100万元，比2022年年初预算数增加8万元。其中：财政拨款100万元。"
    assert said(observe("收入预算说明", text, kind="budget")) == whole
    text = "2023年收入预算100万元，其中：当年财政拨款100万元，占100%；上年结转0万元，占0%。"
    expected = ["revenue.total budget 1000000", "revenue.appropriation budget 1000000", "revenue.appropriation share 100"]
    assert said(observe("收入预算情况", text, kind="budget"))[:3] == expected


def test_vehicles_bought_or_renewed() -> None:
    text = "公务用车购置费0万元，本年度购置（更新）公务用车2辆。"
    assert "three_public.vehicles_purchased count 2" in said(observe("“三公”经费支出决算情况", text))


def test_accounts_by_code_hyphen_and_name() -> None:
    whole = "一般公共预算拨款支出10万元，比上年决算数增加1万元，增长11.11%，具体情况如下："
    found = said(
        observe("一般公共预算拨款支出决算情况说明", whole, "（一）2050404-成人广播电视教育0.56万元，较上年决算数增加0.06万元，增长12%。")
    )
    key = "function:2050404"
    assert found[3:] == [f"{key} final 5600", f"{key} change_amount 600", f"{key} change_rate 12"]


def test_a_rate_behind_figures_of_something_unknown_is_of_nothing_of_ours() -> None:
    text = "一般公共预算财政拨款支出10万元，某事0.56万元，较上年增加0.06万元，增长12%。"
    assert said(observe("一般公共预算财政拨款支出决算情况说明", text)) == ["general_budget.expenditure final 100000"]


def test_what_is_spent_on_a_named_thing_is_not_all_expenditure_of_the_budget() -> None:
    text = "2023年本部门一般公共预算“三公”经费预算支出26.40万元，较上年减少2.64万元。会议费预算支出2.5万元，较上年减少0.5万元。"
    found = said(observe("部门预算“三公”经费等预算情况说明", text, kind="budget"))
    assert found == ["three_public.total budget 264000", "three_public.total change_amount -26400"]
    text = "2023年本部门预算支出84万元，其中一般公共预算拨款支出80万元。"
    assert said(observe("收支预算情况", text, kind="budget"))[0] == "expenditure.total budget 840000"


def test_what_one_fund_carries_over_is_not_what_all_do() -> None:
    text = "一般公共预算财政拨款年初结转和结余3万元，年末结转和结余1万元。一般公共预算财政拨款年末结转和结余2.52万元。"
    found = said(observe("一般公共预算财政拨款支出决算情况说明", text))
    assert found[0] == "revenue.opening_carryover.general_budget final 30000" and not any("25200" in fact for fact in found)


def test_evaluated_projects_of_a_level_and_the_money_evaluated() -> None:
    expected = ["evaluation.projects count 9", "evaluation.projects_amount final 18632000"]
    for text in (
        "我单位对部门整体和9个二级项目开展了绩效自评，涉及资金1863.20万元。",
        "我部门对2023年度9个项目进行了绩效自评，自评资金1863.20万元。",
    ):
        assert said(observe("预算绩效管理情况说明", text)) == expected


def test_a_completion_rate_of_work_is_not_that_of_the_money() -> None:
    text = "产出数量。计划改造小区21个，实际完成21个，完成率100%。预算完成率98%。"
    assert said(observe("某小区改造项目绩效自评报告", text)) == ["project:某小区改造 completion_rate 98"]


def test_other_expenditure_as_an_account() -> None:
    assert said(observe("单位预算编制说明", "“其他支出”科目188,785元。", kind="budget")) == ["function:229 budget 188785"]


def test_revenue_of_the_year_in_the_section_on_appropriations_is_theirs() -> None:
    text = "本部门2023年度财政拨款本年收入90万元，比2022年度增加5万元，增长5.88%；本年支出95万元，增加4万元，增长4.4%。"
    key = "revenue.appropriation"
    found = said(observe("财政拨款收入支出决算情况说明 > 财政拨款收支与2022年度决算对比情况", text))
    assert found == [f"{key} final 900000", f"{key} change_amount 50000", f"{key} change_rate 5.88"]


def test_revenue_that_grew_is_the_whole_that_was_told_under_the_heading() -> None:
    lines = ("2023年度收入总计100万元，包括：", "1.财政拨款收入90万元，占收入总计的90%。", "与上年相比，今年收入增加5万元，增长5.26%。")
    found = said(observe("收入总体情况说明", *lines))
    assert found[-2:] == ["revenue.total change_amount 50000", "revenue.total change_rate 5.26"]


def test_a_share_behind_an_amount_of_something_unknown_is_of_nothing_of_ours() -> None:
    text = "2023年收入预算90万元，其中：上年结转0万元，占0%；某某项90万元，占100%。"
    found = said(observe("收入预算情况说明", text, kind="budget"))
    assert found[-1] == "revenue.opening_carryover share 0"


def test_names_of_accounts_that_end_in_and_so_on() -> None:
    text = "支出包括：资源勘探工业信息等支出2.49万元、自然资源海洋气象等支出623.00万元、商业服务业等支出1.00万元。"
    found = said(observe("财政拨款收支预算情况", text, kind="budget"))
    assert found == ["function:215 budget 24900", "function:220 budget 6230000", "function:216 budget 10000"]


def test_money_with_targets_is_not_all_that_is_appropriated() -> None:
    text = "2023年12个项目实行绩效目标管理，涉及一般公共预算当年拨款2,186.00万元。"
    assert said(observe("预算绩效情况", text, kind="budget")) == []


def test_those_who_took_part_in_journeys() -> None:
    text = "因公出国（境）费支出0元，2023年度因公出国（境）团组0个，参加出国（境）3人次。"
    assert said(observe("“三公”经费支出情况", text))[-1] == "three_public.overseas_persons count 3"
