"""Columns of numbers whose blanks are lost, by the sums that must hold; and the cells that ran together."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.tables.flattened.solve import Row, Scheme, solve
from extractor.tables.flattened.tokens import parted, value

THREE = Scheme(3, ((0, ((1, 1), (2, 1))),), (0.99, 0.6, 0.6))


def row(*raws: str, parent: int | None = None) -> Row:
    return Row(tuple(Decimal(raw) for raw in raws), raws, parent)


def test_children_stand_where_the_parent_has_amounts() -> None:
    rows = [
        row("257.08", "127.70", "129.38"),
        row("3.62", "3.62", parent=0),
        row("127.70", "127.70", parent=0),
        row("125.76", "125.76", parent=0),
    ]
    assert [placed.columns for placed in solve(rows, THREE)] == [(0, 1, 2), (0, 2), (0, 1), (0, 2)]


def test_a_contradicting_table_is_not_repaired_but_doubted() -> None:
    rows = [row("100.00", "60.00", "40.00"), row("33.00", "33.00", parent=0)]
    placed = solve(rows, THREE)[1]
    assert placed.columns[0] == 0 and placed.confidence[1] <= 0.6


def test_more_numbers_than_columns_stand_nowhere() -> None:
    assert solve([row("1.00", "2.00", "3.00", "4.00")], THREE)[0].columns == ()


def test_a_row_with_too_many_columns_to_try_stands_nowhere() -> None:
    many = Scheme(40, (), (0.5,) * 40)
    assert solve([row(*["1.00"] * 20)], many)[0].columns == ()  # 137,846,528,820 ways: tried all, they take the memory
    assert solve([row(*["1.00"] * 40)], many)[0].columns == tuple(range(40))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99999), st.integers(0, 99999)), min_size=1, max_size=6))
def test_printed_numbers_keep_their_order_whatever_is_lost(pairs: list[tuple[int, int]]) -> None:
    raws = [[f"{n / 100:.2f}" for n in (a + b, a, b) if n] for a, b in pairs]
    for placed, raw in zip(solve([row(*r) for r in raws if r], THREE), [r for r in raws if r], strict=True):
        assert placed.columns in set(combinations(range(3), len(raw)))
        assert all(0 < sure <= 1 for sure in placed.confidence)


def test_cells_that_ran_together_are_parted_and_numbers_in_words_are_not() -> None:
    assert list(parted("220.25一、一般公共服务支出")) == ["220.25", "一、一般公共服务支出"]
    assert list(parted("741.64741.64")) == ["741.64", "741.64"]
    assert list(parted("单位价值50万元以上通用设备")) == ["单位价值50万元以上通用设备"]
    assert list(parted("2060702科普活动98.80")) == ["2060702", "科普活动", "98.80"]


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_reads_the_same_with_and_without_separators(number: Decimal) -> None:
    assert value(f"{number:,}") == value(str(number)) == number
