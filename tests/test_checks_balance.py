"""01 and 04: revenue = expenditure, and what is carried over."""

from __future__ import annotations

from tests.drawn_figures import failing, rules, table

SUMMARY = """
final
revenue.general_budget_appropriation  220.25
revenue.other                         5.68
revenue.current_year_total            225.94
revenue.opening_carryover             103.49
revenue.total                         329.43
expenditure.current_year_total        329.22
expenditure.closing_carryover         0.21
expenditure.total                     329.43
206                                   270.00
208                                   59.22
"""


def test_a_balanced_summary() -> None:
    assert failing(table("revenue_expenditure_summary", SUMMARY)) == []  # 225.93 and 225.94: rounding


def test_revenue_and_expenditure_must_be_equal() -> None:
    drawn = SUMMARY.replace("expenditure.total                     329.43", "expenditure.total                     329.34")
    assert rules(table("revenue_expenditure_summary", drawn)) == ["balance.total", "balance.expenditure"]


def test_carried_over_funds_count() -> None:
    drawn = SUMMARY.replace("revenue.opening_carryover             103.49", "revenue.opening_carryover             103.94")
    assert rules(table("revenue_expenditure_summary", drawn)) == ["balance.revenue"]


def test_a_budget_without_a_line_for_the_current_year() -> None:
    drawn = """
    budget total personnel operating project
    revenue.appropriation                 86.95 . . . .
    revenue.general_budget_appropriation  86.95 . . . .
    revenue.government_fund_appropriation 0.00  . . . .
    revenue.total                         86.95 . . . .
    expenditure.total                     . 86.95 20.37 1.74 64.84
    204                                   . 86.95 20.37 1.74 64.84
    """
    assert failing(table("revenue_expenditure_summary", drawn), kind="budget") == []


def test_own_revenue_in_one_line() -> None:
    drawn = """
    budget
    revenue.general_budget_appropriation  50.00
    revenue.institution_funds             30.00
    revenue.institutional                 20.00
    revenue.other                         10.00
    revenue.current_year_total            80.00
    revenue.total                         80.00
    """
    assert failing(table("revenue_expenditure_summary", drawn), kind="budget") == []


def test_by_fund_in_the_appropriation_summary() -> None:
    drawn = """
    final total general_budget government_fund
    revenue.current_year_total      100.00 . . .
    revenue.opening_carryover       10.00 . . .
    revenue.opening_carryover.general_budget 8.00 . . .
    revenue.opening_carryover.government_fund 2.00 . . .
    revenue.total                   110.00 . . .
    expenditure.current_year_total  . 105.00 95.00 10.00
    expenditure.closing_carryover   . 5.00 5.00 .
    expenditure.total               . 110.00 100.00 10.00
    """
    assert failing(table("appropriation_summary", drawn)) == []
    assert rules(table("appropriation_summary", drawn.replace("105.00 95.00 10.00", "105.00 94.00 11.00"))) == ["balance.expenditure"] * 2


def test_a_government_fund_is_used_up() -> None:
    drawn = "opening_carryover revenue expenditure expenditure_basic expenditure_project closing_carryover\ntotal 1.00 9.00 8.00 . 8.00 {}"
    assert failing(table("government_fund_budget", drawn.format("2.00"))) == []
    assert rules(table("government_fund_budget", drawn.format("3.00"))) == ["balance.carryover"]
