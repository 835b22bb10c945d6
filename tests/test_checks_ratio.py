"""Completion, shares, changes, rates of an evaluation."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.drawn_figures import failing, prose, rules, statuses, table


def completion(budget: str, final: str, rate: str) -> list[str]:
    return rules(prose(f"three_public.total@budget {budget} three_public.total@final {final} three_public.total@completion_rate {rate}"))


def test_completion_of_a_budget() -> None:
    assert completion("2.60", "2.46", "94.62%") == []
    assert completion("10210.34", "9746.50", "95.45%") == ["ratio.completion"]  # 95.4572
    assert completion("5.8", "89.8", "1548.28%") == []


def test_no_budget_no_rate() -> None:
    assert completion("0", "2.99", "0%") == []
    assert completion("0.00", "0.00", "100%") == []


def test_a_rate_printed_as_a_fraction() -> None:
    told = table("project_self_evaluation_summary", "adjusted_budget executed execution_rate\nproject:科普 30 26.6 0.89%")
    assert failing(told) == []


def test_the_rate_speaks_of_the_figures_just_before_it() -> None:
    told = prose(
        "self_evaluation.budget@adjusted_budget 837.1 self_evaluation.budget@executed 741.99 self_evaluation.budget@execution_rate 88.53%",
        "self_evaluation.budget@adjusted_budget 838.1",
    )
    assert "ratio.completion" in rules(told)


def test_figures_far_away_decide_nothing() -> None:
    told = prose(
        "three_public.total@budget 2.60 three_public.total@final 2.46", ". 0".replace(". 0", "three_public.total@completion_rate 50.00%")
    )
    assert failing(told) == []


def test_shares() -> None:
    told = "general_budget.expenditure@final 323.56 210@final 9.54 210@share {}"
    assert rules(prose(told.format("2.94%"))) == ["ratio.share"]
    assert failing(prose(told.format("2.95%"))) == []
    other = "revenue.current_year_total@final 225.94 revenue.other@final 5.68 revenue.other@share 2.52%"
    assert failing(prose(other)) == []  # 2.514, and 2.5162 by the edges of the two amounts


def test_a_share_of_another_whole() -> None:
    told = prose("expenditure.current_year_total@final 1000.00 general_budget.expenditure@final 500.00 206@final 250.00 206@share 25.00%")
    assert failing(told) == []


def test_a_share_of_a_whole_that_is_not_told() -> None:
    assert statuses("ratio.share", prose("procurement.sme@final 5.00 procurement.sme@share 80.00%")) == {"not_applicable"}


def test_changes_against_last_year() -> None:
    told = "revenue.total@final 741.64 revenue.total@change_amount -70.14 revenue.total@change_rate {}"
    assert failing(prose(told.format("-8.64%"))) == []
    assert rules(prose(told.format("-9.46%"))) == ["ratio.change"]  # of this year instead of last year


def test_a_change_with_the_wrong_sign_is_left_open() -> None:
    told = prose("revenue.total@final 741.64 revenue.total@change_amount -70.14 revenue.total@change_rate 8.64%")
    assert failing(told) == [] and statuses("ratio.change", told) == {"not_applicable"}


def budget_item(last: str, planned: str, rate: str) -> list[str]:
    told = prose(f"2080599@executed {last}", year=2025, line=10) + prose(
        f"2080599@budget {planned} 2080599@change_rate {rate}", year=2026, line=11
    )
    return rules(told, kind="budget", year=2026)


def test_changes_from_the_amount_of_last_year() -> None:
    assert budget_item("1690.69", "1434.89", "-1.10%") == ["ratio.change"]
    assert budget_item("1690.69", "1434.89", "-15.13%") == []
    assert budget_item("0.50", "0.62", "22.22%") == []  # inside the rounding of 0.50 and 0.62
    assert budget_item("114.87", "116", "0.98%") == []


def test_rates_of_an_evaluation_table() -> None:
    drawn = """
    initial_budget adjusted_budget executed execution_rate actual
    self_evaluation.budget   227.68 225.94 329.22 145.71% .
    performance:预算执行率    .      .      .      .       97%
    """
    found = failing(table("department_self_evaluation", drawn))
    assert [rule for rule, _ in found] == ["ratio.evaluation"] and "145.71%" in found[0][1]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_true_rates_printed_with_rounding_never_fail(spent: int, planned: int) -> None:
    """Amounts in yuan, printed in 万元 with two places, the rate of the exact amounts with two places."""
    assume(planned > 100)
    amounts = [str((Decimal(n) / 10000).quantize(Decimal("0.01"))) for n in (planned, spent)]
    rate = (Decimal(spent) / planned * 100).quantize(Decimal("0.01"))
    assert completion(amounts[0], amounts[1], f"{rate}%") == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(10**4, 10**9))
def test_true_changes_printed_with_rounding_never_fail(now: int, before: int) -> None:
    value, change = (str((Decimal(n) / 10000).quantize(Decimal("0.01"))) for n in (now, now - before))
    rate = ((Decimal(now) / before - 1) * 100).quantize(Decimal("0.01"))
    told = prose(f"revenue.total@final {value} revenue.total@change_amount {change} revenue.total@change_rate {rate}%")
    assert failing(told) == []


def test_a_share_of_what_was_spent_is_none_of_the_budget() -> None:
    told = "three_public.total@budget 3.00 three_public.total@final 2.46 three_public.reception@final 0.50 three_public.reception@share {}"
    assert failing(prose(told.format("20.33%"))) == []
    assert rules(prose(told.format("16.67%"))) == ["ratio.share"]
