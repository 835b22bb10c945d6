"""Printed units that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from extractor.checks import wording
from extractor.checks.ledger import Ledger
from extractor.checks.magnitude import apart
from extractor.checks.verdict import finding
from extractor.records import Check

POINT_COLUMNS = frozenset({"score", "weight"})


def percent_points(ledger: Ledger) -> Iterator[Check]:
    """A percent sign in a column of points."""
    for o in ledger.everything:
        if o.column in POINT_COLUMNS and o.unit == "percent" and o.value is not None:
            told = ledger.closest(o, [p for p in ledger.stated(o.indicator, o.column) if p.unit == "point"])
            more = f"，文中为{wording.printed(told)}" if told else ""
            text = f"{wording.form_name(o.form)}{wording.clause(o)}，{wording.column_name(o.column)}应以分为单位，不应为百分号{more}。"
            yield finding("unit.percent", text, [o, told] if told else [o])


def within_prose(ledger: Ledger) -> Iterator[Check]:
    """The same fact in prose twice, 10,000 times apart; once, however often either is told."""
    for told in ledger.facts.values():
        found: set[tuple[int | None, frozenset[Decimal | None]]] = set()
        for first, other in combinations(told, 2):
            pair = (first.year, frozenset((first.value, other.value)))
            if first.year == other.year and apart(first, other) and pair not in found:
                found.add(pair)
                text = f"文中{wording.clause(first)}，另一处为{wording.printed(other)}，数字相同而单位不同。"
                yield finding("unit.restated", text, [first, other])
