"""Tables that list projects or purchases: one name a row, canonical columns."""

from __future__ import annotations

import re

from extractor import knowledge
from extractor.amounts import is_blank
from extractor.knowledge import headings
from extractor.likeness import bare, fold
from extractor.observations.cells import Frame, Key, Value, money, number, observed, stated, words
from extractor.observations.columns import Resolved, resolved
from extractor.observations.panels import roles
from extractor.observations.rows import Meaning, Rows, plain
from extractor.records import Cell, Observation

TOTALS = frozenset({"合计", "总计", "小计"})
OWN_ROWS_ONLY = frozenset({"procurement_budget"})  # forms whose other rows are articles without identifiers
_OFFICE = re.compile(r"\(?(?:机关|本级|机关本级|本部)?\)?")
_PROJECT = (re.compile(r"项目名称|项目$|二级项目|专项名称|支出项目"), re.compile(r"名称"))  # the second where no header says more


def observe_list(frame: Frame) -> list[Observation]:
    """Observations of a list, row by row: `project:<name>`, or the form's own rows (合计, 货物, 服务)."""
    what = roles(frame.table)
    columns = resolved(frame, [i for i, role in enumerate(what) if role == "value" or (role == "label" and _in_words(frame, i))])
    names = _names(frame, [i for i, role in enumerate(what) if role == "label" and i not in columns])
    known = Rows(frame.form, "", [])
    found: list[Observation] = []
    for r, row in enumerate(frame.table.rows):
        meaning = _meaning(frame, [row[i] for i in names], known, row)
        if meaning is None:
            continue
        for i, column in columns.items():
            value = _value(frame, row[i], column)
            if value is not None:
                key = Key(
                    meaning.indicator, meaning.name, meaning.name, column.id, column.year, meaning.mapping * column.mapping, column.repairs
                )
                found.append(observed(frame, key, value, (r, i)))
    return found


def _in_words(frame: Frame, i: int) -> bool:
    """Whether a column's values may be words (等级: 优, 良)."""
    heading = headings.match(frame.form, frame.table.columns[i])
    return heading is not None and heading.column.unit == "mixed"


def _names(frame: Frame, labels: list[int]) -> list[int]:
    """The column of project names, or all name columns if no header says which."""
    for said in _PROJECT:
        if told := [i for i in labels if any(said.search(bare(part)) for part in frame.table.columns[i][-1:])]:
            return told[-1:]
    return labels


def _meaning(frame: Frame, cells: list[Cell], known: Rows, row: tuple[Cell, ...]) -> Meaning | None:
    name = words(cells)
    if frame.form.rows:
        own = next((m for cell in row if (m := known.meaning(cell.text))), None)
        if own or frame.form.id in OWN_ROWS_ONLY:
            return own
    if not name and any(plain(cell.text) in TOTALS for cell in row):
        name = "合计"
    if not name or is_blank(name) or _of_agency(frame, name):
        return None
    if plain(name) in TOTALS:
        return Meaning("total", knowledge.load().indicators["total"], 1.0)
    return Meaning(f"project:{name}", name, 1.0)


def _of_agency(frame: Frame, name: str) -> bool:
    """Whether a row sums up the projects of the agency that reports, or of its head office: 某某局, 某某局本级."""
    agency, printed = fold(frame.division.organization), fold(name)
    return bool(agency) and printed.startswith(agency) and bool(_OFFICE.fullmatch(printed.removeprefix(agency)))


def _value(frame: Frame, cell: Cell, column: Resolved) -> Value | None:
    if column.kind == "percent":
        return number(cell, "percent")
    if column.kind == "point":
        return number(cell, "point")
    if column.kind == "mixed":
        return stated(cell)
    return money(cell, column.unit or frame.unit, inherited=frame.inherited and column.unit is None)
