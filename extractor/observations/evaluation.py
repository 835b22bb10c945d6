"""Evaluation tables: indicators with target, actual value, points and score; the block of budget amounts above them; and
the short table of scores, upright or transposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from extractor import amounts
from extractor.knowledge import headings
from extractor.likeness import bare, fold
from extractor.observations.cells import Frame, Key, Value, is_number, measured, money, number, observed, stated, words
from extractor.observations.columns import Resolved
from extractor.observations.names import canonical_performance
from extractor.observations.panels import roles
from extractor.observations.rows import Meaning, Rows, plain
from extractor.records import Cell, Edit, Observation, Table

TOTAL, BUDGET = "self_evaluation.total", "self_evaluation.budget"
SUBTOTAL = "小计"
GUESSED_UNIT = 0.8  # mapping of a bare number taken for percent because its indicator is a rate
UNCLEAR_SIGN = 0.7  # mapping of a target whose sign of comparison cannot be read
_WEIGHT = re.compile(r"[（(]?(?:权重|分值|共|计|满分)?[:：]?(\d+(?:\.\d+)?)分[)）]?$")
_RATE = re.compile(r"(?:率|比例|比重|占比|满意度|知晓度|覆盖面)\d*$")
_UNIT_HEAD = re.compile(r"(?:绩效|指标)?(?:度量|计量)单位|单位$")
_PLACEHOLDER = re.compile(r"(?:指标|目标|任务|项目|其他)?\d*[:：]?[….。．、]*")
_LOCAL_WORDS = 2  # header words that make a row a header row


@dataclass(slots=True)
class _Heads:
    """Headers in force: they change where a row in the middle of the table is a header of its own."""

    columns: dict[int, Resolved] = field(default_factory=dict)
    levels: list[int] = field(default_factory=list)
    unit: int | None = None
    operator: int | None = None  # of ≥ and ≤
    money: str | None = None  # unit printed in the block's own label: 项目资金（元）
    across: dict[int, Meaning] = field(default_factory=dict)  # labels of the budget block that head the columns of one row


def observe_evaluation(frame: Frame) -> list[Observation]:
    """Observations of an evaluation table, row by row."""
    if _transposed(frame):
        return list(_scores_across(frame))
    heads = _first_heads(frame)
    known = Rows(frame.form, "", [])
    project = _project(frame.table) if frame.form.id.startswith("project_") else None
    found: list[Observation] = []
    for r, row in enumerate(frame.table.rows):
        local = _local_heads(frame, row)
        if local:
            heads = local
            continue
        if years := _years_below(frame, heads, row):
            heads.columns = years
            continue
        if pairs := _amounts_beside_heads(frame, row):
            heads = _Heads(columns=pairs, money=_printed_unit(row))
            found += _total_beside_heads(frame, heads, r)
            continue
        if across := _labels_across(known, row):
            heads.across = across
            continue
        block = list(_block_row(frame, heads, known, r))
        heads.across = {} if block else heads.across
        found += block or _indicator_row(frame, heads, r)
    return [_of_project(o, project) for o in found] if project else found


def _first_heads(frame: Frame) -> _Heads:
    paths = [list(path) for path in frame.table.columns]
    heads = _heads(frame, {i: path for i, path in enumerate(paths) if path})
    if not heads.levels and any(paths):  # a sheet of entries states its headers further down
        what = roles(frame.table)
        heads.levels = [i for i, role in enumerate(what) if role == "label" and i not in heads.columns]
    return heads


def _local_heads(frame: Frame, row: Sequence[Cell]) -> _Heads | None:
    """The headers that a row states, or None if it is no header row."""
    if any(is_number(cell) for cell in row):
        return None
    paths = {i + k: [cell.text] for i, cell in enumerate(row) if cell.text.strip() for k in range(max(cell.col_span, 1))}
    heads = _heads(frame, paths)
    heads.money = _printed_unit(row)
    distinct = {column.id for column in heads.columns.values()} | ({"level"} if heads.levels else set())
    return heads if len(distinct) >= _LOCAL_WORDS and len(heads.columns) + len(heads.levels) >= _LOCAL_WORDS else None


def _years_below(frame: Frame, heads: _Heads, row: Sequence[Cell]) -> dict[int, Resolved]:
    """The columns in force with the years that a second header row says below a head of several: 前年 | 上年 | 预期当年实现值.
    Empty where the row is no such row."""
    filled = [i for i, cell in enumerate(row) if cell.text.strip()]
    spread = [i for i in filled if i in heads.columns and sum(c.id == heads.columns[i].id for c in heads.columns.values()) > 1]
    years = {i: headings.year_of([row[i].text], frame.year) for i in spread}
    if len(spread) < _LOCAL_WORDS or spread != filled or len(set(years.values())) < len(years):
        return {}
    return {i: column._replace(year=years.get(i, column.year)) for i, column in heads.columns.items()}


def _printed_unit(row: Sequence[Cell]) -> str | None:
    """The one money unit printed in a row's labels: 项目资金（元）."""
    printed = {unit for cell in row if cell.text.strip() and (unit := headings.unit_of([cell.text]))}
    return printed.pop() if len(printed) == 1 else None


