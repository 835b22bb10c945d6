"""Numerals, years, amounts and names: the words that all stages share."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import amounts, codes, folios, likeness, numerals, periods


@given(st.integers(1, 99))
def test_numerals_come_back(n: int) -> None:
    assert numerals.number(numerals.numeral(n)) == n


@pytest.mark.parametrize(("text", "value"), [("二十三", 23), ("十", 10), ("二〇二五", 2025), ("一百零五", 105), ("甲", None), ("", None)])
def test_numeral(text: str, value: int | None) -> None:
    assert numerals.number(text) == value


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年度部门决算", [2024]),
        ("二〇二五年九月", [2025]),
        ("2021 年", [2021]),
        ("2025.00", []),
        ("比2023年减少，2024年", [2023, 2024]),
        ("12024年", []),
    ],
)
def test_a_year_is_a_year_only_with_its_word(text: str, years: list[int]) -> None:
    assert periods.years(text) == years


@pytest.mark.parametrize(
    ("text", "value", "raw", "comparator"),
    [
        ("64,840,547.00", "64840547.00", "64,840,547.00", "="),
        ("5.8", "5.8", "5.8", "="),
        (">=95%", "95", "95", ">="),
        ("≤10%", "10", "10", "<="),
        ("-968.28", "-968.28", "-968.28", "="),
        ("90百分比", "90", "90", "="),
    ],
)
def test_an_amount_as_printed(text: str, value: str, raw: str, comparator: str) -> None:
    found = amounts.parse(text)
    assert found is not None
    assert (found.value, found.raw, found.comparator) == (Decimal(value), raw, comparator)


@pytest.mark.parametrize("text", ["", "-", "——", "相关", "9.4.1", "公务用车", "186,224,624.88 1", "3.00 4.00"])
def test_what_is_no_amount(text: str) -> None:
    assert amounts.parse(text) is None


@pytest.mark.parametrize(("text", "blank"), [("", True), (" - ", True), ("／", True), ("0", False), ("0.00", False), ("无数据", False)])
def test_a_dash_is_a_blank_and_a_printed_zero_is_not(text: str, blank: bool) -> None:
    assert amounts.is_blank(text) is blank


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_amounts_with_separators_come_back(value: Decimal) -> None:
    found = amounts.parse(f"{value:,.2f}")
    assert found is not None and found.value == value and found.half == Decimal("0.005")


def test_money_in_yuan() -> None:
    assert amounts.in_yuan(Decimal("187.40"), "万元") == 1874000
    assert str(amounts.in_yuan(Decimal("1.50"), "亿元")) == "150000000"


def test_names_are_compared_without_numbering_quotes_and_width() -> None:
    assert likeness.bare("（一）“三公”经费：") == likeness.bare("三公经费")
    assert likeness.bare("二十三、其他支出") == "其他支出"
    assert likeness.likeness("釆购", "采购") == 1


@pytest.mark.parametrize(
    ("printed", "value"),
    [("(99.50)", "-99.50"), ("（1,299.50）", "-1299.50"), ("(8.64%)", "-8.64"), ("(12)", None), ("187.40(万元)", "187.40")],
)
def test_a_number_with_decimals_in_brackets_is_negative(printed: str, value: str | None) -> None:
    amount = amounts.parse(printed)
    assert (str(amount.value) if amount else None) == value


@pytest.mark.parametrize("text", ["0.45", "1,234.56", "-12345.60", "1，234.56"])
def test_a_whole_amount_with_cents(text: str) -> None:
    assert amounts.with_cents(text)


@pytest.mark.parametrize("text", ["01.45", "0,123.45", "1,23.45", "12.3", "12.345", "1234", "12.34%", "12.3456.78"])
def test_no_whole_amount_with_cents(text: str) -> None:
    assert not amounts.with_cents(text)


@pytest.mark.parametrize("text", ["- 3 -", "—12—", "· iv ·", "第3页", "第 3 页 / 共 20 页", "3/20页", "Page 3 of 20"])
def test_a_page_number_that_says_so(text: str) -> None:
    assert folios.is_marked(text)


@pytest.mark.parametrize("text", ["3", "-3", "3/20", "-3.5-", "第3页说明", "- 表 -", "12-34"])
def test_what_may_be_something_else_than_a_page_number(text: str) -> None:
    assert not folios.is_marked(text)


@pytest.mark.parametrize(
    ("text", "account"), [("201", True), ("2010301", True), ("30101", True), ("2023", False), ("101", False), ("20101 01", False)]
)
def test_codes_of_accounts(text: str, account: bool) -> None:
    assert codes.is_account(text) is account
