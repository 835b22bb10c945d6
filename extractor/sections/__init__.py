"""Readings and tables to Division: document kind, title, agency, year, outline and paragraphs.

readings -strands-> lines -flow-> cover | contents | forms | units -outline-> sections
"""

from __future__ import annotations

from collections import Counter

from extractor.knowledge import load
from extractor.records import Division, Reading, Source, Table, Warning_
from extractor.sections.flow import flow
from extractor.sections.meta import describe
from extractor.sections.outline import outline
from extractor.sections.strands import Strand, strands


def divide(source: Source, readings: tuple[Reading, ...], tables: tuple[Table, ...]) -> Division:
    """What the document is, and its outline with repaired paragraphs in reading order. Lines that look like table
    text but belong to no table are in no paragraph; a warning `table_unrecognised` says how many there are."""
    lines = strands(readings, frozenset(number for table in tables for number in table.lines))
    sorted_ = flow(lines, tables)
    meta = describe(sorted_.cover, [s.text for s in lines], tables, source.filename, load().kinds)
    sections = outline(sorted_, meta.title)
    warnings = tuple(
        Warning_("table_unrecognised", f"第{page}页有{count}行疑似表格文字未被任何表格认领，未列入段落", page)
        for page, count in sorted(_by_page(sorted_.strays).items())
    )
    return Division(meta.kind, meta.title, meta.organization, meta.fiscal_year, meta.confidence, sections, warnings)


def _by_page(strays: tuple[Strand, ...]) -> dict[int, int]:
    return dict(Counter(stray.page for stray in strays))