def _heads(frame: Frame, paths: Mapping[int, Sequence[str]]) -> _Heads:
    heads = _Heads()
    for i, path in paths.items():
        last = headings.word(path[-1]).text
        if any(last == bare(name) for names in frame.form.levels for name in names):
            heads.levels.append(i)
        elif _UNIT_HEAD.fullmatch(last):
            heads.unit = i
        elif last in headings.headings().operator_words:
            heads.operator = i
        elif heading := headings.match(frame.form, path):
            year, unit = headings.year_of(path, frame.year), headings.unit_of(path)
            heads.columns[i] = Resolved(heading.column.id, year, unit, heading.column.unit, heading.confidence)
    beside = min(heads.levels, default=-1)  # left of the names stand the goals of the whole
    heads.columns = {i: column for i, column in heads.columns.items() if i > beside or column.kind != "mixed"}
    return heads


# --- the block of budget amounts, and the total ----------------------------------------------------


def _block_row(frame: Frame, heads: _Heads, known: Rows, r: int) -> Iterator[Observation]:
    """Values of a row of the budget block or of the total: every number belongs to the last known label before it."""
    row = frame.table.rows[r]
    if any(column.id in ("target", "actual") and not amounts.is_blank(row[i].text) for i, column in heads.columns.items()):
        return
    meaning: Meaning | None = None
    label, count = "", 0
    for i, cell in enumerate(row):
        named = heads.across.get(i) if is_number(cell) else known.meaning(_block_label(cell))
        if named and is_number(cell):
            key_value = _block_value(frame, _Heads(), named, named.name, (r, i), 0)
            if key_value:
                yield observed(frame, *key_value, (r, i))
            continue
        if named:
            meaning, label, count = named, words([cell]), 0
        elif meaning and is_number(cell):
            key_value = _block_value(frame, heads, meaning, label, (r, i), count)
            count += 1
            if key_value:
                yield observed(frame, *key_value, (r, i))


def _amounts_beside_heads(frame: Frame, row: Sequence[Cell]) -> dict[int, Resolved]:
    """Columns of a block that prints each header left of its amount, 预算数: | 300 | 执行数: | 285, by the amounts' places."""
    filled = [i for i, cell in enumerate(row) if cell.text.strip()]
    found = {
        at: Resolved(heading.column.id, frame.year, None, heading.column.unit, heading.confidence)
        for i, at in pairwise(filled)
        if is_number(row[at]) and not is_number(row[i])
        if (heading := headings.match(frame.form, [row[i].text])) and heading.column.unit == "CNY"
    }
    return found if len({column.id for column in found.values()}) >= _LOCAL_WORDS else {}


def _total_beside_heads(frame: Frame, heads: _Heads, r: int) -> Iterator[Observation]:
    """The amounts of such a row: those of the whole budget."""
    row = frame.table.rows[r]
    printed = next(words([cell]) for cell in row if cell.text.strip())
    for i, column in heads.columns.items():
        if value := _of_kind(frame, row[i], column, heads.money):
            yield observed(frame, Key(BUDGET, "部门预算总额", printed, column.id, column.year, column.mapping), value, (r, i))


def _labels_across(known: Rows, row: Sequence[Cell]) -> dict[int, Meaning]:
    """Labels of the budget block that stand side by side above their amounts: 资金总额 | 基本支出 | 项目支出."""
    if any(is_number(cell) for cell in row):
        return {}
    found = {i: meaning for i, cell in enumerate(row) if (meaning := known.meaning(_block_label(cell)))}
    return found if len({meaning.indicator for meaning in found.values()}) >= _LOCAL_WORDS else {}


def _block_label(cell: Cell) -> str:
    """The last of several labels run together: 资金来源：（1）财政性资金 -> 财政性资金."""
    text = fold(cell.text)
    tail = re.split(r"[:：]|\(\d\)", text)[-1]
    return tail if tail else text


