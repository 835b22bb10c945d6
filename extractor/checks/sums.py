"""Sums inside one table: rows (合计 = parts) and trees of codes (合计 = Σ类, 类 = Σ款, 款 = Σ项), column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.checks import wording
from extractor.checks.ledger import Ledger, Sheet
from extractor.checks.placing import CLEAR, UNSURE, doubted
from extractor.checks.unread import explains
from extractor.checks.verdict import Side, compare, finding, side, summed, undecided, withheld
from extractor.knowledge.rules import RowSum, Tree, rules
from extractor.records import Check, Observation

SPLIT_ROWS = 3  # so many rows must be split before a row that is not split looks wrong
SPLIT_SHARE = 0.8  # ... and so many of those that have a total
MISREAD_CHECKS, MISREAD_SHARE = 4, 0.4  # so many sums of a table, and so much of all, fail where columns slipped
GUESSED_SHARE = 0.1  # ... where its columns were put together by guessing
SHOWN_TERMS = 12


def row_sums(ledger: Ledger) -> Iterator[Check]:
    """合计 = sum of the columns, in every row of every form that splits its rows."""
    for rule in rules().rows:
        sheets = ledger.of_form(rule.form)
        if not sheets:
            yield undecided("sum.row", f"没有{wording.form_name(rule.form)}，未作核对。")
        for sheet in sheets:
            yield from _trusted(list(_rows(rule, sheet, ledger)), sheet)


def _rows(rule: RowSum, sheet: Sheet, ledger: Ledger) -> Iterator[Check]:
    totals = {indicator: o for (indicator, column), o in sheet.cells.items() if column == rule.total}
    parts = {indicator: _parts(rule, sheet.row(indicator)) for indicator in totals}
    for indicator, whole in totals.items():
        if parts[indicator]:
            yield _row(whole, parts[indicator], ledger)
    split = [indicator for indicator in totals if parts[indicator]]
    if len(split) >= SPLIT_ROWS and len(split) >= SPLIT_SHARE * len(totals):
        yield from (_unsplit(rule, o) for i, o in totals.items() if not parts[i] and o.value and not _doubtful(rule, sheet, i))


def _row(whole: Observation, readings: list[list[Observation]], ledger: Ledger) -> Check:
    checks = [_sum("sum.row", whole, parts, ledger) for parts in readings]
    return next((check for check in checks if check.status == "pass"), min(checks, key=_gap))


def _gap(check: Check) -> Decimal:
    return abs(check.difference or Decimal(0))


def _parts(rule: RowSum, row: Mapping[str, Observation]) -> list[list[Observation]]:
    """The parts of a row, in each way that they may be taken: the usual columns, these with every other column that the
    form may have grown, and the sets of columns that the rule names."""
    money = {column: o for column, o in row.items() if o.unit == "CNY"}
    grown = [o for column, o in money.items() if column != rule.total and column not in rule.columns]
    found: list[list[Observation]] = []
    for parts in ([money[c] for c in money if c in rule.parts], grown, *([money[c] for c in money if c in s] for s in rule.instead)):
        if parts and parts not in found:
            found.append(parts)
    return found


def _doubtful(rule: RowSum, sheet: Sheet, indicator: str) -> bool:
    return any((indicator, column) in sheet.doubtful for column in rule.parts)


def _unsplit(rule: RowSum, whole: Observation) -> Check:
    names = "、".join(wording.column_name(column) for column in rule.parts)
    message = f"{wording.form_name(whole.form)}中{wording.clause(whole)}，{names}各栏均为空，与合计不符。"
    return finding("sum.row_not_split", message, [whole])


def trees(ledger: Ledger) -> Iterator[Check]:
    """合计 = Σ类, 类 = Σ款, 款 = Σ项, in every column of every coded form."""
    for tree in rules().trees:
        sheets = ledger.of_form(tree.form)
        if not sheets:
            yield undecided("sum.tree", f"没有{wording.form_name(tree.form)}，未作核对。")
        for sheet in sheets:
            children = _children(tree, sheet)
            yield from _trusted([*_tree(tree, sheet, children, ledger), *_childless(tree, sheet, children)], sheet)


def _trusted(checks: list[Check], sheet: Sheet) -> Iterator[Check]:
    """The checks; but where a good part of a table contradicts itself, the table was misread: no failure is reported
    and all its cells are doubted (`sum.sheet`)."""
    broken = [c for c in checks if c.difference is not None and c.status != "pass"]
    judged = [c for c in checks if c.difference is not None]
    share = GUESSED_SHARE if doubted(sheet.cells.values(), CLEAR) else MISREAD_SHARE
    if len(broken) < MISREAD_CHECKS or len(broken) < share * len(judged):
        yield from checks
        return
    yield undecided("sum.sheet", f"{wording.form_name(sheet.form)}多处不符，疑为识别有误，未作判定。", list(sheet.cells.values()))
    yield from (withheld(c, "该表疑为识别有误，未作判定。") if c.status == "fail" else c for c in checks)


def _children(tree: Tree, sheet: Sheet) -> dict[str, list[str]]:
    """Indicator of a parent -> its children in the sheet. The parent is the nearest one printed: groups that stand
    without their class belong to the root, which is ''."""
    prefix = f"{tree.family}:"
    codes = {
        code for i, _ in (*sheet.cells, *sheet.doubtful) if i.startswith(prefix) and len(code := i.removeprefix(prefix)) in tree.levels
    }
    found: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        above = [code[:length] for length in reversed(tree.levels) if length < len(code)]
        parent = next((prefix + a for a in above if a in codes), "")
        found[parent].append(prefix + code)
    return found


def _branches(children: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Each parent with its children; the root with those of one classification at a time: the departments' and the
    government's economic codes both make up the whole."""
    for parent, below in children.items():
        leading = sorted({code.partition(":")[2][:1] for code in below}) if not parent else [""]
        yield from ((parent, [code for code in below if code.partition(":")[2].startswith(first)]) for first in leading)


