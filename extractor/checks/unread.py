"""Numbers printed in a table that no observation claims: where one is just what a sum lacks, nothing is concluded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.amounts import YUAN, parse
from extractor.checks.intervals import Interval
from extractor.checks.ledger import Ledger
from extractor.records import Observation, Table


def explains(gap: Decimal, terms: Sequence[Observation], ledger: Ledger) -> bool:
    """Whether a number in one of the tables of `terms` that was not made an observation equals the gap."""
    tables = {o.evidence[0].table for o in terms if o.evidence and o.evidence[0].table}
    return any(span.low <= gap <= span.high for table in ledger.tables if table.id in tables for span in _unclaimed(table, ledger))


def _unclaimed(table: Table, ledger: Ledger) -> Iterator[Interval]:
    claimed = {(e.row, e.column) for o in ledger.everything for e in o.evidence if e.table == table.id}
    scale = YUAN.get(table.unit or "", Decimal(1))
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if (r, c) not in claimed and (found := parse(cell.text)) and found.value:
                yield Interval((abs(found.value) - found.half) * scale, (abs(found.value) + found.half) * scale)
