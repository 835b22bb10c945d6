"""Evaluation tables: indicators with target, actual value, points and score; the block of budget amounts above them; and
the short table of scores, upright or transposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor import amounts
from extractor.knowledge import headings
from extractor.likeness import bare, fold
from extractor.observations.cells import Frame, Key, Value, is_number, measured, money, number, observed, stated, words
from extractor.observations.columns import Resolved
from extractor.observations.names import canonical_performance
from extractor.observations.projects import BUDGET, TOTAL, of_project, project_above, project_in
from extractor.observations.rows import Meaning, Rows
from extractor.observations.sheet_heads import HEADS, Heads, first_heads, local_heads, printed_unit, stacked, years_below
from extractor.records import Cell, Edit, Observation

SUBTOTAL = "小计"
GUESSED_UNIT = 0.8  # mapping of a bare number taken for percent because its indicator is a rate
UNCLEAR_ROWS = 0.5  # mapping of a value over more rows than any name beside it
UNCLEAR_SIGN = 0.7  # mapping of a target whose sign of comparison cannot be read
_WEIGHT = re.compile(r"[（(]?(?:权重|分值|共|计|满分)?[:：]?(\d+(?:\.\d+)?)分[)）]?$")
_RATE = re.compile(r"(?:率|比例|比重|占比|满意度|知晓度|覆盖面)(?:\d*|[（(][^（()）]*[)）])$")
_LIKE_PERCENT = re.compile(r"[oO0°〇]{1,3}|[oO0]?[/／%％][oO0]?|[9%％][6%％]|\d{0,2}[%％]\d{0,2}")
_PLACEHOLDER = re.compile(r"(?:指标|目标|任务|项目|其他)?\d*[:：]?[….。．、]*")
LONGEST_SIGN = 2  # characters that a sign of comparison is misread as
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


def observe_evaluation(frame: Frame) -> list[Observation]:
    """Observations of an evaluation table, row by row. A sheet below another one in it begins without headings."""
    if _transposed(frame):
        return list(_scores_across(frame))
    heads = opening = first_heads(frame)
    known = Rows(frame.form, "", [])
    project = project_above(frame.table)
    found: list[Observation] = []
    for r, row in enumerate(frame.table.rows):
        if local := local_heads(frame, r):
            heads = local
            continue
        if named := project_in(row):
            heads = Heads() if project and named != project else heads  # printed again on the next page it is the same sheet
            project = named
        own = opening if _is_of_block(known, row) and not _has_amounts(heads) else heads
        found += [of_project(o, project) for o in _row(frame, own, known, r)]
    return found


def _is_of_block(known: Rows, row: Sequence[Cell]) -> bool:
    """Whether a row holds nothing but labels of the budget block and numbers, and more than one of these."""
    labels = [known.meaning(_block_label(cell.text)) for cell in row if cell.text.strip() and not is_number(cell)]
    numbers = sum(is_number(cell) for cell in row)
    return numbers > 1 and bool(labels) and all(label is not None and label.indicator.startswith(BUDGET) for label in labels)


def _has_amounts(heads: Heads) -> bool:
    return not heads.levels or any(column.kind == "CNY" for column in heads.columns.values())


def _row(frame: Frame, heads: Heads, known: Rows, r: int) -> list[Observation]:
    """Observations of a row that is no header row. Headings that it adds are added to those in force."""
    row = frame.table.rows[r]
    if years := years_below(frame, heads, row):
        heads.columns = years
        return []
    if pairs := _amounts_beside_heads(frame, row):
        heads.columns, heads.levels, heads.names, heads.money = pairs, [], {}, printed_unit(row)
        return list(_total_beside_heads(frame, heads, r))
    if across := _labels_across(frame, known, r):
        heads.across = across
        return []
    block = list(_block_row(frame, heads, known, r))
    heads.across = {} if block else heads.across
    return block or list(_indicator_row(frame, heads, r))


# --- the block of budget amounts, and the total ----------------------------------------------------


def _block_row(frame: Frame, heads: Heads, known: Rows, r: int) -> Iterator[Observation]:
    """Values of a row of the budget block or of the total: every number belongs to the last known label before it."""
    row = frame.table.rows[r]
    if any(column.id in ("target", "actual") and not amounts.is_blank(row[i].text) for i, column in heads.columns.items()):
        return
    labels = {i: known.meaning(_block_label(cell.text)) for i, cell in enumerate(row) if cell.text.strip() and not is_number(cell)}
    across = heads.across if None not in labels.values() else {}  # a row with words of its own is not the block's
    meaning = None if labels else known.meaning(heads.subject)
    label, count = "" if labels else heads.subject, 0
    for i, cell in enumerate(row):
        named = across.get(i) if is_number(cell) else labels.get(i)
        if named and is_number(cell):
            staged = {k: column for k, column in heads.columns.items() if column.kind == "CNY"}  # 预算数 > 总额 | 财政拨款
            key_value = _block_value(frame, Heads(columns=staged, money=heads.money), named, named.name, (r, i), 0)
            if key_value:
                yield observed(frame, *key_value, (r, i))
            continue
        if named:
            meaning, label, count = named, words([cell]), 0
            heads.money = headings.unit_of([label]) or heads.money
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
        if (heading := headings.match(frame.form, [row[i].text])) and heading.column.unit in ("CNY", "percent")
    }
    return found if len({column.id for column in found.values() if column.kind == "CNY"}) >= HEADS else {}


def _total_beside_heads(frame: Frame, heads: Heads, r: int) -> Iterator[Observation]:
    """The amounts of such a row: those of the whole budget."""
    row = frame.table.rows[r]
    printed = next(words([cell]) for cell in row if cell.text.strip())
    for i, column in heads.columns.items():
        if value := _of_kind(frame, row[i], column, heads.money):
            yield observed(frame, Key(BUDGET, "部门预算总额", printed, column.id, column.year, column.mapping), value, (r, i))


def _labels_across(frame: Frame, known: Rows, r: int) -> dict[int, Meaning]:
    """Labels of the budget block that stand side by side above their amounts: 资金总额 | 基本支出 | 项目支出."""
    row = frame.table.rows[r]
    if any(is_number(cell) for cell in row):
        return {}
    found = {i: meaning for i, path in stacked(frame, r).items() if (meaning := known.meaning(_block_label(path[-1])))}
    return found if len({meaning.indicator for meaning in found.values()}) >= HEADS else {}


def _block_label(printed: str) -> str:
    """The last of several labels run together: 资金来源：（1）财政性资金 -> 财政性资金."""
    text = fold(printed)
    tail = re.split(r"[:：]|\(\d\)", text)[-1]
    return tail if tail else text


def _block_value(frame: Frame, heads: Heads, meaning: Meaning, label: str, at: tuple[int, int], count: int) -> tuple[Key, Value] | None:
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


def _indicator_row(frame: Frame, heads: Heads, r: int) -> Iterator[Observation]:
    """Values of the indicators of a row: those of the deepest level, and those of the levels above that have columns of their
    own; a level's own weight may also stand in its name."""
    for i in heads.levels:
        if frame.table.rows[r][i].text.strip():
            yield from _stated_weight(frame, (r, i))
    for names, columns in heads.blocks():
        yield from _indicator(frame, heads, r, names, columns)