def _block_value(frame: Frame, heads: _Heads, meaning: Meaning, label: str, at: tuple[int, int], count: int) -> tuple[Key, Value] | None:
    cell = frame.table.rows[at[0]][at[1]]
    column = heads.columns.get(at[1])
    if column is None or (meaning.indicator == TOTAL and column.kind != "point" and column.id != "score_rate"):
        id_ = "score" if meaning.indicator == TOTAL else frame.form.budget_block
        if id_ is None or count:
            return None
        column = Resolved(id_, frame.year, None, "point" if meaning.indicator == TOTAL else "CNY", 0.9)
    value = _of_kind(frame, cell, column, headings.unit_of([label]) or heads.money)
    key = Key(meaning.indicator, meaning.name, label, column.id, column.year, meaning.mapping * column.mapping, meaning.repairs)
    return (key, value) if value else None


def _of_kind(frame: Frame, cell: Cell, column: Resolved, own: str | None = None) -> Value | None:
    if column.kind == "percent":
        return number(cell, "percent")
    if column.kind == "point":
        return number(cell, "point")
    unit = column.unit or own
    return money(cell, unit or frame.unit or "万元", inherited=unit is None and frame.inherited)


# --- indicators ------------------------------------------------------------------------------------


def _indicator_row(frame: Frame, heads: _Heads, r: int) -> Iterator[Observation]:
    """Values of one indicator: its name stands in the deepest level; a level's own weight stands in its name."""
    row = frame.table.rows[r]
    named = [i for i in heads.levels if row[i].text.strip()]
    for i in named:
        yield from _stated_weight(frame, (r, i))
    if not named or not any(not amounts.is_blank(row[i].text) for i in heads.columns):
        return
    leaf = named[-1]
    printed = words([row[leaf]])
    if bare(printed) == SUBTOTAL:
        printed = _group_above(frame, heads.levels[0], r)
    if not printed or _PLACEHOLDER.fullmatch(printed) or bare(printed) in headings.headings().label_words:
        return
    name = canonical_performance(printed)
    target = _target(frame, heads, r, name)
    for i, column in heads.columns.items():
        value = _indicator_value(frame, heads, (r, i), name, target)
        if value is not None:
            mapping = column.mapping * (GUESSED_UNIT if _guessed(value) else 1.0) * _clear_sign(frame, heads, (r, i), value)
            yield observed(frame, Key(f"performance:{name}", name, printed, column.id, column.year, mapping), value, (r, i))


def _group_above(frame: Frame, column: int, r: int) -> str:
    """The group of indicators that a row 小计 closes: the nearest name above in the first level, '' if there is none."""
    names = (words([row[column]]) for row in reversed(frame.table.rows[:r]))
    name = next((name for name in names if name), "")
    return "" if bare(name) == SUBTOTAL else name


def _stated_weight(frame: Frame, at: tuple[int, int]) -> Iterator[Observation]:
    """The weight that a name carries: 投入管理指标(30分)."""
    printed = words([frame.table.rows[at[0]][at[1]]])
    match = _WEIGHT.search(fold(printed))
    if match:
        name = canonical_performance(printed)
        value = Value(amounts.plain(Decimal(match[1])), None, "point", "=", match[1], "分")
        yield observed(frame, Key(f"performance:{name}", name, printed, "weight", frame.year, 1.0), value, at)


def _target(frame: Frame, heads: _Heads, r: int, name: str) -> Value | None:
    """The row's target, whose unit its actual value inherits."""
    at = next((i for i, column in heads.columns.items() if column.id == "target"), None)
    return _measured(frame, heads, (r, at), name) if at is not None else None


def _indicator_value(frame: Frame, heads: _Heads, at: tuple[int, int], name: str, target: Value | None) -> Value | None:
    cell, column = frame.table.rows[at[0]][at[1]], heads.columns[at[1]]
    if column.kind == "point":
        return number(cell, "point", None)
    if column.kind == "percent":
        return number(cell, "percent")
    if column.kind == "CNY":
        return money(cell, column.unit or frame.unit, inherited=frame.inherited and column.unit is None)
    value = _measured(frame, heads, at, name)
    if value and column.id == "actual" and target and target.unit and value.value is not None and not value.raw_unit:
        return _with_unit(stated(cell), target)
    return value


