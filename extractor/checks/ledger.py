"""The observations of one document, laid out for checking: by printed table, and prose in reading order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.checks.intervals import Interval, interval, is_bare_zero, last_place, placed
from extractor.records import Division, Observation, Table

Key = tuple[str, str]  # (indicator, column)
NARRATIVE = "narrative"
NEAR_LINES, NEAR_POINTS, NEAR_ORDER = 6, 90.0, 4  # one printed paragraph: lines, points of height, observations apart


@dataclass(frozen=True)
class Sheet:
    """One printed table, one year: what it states by (indicator, column). What it states twice and differently is
    `doubtful` and not in `cells`: nothing can be concluded from it."""

    form: str
    table: str | None
    year: int | None
    cells: Mapping[Key, Observation]
    doubtful: frozenset[Key] = frozenset()
    printed: tuple[Observation, ...] = ()  # all of them, doubtful ones too, in reading order

    def get(self, indicator: str, column: str) -> Observation | None:
        """The cell, or None if it is blank or doubtful."""
        return self.cells.get((indicator, column))

    def row(self, indicator: str) -> Mapping[str, Observation]:
        """All cells of one row by column."""
        return self._rows.get(indicator, {})

    @cached_property
    def _rows(self) -> dict[str, dict[str, Observation]]:
        found: dict[str, dict[str, Observation]] = defaultdict(dict)
        for (indicator, column), o in self.cells.items():
            found[indicator][column] = o
        return dict(found)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of money, in order of first appearance."""
        return tuple(dict.fromkeys(column for (_, column), o in self.cells.items() if o.unit == "CNY"))


