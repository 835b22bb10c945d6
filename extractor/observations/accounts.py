"""Tables of accounts: rows are codes or known lines, columns are canonical (forms 01 to 08 of the final accounts)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.amounts import is_blank
from extractor.likeness import bare
from extractor.observations import rows as rows_
from extractor.observations.cells import Frame, Key, Value, is_number, money, number, observed
from extractor.observations.columns import Resolved, resolved
from extractor.observations.ladders import ascending
from extractor.observations.names import ALIAS, Family, class_of_name
from extractor.observations.panels import Span, spans
from extractor.observations.rows import Label, Meaning, Rows
from extractor.records import Cell, Observation

UNNAMED = 0.6  # mapping of the only row of a table that names no row: the total
CLASS_LENGTH = 3  # digits of a class (类), the level of the lines of forms 01 and 04


class Side(NamedTuple):
    """One panel of a table with the code and name of each of its rows."""

    span: Span
    labels: Sequence[Label]


def sides(frame: Frame) -> list[Side]:
    """The panels of a table from left to right."""
    return [Side(span, rows_.labels(frame.table, span)) for span in spans(frame.table, frame.form)]


def observe_accounts(frame: Frame, given: Sequence[Side], context: Mapping[str, str]) -> list[Observation]:
    """Observations of a table of accounts with its `sides`, row by row, from left to right. `context`: code -> name as
    printed in the document's tables."""
    panels = [_Panel(frame, side, context) for side in given]
    found: list[Observation] = []
    for r in range(len(frame.table.rows)):
        for panel, meaning, columns in _row(frame, panels, r):
            found.extend(panel.observations(r, meaning, columns))
    return found


def _row(frame: Frame, panels: Sequence[_Panel], r: int) -> Iterator[tuple[_Panel, Meaning, Mapping[int, Resolved]]]:
    """Each panel of a row with what it is about; a panel without a name lends its amounts to the one before that has no
    amounts of its own (公用经费合计 under two panels)."""
    waiting: tuple[_Panel, Meaning] | None = None
    for panel in panels:
        meaning = panel.meaning(r)
        filled = any(is_number(frame.table.rows[r][i]) for i in panel.columns)
        if meaning and filled:
            yield panel, meaning, panel.columns
        elif meaning:
            unfilled = all(is_blank(frame.table.rows[r][i].text) for i in panel.columns)
            waiting = (panel, meaning) if unfilled else None  # an amount that cannot be read is its own, and not the next panel's
            continue
        elif filled and waiting and panel.nameless(r):
            yield waiting[0], waiting[1], panel.columns
        waiting = None


