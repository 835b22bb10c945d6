"""Prose against tables, prose against prose, lists against their whole, slips of the year."""

from __future__ import annotations

from tests.drawn_figures import failing, prose, rules, statuses, table

GENERAL = "total basic project\ntotal 5364.75 5364.75 .\n2080501 5364.75 5364.75 ."


def test_prose_that_repeats_the_table() -> None:
    assert failing(table("general_budget_expenditure", GENERAL), prose("general_budget.basic@final 5364.75")) == []


def test_prose_that_took_the_figure_of_another_table() -> None:
    found = failing(
        table("general_budget_expenditure", GENERAL),
        table("expenditure_detail", "total basic\ntotal 5377.64 5377.64"),
        prose("general_budget.basic@final 5377.64"),
    )
    assert [rule for rule, _ in found] == ["narrative.table"]
    assert "5377.64万元" in found[0][1] and "5364.75万元" in found[0][1] and "12.89万元" in found[0][1]


def test_prose_rounds_more_than_the_table() -> None:
    assert failing(table("three_public", "final\nthree_public.total 2.46"), prose("three_public.total@final 2.5")) == []
    assert rules(table("three_public", "final\nthree_public.total 2.46"), prose("three_public.total@final 2.6")) == ["narrative.table"]


def test_prose_in_yuan_beside_a_table_in_ten_thousands() -> None:
    printed = table("three_public", "final\nthree_public.total 2.46")
    assert failing(printed, prose("three_public.total@final 24600", unit="元")) == []


def test_prose_of_last_year_is_not_compared() -> None:
    assert failing(table("three_public", "final\nthree_public.total 2.46"), prose("three_public.total@final 3.00", year=2023)) == []


def test_the_same_fact_told_twice() -> None:
    assert rules(prose("revenue.appropriation@change_amount -0.62", "revenue.appropriation@change_amount -1.09")) == ["narrative.restated"]
    assert failing(prose("revenue.appropriation@change_amount -0.62", "revenue.appropriation@change_amount -0.6")) == []


def test_a_second_change_in_one_paragraph_is_its_reason() -> None:
    assert failing(prose("revenue.total@change_amount 1193.20 revenue.total@change_amount 1133.95")) == []


def test_a_figure_of_which_it_is_guessed_what_it_is_about_is_no_second_telling() -> None:
    sure, guess = prose("2010504@final 20.00", "2010504@final 21.00")
    assert rules([sure, guess]) == ["narrative.restated"]
    assert rules([sure, guess._replace(signals=guess.signals._replace(mapping=0.5))]) == []


def test_two_scopes_that_two_tables_show() -> None:
    """All funds in one section, the general budget in another: both are right."""
    all_funds = table("expenditure_detail", "total\ntotal 3845.24\n212 3845.24")
    general = table("general_budget_expenditure", "total\ntotal 3832.36\n212 3832.36")
    assert failing(all_funds, general, prose("212@final 3845.24", "212@final 3832.36")) == []


def test_a_change_against_the_budget_is_another_fact() -> None:
    told = prose(
        "three_public.total@budget 2.60 three_public.total@final 2.46 three_public.total@change_amount -0.14",
        "three_public.total@change_amount -0.30",
    )
    assert "narrative.restated" not in rules(told)


ITEMS = "2060101@initial_budget 100.00 2060199@initial_budget 50.00 2080501@initial_budget {}"


def test_items_that_add_up() -> None:
    assert failing(prose("general_budget.expenditure@initial_budget 180.00", ITEMS.format("30.00"))) == []


def test_items_that_do_not_add_up() -> None:
    found = failing(prose("general_budget.expenditure@initial_budget 180.00", ITEMS.format("21.52")))
    assert [rule for rule, _ in found] == ["narrative.items"] and "171.52万元" in found[0][1] and "8.48万元" in found[0][1]


def test_items_that_were_never_meant_to_be_all() -> None:
    told = prose("general_budget.expenditure@initial_budget 900.00", ITEMS.format("30.00"))
    assert failing(told) == [] and "not_applicable" in statuses("narrative.items", told)


def test_items_of_the_next_section_do_not_count() -> None:
    told = prose(
        "general_budget.expenditure@initial_budget 180.00",
        ITEMS.format("30.00"),
        "government_fund.expenditure@initial_budget 5.00 2120801@initial_budget 5.00",
    )
    assert failing(told) == []


def test_the_item_that_prose_forgot_is_named() -> None:
    general = "total\ntotal 180.55\n206 150.55\n20601 150.00\n2060101 100.00\n2060199 50.00\n20699 0.55\n2069999 0.55\n208 30.00\n20805 30.00\n2080501 30.00"
    told = prose("general_budget.expenditure@final 180.55", "2060101@final 100.00 2060199@final 50.00 2080501@final 30.00")
    found = failing(table("general_budget_expenditure", general), told)
    assert [rule for rule, _ in found] == ["narrative.items"] and "2069999" in found[0][1]


def test_a_year_left_over_from_an_older_report() -> None:
    told = prose("self_evaluation.budget@initial_budget 667.77") + prose(
        "self_evaluation.budget@initial_budget 667.77", year=2022, line=200
    )
    assert rules(told) == ["narrative.year"]


def test_the_same_amount_in_two_neighbouring_years_is_possible() -> None:
    told = prose("three_public.total@budget 2.60") + prose("three_public.total@budget 2.60", year=2023, line=200)
    assert failing(told) == []


def test_a_slipped_year_is_still_the_same_fact() -> None:
    told = prose("self_evaluation.budget@initial_budget 667.77 self_evaluation.budget@adjusted_budget 837.1") + prose(
        "self_evaluation.budget@initial_budget 667.77 self_evaluation.budget@adjusted_budget 838.1", year=2022, line=200
    )
    assert sorted(rules(told)) == ["narrative.restated", "narrative.year"]


def test_prose_against_a_figure_whose_place_is_doubted_accuses_nobody() -> None:
    told, printed = prose("three_public.total@final 2.6"), table("three_public", "final\nthree_public.total 2.46")
    unsure = tuple(o._replace(signals=o.signals._replace(structure=0.6)) for o in printed)
    assert rules(printed, told) == ["narrative.table"] and rules(unsure, told) == []


def test_which_of_several_tables_of_a_form_is_meant_is_open() -> None:
    """One agency each, say: the figure of the text is in none, and may be that of another one."""
    sheets = [table("three_public", f"final\nthree_public.total {total}", id=total) for total in ("2.46", "3.00")]
    told = prose("three_public.total@final 2.80")
    assert failing(*sheets, told) == [] and "not_applicable" in statuses("narrative.table", *sheets, told)
    assert rules(sheets[0], told) == ["narrative.table"]
