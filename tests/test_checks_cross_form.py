"""One form against another."""

from __future__ import annotations

from tests.drawn_figures import failing, prose, rules, statuses, table

BY_CLASS = "total basic project\ntotal 100.00 60.00 40.00\n206 70.00 40.00 30.00\n208 30.00 20.00 10.00"


def test_the_summary_and_the_table_of_expenditure() -> None:
    summary = "final\nexpenditure.current_year_total {}\n206 70.00\n208 {}"
    detail = table("expenditure_detail", BY_CLASS)
    assert failing(table("revenue_expenditure_summary", summary.format("100.00", "30.00")), detail) == []
    assert rules(table("revenue_expenditure_summary", summary.format("101.00", "31.00")), detail) == ["cross_form.expenditure"] * 2


def test_basic_expenditure_by_function_and_by_article() -> None:
    general = table("general_budget_expenditure", BY_CLASS)
    articles = "final\ngeneral_budget.personnel {}\ngeneral_budget.operating 10.00"
    assert failing(general, table("general_budget_basic_expenditure", articles.format("50.00"))) == []
    assert rules(general, table("general_budget_basic_expenditure", articles.format("49.00"))) == ["cross_form.basic"]


def test_personnel_is_compared_only_where_all_funds_are_one_fund() -> None:
    general = table("general_budget_expenditure", "total basic project\ntotal 100.00 60.00 40.00")
    articles = table("general_budget_basic_expenditure", "total personnel operating\ntotal 60.00 50.00 10.00")
    summary = "total personnel operating project\nexpenditure.total {} 51.00 9.00 40.00"
    one_fund = table("revenue_expenditure_summary", summary.format("100.00"))
    assert rules(one_fund, general, articles) == ["cross_form.personnel", "cross_form.operating"]
    other_funds = table("revenue_expenditure_summary", summary.format("120.00").replace("40.00", "60.00"))
    assert failing(other_funds, general, articles) == []


def test_all_funds_are_never_less_than_one_fund() -> None:
    detail = table("expenditure_detail", "total\ntotal 99.00")
    assert rules(detail, table("general_budget_expenditure", "total\ntotal 100.00")) == ["cross_form.part_of_expenditure"]
    assert failing(table("expenditure_detail", "total\ntotal 112.88"), table("general_budget_expenditure", "total\ntotal 100.00")) == []


def test_three_public_may_exceed_what_basic_expenditure_pays() -> None:
    articles = table("general_budget_basic_expenditure", "final\ne30231 2.20\ne30217 0.26")
    spent = "final\nthree_public.total {}\nthree_public.vehicle {}\nthree_public.vehicle_operation {}\nthree_public.reception 0.26"
    assert failing(articles, table("three_public", spent.format("5.26", "5.00", "5.00"))) == []
    assert rules(articles, table("three_public", spent.format("2.25", "1.99", "1.99"))) == ["cross_form.vehicle_operation"]


def test_execution_told_in_a_self_evaluation() -> None:
    accounts = table("expenditure_detail", "total\ntotal 741.64")
    told = "self_evaluation.budget@executed {}"
    assert rules(accounts, prose(told.format("741.99"))) == ["cross_form.executed"]
    assert failing(accounts, prose(told.format("741.64"))) == []
    assert statuses("cross_form.executed", accounts, prose(told.format("90.00"))) == {"not_applicable"}  # a unit within it


def test_two_tables_of_one_form_leave_open_which_is_meant() -> None:
    first = table("expenditure_detail", "total\ntotal 100.00", id="t1")
    second = table("expenditure_detail", "total\ntotal 50.00", id="t2")
    summary = table("revenue_expenditure_summary", "final\nexpenditure.current_year_total 150.00")
    assert failing(first, second, summary) == []
