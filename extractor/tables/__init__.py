"""Reading* to Table*: found by rulings, by geometry, by separators, or by the form's own knowledge."""

from __future__ import annotations

from dataclasses import replace

from extractor.records import Reading, Table
from extractor.tables.drawn import drawn
from extractor.tables.flattened import flattened
from extractor.tables.recognise import recognise
from extractor.tables.separated import separated


def find(readings: tuple[Reading, ...]) -> tuple[Table, ...]:
    """All tables in reading order, with ids t1, t2, ..."""
    found = [*separated(readings), *drawn(readings)]
    found += flattened(readings, frozenset(number for table in found for number in table.lines | set(table.caption)))
    found.sort(key=_position)
    return recognise(tuple(replace(table, id=f"t{n}") for n, table in enumerate(found, 1)))


def _position(table: Table) -> tuple[int, float]:
    """Page, then height on it: the line number of text, the top of a box in points."""
    place = table.places[0]
    return place.page, float(place.lines[0]) if place.lines else place.box.top if place.box else 0.0