@dataclass(frozen=True)
class Ledger:
    """Everything that the checks look at. Only numbers stated as such (comparator =) are in it."""

    year: int | None
    kind: str
    sheets: tuple[Sheet, ...]
    prose: tuple[Observation, ...]  # numbers in prose, in reading order
    words: tuple[Observation, ...]  # values that are words (优), anywhere
    everything: tuple[Observation, ...]
    tables: tuple[Table, ...]
    division: Division
    order: Mapping[str, int] = field(default_factory=dict)  # observation id -> place in reading order
    facts: Mapping[Key, tuple[Observation, ...]] = field(default_factory=dict)  # prose by what it is about
    # amounts of a table that no observation claims, by table: `unread` fills it in for those whose sums do not hold
    loose: dict[str, tuple[Interval, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def of_form(self, form: str) -> list[Sheet]:
        """All sheets of a form."""
        return [sheet for sheet in self.sheets if sheet.form == form]

    def sheet(self, form: str, year: int | None) -> Sheet | None:
        """The one sheet of a form in that year; None if there is none, or if several leave it open which is meant."""
        found = [sheet for sheet in self.of_form(form) if sheet.year == year]
        return found[0] if len(found) == 1 else None

    def stating(self, indicator: str, year: int | None) -> Sequence[Sheet]:
        """All sheets of a year that state something of an indicator, in order."""
        return self._by_indicator.get((indicator, year), ())

    @cached_property
    def _by_indicator(self) -> dict[tuple[str, int | None], list[Sheet]]:
        found: dict[tuple[str, int | None], list[Sheet]] = defaultdict(list)
        for sheet in self.sheets:
            for indicator in dict.fromkeys(indicator for indicator, _ in sheet.cells):
                found[indicator, sheet.year].append(sheet)
        return found

    @cached_property
    def claimed(self) -> Mapping[str | None, set[tuple[int | None, int | None]]]:
        """Cells (row, column) of each table that observations were made of."""
        found: dict[str | None, set[tuple[int | None, int | None]]] = defaultdict(set)
        for o in self.everything:
            for e in o.evidence:
                found[e.table].add((e.row, e.column))
        return found

    def stated(self, indicator: str, column: str) -> list[Observation]:
        """All statements of a fact in prose, any year."""
        return list(self.facts.get((indicator, column), ()))

    def near(self, a: Observation, b: Observation) -> bool:
        """Whether two figures stand in the same printed paragraph, as far as places tell."""
        beside = abs(self.order[a.id] - self.order[b.id]) <= NEAR_ORDER
        if not a.evidence or not b.evidence:
            return beside
        first, second = a.evidence[0].place, b.evidence[0].place
        if first.lines and second.lines:
            return abs(first.lines[0] - second.lines[0]) <= NEAR_LINES
        if first.box and second.box:
            return abs(first.box.top - second.box.top) <= NEAR_POINTS if first.page == second.page else beside
        return beside

    def closest(self, to: Observation, among: list[Observation]) -> Observation | None:
        """The figure that a rate at `to` most likely speaks of: the last one before it in its paragraph,
        else the first one after it there, else the nearest in reading order."""
        here = self.order[to.id]
        return min(among, key=lambda o: (not self.near(to, o), self.order[o.id] > here, abs(self.order[o.id] - here)), default=None)


def lay_out(observations: tuple[Observation, ...], tables: tuple[Table, ...], division: Division) -> Ledger:
    """Sort the observations of one document into a Ledger."""
    numbers = _zeros_placed([o for o in observations if o.value is not None and o.comparator == "="])
    facts: dict[Key, list[Observation]] = defaultdict(list)
    for o in numbers:
        if o.form == NARRATIVE:
            facts[o.indicator, o.column].append(o)
    return Ledger(
        year=division.fiscal_year,
        kind=division.kind,
        sheets=tuple(_sheets(numbers)),
        prose=tuple(o for o in numbers if o.form == NARRATIVE),
        words=tuple(o for o in observations if o.text),
        everything=observations,
        tables=tables,
        division=division,
        order={o.id: place for place, o in enumerate(observations)},
        facts={key: tuple(told) for key, told in facts.items()},
    )


def _zeros_placed(numbers: list[Observation]) -> list[Observation]:
    """The same with bare zeros as exact as the most exact amount of their table (of all prose); a 0.00 among whole 万元 is
    how the clerk's program fills a blank, and says nothing of that."""
    finest: dict[tuple[str | None, str | None], tuple[bool, int]] = {}
    for o in numbers:
        if o.unit == "CNY":
            place, where = (not o.value, last_place(o)), _print(o)
            finest[where] = min(place, finest.get(where, place))
    for where, (empty, _) in list(finest.items()):
        others = [place for (table, unit), place in finest.items() if table and unit == where[1] and not place[0]]
        if empty and where[0] and others:  # nothing but zeros: printed like the other tables
            finest[where] = min(others)
    return [placed(o, finest[_print(o)][1]) if o.unit == "CNY" and is_bare_zero(o) else o for o in numbers]


def _print(o: Observation) -> tuple[str | None, str | None]:
    """What is printed alike: one table, or the prose, in one unit."""
    return (o.evidence[0].table if o.evidence else None, o.raw_unit)


def _sheets(numbers: list[Observation]) -> list[Sheet]:
    """One sheet a table and year; but tables of one form that state nothing twice are parts of one (a form broken over
    pages, or into the budget and the indicators of an evaluation)."""
    groups: dict[tuple[str, str | None, int | None], dict[Key, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for o in numbers:
        if o.form != NARRATIVE:
            table = o.evidence[0].table if o.evidence else None
            groups[o.form, table, o.year][o.indicator, o.column].append(o)
    parts: dict[tuple[str, int | None], list[tuple[str | None, dict[Key, list[Observation]]]]] = defaultdict(list)
    for (form, table, year), cells in groups.items():
        known = parts[form, year]
        if known and not known[-1][1].keys() & cells.keys():
            known[-1][1].update(cells)
        else:
            known.append((table, dict(cells)))
    return [_sheet(form, table, year, cells) for (form, year), found in parts.items() for table, cells in found]


def _sheet(form: str, table: str | None, year: int | None, cells: dict[Key, list[Observation]]) -> Sheet:
    doubtful = frozenset(key for key, found in cells.items() if not _agree(found))
    clear = {key: found[0] for key, found in cells.items() if key not in doubtful}
    return Sheet(form, table, year, clear, doubtful, tuple(o for found in cells.values() for o in found))


def _agree(found: list[Observation]) -> bool:
    return all(interval(found[0]).meets(interval(o)) for o in found[1:])
