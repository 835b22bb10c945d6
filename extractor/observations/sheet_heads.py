"""The headings in force in an evaluation sheet: which columns hold names, values, units and signs. A sheet states them
again, and others, where its blocks begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from extractor.knowledge import headings
from extractor.likeness import bare, fold
from extractor.observations.cells import Frame, is_number
from extractor.observations.columns import Resolved
from extractor.observations.panels import roles
from extractor.observations.rows import Meaning
from extractor.records import Cell

HEADS = 2  # header words that make a row a header row
UNNAMED = 1 / 3  # of a column's values that stand beside no name: more are values of the indicator to their right
OF_YEARS = 0.5  # mapping of a target of several years or of half of one
GOALS = 3  # rows between the goals of the whole and the heads of the indicators
LONGEST_GOAL = 24  # characters of the head of a goal: 实施期目标（2021年—2023年）
_UNIT_HEAD = re.compile(r"(?:绩效|指标)?(?:度量|计量)单位|单位$")
_OF_YEARS = re.compile(
    r"上?半年(?:度)?(?:\(程\))?|[一二三]季度|中期|实施期|实施周期|长期|总体(?=[指目]标)|(?:19|20)\d\d年?(?:度)?[-—–~至到](?:19|20)\d\d"
)


@dataclass(slots=True)
class Heads:
    """Headings in force. `names`: of each value column the columns in which the name of its indicator stands, the last
    one filled counting; `project`: the column of projects where the sheet lists several; `unit`, `operator`: columns of
    measures and of ≥ and ≤; `money`: the unit printed in the block's
    own label (项目资金（元）); `across`: labels of the budget block that head the columns of one row; `subject`: the
    label of the block itself, of rows without one."""

    columns: dict[int, Resolved] = field(default_factory=dict)
    levels: list[int] = field(default_factory=list)
    names: dict[int, tuple[int, ...]] = field(default_factory=dict)
    project: int | None = None
    unit: int | None = None
    operator: int | None = None
    money: str | None = None
    across: dict[int, Meaning] = field(default_factory=dict)
    subject: str = ""

    def blocks(self) -> Iterator[tuple[tuple[int, ...], list[int]]]:
        """The value columns of each indicator that a row can hold, with the columns of its name; the row's own one last."""
        ranked = sorted(self.columns, key=lambda i: (self.names.get(i, ()), i))
        for names, group in groupby(ranked, key=lambda i: self.names.get(i, ())):
            yield names, list(group)


def first_heads(frame: Frame) -> Heads:
    """The headings of the table's own header."""
    paths = [list(path) for path in frame.table.columns]
    heads = _heads(frame, {i: path for i, path in enumerate(paths) if path}, 0)
    if not heads.levels and any(paths):  # a sheet of entries states its headers further down
        what = roles(frame.table)
        heads.levels = [i for i, role in enumerate(what) if role == "label" and i not in heads.columns]
    return heads


def local_heads(frame: Frame, r: int) -> Heads | None:
    """The headings that a row states, or None if it is no header row."""
    row = frame.table.rows[r]
    if any(is_number(cell) for cell in row):
        return None
    heads = _heads(frame, stacked(frame, r), r + 1)
    heads.money = printed_unit(row)
    heads.subject = next((cell.text for cell in row if cell.text.strip() and cell.row_span > 1), "")
    distinct = {column.id for column in heads.columns.values()} | ({"level"} if heads.levels else set())
    return heads if len(distinct) >= HEADS and len(heads.columns) + len(heads.levels) >= HEADS else None


def stacked(frame: Frame, r: int) -> dict[int, list[str]]:
    """Header path of each column that has one in a row: below the words of the row above where cells of that one span down
    into this row and no further (一级指标 over two rows beside 年度指标值 > 符号 | 指标值)."""
    own, above = _spread(frame.table.rows[r]), frame.table.rows[r - 1] if r else ()
    down = {i for i, cell in enumerate(above) if cell.text.strip() and cell.row_span == 2}
    if not down or any(is_number(cell) for cell in above):
        return {i: [text] for i, text in own.items()}
    upper = _spread(above)
    below = {i: [*([upper[i]] if i in upper else []), text] for i, text in own.items()}
    return {i: [text] for i, text in upper.items() if i not in own and _begin(above, i) in down} | below


def _begin(row: Sequence[Cell], i: int) -> int:
    """The column in which the cell begins that covers column i."""
    return next((k for k in range(i, -1, -1) if row[k].col_span), i)


def _spread(row: Sequence[Cell]) -> dict[int, str]:
    """The words of a row by every column that they stand over."""
    return {i + k: cell.text for i, cell in enumerate(row) if cell.text.strip() for k in range(max(cell.col_span, 1))}


