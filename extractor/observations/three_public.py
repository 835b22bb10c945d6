"""The 三公 table in its shapes: twelve columns in two blocks, pairs side by side, one block of a budget, or rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor import knowledge
from extractor.knowledge import headings
from extractor.likeness import bare
from extractor.observations.accounts import observe_accounts
from extractor.observations.cells import Frame, Key, is_number, money, number, observed, words
from extractor.observations.rows import Meaning, Rows, plain
from extractor.records import Observation

VEHICLE, TOTAL, WIDER = "three_public.vehicle", "three_public.total", "three_public_meeting_training.total"
BEYOND = frozenset({"meeting_expense", "training_expense"})
UNSAID = 0.7  # mapping where no header says whether a block is the budget or the final account
SEVERAL = 0.5  # mapping where several agencies stand below each other without a total
TOTALS = frozenset({"合计", "总计"})


class _Item(NamedTuple):
    """One column: its meaning, canonical column, year, and how surely."""

    meaning: Meaning
    column: str
    year: int | None
    mapping: float


def observe_three_public(frame: Frame, context: Mapping[str, str]) -> list[Observation]:
    """Observations of a 三公 table, whichever way it is laid."""
    if _upright(frame):
        return observe_accounts(frame, context)
    items = _items(frame)
    r, mapping = _row(frame, items)
    if r is None:
        return []
    found = []
    for i, item in items.items():
        cell = frame.table.rows[r][i]
        unit = headings.unit_of(frame.table.columns[i])
        row = item.meaning.row
        value = (
            number(cell, "count")
            if row and row.unit == "count"
            else money(cell, unit or frame.unit, inherited=frame.inherited and not unit)
        )
        if value is None:
            continue
        raw = words_of(frame.table.columns[i])
        key = Key(item.meaning.indicator, item.meaning.name, raw, item.column, item.year, item.mapping * mapping, item.meaning.repairs)
        found.append(observed(frame, key, value, (r, i)))
    return found


def words_of(path: Sequence[str]) -> str:
    """A header path as the words of one name."""
    return "".join(path)


def _upright(frame: Frame) -> bool:
    """Whether the kinds of expense are rows (项目 | 预算数 | 决算数): at least two labels in a column that is no header."""
    known = Rows(frame.form, "", [])
    meanings = {m.indicator for row in frame.table.rows for cell in row[:3] if (m := known.meaning(cell.text)) and not is_number(cell)}
    return len(meanings - {TOTAL}) >= 2


def _items(frame: Frame) -> dict[int, _Item]:
    """What each column is. Columns that no header word tells are left out."""
    found: dict[int, tuple[Meaning, str | None, int | None]] = {}
    for i, path in enumerate(frame.table.columns):
        meaning = _meaning(frame, path)
        if meaning:
            found[i] = meaning, _stage(frame, path), headings.year_of(path, frame.year)
    found = _wider(frame, found)
    unsaid = Counter((meaning.indicator, year) for meaning, stage, year in found.values() if stage is None)
    seen: Counter[tuple[str, int | None]] = Counter()
    items: dict[int, _Item] = {}
    for i, (meaning, stage, year) in found.items():
        key = meaning.indicator, year
        column = meaning.row.column if meaning.row and meaning.row.column else stage or _guess(frame, unsaid[key], seen[key])
        seen[key] += stage is None
        certain = 1.0 if stage or frame.budget else UNSAID
        items[i] = _Item(meaning, column, year, meaning.mapping * certain)
    return items


def _guess(frame: Frame, times: int, before: int) -> str:
    """Column of a block that says neither budget nor final: of two blocks the budget comes first."""
    if frame.budget:
        return "budget"
    return "budget" if times == 2 and before == 0 else "final"


def _meaning(frame: Frame, path: Sequence[str]) -> Meaning | None:
    """The kind of expense that a header path names: its last word that is one, 小计 below 公务用车 being the vehicles."""
    known = Rows(frame.form, "", [])
    named = [(part, meaning) for part in path if (meaning := known.meaning(headings.word(_kind(part)).text))]
    if not named:
        return None
    part, last = named[-1]
    if last.indicator == TOTAL and bare(part) in headings.headings().subtotals:
        return next((meaning for _, meaning in reversed(named) if meaning.indicator == VEHICLE), last)
    return last


def _kind(part: str) -> str:
    """A header word without the stage at its end: “三公”经费预算数 -> “三公”经费."""
    text = bare(part)
    for stage in sorted(headings.headings().stages, key=len, reverse=True):
        if text.endswith(stage) and len(text) > len(stage) + 1 and "机关运行" not in text:
            return text[: -len(stage)]
    return text


def _stage(frame: Frame, path: Sequence[str]) -> str | None:
    """The canonical column that one of the header words names; None if none does."""
    for part in reversed(path):
        heading = headings.match(frame.form.columns, [part])
        if heading and not heading.fuzzy:
            says_final = "决算" in part
            return heading.column.budget_id if frame.budget and heading.column.budget_id and not says_final else heading.column.id
    text = words_of(path)
    if "决算" in text:
        return "final"
    return "budget" if "预算" in text and "公共预算" not in text else None


def _wider(frame: Frame, found: dict[int, tuple[Meaning, str | None, int | None]]) -> dict[int, tuple[Meaning, str | None, int | None]]:
    """Of two totals the outer one counts 会议费 and 培训费 too, where the table has them."""
    totals = [i for i, (meaning, _, _) in found.items() if meaning.indicator == TOTAL]
    if not any(meaning.indicator in BEYOND for meaning, _, _ in found.values()):
        return found
    for i in totals:
        rivals = [j for j in totals if j != i and found[j][1:] == found[i][1:]]
        if any(len(frame.table.columns[j]) > len(frame.table.columns[i]) for j in rivals):
            name = knowledge.load().indicators[WIDER]
            found[i] = (Meaning(WIDER, name, found[i][0].mapping), *found[i][1:])
    return found


def _row(frame: Frame, items: Mapping[int, _Item]) -> tuple[int | None, float]:
    """The row of the values: the only one with numbers, else the total's, else the first of several agencies'."""
    filled = [r for r, row in enumerate(frame.table.rows) if any(is_number(row[i]) for i in items)]
    if len(filled) <= 1:
        return (filled[0] if filled else None), 1.0
    for r in filled:
        if any(plain(words([cell])) in TOTALS for i, cell in enumerate(frame.table.rows[r]) if i not in items):
            return r, 1.0
    return filled[0], SEVERAL
