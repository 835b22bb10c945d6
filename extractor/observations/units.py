"""The money unit of each table: as printed, or, where a table prints none, the one under which its amounts are those of the
text and of the other tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.amounts import DIGITS, YUAN, half_unit, parse
from extractor.knowledge import headings
from extractor.likeness import fold
from extractor.records import Division, Table

USUAL_UNIT = "万元"  # where no table of the document prints one; such amounts say unit_inherited and weigh less
CANDIDATES = ("万元", "元", "千元", "亿元")
TELLING = 4  # digits, without noughts at either end, of an amount that is not the same as another one by chance
ENOUGH = 2  # such amounts that are found again
UNHEARD = Decimal(10) ** 12  # yuan: more than any agency spends in a year
_TOLD = re.compile(rf"({DIGITS})\s*(亿元|百万元|万元|千元|元)")


class Told(NamedTuple):
    """An amount stated with its unit: worth in yuan, and half a unit of its last printed place."""

    worth: Decimal
    half: Decimal


def units(tables: Sequence[Table], division: Division) -> list[str]:
    """The money unit of every table."""
    printed = [printed_unit(table) for table in tables]
    common = Counter(unit for unit in printed if unit).most_common(1)
    usual = common[0][0] if common else USUAL_UNIT
    if all(printed):
        return [unit or usual for unit in printed]
    told = sorted({*_of_text(division), *_of_tables(tables, printed)})
    return [unit or _unit_of(table, usual, told) for table, unit in zip(tables, printed, strict=True)]


def printed_unit(table: Table) -> str | None:
    """The money unit printed above the table or in all its headers that print one; None if there is none."""
    if table.unit and fold(table.unit) in YUAN:
        return fold(table.unit)
    found = {unit for path in table.columns if (unit := headings.unit_of(path))}
    return found.pop() if len(found) == 1 else None


def _unit_of(table: Table, usual: str, told: Sequence[Told]) -> str:
    """The unit under which most amounts of the table are told elsewhere; else the usual one, unless that is unheard of."""
    amounts = [Told(abs(number.value), number.half) for cell in _cells(table) if (number := parse(cell)) and not number.rest]
    known = {amount for amount in amounts if len(amount.worth.normalize().as_tuple().digits) >= TELLING}
    agreed = {unit: sum(_is_told(amount, YUAN[unit], told) for amount in known) for unit in (usual, *CANDIDATES)}
    best = max(agreed, key=lambda unit: agreed[unit])
    if agreed[best] >= ENOUGH:
        return best
    largest = max((amount.worth for amount in amounts), default=Decimal(0))
    return "元" if largest * YUAN[usual] > UNHEARD else usual


def _is_told(amount: Told, scale: Decimal, told: Sequence[Told]) -> bool:
    """Whether an amount of a table under a unit can be one that is told: both stand for an interval."""
    worth, half = amount.worth * scale, amount.half * scale
    at = bisect_left(told, (worth - half,))
    near = (told[i] for i in (at - 1, at, at + 1) if 0 <= i < len(told))
    return any(abs(each.worth - worth) <= each.half + half for each in near)


def _of_text(division: Division) -> Iterator[Told]:
    for section in division.sections:
        for paragraph in section.paragraphs:
            for digits, unit in _TOLD.findall(paragraph.text):
                yield from _told(digits, unit)


def _of_tables(tables: Iterable[Table], printed: Iterable[str | None]) -> Iterator[Told]:
    for table, unit in zip(tables, printed, strict=True):
        for cell in _cells(table) if unit else ():
            if (number := parse(cell)) and not number.rest:
                yield from _told(number.raw, unit or "")


def _told(digits: str, unit: str) -> Iterator[Told]:
    plain = digits.replace(",", "").replace("，", "").lstrip("-")
    if len(plain.replace(".", "").lstrip("0")) >= TELLING:
        yield Told(Decimal(plain) * YUAN[unit], half_unit(plain) * YUAN[unit])


def _cells(table: Table) -> Iterator[str]:
    return (cell.text for row in table.rows for cell in row if cell.text)
