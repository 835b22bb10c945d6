"""Printed units that cannot be meant."""

from __future__ import annotations

from tests.drawn_figures import failing, prose, rules, table


def test_yuan_printed_for_ten_thousands() -> None:
    accounts = table("three_public", "final\nthree_public.total 2.46")
    found = failing(accounts, prose("self_evaluation.three_public@executed 2.46", unit="元"))
    assert [rule for rule, _ in found] == ["unit.magnitude"] and "2.46元" in found[0][1] and "单位应为万元" in found[0][1]
    assert failing(accounts, prose("self_evaluation.three_public@executed 2.46")) == []


def test_another_number_is_no_unit() -> None:
    assert rules(table("three_public", "final\nthree_public.total 2.46"), prose("three_public.total@final 2.64", unit="元")) == [
        "narrative.table"
    ]


def test_percent_in_a_column_of_points() -> None:
    summary = table("project_self_evaluation_summary", "score\nproject:科普工作经费 100分\nproject:工程师培育 100%")
    assert rules(summary) == ["unit.percent"]


def test_the_same_fact_in_two_units() -> None:
    told = prose("agency_operating@final 36.28") + prose("agency_operating@final 36.28", unit="元", line=200)
    assert rules(told) == ["unit.restated"]
    assert rules(told + prose("agency_operating@final 36.28", line=300)) == ["unit.restated"]
    assert failing(prose("agency_operating@final 36.28") + prose("agency_operating@final 362800", unit="元", line=200)) == []
