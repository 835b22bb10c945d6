"""三公 in one row: blocks of columns (预算数 | 决算数), of which blank ones are lost; or an item a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import permutations, zip_longest
from typing import NamedTuple

from extractor.knowledge.model import Form
from extractor.likeness import bare, fold
from extractor.records import Cell, Table, Warning_
from extractor.tables.flattened.coded import number_cell, undecided
from extractor.tables.flattened.columns import Header, body, header, known_columns
from extractor.tables.flattened.evidence import Evidence
from extractor.tables.flattened.grid import assembled
from extractor.tables.flattened.listed import listed
from extractor.tables.flattened.regions import Region
from extractor.tables.flattened.solve import Row, Scheme, solve
from extractor.tables.flattened.tokens import Token, tokens, value

TOTAL, VEHICLE, PURCHASE, OPERATION = (
    "three_public.total",
    "three_public.vehicle",
    "three_public.vehicle_purchase",
    "three_public.vehicle_operation",
)
ALL = "three_public_and_meetings"  # 合计 over 三公, 会议费 and 培训费, where 三公 has a 小计 of its own
OWN_PARTS = ("three_public.overseas", VEHICLE, "three_public.reception")
PARTS = ("three_public.overseas", VEHICLE, "three_public.reception", "meeting_expense", "training_expense")
RANK = (
    ALL,
    TOTAL,
    "three_public.overseas",
    VEHICLE,
    PURCHASE,
    OPERATION,
    *PARTS[2:],
    "agency_operating",
)  # from left to right in most tables
# How often an item has an amount (of published 三公 tables; purchases and journeys abroad are rare)
USUAL = {
    TOTAL: 0.98, "three_public.overseas": 0.1, VEHICLE: 0.7, PURCHASE: 0.07, OPERATION: 0.7, "three_public.reception": 0.7,
    ALL: 0.98, "meeting_expense": 0.5, "training_expense": 0.6, "agency_operating": 0.7,
}  # fmt: skip
TOLD = 4.0  # factor where prose states the amount beside the item's words: budget and final may be the same number
BLOCK = re.compile(r"(?:年初|全年|调整|本年|当年|上年|(?:20\d\d年?度?))*(?:预算数|决算数|预算|决算|执行数)")
NUMBERS = re.compile(r"[\d.,%％\s—-]+$")  # at the end of a line


class Item(NamedTuple):
    """A column within a block: its indicator and the words printed for it."""

    indicator: str
    path: tuple[str, ...]


Slots = tuple[tuple[Item, str], ...]  # (item, head of its block) of every column


def wide(region: Region, evidence: Evidence) -> Table:
    """The table of a 三公 region."""
    items = _below_one_another(region, region.form) if region.form is not None else []
    if region.form is None or items:
        return listed(region, min(items, default=None))
    head = header(region.lines, region.form)
    stream = [token for token in tokens(body(region.lines, head.height)) if token.kind != "word"]
    blocks = _blocks(region.form, head)
    pairwise = len(BLOCK.findall(head.text)) > 2 * len(blocks) > 2  # 预算数 决算数 under every item
    slots = _in_order(_items(region.form, head.text), head, blocks, stream, pairwise=pairwise)
    columns = tuple((*item.path, block) if pairwise else (*([block] if block else []), *item.path) for item, block in slots)
    found, warnings = _rows(stream, slots, evidence)
    return assembled(region, columns, found, warnings)


def _below_one_another(region: Region, form: Form) -> list[int]:
    """Indexes of the lines with items that stand below one another, each beside its numbers or on the line above them;
    nothing where there is no second one."""
    labels = {bare(label) for row in form.rows for label in row.labels}
    found: list[int] = []
    for i, (line, following) in enumerate(zip_longest(region.lines, region.lines[1:])):
        words = NUMBERS.sub("", line.text.rstrip())
        beside = line.text.rstrip().rstrip("%％")[-1:].isdecimal()
        above = words == line.text.rstrip() and following is not None and NUMBERS.fullmatch(following.text.strip())
        if bare(words) in labels and (beside or above):
            found.append(i)
    return found if len(found) >= 2 else []


def _items(form: Form, text: str) -> list[Item]:
    """Columns of one block from left to right, by where their words first stand in the header."""
    found: list[tuple[int, Item]] = []
    whole = next((_first(text, row.labels) for row in form.rows if row.indicator == VEHICLE), (-1, ""))
    parts = text[: whole[0]] + "#" * len(whole[1]) + text[whole[0] + len(whole[1]) :] if whole[1] else text
    for row in form.rows:
        if row.indicator in (TOTAL, PURCHASE, OPERATION, "agency_operating", *PARTS):
            # 合计 is the total also below a head that reads 三公经费; 运行费 is not the one in 购置及运行费
            labels = ("合计",) if row.indicator == TOTAL and "合计" in text else row.labels
            at, word = _first(parts if row.indicator in (PURCHASE, OPERATION) else text, labels)
            if word:
                found.append((at, Item(row.indicator, (word,))))
    outer = [item for _, item in sorted(found, key=lambda f: f[0]) if item.indicator not in (PURCHASE, OPERATION)]
    inner = [item for _, item in sorted(found, key=lambda f: f[0]) if item.indicator in (PURCHASE, OPERATION)]
    parts_of = {VEHICLE: partial(_vehicles, parts=inner), TOTAL: partial(_totals, grand=_grand(text, outer, inner))}
    return [item for part in outer for item in parts_of.get(part.indicator, lambda whole: [whole])(part)]


def _grand(text: str, outer: Sequence[Item], inner: Sequence[Item]) -> bool:
    """Whether 三公 has a 小计 beside a 合计 with 会议费 and 培训费: one 小计 more than that of the vehicles."""
    others = {item.indicator for item in outer} & {"meeting_expense", "training_expense"}
    return bool(others) and "合计" in text and text.count("小计") > bool(inner)


def _totals(whole: Item, *, grand: bool) -> list[Item]:
    return [Item(ALL, whole.path), Item(TOTAL, ("“三公”经费", "小计"))] if grand else [whole]


def _in_order(items: list[Item], head: Header, blocks: Sequence[str], stream: Sequence[Token], *, pairwise: bool) -> Slots:
    """The columns: in every block 合计 first and other funds last, which is the usual order; another one, the header's
    before any other, where the sums hold only there: header words of several lines tell no order."""
    first = next(_orders(items, head))
    usual = _slots(first, blocks, pairwise=pairwise)
    if not stream or not usual or len(stream) % len(usual):
        return usual
    rows = [_row(stream[i : i + len(usual)]) for i in range(0, len(stream), len(usual))]
    for order in _orders(items, head):
        slots = _slots(order, blocks, pairwise=pairwise)
        if all(placed.balanced for placed in solve(rows, _scheme(slots))):
            return slots
    return usual


def _orders(items: Sequence[Item], head: Header) -> Iterator[list[Item]]:
    """Orders of the items of a block, the likeliest first: the usual one, the printed one, any other of the parts."""
    vehicles = [item for item in items if item.indicator in (VEHICLE, PURCHASE, OPERATION)]
    groups = [sorted(vehicles, key=lambda item: RANK.index(item.indicator)) if head.doubtful else vehicles]
    groups += [[item] for item in items if item.indicator not in (VEHICLE, PURCHASE, OPERATION)]
    groups = sorted((group for group in groups if group), key=lambda group: items.index(group[0]))
    usual = sorted(groups, key=lambda group: RANK.index(group[0].indicator) if head.doubtful else _place(group[0]))
    yield _flat(usual)
    yield list(items)
    parts = [group for group in usual if group[0].indicator in PARTS]
    for order in permutations(parts):
        chosen = iter(order)
        yield _flat([next(chosen) if group[0].indicator in PARTS else group for group in usual])


def _place(item: Item) -> int:
    """Totals first, other funds last, the rest as printed."""
    return {ALL: 0, TOTAL: 1, "agency_operating": 3}.get(item.indicator, 2)


def _flat(groups: Sequence[Sequence[Item]]) -> list[Item]:
    return [item for group in groups for item in group]


def _slots(items: Sequence[Item], blocks: Sequence[str], *, pairwise: bool) -> Slots:
    if pairwise:
        return tuple((item, block) for item in items for block in blocks)
    return tuple((item, block) for block in blocks for item in items)


def _vehicles(whole: Item, parts: Sequence[Item]) -> list[Item]:
    """The vehicle column with its two parts below it."""
    if not parts:
        return [whole]
    return [Item(whole.indicator, (*whole.path, "小计")), *(Item(part.indicator, (*whole.path, *part.path)) for part in parts)]


def _first(text: str, labels: Sequence[str]) -> tuple[int, str]:
    """Where the longest label of a row stands that is not inside a longer word of another row."""
    for label in sorted((fold(label) for label in labels if not re.search(r"..[小合]计$", label)), key=len, reverse=True):
        for match in re.finditer(re.escape(label), text):
            if not re.match(r"购置及|购置和|购置费?及", text[match.start() + len(label) - 2 :]) or len(label) > 8:
                return match.start(), label
    return -1, ""


def _blocks(form: Form, head: Header) -> list[str]:
    """Heads of the blocks, from left to right; one nameless block where none is printed."""
    names = [match[0] for match in BLOCK.finditer(head.text)]
    known = [column.path[-1] for column in known_columns(form, head.text)]
    found = list(dict.fromkeys(names or known))
    return found or [""]


def _row(part: Sequence[Token]) -> Row:
    return Row(tuple(value(token.text) if token.number else None for token in part), tuple(token.text for token in part))


def _rows(stream: Sequence[Token], slots: Slots, evidence: Evidence) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Warning_, ...]]:
    """One row of all numbers, or several of full width."""
    width = len(slots)
    if not stream or not width:
        return (), ()
    parts = [stream[i : i + width] for i in range(0, len(stream), width)] if len(stream) > width else [stream]
    rows, warnings = [], []
    for part in parts:
        placed = solve([_row(part)], _scheme(slots), _told(slots, evidence))[0]
        cells = [Cell("")] * width
        for token, column, sure in zip(part, placed.columns, placed.confidence, strict=False):
            cells[column] = number_cell(token, sure, lost=len(part) < width)
        rows.append(tuple(cells))
        if not placed.columns:
            warnings.append(undecided("三公经费", part))
    return tuple(rows), tuple(warnings)


def _scheme(slots: Slots) -> Scheme:
    """合计 = 因公出国 + 公务用车 + 接待 (+ 会议 + 培训), 小计 = 购置 + 运行, within every block."""
    sums: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    for block in dict.fromkeys(block for _, block in slots):
        where = {item.indicator: i for i, (item, of) in enumerate(slots) if of == block}
        parts = tuple((where[part], 1) for part in (OWN_PARTS if ALL in where else PARTS) if part in where)
        if TOTAL in where and parts:
            sums.append((where[TOTAL], parts))
        if ALL in where:
            others = (TOTAL, "meeting_expense", "training_expense")
            sums.append((where[ALL], tuple((where[part], 1) for part in others if part in where)))
        inner = tuple((where[part], 1) for part in (PURCHASE, OPERATION) if part in where)
        if VEHICLE in where and len(inner) == 2:
            sums.append((where[VEHICLE], inner))
    return Scheme(len(slots), tuple(sums), tuple(USUAL[item.indicator] for item, _ in slots))


def _told(slots: Slots, evidence: Evidence) -> Callable[[int, int, Decimal], float]:
    def factor(_number: int, column: int, number: Decimal) -> float:
        return TOLD if number and evidence.says(slots[column][0].path[-1], number) else 1.0

    return factor
