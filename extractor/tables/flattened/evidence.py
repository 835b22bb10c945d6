"""What other parts of the document say of a cell: the same row in another form, the same words in a summary table, a
figure in prose. Support only: another form may cover other funds, so a difference says nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from extractor.likeness import bare, fold
from extractor.tables.flattened.columns import ValueColumn
from extractor.tables.flattened.entries import Entry
from extractor.tables.flattened.solve import Placed
from extractor.tables.flattened.tokens import value

SUPPORT = 1000.0  # factor for a map under which a cell says what another part of the document says
SETTLED = 0.85  # confidence from which a cell is told to the other tables
NEAR_CHARS = 8  # characters between the words of a column and their figure in prose
SAME = {"general_budget": "appropriation", "expenditure_basic": "basic", "expenditure_project": "project"}


class Evidence:
    """Collects facts while tables are read, and answers for a table with the facts of the others."""

    def __init__(self, prose: Iterable[str]) -> None:
        self.prose = fold("".join(prose)).replace(",", "")
        self.facts: dict[tuple[str, str], set[tuple[Decimal, str]]] = defaultdict(set)
        self.said: dict[tuple[str, Decimal], bool] = {}
        self.table = ""

    def reading(self, table: str) -> None:
        """The table whose cells are learnt and asked for from now on."""
        self.table = table

    def learn(self, found: Sequence[Entry], columns: Sequence[ValueColumn], placed: Sequence[Placed]) -> None:
        """Take in the settled cells of a coded table."""
        for entry, where in zip(found, placed, strict=True):
            for token, column, sure in zip(entry.numbers, where.columns, where.confidence, strict=False):
                number = value(token.text)
                if sure >= SETTLED and number:
                    self.state(_key(entry), columns[column].id or columns[column].path[-1], number)

    def state(self, key: str, column: str, number: Decimal) -> None:
        """Take in one fact."""
        self.facts[(key, column)].add((number, self.table))

    def known(self, key: str, column: str, number: Decimal) -> bool:
        """Whether another table states this number for this row and column."""
        return any(said == number and table != self.table for said, table in self.facts.get((key, column), ()))

    def backing(self, found: Sequence[Entry], columns: Sequence[ValueColumn]) -> Callable[[int, int, Decimal], float]:
        """The factor of a cell, for the solver."""

        def factor(row: int, column: int, number: Decimal) -> float:
            if not number:
                return 1.0
            key, head = _key(found[row]), columns[column]
            ids = {head.id, SAME.get(head.id, head.id)}
            if any(self.known(key, id_, number) for id_ in ids if id_):
                return SUPPORT
            if found[row].total and (self._labelled(head, number) or self._told(head, number)):
                return SUPPORT
            return 1.0

        return factor

    def _labelled(self, head: ValueColumn, number: Decimal) -> bool:
        """A row of a summary table has the words of the column and this number."""
        word = bare(head.path[-1])
        return any(
            said == number for key, _ in list(self.facts) if key.startswith("label:") and word in key for said, _ in self.facts[(key, _)]
        )

    def _told(self, head: ValueColumn, number: Decimal) -> bool:
        return self.says(head.path[-1], number)

    def says(self, words: str, number: Decimal) -> bool:
        """Whether a sentence has the words and, a few characters on, this number."""
        if (words, number) not in self.said:
            self.said[words, number] = self._said(words, number)
        return self.said[words, number]

    def _said(self, words: str, number: Decimal) -> bool:
        plain = re.escape(format(number.normalize(), "f"))
        pattern = rf"{re.escape(fold(words))}[^\d。；]{{0,{NEAR_CHARS}}}{plain}(?:\.?0*)(?![\d.]*\d)"
        return bool(re.search(pattern, self.prose))


def _key(entry: Entry) -> str:
    return entry.code or ("total" if entry.total else "name:" + bare(entry.name))