def years_below(frame: Frame, heads: Heads, row: Sequence[Cell]) -> dict[int, Resolved]:
    """The columns in force with the years that a second header row says below a head of several: 前年 | 上年 | 预期当年实现值.
    Empty where the row is no such row."""
    filled = [i for i, cell in enumerate(row) if cell.text.strip()]
    spread = [i for i in filled if i in heads.columns and sum(c.id == heads.columns[i].id for c in heads.columns.values()) > 1]
    years = {i: headings.year_of([row[i].text], frame.year) for i in spread}
    if len(spread) < HEADS or spread != filled or len(set(years.values())) < len(years):
        return {}
    return {i: column._replace(year=years.get(i, column.year)) for i, column in heads.columns.items()}


def printed_unit(row: Sequence[Cell]) -> str | None:
    """The one money unit printed in a row's labels: 项目资金（元）."""
    printed = {unit for cell in row if cell.text.strip() and (unit := headings.unit_of([cell.text]))}
    return printed.pop() if len(printed) == 1 else None


def _heads(frame: Frame, paths: Mapping[int, Sequence[str]], below: int) -> Heads:
    """The headings that these header paths state for the rows from `below` on."""
    heads = Heads()
    known, depths = headings.headings(), set[int]()
    for i, path in paths.items():
        last = headings.word(path[-1]).text
        depth = _depth(frame, last)
        if depth is not None and not (depth in depths and last in known.explaining_words):
            heads.levels.append(i)
            depths.add(depth)
        elif last in known.project_words:
            heads.project = i
        elif _UNIT_HEAD.fullmatch(last):
            heads.unit = i
        elif last in known.operator_words:
            heads.operator = i
        elif found := _column(frame, i, path, below):
            heads.columns[i] = found
    beside = min(heads.levels, default=-1)  # left of the names stand the goals of the whole
    heads.columns = {i: column for i, column in heads.columns.items() if i > beside or column.kind != "mixed"}
    heads.names = {i: _names_of(frame, i, heads, below) for i in heads.columns}
    return heads


def _depth(frame: Frame, word: str) -> int | None:
    """The level of indicators, from 0, whose names stand below a header word; None if it heads no names."""
    return next((n for n, names in enumerate(frame.form.levels) if any(word == bare(name) for name in names)), None)


def _column(frame: Frame, i: int, path: Sequence[str], below: int) -> Resolved | None:
    """The column of a header path. A target of several years, said in the head or in the one above it, weighs less."""
    lasting = bool(_OF_YEARS.search(fold(path[-1])))
    heading = headings.match(frame.form, [*path[:-1], _OF_YEARS.sub("", fold(path[-1]))] if lasting else path)
    if heading is None:
        return None
    year, unit = headings.year_of(path, frame.year), headings.unit_of(path)
    column = Resolved(heading.column.id, year, unit, heading.column.unit, heading.confidence)
    above = "".join(path[:-1]) + _goal_above(frame, i, below - 1)
    lasting = column.id == "target" and (lasting or bool(_OF_YEARS.search(fold(above))))
    return column._replace(mapping=column.mapping * OF_YEARS) if lasting else column


def _goal_above(frame: Frame, i: int, header: int) -> str:
    """The head of the goals that stands over a column of a header row: 总体目标 | 中期目标 | 年度目标. '' if there is none."""
    for row in reversed(frame.table.rows[max(header - GOALS, 0) : max(header, 0)]):
        heads = [k for k, cell in enumerate(row) if fold(cell.text).strip() and len(cell.text) <= LONGEST_GOAL and "目标" in cell.text]
        if len(heads) >= HEADS:
            return next((row[k].text for k in reversed(heads) if k <= i), "")
    return ""


def _names_of(frame: Frame, i: int, heads: Heads, below: int) -> tuple[int, ...]:
    """The columns in which the name of a column's indicator stands: left of the levels the one of projects; right of the last
    level all levels; between two levels
    (一级指标 | 分值 | 二级指标 | 分值) the nearest one on its left, unless its figures stand beside no name."""
    before = [level for level in heads.levels if level < i]
    if heads.levels and not before and heads.project is not None and heads.project < i:
        return (heads.project,)
    if not before or i > heads.levels[-1]:
        return tuple(heads.levels)
    start = max((k for k in heads.columns if k < before[-1]), default=-1)
    own = tuple(level for level in before if level > start)
    filled = [row for row in frame.table.rows[below:] if is_number(row[i]) and any(row[k].text.strip() for k in heads.levels)]
    unnamed = sum(not any(row[k].text.strip() for k in own) for row in filled)
    return tuple(heads.levels) if unnamed > UNNAMED * len(filled) else own
