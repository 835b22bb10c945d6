"""Units that stand away from their tables: what is set at the right of a title may come first or last on its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.records import Line, Table
from extractor.tables.captions import frame

LONGEST = 12  # characters of a line that says a unit and nothing else
APART = 0.9  # confidence of a table whose unit was found elsewhere


def united(tables: Sequence[Table], lines: Sequence[Line]) -> list[Table]:
    """The tables, those without a unit with one that no table claims, on their page or the page beside it: the first with
    the first and so on, where there are as many of both; else the one that all of them say. None where neither holds."""
    claimed = {number for table in tables for number in (*table.caption, *table.lines)}
    alone = list(_alone(lines, claimed))
    lacking = [i for i, table in enumerate(tables) if table.unit is None and table.places]
    if len(alone) == len(lacking):
        pairs = zip(lacking, alone, strict=True)
    elif len({unit for _, unit in alone}) == 1:
        pairs = zip(lacking, (min(alone, key=lambda said: abs(said[0] - tables[i].places[0].page)) for i in lacking), strict=True)
    else:
        return list(tables)
    found = {i: unit for i, (page, unit) in pairs if abs(page - tables[i].places[0].page) <= 1}
    return [_with(table, found.get(i)) for i, table in enumerate(tables)]


def _alone(lines: Sequence[Line], claimed: set[int]) -> Iterator[tuple[int, str]]:
    """Page and unit of the units that stand on lines of their own, in reading order."""
    for line in lines:
        if line.number in claimed or len(line.text.strip()) > LONGEST:
            continue
        part = frame(line.text)
        if part.unit and not part.rest:
            yield line.page, part.unit


def _with(table: Table, unit: str | None) -> Table:
    return replace(table, unit=unit, confidence=table.confidence * APART) if unit else table
