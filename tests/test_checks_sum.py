"""Sums inside one table: rows, trees of codes, parts left blank."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from tests.drawn_figures import checked, failing, prose, rules, statuses, table

DETAIL = """
         total   basic   project
total    30.00   18.00   12.00
206      20.00   10.00   10.00
20601    20.00   10.00   10.00
2060101  15.00   10.00   5.00
2060199  5.00    .       5.00
208      10.00   8.00    2.00
20805    10.00   8.00    2.00
2080501  10.00   8.00    2.00
"""


def test_a_consistent_table_has_no_finding() -> None:
    assert failing(table("expenditure_detail", DETAIL)) == []
    assert "pass" in statuses("sum.column", table("expenditure_detail", DETAIL))


def test_a_row_whose_parts_are_not_its_total() -> None:
    drawn = DETAIL.replace("2060199  5.00    .       5.00", "2060199  5.00    1.00    5.00")
    found = failing(table("expenditure_detail", drawn))
    assert (
        "sum.row",
        "支出决算表中其他科学技术管理事务支出（2060199）合计5.00万元，分项之和6.00万元（基本支出1.00万元、项目支出5.00万元），相差1.00万元。",
    ) in found


def test_a_class_that_is_not_the_sum_of_its_groups() -> None:
    drawn = DETAIL.replace("208      10.00   8.00    2.00", "208      10.00   7.00    3.00").replace("18.00   12.00", "17.00   13.00")
    assert rules(table("expenditure_detail", drawn)) == ["sum.column", "sum.column"]


def test_rounding_to_hundredths_is_no_error() -> None:
    drawn = """
    total
    total    31.83
    210      31.83
    21011    31.83
    2101101  6.97
    2101102  9.32
    2101103  15.53
    """
    assert failing(table("revenue_detail", drawn)) == []  # 31.82 against 31.83: four half units
    assert rules(table("revenue_detail", drawn.replace("15.53", "15.50"))) == ["sum.column"]


def test_whole_yuan_beside_hundredths_leave_half_a_yuan() -> None:
    drawn = """
    total          basic       project
    total  86,959,408.34  22,118,861  64,840,547.00
    """
    assert failing(table("expenditure_detail", drawn, unit="元")) == []
    assert rules(table("expenditure_detail", drawn.replace("22,118,861", "22,118,862"), unit="元")) == ["sum.row"]


def test_a_zero_among_whole_amounts_is_less_than_half_and_among_hundredths_nothing() -> None:
    whole = table("expenditure_detail", "total basic project\ntotal 8 5 3\n206 1 0 0\n208 7 5 3")
    assert failing(whole, prose("206@final 0.62")) == []
    assert rules(whole, prose("206@final 0.12")) == ["narrative.table"]  # printed as 1
    none = table("expenditure_detail", "total basic project\ntotal 0 0 0\n206 0 0 0")
    assert failing(none, prose("206@final 0.12")) == []
    assert rules(none, prose("206@final 0.62")) == ["narrative.table"]
    assert rules(table("expenditure_detail", "total basic project\ntotal 3 0 0")) == ["sum.row"]
    assert rules(table("expenditure_detail", "total basic project\ntotal 8.52 5.52 3\n206 0.5 0 0\n208 8.02 5.52 3")) == ["sum.row"]


def test_a_total_beside_blank_parts_where_other_rows_are_split() -> None:
    drawn = DETAIL.replace("20805    10.00   8.00    2.00", "20805    10.00   .       .")
    found = failing(table("expenditure_detail", drawn))
    assert [rule for rule, _ in found] == ["sum.row_not_split", "sum.column", "sum.column"]
    assert "20805" in found[0][1] and "10.00万元" in found[0][1]


def test_a_table_that_splits_no_row_is_none_of_our_business() -> None:
    drawn = "total\ntotal 10.00\n206 10.00\n20601 10.00\n2060101 10.00"
    assert failing(table("general_budget_expenditure", drawn)) == []


def test_the_one_group_without_items() -> None:
    drawn = DETAIL.replace("2080501  10.00   8.00    2.00\n", "").replace(
        "208      10.00", "20699    0.00    0.00    0.00\n2069999  0.00    0.00    0.00\n208      10.00"
    )
    found = failing(table("expenditure_detail", drawn))
    assert [rule for rule, _ in found] == ["sum.childless"] and "20805" in found[0][1]


def test_a_table_of_classes_and_groups_only_is_complete() -> None:
    drawn = "total\ntotal 10.00\n206 6.00\n20601 6.00\n208 4.00\n20805 4.00"
    assert failing(table("general_budget_expenditure", drawn)) == []


def test_groups_without_their_class_belong_to_the_total() -> None:
    drawn = "final\ntotal 9.00\ne30101 4.00\ne30102 3.00\ne30201 2.00"
    assert failing(table("general_budget_basic_expenditure", drawn)) == []


def test_a_column_that_the_vocabulary_has_grown_is_a_part() -> None:
    drawn = "total basic project reserve\ntotal 24458.43 10403.11 12081.46 1973.86"
    assert failing(table("expenditure_detail", drawn), kind="budget") == []


def test_a_total_that_holds_what_was_carried_over_beside_this_years_revenue() -> None:
    drawn = "total opening_carryover revenue appropriation general_budget\ntotal 73.51 9.06 64.45 64.45 64.45"
    assert failing(table("revenue_detail", drawn), kind="budget") == []
    wrong = failing(table("revenue_detail", drawn.replace("73.51", "75.51")), kind="budget")
    assert [rule for rule, _ in wrong] == ["sum.row"] and "相差2.00万元" in wrong[0][1]


def test_three_public_totals() -> None:
    drawn = """
    budget final
    three_public.total              2.60 2.46
    three_public.overseas           0.00 0.00
    three_public.vehicle            2.20 2.20
    three_public.vehicle_purchase   0.00 .
    three_public.vehicle_operation  2.20 2.20
    three_public.reception          0.40 0.26
    """
    assert failing(table("three_public", drawn)) == []
    assert rules(table("three_public", drawn.replace("2.60 2.46", "2.60 2.64"))) == ["sum.three_public"]


def test_personnel_and_operating_expenditure() -> None:
    drawn = """
    final
    general_budget.personnel 14.00
    general_budget.operating 5.00
    e301 10.00
    e303 4.00
    e302 4.50
    e310 0.50
    """
    assert failing(table("general_budget_basic_expenditure", drawn)) == []
    assert rules(table("general_budget_basic_expenditure", drawn.replace("14.00", "14.50"))) == ["sum.personnel"]


def test_funds_of_a_self_evaluation() -> None:
    drawn = """
    initial_budget adjusted_budget executed
    self_evaluation.budget         227.68 225.94 329.22
    self_evaluation.budget.fiscal  227.68 220.65 323.56
    self_evaluation.budget.other   0      5.68   5.66
    """
    found = failing(table("department_self_evaluation", drawn))
    assert [rule for rule, _ in found] == ["sum.funds"]
    assert "226.33万元" in found[0][1] and "相差0.39万元" in found[0][1]


def test_a_sum_told_in_prose() -> None:
    told = "procurement.total@final 10.00 procurement.goods@final 4.00 procurement.works@final {} procurement.services@final 1.00"
    assert failing(prose(told.format("5.00"))) == []
    assert rules(prose(told.format("6.00"))) == ["sum.procurement"]
    assert "not_applicable" in statuses("sum.procurement", prose("procurement.total@final 10.00 procurement.goods@final 4.00"))


def test_what_is_missing_is_said_and_not_passed() -> None:
    assert statuses("balance.total", table("three_public", "final\nthree_public.total 1.00")) == {"not_applicable"}


def test_a_table_that_contradicts_itself_all_over_was_misread() -> None:
    """The columns slipped: nothing follows about the document."""
    slipped = """
    total basic project
    total    30.00 18.00 12.00
    206      20.00 30.00 .
    20601    20.00 7.00  5.00
    2060101  15.00 1.00  2.00
    208      10.00 3.00  4.00
    20805    10.00 8.00  1.00
    """
    assert failing(table("expenditure_detail", slipped)) == []
    assert "not_applicable" in statuses("sum.sheet", table("expenditure_detail", slipped))


def test_a_column_that_only_the_total_has() -> None:
    drawn = "total basic\ntotal 30.00 18.00\n206 . 10.00\n208 . 8.00"
    assert failing(table("expenditure_detail", drawn.replace("30.00", "18.00"))) == []
    zero = "total general_budget government_fund\nexpenditure.total 18.00 18.00 0.00\n206 10.00 10.00 .\n208 8.00 8.00 ."
    assert "sum.sheet" not in {c.rule for c in checked(table("appropriation_summary", zero))}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from([0, 2, 4]))
def test_true_trees_printed_with_rounding_never_fail(groups: list[list[int]], places: int) -> None:
    """Amounts in cents, summed exactly, each printed in 万元 rounded to some places."""

    def printed(cents: int) -> str:
        return str((Decimal(cents) / 1000000).quantize(Decimal(1).scaleb(-places)))

    rows = [f"total {printed(sum(map(sum, groups)))}", f"206 {printed(sum(map(sum, groups)))}"]
    for n, items in enumerate(groups, 1):
        rows.append(f"206{n:02} {printed(sum(items))}")
        rows += [f"206{n:02}{m:02} {printed(item)}" for m, item in enumerate(items, 1)]
    assert failing(table("revenue_detail", "\n".join(["total", *rows]))) == []


def test_economic_classes_of_a_summary_may_be_those_of_basic_expenditure_alone() -> None:
    rows = "budget\nexpenditure.current_year_total 30.00\nexpenditure.basic 18.00\nexpenditure.project 12.00\neconomic:301 {}\neconomic:302 8.00"
    assert failing(table("revenue_expenditure_summary", rows.format("10.00"))) == []
    assert failing(table("revenue_expenditure_summary", rows.format("22.00"))) == []
    assert "sum.column" in rules(table("revenue_expenditure_summary", rows.format("11.00")))


def test_two_economic_classifications_each_make_up_the_whole() -> None:
    drawn = """
                                    budget
    expenditure.current_year_total  9.00
    e301                            5.00
    e303                            4.00
    e501                            5.00
    e509                            4.00
    """
    assert failing(table("revenue_expenditure_summary", drawn)) == []
    assert rules(table("revenue_expenditure_summary", drawn.replace("e509                            4.00", "e509   3.00"))) == [
        "sum.column"
    ]


def test_a_class_stated_twice_and_differently_leaves_the_whole_undecided() -> None:
    once = "total\ntotal 30.00\n206 20.00\n208 10.00"
    assert failing(table("revenue_detail", once)) == []
    assert failing(table("revenue_detail", once + "\n206 7.00")) == []


@pytest.mark.parametrize("again", ["32.65", "12.00"])
def test_a_figure_printed_again_for_who_pays_explains_no_gap(again: str) -> None:
    rows = [
        "项目\t本年预算数\t其中:公共预算财政拨款",
        "合计\t34.35\t34.35",
        "1.因公出国(境)费用\t0\t0",
        "2.公务接待费\t1.70\t1.70",
        "3.公务用车费\t0\t0",
        f"其中:(1)公务用车运行维护费\t32.65\t{again}",
        "(2)公务用车购置\t0\t0",
    ]
    report = extract("\n".join(["2015年某市司法局部门“三公”经费预算情况统计表", "单位：万元", *rows]).encode())
    assert [check.rule for check in report.checks if check.status == "fail"] == ["sum.vehicle"]