def _indicator(frame: Frame, heads: Heads, r: int, names: Sequence[int], columns: Sequence[int]) -> Iterator[Observation]:
    """Values of one indicator: its name stands in the last of these columns that is filled. A value over several rows is
    that of the group, or of the project, over the same rows."""
    row = frame.table.rows[r]
    leaf = next((i for i in reversed(names) if row[i].text.strip() and not is_number(row[i])), None)
    if leaf is None or all(amounts.is_blank(row[i].text) for i in columns):
        return
    target = _target(frame, heads, (r, columns), _named(frame, heads, (r, leaf))[1])
    for i in columns:
        at, sure = _over_as_many_rows(heads, row, i, leaf)
        indicator, name, printed = _named(frame, heads, (r, at))
        value = _indicator_value(frame, heads, (r, i), name, target) if indicator else None
        if value is not None:
            column = heads.columns[i]
            mapping = column.mapping * sure * (GUESSED_UNIT if _guessed(value) else 1.0) * _clear_sign(frame, heads, (r, i), value)
            yield observed(frame, Key(indicator, name, printed, column.id, column.year, mapping), value, (r, i))


def _over_as_many_rows(heads: Heads, row: Sequence[Cell], i: int, leaf: int) -> tuple[int, float]:
    """The column of the name that a value belongs to, and how surely: the deepest name over as many rows as the value."""
    if row[i].row_span <= max(row[leaf].row_span, 1):
        return leaf, 1.0
    projects = [] if heads.project is None else [heads.project]
    same = [k for k in (*projects, *heads.levels) if row[k].text.strip() and row[k].row_span == row[i].row_span]
    return (same[-1], 1.0) if same else (leaf, UNCLEAR_ROWS)


def _named(frame: Frame, heads: Heads, at: tuple[int, int]) -> tuple[str, str, str]:
    """Indicator, name and printed name that a cell names; '' for what is no name."""
    printed = words([frame.table.rows[at[0]][at[1]]])
    if bare(printed) == SUBTOTAL:
        printed = _group_above(frame, heads.levels[0], at[0])
    if not printed or _PLACEHOLDER.fullmatch(printed) or bare(printed) in headings.headings().label_words:
        return "", "", printed
    if at[1] == heads.project:
        return f"project:{printed}", printed, printed
    name = canonical_performance(printed)
    return f"performance:{name}", name, printed


def _group_above(frame: Frame, column: int, r: int) -> str:
    """The group of indicators that a row 小计 closes: the nearest name above in the first level, '' if there is none."""
    names = (words([row[column]]) for row in reversed(frame.table.rows[:r]))
    name = next((name for name in names if name), "")
    return "" if bare(name) == SUBTOTAL else name