class _Panel:
    """One panel of a table: its columns resolved, and its rows' meanings from top to bottom."""

    def __init__(self, frame: Frame, given: Side, context: Mapping[str, str]) -> None:
        self.frame, self.span, self.labels, self.context = frame, given.span, given.labels, context
        span = given.span
        self.columns = resolved(frame, span.values)
        side = span.panel.id if span.panel else ""
        self.rows = Rows(frame.form, side, [label.name for label in self.labels])
        self._above = ""
        self._ladder = self._by_names()
        self._alone = not span.labels and not span.codes

    def nameless(self, r: int) -> bool:
        """Whether the row has neither code nor name in this panel."""
        return self.labels[r].code is None and not self.labels[r].name

    def meaning(self, r: int) -> Meaning | None:
        """What row r is about; to be asked for from top to bottom."""
        label = self.labels[r]
        if label.code is None and not label.name:
            return self._total_alone(r)
        meaning = self._known(label) if self.frame.form.shape == "panels" else self._account(label, self._ladder[r])
        if meaning and ":" in meaning.indicator:
            self._above = meaning.indicator.partition(":")[2]
        return meaning

    def _total_alone(self, r: int) -> Meaning | None:
        """The total in a table that names no account: the row that says so beside an agency, or the only row of amounts."""
        if not self._alone:
            return None
        rows = self.frame.table.rows
        if any(rows_.plain(cell.text) in rows_.TOTALS for cell in rows[r]):
            return Meaning("total", "合计", 1.0)
        filled = [row for row in rows if any(is_number(row[i]) for i in self.columns)]
        return Meaning("total", "合计", ALIAS if len(rows) == 1 else UNNAMED) if len(filled) == 1 else None

    def _by_names(self) -> Sequence[tuple[str, float] | None]:
        """The code of each row of a list that prints names only."""
        if self.frame.form.shape == "panels" or not self.frame.form.codes or any(label.code for label in self.labels):
            return [None] * len(self.labels)
        return ascending([label.name for label in self.labels], self._family, self.frame.year, self.context)

    @property
    def _family(self) -> Family:
        return "economic" if self.frame.form.codes == "economic" else "function"

    def _account(self, label: Label, listed: tuple[str, float] | None) -> Meaning | None:
        """A row of codes, or one of the form's own lines (合计, 人员经费合计). `listed`: the code that its list gives its
        name, and how surely."""
        family = self._family
        known = self.rows.meaning(label.name) if label.code is None or not label.code.isdigit() else None
        if (known and known.mapping == 1.0) or not (self.frame.form.codes or label.code):
            return known
        if label.code is None and bare(label.name) in rows_.SUBTOTALS:
            return None
        if label.code and len(label.code) < CLASS_LENGTH:
            return None
        if label.code and label.code[0] in "35" and family == "function":
            family = "economic"
        if listed:
            return rows_.listed(label.name, *listed, family, self.frame.year)
        return rows_.coded(label, family, self.frame.year, self.context, self._above) or known

    def _known(self, label: Label) -> Meaning | None:
        """A line of forms 01 and 04: a line of its side, or a class of the expenditure."""
        family: Family = "economic" if self.span.panel and self.span.panel.codes == "economic" else "function"
        if label.code and len(label.code) >= CLASS_LENGTH:
            return rows_.coded(label, "economic" if label.code[0] in "35" else "function", self.frame.year, self.context, "")
        known = self.rows.meaning(label.name)
        if (known and known.mapping == 1.0) or (self.span.panel and self.span.panel.id != "expenditure"):
            return known
        return self._class(label, family, known)

    def _class(self, label: Label, family: Family, known: Meaning | None) -> Meaning | None:
        name = rows_.plain(label.name)
        found = class_of_name(name, self.frame.year, family, self.span.panel.leading if self.span.panel else "")
        if not found.code or found.fuzzy:
            other: Family = "function" if family == "economic" else "economic"
            rival = class_of_name(name, self.frame.year, other)
            family, found = (other, rival) if rival.confidence > found.confidence else (family, found)
        if not found.code or (known and known.mapping > found.confidence):
            return known
        return rows_.meaning_of_class(found, family, self.frame.year, label.name)

    def observations(self, r: int, meaning: Meaning, columns: Mapping[int, Resolved]) -> Iterator[Observation]:
        """The values of one row."""
        raw = (self.labels[r].code or "") + self.labels[r].name
        row = self.frame.table.rows[r]
        for i, column in columns.items():
            value = self._value(row[i], meaning, column)
            if value is None:
                continue
            id_ = meaning.row.column if meaning.row and meaning.row.column else column.id
            mapping = meaning.mapping * column.mapping
            key = Key(meaning.indicator, meaning.name, raw, id_, column.year, mapping, (*meaning.repairs, *column.repairs))
            yield observed(self.frame, key, value, (r, i))

    def _value(self, cell: Cell, meaning: Meaning, column: Resolved) -> Value | None:
        if column.kind == "percent":
            return number(cell, "percent")
        if meaning.row and meaning.row.unit == "count":
            return number(cell, "count")
        unit = column.unit or self.frame.unit
        return money(cell, unit, inherited=self.frame.inherited and column.unit is None)
