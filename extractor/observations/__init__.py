"""Tables and sections to Observation*, in reading order."""

from __future__ import annotations

from dataclasses import replace

from extractor.observations.forms import observe_tables
from extractor.observations.prose import observe_prose
from extractor.records import Division, Observation, Table


def observe(tables: tuple[Table, ...], division: Division) -> tuple[Observation, ...]:
    """All values stated, in reading order, numbered o1, o2, ..."""
    found = [*observe_tables(tables, division), *observe_prose(division, tables)]
    found.sort(key=_position)
    return tuple(replace(o, id=f"o{n}") for n, o in enumerate(found, 1))


def _position(observation: Observation) -> tuple[int, float, int]:
    """Page, height on the page or line number, then the order in which they were found (sort is stable)."""
    place = observation.evidence[0].place
    if place.lines:
        return place.page, float(place.lines[0]), 0
    return place.page, place.box.top if place.box else 0.0, 0