def _tree(tree: Tree, sheet: Sheet, children: Mapping[str, list[str]], ledger: Ledger) -> Iterator[Check]:
    for column in sheet.columns:
        for parent, below in _branches(children):
            indicator = parent or _root(tree, sheet, column)
            whole = sheet.get(indicator, column) if indicator else None
            parts = [o for child in below if (o := sheet.get(child, column))]
            if any((child, column) in sheet.doubtful for child in below):
                yield undecided("sum.column", f"{wording.column_name(column)}有重复的科目行，未作核对。", parts)
            elif whole and whole.value and not parts and not parent and len(below) > 1:
                yield _lost(whole, column, sheet)
            elif whole:
                wholes = [whole] if parent else [whole, *(o for root in tree.instead if (o := sheet.get(root, column)))]
                checks = [_sum("sum.column", each, parts, ledger) for each in wholes]
                yield next((check for check in checks if check.status == "pass"), checks[0])


def _lost(whole: Observation, column: str, sheet: Sheet) -> Check:
    """A column in which only the total is printed: its cells were read into another one."""
    where = f"{wording.form_name(sheet.form)}{wording.column_name(column)}一栏"
    return undecided("sum.sheet", f"{where}只有{wording.name(whole)}有数，疑为识别有误，未作核对。", list(sheet.cells.values()))


def _root(tree: Tree, sheet: Sheet, column: str) -> str:
    """The row that is the sum of the classes in this column; '' if none is, or if it holds more than the classes."""
    found = next((root for root in tree.roots if sheet.get(root, column)), "")
    if found != tree.roots[0] and any(o.value for row in tree.beyond for o in sheet.row(row).values()):
        return ""
    return found


def _childless(tree: Tree, sheet: Sheet, children: Mapping[str, list[str]]) -> Iterator[Check]:
    """The one class without groups, or group without items, where all the others have theirs."""
    rows = {code for below in children.values() for code in below}
    for length in tree.levels[:-1]:
        level = [code for code in rows if _length(code) == length]
        bare = [code for code in level if code not in children]
        printed = [o for code in bare for o in sheet.row(code).values() if o.value]
        if len(bare) == 1 and len(level) > SPLIT_ROWS - 1 and printed:
            yield _alone(sheet, printed)


def _alone(sheet: Sheet, row: list[Observation]) -> Check:
    stated = "、".join(wording.column_name(o.column) + wording.printed(o) for o in row)
    message = f"{wording.form_name(sheet.form)}中{wording.name(row[0])}{stated}，其下没有明细科目，而同级其他科目都有。"
    return finding("sum.childless", message, row)


def _length(indicator: str) -> int:
    return len(indicator.partition(":")[2])


def _sum(rule: str, whole: Observation, parts: list[Observation], ledger: Ledger) -> Check:
    actual, expected = side(whole), summed(parts)
    holds = actual.span.meets(expected.span)
    check = compare(rule, actual, expected, _message(actual, expected, holds), holds=holds)
    if not holds and doubted((whole, *parts)):
        return withheld(check, UNSURE)
    if not holds and explains(abs(actual.value - expected.value), (whole, *parts), ledger):
        return withheld(check, "表中另有未归类的数恰为差额，未能判定。")
    return check


def _message(actual: Side, expected: Side, holds: bool) -> str:
    whole = actual.terms[0]
    stated = f"{wording.form_name(whole.form)}中{wording.clause(whole)}"
    if not expected.terms:
        return f"{stated}，下级各行该栏均未填列，合计为0。"
    computed = wording.amount(expected.value, expected.terms)
    if holds:
        return f"{stated}，与分项之和{computed}一致。"
    same_row = all(part.indicator == whole.indicator for part in expected.terms)
    shown = [wording.column_name(p.column) + wording.printed(p) if same_row else wording.clause(p) for p in expected.terms[:SHOWN_TERMS]]
    listed = "、".join(shown) + ("等" if len(expected.terms) > SHOWN_TERMS else "")
    gap = wording.amount(abs(actual.value - expected.value), (whole, *expected.terms))
    return f"{stated}，分项之和{computed}（{listed}），相差{gap}。"
