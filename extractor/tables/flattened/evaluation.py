"""Evaluation tables (自评表, 目标申报表) that fell apart: a table of indicators and a table of the budget block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from extractor.knowledge.model import Knowledge
from extractor.likeness import fold
from extractor.records import Cell, Edit, Line, Table, Warning_
from extractor.tables.flattened.budget import budget
from extractor.tables.flattened.grid import PrintedLine, assembled, blank, cell, places
from extractor.tables.flattened.heads import NAMES, Head, head
from extractor.tables.flattened.indicators import indicators
from extractor.tables.flattened.levels import names_of
from extractor.tables.flattened.positioned import header, positioned
from extractor.tables.flattened.regions import PROJECT, Region
from extractor.tables.flattened.runs import Indicator
from extractor.tables.flattened.solve import GUESS
from extractor.tables.flattened.values import Piece, pieces

TOTAL = re.compile(r"^(?:总分|总得分|自评总分|得分合计|合计|总计)(?:[:：])?(?:\d+(?:\.\d+)?)?$")
_NO_NAME = re.compile(r"(?:主管|实施|预算|项目)(?:部门|单位|类别|属性|负责人)|一级|资金")  # the next label: the name is not filled in
VALUE_SURE, PLACE_SURE = 0.96, 0.98  # a value found by its run; the total


def evaluation(region: Region, known: Knowledge) -> list[Table]:
    """The budget block, then the indicators, of an evaluation region. Where no header of indicators can be told, the
    budget block alone: nothing is guessed."""
    printed = pieces(region.lines)
    top = head(printed) or _wrapped_head(region, printed)
    begin = printed[top.begin].line if top else region.lines[-1].number + 1
    tables: list[Table] = []
    block = budget([line for line in region.lines if line.number < begin], region.form)
    if block is not None:
        part = _part(region, block.lines)
        table = assembled(part, block.columns, block.rows)
        tables.append(replace(table, unit=block.unit or table.unit, lines=block.lines))
    rest = _part(region, frozenset(line.number for line in region.lines) - (block.lines if block else frozenset()))
    if top is not None:
        tables.append(_indicators(rest, printed, top, known, begin))
    elif not tables:
        warning = Warning_("table_unrecognised", f"{region.caption.title}：未找到指标表头，内容未能解析", region.lines[0].page)
        tables.append(assembled(rest, (), (), (warning,)))
    entry = _entry(region.lines)
    return [_about(table, entry) for table in tables] if entry else tables


def _entry(lines: Sequence[Line]) -> tuple[Cell, ...]:
    """项目名称 | 校舍维修改造: the row that says which project a sheet is about, () where none does."""
    for at, line in enumerate(lines):
        if fold(line.text) in ("项目名称", "项目支出名称") and at + 1 < len(lines) and not _NO_NAME.match(fold(lines[at + 1].text)):
            line = lines[at + 1]._replace(text=f"项目名称 {lines[at + 1].text}")
        match = PROJECT.match(line.text)
        name = re.split(r"\s{2,}", match["name"].strip())[0] if match else ""
        if re.search(r"[\u4e00-\u9fff]{2}", name):
            where = places([PrintedLine(line.text, line.number, line.page)])
            return Cell("项目名称", places=where, confidence=PLACE_SURE), Cell(name, places=where, confidence=PLACE_SURE)
    return ()


def _about(table: Table, entry: tuple[Cell, ...]) -> Table:
    """The table with this row above its own, where it is wide enough."""
    blanks = (blank(),) * (len(table.columns) - len(entry))
    return replace(table, rows=((*entry, *blanks), *table.rows)) if len(table.columns) > len(entry) else table


def _part(region: Region, lines: frozenset[int]) -> Region:
    return replace(region, lines=tuple(line for line in region.lines if line.number in lines) or region.lines[:1])


def _indicators(region: Region, printed: Sequence[Piece], top: Head, known: Knowledge, begin: int) -> Table:
    body = printed[top.end :]
    total = _total_at(body)
    kinds = [kind for kind, _ in top.columns]
    rows = _grid(_in_columns(region, printed, top, body[:total]) or indicators(body[:total], top, names_of(known)).rows, kinds, top.levels)
    closing = _total(body[total:], kinds, top.levels)
    columns = (*((name,) for name in NAMES[: top.levels]), *((words,) for _, words in top.columns))
    warnings = () if rows else (Warning_("table_unrecognised", f"{region.caption.title}：指标表头下未找到指标", region.lines[0].page),)
    table = assembled(region, columns, (*rows, *closing), warnings)
    below = places(PrintedLine(line.text, line.number, line.page) for line in region.lines if line.number >= begin)
    return replace(table, places=below)


def _wrapped_head(region: Region, printed: Sequence[Piece]) -> Head | None:
    """A header whose words are wrapped, told by where they are printed."""
    found = header(region.lines)
    if found is None:
        return None
    first, last, columns = found
    inside = [i for i, piece in enumerate(printed) if first.number <= piece.line <= last.number]
    return Head(inside[0], inside[-1] + 1, columns, len(NAMES)) if inside else None


def _in_columns(region: Region, printed: Sequence[Piece], top: Head, body: Sequence[Piece]) -> list[Indicator]:
    """The rows by where they are printed; [] where the lines do not stand in columns."""
    if not body:
        return []
    above, last = printed[top.end - 1].line, body[-1].line
    heads = [line for line in region.lines if printed[top.begin].line <= line.number <= above]
    return positioned(heads, [line for line in region.lines if above < line.number <= last and line.text.strip()])


def _total_at(body: Sequence[Piece]) -> int:
    """Position of the last 总分 whose number follows; the number of pieces where there is none."""
    for at in range(len(body) - 1, -1, -1):
        joined_next = fold(body[at].text) + (fold(body[at + 1].text) if at + 1 < len(body) and len(body[at].text) == 1 else "")
        if TOTAL.match(joined_next) and (re.search(r"\d", body[at].text) or any(piece.value for piece in body[at + 1 : at + 4])):
            return at
    return len(body)


def _total(pieces_: Sequence[Piece], kinds: Sequence[str], levels: int) -> tuple[tuple[Cell, ...], ...]:
    """The row of the total; a score broken over lines (97, .7) is one number again."""
    if not pieces_:
        return ()
    figures = [piece for piece in pieces_ if re.fullmatch(r"\.?\d+(?:\.\d*)?[分%]?", fold(piece.text))]
    label = [piece for piece in pieces_ if piece not in figures and re.search(r"[\u4e00-\u9fff]", piece.text)][:2]
    numbers = _whole(figures)
    inside = re.search(r"\d+(?:\.\d+)?$", pieces_[0].text)
    if inside and not numbers:
        numbers = [cell([pieces_[0]._replace(text=inside[0])], PLACE_SURE)]
    cells = {kind: blank() for kind in kinds}
    wanted = [kind for kind in kinds if kind in ("weight", "score")]
    for kind, number in zip(wanted[-len(numbers) :] if numbers else (), numbers, strict=False):
        cells[kind] = number
    name = cell([piece._replace(text=re.sub(r"[:：]?[\d.]*$", "", piece.text)) for piece in label], PLACE_SURE)
    return ((name, *(blank() for _ in range(levels - 1)), *cells.values()),)


def _whole(numbers: Sequence[Piece]) -> list[Cell]:
    found: list[Cell] = []
    for piece, following in zip_longest(numbers, numbers[1:]):
        if piece.text.startswith(".") and found:
            continue
        if following is not None and (following.text.startswith(".") or piece.text.endswith(".")):
            whole = piece.text + following.text
            edit = Edit("split_cell", f"{piece.text} {following.text}", whole)
            found.append(cell([piece, following], PLACE_SURE)._replace(edits=(edit,)))
        else:
            found.append(cell([piece], PLACE_SURE))
    return found


def _grid(rows: Sequence[Indicator], kinds: Sequence[str], levels: int) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells; a first- or second-level name spans the rows until the next one."""
    starts = [[i for i, row in enumerate(rows) if row.levels.upper[level] or (level and row.levels.first) or i == 0] for level in (0, 1)]
    grid: list[tuple[Cell, ...]] = []
    for i, row in enumerate(rows):
        upper = [_upper(rows, starts[level], i, level) for level in range(levels - 1)]
        sure = row.sure if row.levels.sure or not (row.levels.first or row.levels.second) else min(row.sure, 0.85)
        name = cell(row.levels.third, sure) if row.levels.third else blank()
        grid.append((*upper, name, *(_cell(row, kind) for kind in kinds)))
    return tuple(grid)


def _upper(rows: Sequence[Indicator], starts: Sequence[int], at: int, level: int) -> Cell:
    if at not in starts:
        return Cell("", row_span=0, col_span=0)
    following = next((start for start in starts if start > at), len(rows))
    printed = rows[at].levels.upper[level]
    return (cell(printed, VALUE_SURE) if printed else blank())._replace(row_span=following - at)


def _cell(row: Indicator, kind: str) -> Cell:
    if kind == "explanation":
        return cell(row.explanation, row.sure) if row.explanation else blank()
    if kind == "reason":
        return cell(row.reason, row.sure) if row.reason else blank()
    piece = row.values.get(kind)
    if piece is None:
        return blank()
    missing = kind in ("weight", "score", "actual") and len([k for k in ("actual", "weight", "score") if k in row.values]) < 2
    return cell([piece], GUESS if missing else min(VALUE_SURE, row.sure + 0.01))
