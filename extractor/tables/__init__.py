"""Reading* to Table*: found by rulings, by geometry, by separators, or by the form's own knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.records import Line, Reading, Table
from extractor.tables.drawn import drawn
from extractor.tables.flattened import flattened
from extractor.tables.headers import begins_next_sheet
from extractor.tables.recognise import recognise
from extractor.tables.separated import BLANKS_LOST, separated


def find(readings: tuple[Reading, ...]) -> tuple[Table, ...]:
    """All tables in reading order, with ids t1, t2, ..."""
    parted = separated(readings)
    unsure = [table for table in parted if any(warning.code == BLANKS_LOST for warning in table.warnings)]
    found = [*(table for table in parted if table not in unsure), *drawn(readings)]
    taken = frozenset(number for table in found for number in table.lines | set(table.caption))
    found += flattened(_unparted(readings, unsure), taken)
    found += [table for table in unsure if not any(other.lines & table.lines for other in found)]
    found.sort(key=_position)
    return recognise(tuple(replace(table, id=f"t{n}") for n, table in enumerate(_titled(found), 1)))


def _titled(found: Sequence[Table]) -> Iterator[Table]:
    """The tables, a sheet without a title of its own under that of the sheet right before it, which it repeats."""
    before: Table | None = None
    for table in found:
        if before and not table.title and table.rows and before.rows and begins_next_sheet(before.rows[0], table.rows[0]):
            table = replace(table, title=before.title, unit=table.unit or before.unit)
        yield table
        before = table


def _unparted(readings: tuple[Reading, ...], unsure: Sequence[Table]) -> tuple[Reading, ...]:
    """The readings with the rows of these tables as plain lines: where blank cells were left out, cells tell no column."""
    numbers = frozenset(number for table in unsure for number in table.lines)
    if not numbers:
        return readings
    return tuple(
        replace(reading, lines=tuple(_flat(line) if line.number in numbers else line for line in reading.lines)) for reading in readings
    )


def _flat(line: Line) -> Line:
    return line._replace(text=" ".join(filter(None, line.cells or (line.text,))), cells=None, spans=())


def _position(table: Table) -> tuple[int, float]:
    """Page, then height on it: the line number of text, the top of a box in points."""
    place = table.places[0]
    return place.page, float(place.lines[0]) if place.lines else place.box.top if place.box else 0.0
