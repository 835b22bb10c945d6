"""Prose against tables, prose against prose, items against the whole they add up to, and slips of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractor.checks import wording
from extractor.checks.intervals import hull, interval, total
from extractor.checks.ledger import Ledger, Sheet
from extractor.checks.magnitude import apart, wrong_unit
from extractor.checks.placing import UNSURE, doubted, guessed
from extractor.checks.terms import fits, parse, right
from extractor.checks.verdict import Side, compare, finding, side, summed, undecided, withheld
from extractor.knowledge.rules import Listing, rules
from extractor.records import Check, Observation

# Columns of a table in which a figure of prose may stand.
SAME_COLUMN = {
    "final": ("final", "total", "general_budget", "government_fund", "state_capital", "expenditure"),
    "budget": ("budget", "total", "general_budget", "government_fund", "state_capital", "expenditure"),
}
TOLD_FORMS = ("general_budget_expenditure", "expenditure_detail")
RESTATED = frozenset({"final", "budget", "initial_budget", "adjusted_budget", "executed", "change_amount"})
TOTAL_SCORE = ("self_evaluation.total", "score")
ONE_SUBJECT = frozenset({"department_self_evaluation"})  # kinds that tell one total; others tell one a project, too
SLIP_YEARS = 2  # a neighbouring year is compared with in earnest; one further off is left over from an older report
LIST_GAP = Decimal("0.15")  # items that miss more of the whole were never meant to be all
LIST_ITEMS = 3
SHOWN_TERMS = 15


def against_tables(ledger: Ledger) -> Iterator[Check]:
    """Every figure of prose that some table states, too."""
    for stated in ledger.prose:
        candidates = _until_met(stated, _in_tables(stated, ledger))
        if candidates:
            check = _compared(stated, candidates)
            yield _of_many(stated) if check.status == "fail" and _several(stated, ledger) else check


def _several(stated: Observation, ledger: Ledger) -> bool:
    """Whether several tables of one form state it (one a project, one an agency): which one is meant is open."""
    forms = [sheet.form for sheet in ledger.stating(stated.indicator, stated.year)]
    return len(forms) != len(set(forms))


def _of_many(stated: Observation) -> Check:
    return undecided("narrative.table", f"文中{wording.clause(stated)}，同类表有几张，不知与哪一张核对。", [stated])


def _until_met(stated: Observation, sides: Iterable[Side]) -> list[Side]:
    """The sides up to the first one that meets what is stated: a long document has one table many times."""
    span, found = interval(stated), []
    for each in sides:
        found.append(each)
        if span.meets(each.span):
            break
    return found


def _in_tables(stated: Observation, ledger: Ledger) -> Iterator[Side]:
    mapped = [rule for rule in rules().prose if rule.indicator == stated.indicator and stated.column in rule.columns]
    if mapped:
        yield from (found for rule in mapped for terms in rule.tables if (found := _sum(terms, stated, ledger)))
        return
    columns = SAME_COLUMN.get(stated.column, (stated.column,))
    for sheet in sorted(ledger.stating(stated.indicator, stated.year), key=_likeliest):
        cells = (sheet.get(stated.indicator, column) for column in columns)
        yield from (side(cell) for cell in cells if cell and cell.unit == stated.unit)


def _likeliest(sheet: Sheet) -> int:
    """Prose tells items of expenditure mostly as the general budget has them."""
    return TOLD_FORMS.index(sheet.form) if sheet.form in TOLD_FORMS else len(TOLD_FORMS)


def _sum(terms: str, stated: Observation, ledger: Ledger) -> Side | None:
    found: list[Observation] = []
    for term in map(parse, terms.split(" + ")):
        cell = right(term, stated, None, ledger)
        if cell is None and not term.blank:
            return None
        found += [cell] if cell else []
    return summed(found)


def _compared(stated: Observation, candidates: list[Side]) -> Check:
    actual = side(stated)
    meeting = next((c for c in candidates if actual.span.meets(c.span)), None)
    if meeting is None and (unit := next((check for c in candidates if (check := wrong_unit(stated, c.terms[0]))), None)):
        return unit
    expected = meeting or candidates[0]
    first = expected.terms[0]
    text = f"文中{wording.clause(stated)}，{wording.form_name(first.form)}{wording.clause(first)}"
    if meeting:
        return compare("narrative.table", actual, expected, f"{text}，两者一致。")
    if len(expected.terms) > 1:
        text += f"等合计{wording.amount(expected.value, expected.terms)}"
    gap = wording.amount(abs(actual.value - expected.value), (stated, *expected.terms))
    failed = compare("narrative.table", actual, expected, f"{text}，两者不一致，相差{gap}。")
    return withheld(failed, UNSURE) if doubted(expected.terms) else failed


def restated(ledger: Ledger) -> Iterator[Check]:
    """The same fact told twice in prose: one message a fact, the first two values that cannot both be right."""
    slipped = _slipped_years(ledger)
    facts: dict[tuple[str, str, int | None], list[Observation]] = defaultdict(list)
    for o in ledger.prose:
        if (o.column in RESTATED and o.unit == "CNY") or (ledger.kind in ONE_SUBJECT and (o.indicator, o.column) == TOTAL_SCORE):
            year = ledger.year if (o.indicator, o.year) in slipped else o.year
            facts[o.indicator, o.column, year].append(o)
    for told in facts.values():
        if len(told) > 1:
            yield from _retold(told, ledger)


def _retold(told: list[Observation], ledger: Ledger) -> Iterator[Check]:
    usable = [o for o in told if not guessed(o) and (o.column != "change_amount" or not _against_budget(o, ledger))]
    for n, first in enumerate(usable if len({interval(o) for o in usable}) > 1 else ()):
        other = next((o for o in usable[n + 1 :] if _contradicts(first, o, ledger)), None)
        if other:
            if apart(first, other) is None:
                yield _contradiction(first, other)
            return
    twin = next((o for o in usable[1:] if interval(o).meets(interval(usable[0]))), None)
    if twin:
        text = f"文中{wording.clause(usable[0])}，另一处为{wording.printed(twin)}，前后一致。"
        yield compare("narrative.restated", side(twin), side(usable[0]), text)


def _contradicts(first: Observation, other: Observation, ledger: Ledger) -> bool:
    """Two values that cannot be the same; where tables show both, they are of two scopes (all funds, one fund)."""
    if interval(first).meets(interval(other)) or _other_scope(first, other, ledger):
        return False
    if first.column == "change_amount" and ledger.near(first, other):
        return False  # a second change in one paragraph is the reason of the first: a part of it
    return not all(any(interval(o).meets(cell.span) for cell in _in_tables(o, ledger)) for o in (first, other))


def _other_scope(first: Observation, other: Observation, ledger: Ledger) -> bool:
    """支出预算 beside 支出总预算: without what is carried over to the next year."""
    totals = {"总" in o.raw_name for o in (first, other)}
    return ledger.kind == "budget" and first.indicator in ("expenditure.total", "revenue.total") and len(totals) > 1


def _contradiction(first: Observation, other: Observation) -> Check:
    gap = abs(side(other).value - side(first).value)
    text = f"文中{wording.clause(first)}，另一处为{wording.printed(other)}，前后不一致，相差{wording.amount(gap, (first, other))}。"
    return compare("narrative.restated", side(other), side(first), text)


def _against_budget(change: Observation, ledger: Ledger) -> bool:
    """Whether a change is the one against the budget, not against the year before."""
    finals = [o for column in ("final", "executed") for o in ledger.stated(change.indicator, column)]
    budgets = [o for column in ("budget", "initial_budget", "adjusted_budget") for o in ledger.stated(change.indicator, column)]
    return any(summed([final], [budget]).span.meets(interval(change)) for final in finals for budget in budgets)


def year_slips(ledger: Ledger) -> Iterator[Check]:
    """The same figure under another year, two or more years off: left over from an older report."""
    for (_, year), (wrong, good) in _slipped_years(ledger).items():
        if ledger.year:
            text = f"文中把{wording.clause(wrong)}写作{year}年，与{ledger.year}年的{wording.printed(good)}是同一个数，年度有误。"
            yield finding("narrative.year", text, [wrong, good])
    if not ledger.year:
        yield undecided("narrative.year", "报告年度不明，未核对文中年度。")


def _slipped_years(ledger: Ledger) -> dict[tuple[str, int | None], tuple[Observation, Observation]]:
    """(indicator, wrong year) -> the statement under the wrong year and its twin under the right one."""
    found: dict[tuple[str, int | None], tuple[Observation, Observation]] = {}
    if ledger.year is None:
        return found
    for o in ledger.prose:
        if o.year is not None and o.value and o.unit == "CNY" and abs(o.year - ledger.year) >= SLIP_YEARS:
            twin = next((t for t in ledger.stated(o.indicator, o.column) if t.year == ledger.year and t.value == o.value), None)
            if twin:
                found.setdefault((o.indicator, o.year), (o, twin))
    return found


def listings(ledger: Ledger) -> Iterator[Check]:
    """Items listed one by one against the whole they belong to."""
    for rule in rules().listings:
        for column in rule.columns:
            told = [o for whole in rule.wholes for o in ledger.stated(whole, column) if o.year == ledger.year]
            items = _items(rule, column, told, ledger)
            if told and len(items) >= LIST_ITEMS:
                yield _listed(told, items, ledger)


def _items(rule: Listing, column: str, wholes: list[Observation], ledger: Ledger) -> dict[str, list[Observation]]:
    """The items between the first mention of the whole and that of the next subject after the first item."""
    start = min((ledger.order[o.id] for o in wholes), default=0)
    items: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.prose:
        if items and any(fits(end, o.indicator) for end in rule.ends):
            break
        family, _, code = o.indicator.partition(":")
        here = family == "function" and len(code) == rule.digits and ledger.order[o.id] >= start
        if here and o.column == column and o.year == ledger.year:
            items[o.indicator].append(o)
    return items


def _listed(wholes: list[Observation], items: dict[str, list[Observation]], ledger: Ledger) -> Check:
    firsts = tuple(told[0] for told in items.values())
    value = sum((o.value for o in firsts if o.value is not None), Decimal(0))
    expected = Side(value, total(hull(interval(o) for o in told) for told in items.values()), firsts)
    met = next((o for o in wholes if interval(o).meets(expected.span)), None)
    whole = met or wholes[0]
    gap = abs(side(whole).value - value)
    text = f"文中{wording.clause(whole)}，所列{len(firsts)}项{wording.column_name(whole.column)}合计{wording.amount(value, firsts)}"
    if met:
        return compare("narrative.items", side(whole), expected, f"{text}，一致。")
    if gap > LIST_GAP * abs(side(whole).value):
        return undecided("narrative.items", f"{text}，所列并非全部，未作判定。", (whole, *firsts))
    text += f"，相差{wording.amount(gap, (whole, *firsts))}{_missing(whole, items, ledger)}。"
    return compare("narrative.items", side(whole), expected, text, holds=False, severity="warning")


def _missing(whole: Observation, items: dict[str, list[Observation]], ledger: Ledger) -> str:
    """Items that the form has and the prose has not, as words."""
    length = len(next(iter(items)))
    sheet = ledger.sheet("general_budget_expenditure", whole.year)
    rows = {i: o for (i, column), o in (sheet.cells.items() if sheet else ()) if column == "total" and len(i) == length}
    absent = [wording.name(o) + wording.printed(o) for i, o in rows.items() if i not in items and o.value]
    return f"，文中未列{'、'.join(absent[:SHOWN_TERMS])}" if absent and whole.column != "initial_budget" else ""