def _stated_weight(frame: Frame, at: tuple[int, int]) -> Iterator[Observation]:
    """The weight that a name carries: 投入管理指标(30分); once where a merged cell is repeated in each row that it covers."""
    printed = words([frame.table.rows[at[0]][at[1]]])
    match = _WEIGHT.search(fold(printed))
    above = words([frame.table.rows[at[0] - 1][at[1]]]) if at[0] else ""
    if match and above != printed:
        name = canonical_performance(printed)
        value = Value(amounts.plain(Decimal(match[1])), None, "point", "=", match[1], "分")
        yield observed(frame, Key(f"performance:{name}", name, printed, "weight", frame.year, 1.0), value, at)


def _target(frame: Frame, heads: Heads, at: tuple[int, Sequence[int]], name: str) -> Value | None:
    """The target among these columns of the row, whose unit its actual value inherits."""
    column = next((i for i in at[1] if heads.columns[i].id == "target"), None)
    return _measured(frame, heads, (at[0], column), name) if column is not None else None


def _indicator_value(frame: Frame, heads: Heads, at: tuple[int, int], name: str, target: Value | None) -> Value | None:
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


def _measured(frame: Frame, heads: Heads, at: tuple[int, int], name: str) -> Value | None:
    """A target or actual value with the unit printed beside it, in the unit column, or implied by a rate's name; a target
    with the sign in the column of signs."""
    cell = frame.table.rows[at[0]][at[1]]
    value = stated(cell)
    if value is None or value.value is None:
        return value
    before, behind = (
        _sign_beside(frame, heads, at) if value.comparator == "=" else "",
        "" if value.unit else _measure_beside(frame, at[0], heads.unit),
    )
    printed = stated(cell._replace(text=before + cell.text + behind)) if before or behind else None
    if printed is None or printed.value is None:
        printed = _counted(stated(cell._replace(text=before + cell.text)) or value, behind)
    value = printed if printed.value is not None else value
    return _as_percent(value) if value.unit is None and _RATE.search(name) else value


def _counted(value: Value, measure: str) -> Value:
    """A number with what its column of measures prints, be it a measure that we know or not: it is a count."""
    counts = value.unit is None and not amounts.is_blank(measure)
    return value._replace(unit="count", raw_unit=measure) if counts else value


def _sign_beside(frame: Frame, heads: Heads, at: tuple[int, int]) -> str:
    """The sign that the column of signs has for a target, '' if none."""
    sign = _beside(frame, at[0], heads.operator) if heads.columns[at[1]].id == "target" else ""
    return sign if sign and _compares(sign) else ""


def _compares(sign: str) -> bool:
    """Whether a sign compares the number after it; a dash is none here, and no minus."""
    parsed = amounts.parse(f"{sign}1")
    return bool(sign) and parsed is not None and parsed.value == 1 and not sign[-1].isdigit()


def _clear_sign(frame: Frame, heads: Heads, at: tuple[int, int], value: Value) -> float:
    """1, or less for a target number beside a mark that compares nothing (V, 2.), or beside none on a scan where most have one: ≥ was
    misread or lost."""
    if value.value is None or heads.operator is None or heads.columns[at[1]].id != "target":
        return 1.0
    sign = _beside(frame, at[0], heads.operator)
    if amounts.is_blank(sign):
        return UNCLEAR_SIGN if frame.table.rows[at[0]][at[1]].reading is not None and _signs_elsewhere(frame, heads.operator) else 1.0
    return UNCLEAR_SIGN if len(sign) <= LONGEST_SIGN and not _compares(sign) and not _IDEOGRAPH.search(sign) else 1.0


def _signs_elsewhere(frame: Frame, column: int) -> bool:
    """Whether most rows of a table have a sign of comparison in this column: on a scan one that lacks it was not read."""
    return 2 * sum(_compares(_beside(frame, r, column)) for r in range(len(frame.table.rows))) > len(frame.table.rows)


def _measure_beside(frame: Frame, row: int, column: int | None) -> str:
    """What the column of measures prints; a lone sign for percent that OCR took for rings or digits is that sign."""
    printed = _beside(frame, row, column)
    read = column is not None and frame.table.rows[row][column].reading is not None
    if read and _LIKE_PERCENT.fullmatch(printed):
        return "%"
    unreadable = printed[:1].isdigit() or (read and not _IDEOGRAPH.search(printed))
    return "" if unreadable and printed != "%" else printed


def _beside(frame: Frame, row: int, column: int | None) -> str:
    return "" if column is None else "".join(frame.table.rows[row][column].text.split())


def _as_percent(value: Value) -> Value:
    """A bare number taken for a percentage, with the repair that says so."""
    return value._replace(unit="percent", repairs=(Edit("unit_inherited", "", "%"),))


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
