"""The 三公 table in its shapes: twelve columns in two blocks, pairs side by side, one block of a budget, or rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor import knowledge
from extractor.knowledge import headings
from extractor.likeness import bare
from extractor.observations.accounts import observe_accounts, sides
from extractor.observations.cells import Frame, Key, is_number, money, number, observed, words
from extractor.observations.columns import BETWEEN
from extractor.observations.panels import roles
from extractor.observations.rows import Meaning, Rows, plain
from extractor.records import Observation

VEHICLE, TOTAL, WIDER = "three_public.vehicle", "three_public.total", "three_public_meeting_training.total"
BEYOND = frozenset({"meeting_expense", "training_expense"})
UNSAID = 0.7  # mapping where no header says whether a block is the budget or the final account
MIN_BLOCK = 3  # columns of the smallest block that is told by its sequence of kinds
SEVERAL = 0.5  # mapping where several agencies stand below each other without a total
TOTALS = frozenset({"合计", "总计"})


_Told = tuple[Meaning, str | None, int | None]  # kind of expense, canonical column if a header says one, year


class _Item(NamedTuple):
    """One column: its meaning, canonical column, year, and how surely."""

    meaning: Meaning
    column: str
    year: int | None
    mapping: float


def observe_three_public(frame: Frame, context: Mapping[str, str]) -> list[Observation]:
    """Observations of a 三公 table, whichever way it is laid."""
    if _upright(frame):
        return observe_accounts(frame, sides(frame), context)
    items = _items(frame)
    return [o for r, stage, mapping in _rows(frame, items) for o in _observations(frame, items, r, (stage, mapping))]


def _observations(frame: Frame, items: Mapping[int, _Item], r: int, said: tuple[str | None, float]) -> Iterator[Observation]:
    """The values of one row; `said`: the column that the row's own label names, if any, and how surely it is the right row."""
    stage, mapping = said
    for i, item in items.items():
        cell, unit = frame.table.rows[r][i], headings.unit_of(frame.table.columns[i])
        counted = item.meaning.row is not None and item.meaning.row.unit == "count"
        value = number(cell, "count") if counted else money(cell, unit or frame.unit, inherited=frame.inherited and not unit)
        if value is not None:
            raw, meaning = words_of(frame.table.columns[i]), item.meaning
            column, sure = (stage, meaning.mapping) if stage and not counted else (item.column, item.mapping)
            key = Key(meaning.indicator, meaning.name, raw, column, item.year, sure * mapping, meaning.repairs)
            yield observed(frame, key, value, (r, i))


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
    found: dict[int, _Told] = {}
    for i, path in enumerate(frame.table.columns):
        meaning = _meaning(frame, path)
        if meaning:
            found[i] = meaning, _stage(frame, path), headings.year_of(path, frame.year)
    found = _alone(frame, _two_blocks(_wider(frame, found | _by_order(frame, _told_apart(frame, found)))))
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


def _told_apart(frame: Frame, found: Mapping[int, _Told]) -> dict[int, _Told]:
    """The columns but those whose heads ran into those beside them, those told as another column is, by a word further up
    only, and 小计 beside a total where no head says of what."""
    paths = frame.table.columns
    merged = {i for i in found for k in (i - 1, i + 1) if 0 <= k < len(paths) and paths[k] == paths[i]}
    totals = {i for i, (meaning, _, _) in found.items() if meaning.indicator == TOTAL}
    parts = {i for i in totals if bare(paths[i][-1]) == "小计"}
    unsaid = {i for i in found if not _said_last(frame, paths[i])}
    again = {
        i
        for i in unsaid
        for k in found
        if k not in unsaid and (found[k][0].indicator, *found[k][1:]) == (found[i][0].indicator, *found[i][1:])
    }
    return {i: told for i, told in found.items() if i not in merged | again and not (i in parts and totals - parts)}


def _said_last(frame: Frame, path: Sequence[str]) -> bool:
    """Whether the last word of a header path says something of its own."""
    return bare(path[-1]) in headings.headings().subtotals | headings.headings().stages or _meaning(frame, path[-1:]) is not None


def _by_order(frame: Frame, found: Mapping[int, _Told]) -> dict[int, _Told]:
    """Columns whose headers are lost, in a table of just one or two blocks of the usual six columns, where those that can
    be read stand where they should."""
    order = frame.form.order
    columns = [i for i, role in enumerate(roles(frame.table)) if role in ("value", "blank") or i in found]
    blocks, rest = divmod(len(columns), len(order))
    usual = dict(zip(columns, order * blocks, strict=False))
    if rest or blocks not in (1, 2) or any(found[i][0].indicator != usual[i] for i in found):
        return {}
    names = knowledge.load().indicators
    return {i: (Meaning(usual[i], names[usual[i]], BETWEEN), None, frame.year) for i in columns if i not in found}


def _two_blocks(found: Mapping[int, _Told]) -> dict[int, _Told]:
    """Where the same kinds follow each other twice, each block has one stage and one year: those of most of its columns
    (a header cell that spans a block may be found a column too far)."""
    columns = sorted(found)
    half = len(columns) // 2
    kinds = [found[i][0].indicator for i in columns]
    blocks = [columns[:half], columns[half:]]
    if half < MIN_BLOCK or kinds[:half] != kinds[half:]:
        return dict(found)
    told = [[found[i][1:] for i in block if found[i][1]] or [found[i][1:] for i in block] for block in blocks]
    said = [Counter(each).most_common(1)[0] for each in told]
    if said[0][0] == said[1][0] or any(count * 2 <= len(each) for (_, count), each in zip(said, told, strict=True)):
        return dict(found)
    return {i: (found[i][0], *said[b][0]) for b, block in enumerate(blocks) for i in block}


def _alone(frame: Frame, found: Mapping[int, _Told]) -> dict[int, _Told]:
    """The columns; 年初预算数 is the budget where no 全年预算数 stands beside it."""
    if any(stage in frame.form.beside for _, stage, _ in found.values()):
        return dict(found)
    return {i: (meaning, frame.form.alone.get(stage, stage) if stage else stage, year) for i, (meaning, stage, year) in found.items()}


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
        heading = headings.match(frame.form, [part])
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


def _rows(frame: Frame, items: Mapping[int, _Item]) -> list[tuple[int, str | None, float]]:
    """The rows of values, each with the stage that its label names (预算数, 决算数) and how surely: all rows that name one,
    else the only row with numbers, else the total's, else the first of several agencies'."""
    rows = frame.table.rows
    filled = [r for r, row in enumerate(rows) if any(is_number(row[i]) for i in items)]
    labels = {r: words([cell for i, cell in enumerate(rows[r]) if i not in items and not is_number(cell)]) for r in filled}
    staged = [(r, stage, 1.0) for r in filled if labels[r] and (stage := _stage(frame, [labels[r]]))]
    if len(staged) > 1 and len({stage for _, stage, _ in staged}) == len(staged):
        return [*staged]
    if len(filled) <= 1:
        return [(r, None, 1.0) for r in filled]
    total = [r for r in filled if any(plain(cell.text) in TOTALS for i, cell in enumerate(rows[r]) if i not in items)]
    return [(total[0], None, 1.0)] if total else [(filled[0], None, SEVERAL)]
