"""Tables and sections to Observation*, in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from extractor.observations.forms import observe_tables
from extractor.observations.natures import placed_by_nature
from extractor.observations.prose import observe_prose
from extractor.records import Division, Observation, Table

IN_PASSING = 0.5  # of figures told in documents of other kinds: those of counties, funds and companies


def observe(tables: tuple[Table, ...], division: Division) -> tuple[Observation, ...]:
    """All values stated, in reading order, numbered o1, o2, ..."""
    tabular = placed_by_nature(observe_tables(tables, division))
    told = observe_prose(division, tables, tabular)
    found = [*tabular, *(told if tabular or division.kind != "other" else map(_in_passing, told))]
    del tabular, told
    tops = _row_tops(found)
    found.sort(key=lambda observation: _position(observation, tops))
    for n, o in enumerate(found):  # one by one: a long document's observations are not held twice
        found[n] = Observation(f"o{n + 1}", *o[1:])
    return tuple(found)


def _in_passing(o: Observation) -> Observation:
    """A figure of a document that is no report, with its signal of mapping lowered: whose revenue it is nobody knows."""
    return o._replace(signals=o.signals._replace(mapping=IN_PASSING * (1.0 if o.signals.mapping is None else o.signals.mapping)))


def _row_tops(found: Sequence[Observation]) -> dict[tuple[str | None, int | None, int], float]:
    """The highest figure of each table row on each page: brackets and large figures do not stand before their row."""
    tops: dict[tuple[str | None, int | None, int], float] = {}
    for evidence in (observation.evidence[0] for observation in found):
        place = evidence.place
        if evidence.table and place.box:
            key, top = (evidence.table, evidence.row, place.page), place.box.top
            if top < tops.get(key, inf):
                tops[key] = top
    return tops


def _position(observation: Observation, tops: Mapping[tuple[str | None, int | None, int], float]) -> tuple[int, float]:
    """Page, height of the row on the page or line number; then the order in which they were found (sort is stable)."""
    evidence = observation.evidence[0]
    place = evidence.place
    if place.lines:
        return place.page, float(place.lines[0])
    return place.page, tops.get((evidence.table, evidence.row, place.page), place.box.top if place.box else 0.0)
