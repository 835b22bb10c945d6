"""The project that an evaluation sheet is about: where its name stands, and what of the sheet is the project's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.knowledge import headings
from extractor.observations.cells import words
from extractor.observations.rows import plain
from extractor.records import Cell, Observation, Table

TOTAL, BUDGET = "self_evaluation.total", "self_evaluation.budget"
_NAMED = re.compile(r"项目(?:支出)?名称[:：]?((?![及和、/(（])\S{2,})")


def project_in(row: Sequence[Cell]) -> str | None:
    """The project that a row names: what stands right of 项目名称, or behind it in one cell that fills the row."""
    for i, cell in enumerate(row[:-1]):
        if plain(cell.text) in headings.headings().project_words:
            return next((words([c]) for c in row[i + 1 :] if c.text.strip()), None)
    return _behind_label(row[0].text) if row[0].col_span == len(row) else None


def _behind_label(text: str) -> str | None:
    """The project in a cell that names it behind its label."""
    match = _NAMED.fullmatch("".join(text.split()))
    return match[1] if match else None


def project_above(table: Table) -> str | None:
    """The project that a line above a sheet names, or the first lines of the sheet where they were taken for its header, also in one
    cell with its label (scans lose short rules)."""
    known = headings.headings().project_words
    for label, value in table.facts:
        if plain(label) in known:
            return value
    for i, path in enumerate(table.columns):
        for depth, part in enumerate(path):
            if plain(part) in known:
                beside = (other[depth] for other in table.columns[i + 1 :] if len(other) > depth and other[depth] != part)
                return next(beside, None)
    tops = {path[0] if path else "" for path in table.columns}
    return _behind_label(tops.pop()) if len(tops) == 1 else None


def of_project(observation: Observation, project: str | None) -> Observation:
    """Amounts and total of a sheet of one project are the project's; points of its budget are those of 预算执行率."""
    if project is None or not observation.form.startswith("project_"):
        return observation
    if observation.indicator == BUDGET and observation.column in ("weight", "score"):
        return observation._replace(indicator="performance:预算执行率", name="预算执行率")
    if observation.indicator in (TOTAL, BUDGET):
        return observation._replace(indicator=f"project:{project}", name=project)
    return observation
