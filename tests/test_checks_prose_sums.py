"""Sums and balances told in prose alone, and numbers of a table that explain nothing."""

from __future__ import annotations

import pytest

from extractor.checks import check
from extractor.records import Cell, Division, Paragraph, Place, Section, Signals, Table
from tests.drawn_figures import YEAR, failing, prose, rules, table
from tests.prose_reading import observe

HOLD = (
    "three_public.total@final 2.98 three_public.vehicle@final 0.88 three_public.reception@final 2.10",
    "three_public.total@final 3.98 three_public.overseas@final 1.00 three_public.vehicle@final 0.88 three_public.reception@final 2.10",
    "three_public.total@final 2.98 three_public.vehicle_operation@final 0.88 three_public.reception@final 2.10",
    "three_public.total@final 5.00 three_public.reception@final 2.10",
    "three_public.vehicle@final 8.00 three_public.vehicle_purchase@final 0 three_public.vehicle_operation@final 8.00",
    "expenditure.current_year_total@final 100.00 expenditure.basic@final 60.00 expenditure.project@final 30.00",
    "revenue.total@final 110.00 revenue.current_year_total@final 100.00 revenue.opening_carryover@final 10.00",
    "assets.vehicles@count 10个 assets.vehicles.enforcement@count 7个 assets.vehicles.other@count 3个",
    "assets.vehicles@count 10个 assets.vehicles.enforcement@count 7个",
    "assets.vehicles@count 15个 assets.vehicles.enforcement@count 10个 assets.vehicles.other@count 2个",  # 一般公务用车 is told, too
    "revenue.total@final 4567.89 expenditure.total@final 4400.00",  # as in 2013: revenue and expenditure of the year
    "expenditure.total@final 1200.00 expenditure.basic@final 800.00 expenditure.basic@share 69.57% expenditure.project@final 350.00 "
    "expenditure.project@share 30.43%",
    "procurement.total@final 10.00 procurement.sme@final 9.00 procurement.micro@final 9.00",
    "general_budget.expenditure@final 10.00 general_budget.basic@final 9.00 general_budget.project@final 1.00",
)
FAIL = {
    "three_public.total@final 3.00 three_public.vehicle@final 0.88 three_public.reception@final 2.10": ["sum.three_public"],
    "three_public.total@final 2.88 three_public.vehicle@final 0.88 three_public.reception@final 2.10": ["sum.three_public"],
    "three_public.total@budget 2.88 three_public.vehicle@budget 0.88 three_public.reception@budget 2.10": ["sum.three_public"],
    "three_public.vehicle@final 8.00 three_public.vehicle_purchase@final 1.00 three_public.vehicle_operation@final 8.00": ["sum.vehicle"],
    "expenditure.current_year_total@final 100.00 expenditure.basic@final 60.00 expenditure.project@final 50.00": ["sum.expenditure"],
    "revenue.current_year_total@final 100.00 revenue.appropriation@final 99.00 revenue.other@final 1.50": ["sum.revenue"],
    "revenue.total@final 110.00 expenditure.total@final 109.00": ["balance.total"],
    "revenue.total@final 110.00 revenue.current_year_total@final 100.00 revenue.opening_carryover@final 11.00": ["balance.revenue"],
    "assets.vehicles@count 10个 assets.vehicles.leader@count 0个 assets.vehicles.enforcement@count 6个 assets.vehicles.other@count 3个": [
        "sum.vehicles"
    ],
    "procurement.total@final 10.00 procurement.sme@final 11.00": ["sum.procurement"],
    "self_evaluation.budget@executed 10.00 self_evaluation.budget.basic@executed 6.00 self_evaluation.budget.project@executed 5.00": [
        "sum.structure"
    ],
    "self_evaluation.budget@initial_budget 667.77 self_evaluation.budget@budget_adjustment 170.33 "
    "self_evaluation.budget@adjusted_budget 837.10": ["sum.adjustment"],
}


@pytest.mark.parametrize("told", HOLD)
def test_what_adds_up_is_no_failure(told: str) -> None:
    assert failing(prose(told)) == []


@pytest.mark.parametrize("told", FAIL)
def test_what_does_not_add_up_is_found(told: str) -> None:
    assert rules(prose(told)) == FAIL[told]