def _measured(frame: Frame, heads: _Heads, at: tuple[int, int], name: str) -> Value | None:
    """A target or actual value with the unit printed beside it, in the unit column, or implied by a rate's name; a target
    with the sign in the column of signs."""
    cell = frame.table.rows[at[0]][at[1]]
    value = stated(cell)
    if value is None or value.value is None:
        return value
    before, behind = (
        _sign_beside(frame, heads, at) if value.comparator == "=" else "",
        "" if value.unit else _beside(frame, at[0], heads.unit),
    )
    printed = stated(cell._replace(text=before + cell.text + behind)) if before or behind else None
    value = printed if printed and printed.value is not None else value
    return replace_unit(value, "percent", "%") if value.unit is None and _RATE.search(name) else value


def _sign_beside(frame: Frame, heads: _Heads, at: tuple[int, int]) -> str:
    """The sign that the column of signs has for a target, '' if none."""
    sign = _beside(frame, at[0], heads.operator) if heads.columns[at[1]].id == "target" else ""
    return sign if sign and _compares(sign) else ""


def _compares(sign: str) -> bool:
    """Whether a sign compares the number after it; a dash is none here, and no minus."""
    parsed = amounts.parse(f"{sign}1")
    return parsed is not None and parsed.value == 1 and not sign[-1].isdigit()


def _clear_sign(frame: Frame, heads: _Heads, at: tuple[int, int], value: Value) -> float:
    """1, or less for a target number beside a lone character that compares nothing (V): ≥ was misread."""
    if value.value is None or heads.operator is None or heads.columns[at[1]].id != "target":
        return 1.0
    sign = _beside(frame, at[0], heads.operator)
    return UNCLEAR_SIGN if len(sign) == 1 and not amounts.is_blank(sign) and not _compares(sign) else 1.0


def _beside(frame: Frame, row: int, column: int | None) -> str:
    return "" if column is None else "".join(frame.table.rows[row][column].text.split())


def replace_unit(value: Value, unit: str, printed: str) -> Value:
    """A bare number taken for a percentage, with the repair that says so."""
    return value._replace(unit="percent" if unit == "percent" else value.unit, repairs=(Edit("unit_inherited", "", printed),))


def _with_unit(value: Value | None, target: Value) -> Value | None:
    """A bare actual value in the unit of its target."""
    if value is None or value.value is None:
        return value
    worth, _ = measured(value.value, target.raw_unit or "")
    return value._replace(value=worth, unit=target.unit, repairs=(Edit("unit_inherited", "", target.raw_unit or "%"),))


def _guessed(value: Value) -> bool:
    return any(edit.why == "unit_inherited" for edit in value.repairs)


# --- scores across ---------------------------------------------------------------------------------


def _transposed(frame: Frame) -> bool:
    """Whether indicators are columns and 权重, 得分, 得分率 are rows."""
    down = sum(headings.match(frame.form, [row[0].text]) is not None for row in frame.table.rows if row[0].text.strip())
    across = sum(headings.match(frame.form, path) is not None for path in frame.table.columns)
    return frame.form.id == "score_summary" and down >= 1 and down > across


def _scores_across(frame: Frame) -> Iterator[Observation]:
    known = Rows(frame.form, "", [])
    for r, row in enumerate(frame.table.rows):
        heading = headings.match(frame.form, [row[0].text]) if row[0].text.strip() else None
        if heading is None:
            continue
        for i, path in enumerate(frame.table.columns[1:], 1):
            printed = "".join(path[-1:])
            value = number(row[i], "percent" if heading.column.unit == "percent" else "point")
            if value is None or not printed:
                continue
            meaning = known.meaning(printed) or _performance(printed)
            key = Key(meaning.indicator, meaning.name, printed, heading.column.id, frame.year, meaning.mapping * heading.confidence)
            yield observed(frame, key, value, (r, i))


def _performance(printed: str) -> Meaning:
    name = canonical_performance(printed)
    return Meaning(f"performance:{name}", name, 1.0)


# --- one project -----------------------------------------------------------------------------------


def _project(table: Table) -> str | None:
    """The project that a table of one project is about: what stands right of 项目名称."""
    for row in table.rows:
        for i, cell in enumerate(row[:-1]):
            if plain(cell.text) in ("项目名称", "项目支出名称"):
                return next((words([c]) for c in row[i + 1 :] if c.text.strip()), None)
    return None


def _of_project(observation: Observation, project: str) -> Observation:
    """Amounts and total of a table of one project are the project's; points of its budget are those of 预算执行率."""
    if observation.indicator == BUDGET and observation.column in ("weight", "score"):
        return observation._replace(indicator="performance:预算执行率", name="预算执行率")
    if observation.indicator in (TOTAL, BUDGET):
        return observation._replace(indicator=f"project:{project}", name=project)
    return observation
