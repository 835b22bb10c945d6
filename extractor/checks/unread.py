"""Numbers printed in a table or a paragraph that no observation claims: where one is just what a sum lacks, nothing is
concluded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from extractor.amounts import YUAN, parse
from extractor.checks.intervals import Interval, total
from extractor.checks.ledger import NARRATIVE, Ledger
from extractor.knowledge.headings import role
from extractor.records import Observation, Paragraph, Table

SUMMANDS = 2  # so many rows that no form knows are met in one sum; more would explain any gap
_AMOUNT = re.compile(r"(?<![\d.])(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|千元|元)")
MOST_LOOSE = 30  # a table with more is not understood at all; bounds the pairs tried


def explains(gap: Decimal, terms: Sequence[Observation], ledger: Ledger) -> bool:
    """Whether numbers in the tables or paragraphs of `terms` that were not made observations, one or a few of them, are
    the gap."""
    tables = {o.evidence[0].table for o in terms if o.evidence and o.evidence[0].table}
    loose = [span for table in ledger.tables if table.id in tables for span in _loose(table, ledger)]
    loose += _untold(terms[0], ledger) if terms and terms[0].form == NARRATIVE else []
    return any(
        (span := total(chosen)).low <= gap <= span.high
        for size in range(1, SUMMANDS + 1)
        for chosen in combinations(loose[:MOST_LOOSE], size)
    )


def _untold(stated: Observation, ledger: Ledger) -> list[Interval]:
    """Amounts printed in the paragraph of a figure of prose that stand for nothing we know (其他交通工具购置5万元)."""
    paragraphs = (paragraph for section in ledger.division.sections for paragraph in section.paragraphs)
    text = next((paragraph.text for paragraph in paragraphs if _is_in(stated, paragraph)), "")
    claimed = Counter(o.raw_value for o in ledger.prose if o.raw_unit in YUAN)
    loose = []
    for match in _AMOUNT.finditer("".join(text.split())):
        if claimed[match["digits"]]:
            claimed[match["digits"]] -= 1
        elif (found := parse(match["digits"])) and found.value:
            scale = YUAN[match["unit"]]
            loose.append(Interval((found.value - found.half) * scale, (found.value + found.half) * scale))
    return loose


def _is_in(stated: Observation, paragraph: Paragraph) -> bool:
    """Whether the figure is printed in the paragraph: there by its page and lines, and among its digits."""
    place = stated.evidence[0].place if stated.evidence else None
    if place is None or stated.raw_value not in "".join(paragraph.text.split()):
        return False
    return any(
        part.page == place.page and (not place.lines or not part.lines or part.lines[0] <= place.lines[0] <= part.lines[1])
        for part in paragraph.places
    )


def _is_numbering(row: Sequence[str]) -> bool:
    """栏次 1 2 3 4: whole numbers that follow one another."""
    numbers = [int(text) for text in row if text.isdecimal() and len(text) <= 2]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _loose(table: Table, ledger: Ledger) -> tuple[Interval, ...]:
    """The same for each sum of a table: found once."""
    if table.id not in ledger.loose:
        ledger.loose[table.id] = tuple(_unclaimed(table, ledger))
    return ledger.loose[table.id]


def _unclaimed(table: Table, ledger: Ledger) -> Iterator[Interval]:
    claimed = ledger.claimed.get(table.id, set())
    scale = YUAN.get(table.unit or "", Decimal(1))
    counting = {c for c, path in enumerate(table.columns) if role(path) in ("code", "ordinal", "label", "note")}
    for r, row in enumerate(table.rows):
        if _is_numbering([cell.text.strip() for cell in row]):
            continue
        known = {found.value for c, cell in enumerate(row) if (r, c) in claimed and (found := parse(cell.text))}
        for c, cell in enumerate(row):
            if (r, c) in claimed or c in counting or not (found := parse(cell.text)) or not found.value:
                continue
            if found.value not in known:  # else it is printed again in a column of who pays
                yield Interval((abs(found.value) - found.half) * scale, (abs(found.value) + found.half) * scale)