def test_a_change_against_the_two_amounts_beside_it() -> None:
    def told(change: str) -> list[str]:
        now = prose(f"agency_operating@final 120.00 agency_operating@change_amount {change}")
        return rules(now + prose("agency_operating@final 130.00", year=2023, line=100))

    assert told("-10.00") == []
    assert told("-12.00") == ["ratio.difference"]
    assert told("10.00") == []  # the sign was left to the word: undecided


def test_numbers_of_columns_explain_no_gap() -> None:
    figures = table("general_budget_expenditure", "total basic project\n206 20.00 10.00 7.00\n207 5.00 5.00 .")
    drawn = (("栏次", "1", "2", "3"), ("科学技术支出", "20.00", "10.00", "7.00"), ("其他", "5.00", "5.00", ""))
    sheet = Table("t-general_budget_expenditure", "", ((),) * 4, tuple(tuple(map(Cell, row)) for row in drawn), places=(Place(1),))
    placed = tuple(
        o._replace(id=f"o{n}", evidence=(o.evidence[0]._replace(row=1 + n // 3, column=1 + n % 3),)) for n, o in enumerate(figures)
    )
    division = Division("final_accounts", "某局部门决算", "某局", YEAR, 1.0, ())
    assert [c.rule for c in check(placed, (sheet,), division) if c.status == "fail"] == ["sum.row"]


def test_a_zero_with_decimals_among_whole_amounts_says_nothing_of_their_places() -> None:
    rows = table(
        "revenue_expenditure_summary", "final\nrevenue.general_budget_appropriation 19,701\nrevenue.superior_subsidy 0.00\nrevenue.other 0"
    )
    assert failing(rows + prose("revenue.other@final 0.39")) == []


@pytest.mark.parametrize(
    "told",
    [
        "three_public.reception@final 0.80 three_public.reception_domestic@final 0.90",
        "revenue.appropriation@final 4800.00 revenue.general_budget_appropriation@final 4700.00 revenue.government_fund_appropriation@final 200.00",
        "expenditure.total@budget 100.00 expenditure.basic@budget 60.00 expenditure.project@budget 50.00",
    ],
)
def test_parts_that_are_more_than_their_whole(told: str) -> None:
    assert len(rules(prose(told))) == 1
    assert failing(prose(told.replace("0.90", "0.80").replace("200.00", "100.00").replace("50.00", "40.00"))) == []


def test_a_sum_of_cells_that_may_stand_elsewhere_is_not_held_against_the_document() -> None:
    rows = table("expenditure_detail", "total basic project\n206 20.00 10.00 7.00\n208 5.00 5.00 .")
    sure = [o._replace(signals=Signals(structure=0.98)) for o in rows]
    unsure = [o._replace(signals=Signals(structure=0.6)) if o.column == "project" else o for o in sure]
    assert rules(sure) == ["sum.row"]
    assert rules(unsure) == []


def test_a_table_of_zeros_is_as_exact_as_the_other_tables() -> None:
    whole = table("revenue_expenditure_summary", "final\nrevenue.general_budget_appropriation 19,701")
    zeros = table("three_public", "budget final\nthree_public.total 0 0\nthree_public.overseas 0.00 0.00")
    assert failing(whole + zeros + prose("three_public.total@final 0.04")) == []
    exact = table("revenue_expenditure_summary", "final\nrevenue.general_budget_appropriation 19,701.25")
    assert rules(exact + zeros + prose("three_public.total@final 0.04")) == ["narrative.table"]


@pytest.mark.parametrize(
    ("aside", "failed"), [("其他交通工具购置2.5万元，其他交通费用1.5万元", []), ("其他交通费用1.5万元", ["sum.vehicle"])]
)
def test_parts_that_no_indicator_knows_may_be_what_a_sum_lacks(aside: str, failed: list[str]) -> None:
    text = f"公务用车购置及运行维护费20万元（其中，公务用车购置费6万元，公务用车运行维护费10万元，{aside}）。"
    told = observe("“三公”经费预算情况说明", text, kind="budget", year=YEAR)
    section = Section("s1", None, 1, None, "“三公”经费预算情况说明", 1, (Paragraph(text, (Place(1, None, (1, 1)),)),))
    division = Division("budget", "某局部门预算", "某局", YEAR, 1.0, (section,))
    checks = check(tuple(o._replace(id=f"o{n}") for n, o in enumerate(told)), (), division)
    assert [c.rule for c in checks if c.status == "fail"] == failed
