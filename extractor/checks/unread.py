"""Numbers printed in a table that no observation claims: where one is just what a sum lacks, nothing is concluded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from extractor.amounts import YUAN, parse
from extractor.checks.intervals import Interval, total
from extractor.checks.ledger import Ledger
from extractor.knowledge.headings import role
from extractor.records import Observation, Table

SUMMANDS = 2  # so many rows that no form knows are met in one sum; more would explain any gap
MOST_LOOSE = 30  # a table with more is not understood at all; bounds the pairs tried


def explains(gap: Decimal, terms: Sequence[Observation], ledger: Ledger) -> bool:
    """Whether numbers in the tables of `terms` that were not made observations, one or a few of them, are the gap."""
    tables = {o.evidence[0].table for o in terms if o.evidence and o.evidence[0].table}
    loose = [span for table in ledger.tables if table.id in tables for span in _unclaimed(table, ledger)]
    return any(
        total(chosen).low <= gap <= total(chosen).high
        for size in range(1, SUMMANDS + 1)
        for chosen in combinations(loose[:MOST_LOOSE], size)
    )


def _is_numbering(row: Sequence[str]) -> bool:
    """栏次 1 2 3 4: whole numbers that follow one another."""
    numbers = [int(text) for text in row if text.isdecimal() and len(text) <= 2]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _unclaimed(table: Table, ledger: Ledger) -> Iterator[Interval]:
    claimed = {(e.row, e.column) for o in ledger.everything for e in o.evidence if e.table == table.id}
    scale = YUAN.get(table.unit or "", Decimal(1))
    counting = {c for c, path in enumerate(table.columns) if role(path) in ("code", "ordinal", "label", "note")}
    for r, row in enumerate(table.rows):
        if _is_numbering([cell.text.strip() for cell in row]):
            continue
        for c, cell in enumerate(row):
            if (r, c) not in claimed and c not in counting and (found := parse(cell.text)) and found.value:
                yield Interval((abs(found.value) - found.half) * scale, (abs(found.value) + found.half) * scale)
