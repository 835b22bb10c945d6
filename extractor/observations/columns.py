"""Which canonical column each value column of a table is, and which year and unit it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from extractor.amounts import is_blank
from extractor.knowledge import headings
from extractor.knowledge.model import Column
from extractor.likeness import bare, fold
from extractor.observations.cells import Frame
from extractor.records import Edit

TWICE = 0.5  # two columns that cannot be told apart
UNHEADED = 0.6  # columns whose headers are all lost, told by their number
BETWEEN = 0.8  # a column whose header is unreadable, told by those beside it
_WHOLE_YEAR = re.compile("全年|调整")


class Resolved(NamedTuple):
    """One value column: canonical identifier, year, money unit, kind of its values, 0..1 how surely."""

    id: str
    year: int | None
    unit: str | None
    kind: str
    mapping: float
    repairs: tuple[Edit, ...] = ()


def resolved(frame: Frame, values: Iterable[int]) -> dict[int, Resolved]:
    """Canonical column of every value column of one panel; a column that is none of the form's is left out."""
    values = list(values)
    found = {i: heading for i in values if (heading := headings.match(frame.form, frame.table.columns[i]))}
    columns = {i: _resolved(frame, i, found[i]) for i in found}
    columns |= _by_order(frame, values, columns)
    if not any(column.id in frame.form.beside for column in columns.values()):
        columns = {i: _alone(frame, i, column) for i, column in columns.items()}
    columns |= _opening(frame, columns)
    used = [i for i in values if i in found or any(not is_blank(row[i].text) for row in frame.table.rows)]
    if len(used) == 1 and frame.form.single and (used[0] not in found or found[used[0]].neutral):
        columns = {used[0]: _single(frame, used[0], used[0] in found)}
    elif not columns and frame.form.single and len(whole := [i for i in values if _is_whole(frame, i)]) == 1:
        columns = {whole[0]: _single(frame, whole[0], True)}  # the others are parts that no column stands for: where the money is from
    counts = Counter((column.id, column.year) for column in columns.values())
    return {
        i: column if counts[column.id, column.year] == 1 else column._replace(mapping=column.mapping * TWICE)
        for i, column in columns.items()
    }


def _by_order(frame: Frame, values: list[int], columns: dict[int, Resolved]) -> dict[int, Resolved]:
    """Columns whose headers are lost or unreadable, where there are just as many as the form usually has, once or under
    each of several years, and those that can be read stand where they should."""
    order = frame.form.order
    groups = [values[n : n + len(order)] for n in range(0, len(values), len(order))] if order else []
    above = [_span_heading(frame, group) for group in groups]
    if not groups or len(groups[-1]) != len(order) or (len(groups) > 1 and (None in above or len(set(above)) < len(groups))):
        return {}
    found = dict(zip(values, order * len(groups), strict=True))
    if any(columns[i].id != found[i] for i in values if i in columns):
        return {}
    lost = [i for i in values if i not in columns]
    return {
        i: Resolved(found[i], headings.year_of(frame.table.columns[i], frame.year), None, "CNY", BETWEEN if columns else UNHEADED)
        for i in lost
    }


def _span_heading(frame: Frame, group: list[int]) -> str | None:
    """The words above all columns of a group, None if they are not the same."""
    words = {frame.table.columns[i][0] if len(frame.table.columns[i]) > 1 else "" for i in group}
    return next(iter(words)) or None if len(words) == 1 else None


def _alone(frame: Frame, i: int, column: Resolved) -> Resolved:
    """The column in a table that lacks the columns which usually stand beside it."""
    spelt = frame.form.spelt and any(frame.form.spelt in headings.word(part).text for part in frame.table.columns[i])
    return column if spelt else column._replace(id=frame.form.alone.get(column.id, column.id))


def _is_whole(frame: Frame, i: int) -> bool:
    path = frame.table.columns[i]
    return bool(path) and bare(path[-1]) in headings.headings().subtotals


def _opening(frame: Frame, columns: Mapping[int, Resolved]) -> dict[int, Resolved]:
    """Columns of 预算数 beside those of 全年预算数: the budget that the year began with."""
    budgets = {i: column for i, column in columns.items() if column.id == "budget"}
    whole = {i for i in budgets if _WHOLE_YEAR.search("".join(frame.table.columns[i]))}
    years = {budgets[i].year for i in whole}
    return {i: column._replace(id="initial_budget") for i, column in budgets.items() if i not in whole and column.year in years}


def _resolved(frame: Frame, i: int, heading: headings.Heading) -> Resolved:
    path = frame.table.columns[i]
    repairs = (Edit("fuzzy_name", path[-1], heading.column.id),) if heading.fuzzy else ()
    year = headings.year_of(path, frame.year)
    return Resolved(_stage(frame, heading.column, i), year, headings.unit_of(path), heading.column.unit, heading.confidence, repairs)


def _stage(frame: Frame, column: Column, i: int) -> str:
    """The column's identifier in this kind of document: 金额 is the budget in a budget, 决算数 is not."""
    says_final = any("决算" in fold(part) for part in frame.table.columns[i][-1:])
    return column.budget_id if frame.budget and column.budget_id and not says_final else column.id


def _single(frame: Frame, i: int, headed: bool) -> Resolved:
    """The only value column of a panel under a neutral header (金额, 合计, 预算数)."""
    path = frame.table.columns[i]
    single = next((column for column in frame.form.columns if column.id == frame.form.single), None)
    id_ = _stage(frame, single, i) if single else frame.form.single or ""
    if single and single.id == "final" and not frame.budget and path and "预算" in fold(path[-1]):
        id_ = "budget"
    return Resolved(id_, headings.year_of(path, frame.year), headings.unit_of(path), "CNY", 1.0 if headed else UNHEADED)
