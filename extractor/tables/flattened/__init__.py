"""Flattened tables in text: converters lost the borders and the blank cells; rows, names and columns are found again.

regions -> tokens -> rows (entries, sides, indicators) -> columns by arithmetic (solve) -> Table
"""

from __future__ import annotations

from extractor.knowledge import load
from extractor.records import Reading, Table
from extractor.tables.flattened.coded import coded
from extractor.tables.flattened.displaced import restored
from extractor.tables.flattened.evaluation import evaluation
from extractor.tables.flattened.evidence import Evidence
from extractor.tables.flattened.listed import listed
from extractor.tables.flattened.regions import Region, in_order, regions
from extractor.tables.flattened.sides import sides
from extractor.tables.flattened.torn import claimed, joined
from extractor.tables.flattened.units import united
from extractor.tables.flattened.wide import wide


def flattened(readings: tuple[Reading, ...], taken: frozenset[int]) -> list[Table]:
    """Tables that stand in the text as plain lines, in reading order; ids are ''. `taken`: numbers of the lines that
    tables with separators already use."""
    lines = [line for reading in readings if reading.source == "plain_text" for line in reading.lines]
    lines = joined(in_order(lines, load()))
    if not lines:
        return []
    found = [restored(region) for region in regions(lines, taken, load())]
    inside = {line.number for region in found for line in region.lines}
    evidence = Evidence(line.text for line in lines if line.number not in inside)
    for region in found:  # once for what each table tells the others
        _read(region, evidence)
    tables = claimed([table for region in found for table in _read(region, evidence)], lines)
    return united(tables, lines)


def _read(region: Region, evidence: Evidence) -> list[Table]:
    known = load()
    evidence.reading(f"{region.lines[0].number}")
    if region.shape in ("coded", "economic"):
        return [coded(region, known, evidence)]
    if region.shape == "panels":
        return [sides(region, known, evidence)]
    if region.shape == "wide":
        return [wide(region, evidence)]
    if region.shape == "list":
        return [listed(region)]
    if region.shape == "evaluation":
        return evaluation(region, known)
    return []
