"""Reads sentences as a report would print them, for the tests of the narrative."""

from __future__ import annotations

from extractor.observations.prose import observe_prose
from extractor.records import Cell, Division, Kind, Observation, Paragraph, Place, Section, Table


def observe(headings: str, *paragraphs: str, kind: Kind = "final_accounts", year: int = 2023, codes: str = "") -> list[Observation]:
    """Observations of `paragraphs` under the headings 'outer > inner'. `codes`: rows of the document's tables, '2060101 行政运行, ...'."""
    sections: list[Section] = []
    for level, title in enumerate(headings.split(" > "), 1):
        sections.append(Section(f"s{level}", f"s{level - 1}" if level > 1 else None, level, None, title, 1))
    body = tuple(Paragraph(text, (Place(1, None, (n, n)),)) for n, text in enumerate(paragraphs, 1))
    last = sections.pop()
    sections.append(Section(last.id, last.parent, last.level, None, last.title, 1, body))
    division = Division(kind, f"某局{year}年度报告", "某局", year, 1.0, tuple(sections))
    rows = tuple(tuple(Cell(part) for part in row.split()) for row in codes.split(",") if row.strip())
    tables = (Table("t1", "支出决算表", (("科目编码",), ("科目名称",)), rows),) if rows else ()
    return observe_prose(division, tables)


def said(observations: list[Observation], year: int = 2023) -> list[str]:
    """'indicator column value' of each observation, with the year where it is not the report's own."""
    return [
        f"{o.indicator} {o.column} {o.comparator if o.comparator != '=' else ''}{o.text if o.value is None else format(o.value, 'f')}"
        + (f" ({o.year})" if o.year != year else "")
        for o in observations
    ]
