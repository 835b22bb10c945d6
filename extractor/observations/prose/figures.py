"""A printed figure of the narrative: its number, unit and comparator; and what a Fact made of it says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.amounts import YUAN, in_yuan, plain
from extractor.observations.prose.nlp import FIGURE, Mention
from extractor.records import Comparator, Unit

_PERCENT = frozenset({"%", "百分点", "个百分点"})
_MONEY = {**YUAN, "万": YUAN["万元"], "亿": YUAN["亿元"]}
_COMPARATORS: dict[str, Comparator] = {"≥": ">=", "≤": "<=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}
_PARTS = re.compile(FIGURE)


class Figure(NamedTuple):
    """`value` in yuan, percent, points or pieces as `unit` says (unit None: nothing printed behind the number);
    `raw` its digits and `raw_unit` its unit as printed; `start`, `end` in the folded paragraph."""

    value: Decimal
    unit: Unit | None
    raw: str
    raw_unit: str | None
    comparator: Comparator
    start: int
    end: int


class Fact(NamedTuple):
    """One figure with what it is about, before it becomes an Observation. `text` for a value in words (优).
    `structure`, `mapping`: how sure we are of the place in the sentence and of the identifier, 0..1."""

    indicator: str
    raw_name: str
    column: str
    year: int | None
    figure: Figure
    text: str | None = None
    structure: float = 1.0
    mapping: float = 1.0
    repairs: tuple[tuple[str, str, str], ...] = ()


def figure(mention: Mention) -> Figure:
    """The figure that a mention of one prints. ValueError if it prints none."""
    match = _PARTS.fullmatch(mention.text)
    if not match:
        raise ValueError(f"no figure in {mention.text!r}")
    digits, printed = match["digits"], match["unit"] or None
    value = Decimal(digits.replace(",", "")) * (-1 if match["sign"] else 1)
    unit = _unit(printed)
    if unit == "CNY":
        value = value * _MONEY[printed or ""] if printed not in YUAN else in_yuan(value, printed or "")
    return Figure(plain(value), unit, digits, printed, _COMPARATORS.get(match["comparator"] or "", "="), mention.start, mention.end)


def _unit(printed: str | None) -> Unit | None:
    if printed is None:
        return None
    if printed in _MONEY:
        return "CNY"
    if printed in _PERCENT:
        return "percent"
    return "point" if printed == "分" else "count"


def with_unit(printed: Figure, unit: str | None) -> Figure:
    """A figure without a unit of its own in the one that is said once for all; a bare 0 is nothing in any unit."""
    if printed.unit is not None:
        return printed
    if unit is None:
        return printed._replace(unit="CNY")
    return figure(Mention("figure", "", printed.raw + unit, printed.start, printed.end))._replace(raw_unit=None)
