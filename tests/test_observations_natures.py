"""Columns of 人员经费 and 公用经费 that contradict the codes of their rows."""

from __future__ import annotations

import pytest

from extractor.confidence import weigh
from extractor.observations.natures import placed_by_nature
from tests.drawn_figures import checked, table

FORM = "general_budget_basic_expenditure"
WAGES = "e301 {0}\ne30101 {0}\ne30102 {0}\ne30103 {0}\n"
GOODS = "e302 {0}\ne30201 {0}\ne30202 {0}\ne30211 {0}\n"
PERSONNEL, OPERATING = "5.00 5.00 .", "5.00 . 5.00"


def least(drawn: str) -> float:
    """The lowest confidence in a table of amounts for staff and for running costs."""
    given = tuple(o._replace(id=f"o{n}") for n, o in enumerate(placed_by_nature(table(FORM, "total personnel operating\n" + drawn)), 1))
    return min(o.confidence for o in weigh(given, checked(list(given)), ()) if o.column != "total")


@pytest.mark.parametrize("drawn", [WAGES.format(OPERATING) + GOODS.format(OPERATING), WAGES.format(PERSONNEL) + GOODS.format(PERSONNEL)])
def test_columns_that_contradict_all_codes_are_doubted(drawn: str) -> None:
    assert least(drawn) < 0.6


@pytest.mark.parametrize(
    "drawn",
    [
        WAGES.format(PERSONNEL) + GOODS.format(OPERATING),
        WAGES.format(PERSONNEL) + GOODS.format(OPERATING) + "e30239 " + PERSONNEL,  # 公务交通补贴, often among the staff's
        "e303 " + OPERATING,  # a single one may be the agency's own way
    ],
)
def test_columns_that_go_with_the_codes_or_leave_a_few_are_sure(drawn: str) -> None:
    assert least(drawn) > 0.9
