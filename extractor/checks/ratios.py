"""Stated rates, shares and changes against those recomputed from the amounts beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.checks import wording
from extractor.checks.intervals import Interval, interval, minus, quotient, times, total
from extractor.checks.ledger import NARRATIVE, Ledger, Sheet
from extractor.checks.terms import fits, parse, right
from extractor.checks.verdict import Side, compare, side, summed, undecided
from extractor.knowledge.rules import rules
from extractor.likeness import bare
from extractor.records import Check, Observation

AMOUNTS = ("final", "executed", "budget")  # what was spent, or in a budget is planned, this year
SPENT, PLANNED = ("final", "executed"), ("budget",)
BUDGETS = ("initial_budget", "adjusted_budget", "budget")
CLOSE_POINTS = Decimal(2)  # percentage points within which a share was surely taken of this whole
HUNDRED = Decimal(100)


def rates(ledger: Ledger) -> Iterator[Check]:
    """Completion and execution rates: spent / budget."""
    for stated in (o for o in ledger.prose if o.column in ("completion_rate", "execution_rate")):
        yield _completion(stated, ledger)
    for sheet in ledger.sheets:
        for (indicator, column), stated in sheet.cells.items():
            if column in ("completion_rate", "execution_rate") and stated.unit == "percent":
                yield _row_rate(stated, sheet.row(indicator))


def _completion(stated: Observation, ledger: Ledger) -> Check:
    spent = _closest(stated, ("final", "executed"), ledger)
    planned = _closest(stated, BUDGETS, ledger)
    if spent is None or planned is None:
        return undecided("ratio.completion", f"{wording.clause(stated)}，缺少计算所需的数，未作核对。", [stated])
    check = _judge("ratio.completion", stated, spent, planned)
    apart = not (ledger.near(stated, spent) and ledger.near(stated, planned))
    if check.status == "fail" and apart:
        return undecided("ratio.completion", f"{check.message}所用的数不在同一段，未作判定。", (stated, spent, planned))
    return check


def _closest(stated: Observation, columns: tuple[str, ...], ledger: Ledger) -> Observation | None:
    """Prose near by, else anywhere in prose, else in a table of the same name."""
    told = [o for column in columns for o in ledger.stated(stated.indicator, column) if o.year == stated.year]
    if told:
        return ledger.closest(stated, told)
    cells = [sheet.get(stated.indicator, column) for sheet in ledger.sheets for column in columns if sheet.year == stated.year]
    return next((cell for cell in cells if cell), None)


def _row_rate(stated: Observation, row: Mapping[str, Observation]) -> Check:
    spent = next((row[c] for c in ("executed", "final") if c in row), None)
    planned = [row[c] for c in ("adjusted_budget", "initial_budget", "budget") if c in row]
    if spent is None or not planned:
        return undecided("ratio.execution", f"{wording.clause(stated)}，缺少计算所需的数，未作核对。", [stated])
    checks = [_judge("ratio.execution", stated, spent, budget) for budget in planned]
    return next((check for check in checks if check.status == "pass"), checks[0])


def _judge(rule: str, stated: Observation, numerator: Observation, denominator: Observation) -> Check:
    span = quotient(interval(numerator), interval(denominator))
    if span is None or not denominator.value or numerator.value is None:
        return undecided(rule, f"{wording.clause(stated)}，除数为0，未作核对。", [stated, numerator, denominator])
    expected = Side(numerator.value / denominator.value * HUNDRED, times(span, HUNDRED), (numerator, denominator))
    message = _message(stated, expected, wording.rate(expected.value))
    if _as_fraction(stated, expected):
        return undecided(rule, f"{message}比率可能以小数表示，未作判定。", [stated, numerator, denominator])
    return compare(rule, side(stated), expected, message)


def _as_fraction(stated: Observation, expected: Side) -> bool:
    """Whether 0.95 is printed where 95% is meant."""
    span = side(stated).span
    return bool(stated.value) and not span.meets(expected.span) and times(span, HUNDRED).meets(expected.span)


def _message(stated: Observation, expected: Side, computed: str) -> str:
    numerator, denominator = expected.terms
    where = wording.form_name(stated.form)
    met = "一致" if side(stated).span.meets(expected.span) else "不一致"
    basis = f"按{wording.printed(numerator)}除以{wording.printed(denominator)}计算为{computed}"
    return f"{where}{wording.clause(stated)}，{basis}，两者{met}。"


def shares(ledger: Ledger) -> Iterator[Check]:
    """占比: part / whole."""
    for stated in (o for o in ledger.prose if o.column == "share"):
        part = _closest(stated, AMOUNTS, ledger)
        wholes = _wholes(stated, part, ledger)
        if part is None or not wholes:
            yield undecided("ratio.share", f"文中{wording.clause(stated)}，缺少计算所需的数，未作核对。", [stated])
        else:
            yield _shared(stated, part, wholes, ledger)


def _wholes(stated: Observation, part: Observation | None, ledger: Ledger) -> list[Observation]:
    """What the share may be of, the likeliest first: the nearest statement of every whole; of what was spent, if the part
    was spent, and of what is planned, if it is planned."""
    columns = PLANNED if part and part.column in PLANNED else SPENT
    rule = next((rule for rule in rules().shares if fits(rule.part, stated.indicator)), None)
    names = [name for name in (rule.wholes if rule else ()) if name != stated.indicator]
    found = []
    for name in names:
        told = [o for column in columns for o in ledger.stated(name, column) if o.year == stated.year]
        nearest = ledger.closest(stated, told)
        found += [nearest] if nearest else []
    return sorted(found, key=lambda o: not ledger.near(stated, o))


def _shared(stated: Observation, part: Observation, wholes: list[Observation], ledger: Ledger) -> Check:
    checks = [_judge("ratio.share", stated, part, whole) for whole in wholes]
    met = next((check for check in checks if check.status == "pass"), None)
    if met or (met := _among_siblings(stated, part, ledger)):
        return met
    for check, whole in zip(checks, wholes, strict=True):
        close = check.difference is not None and abs(check.difference) <= CLOSE_POINTS
        if check.status == "fail" and (close or ledger.near(stated, whole)):
            return check
    return undecided("ratio.share", f"文中{wording.clause(stated)}，不知以何数为总体，未作判定。", [stated, part])


def _among_siblings(stated: Observation, part: Observation, ledger: Ledger) -> Check | None:
    """基本支出占69.57%，项目支出占30.43%: shares that make up 100 % are of the sum of their parts, told or not."""
    family = stated.indicator.split(".")[0]
    beside = [o for o in ledger.prose if o.column == "share" and ledger.near(stated, o) and o.indicator.split(".")[0] == family]
    shares = {o.indicator: o for o in beside}
    parts = [_closest(o, (part.column,), ledger) for o in shares.values()]
    told = [o for o in parts if o]
    if len(told) < 2 or len(told) < len(parts) or not total(map(interval, shares.values())).meets(Interval(HUNDRED, HUNDRED)):
        return None
    whole = summed(told)
    span = quotient(interval(part), whole.span)
    if span is None or part.value is None or not whole.value or not side(stated).span.meets(times(span, HUNDRED)):
        return None
    expected = Side(part.value / whole.value * HUNDRED, times(span, HUNDRED), tuple(told))
    text = f"文中{wording.clause(stated)}，与{wording.printed(part)}除以所列{len(told)}项之和一致。"
    return compare("ratio.share", side(stated), expected, text)


def changes(ledger: Ledger) -> Iterator[Check]:
    """Rates of change: change / (value - change), or value / value of the year before - 1."""
    for stated in (o for o in ledger.prose if o.column == "change_rate"):
        value = _changing(stated, ledger)
        base = _base(stated, value, ledger) if value else None
        if value is None or base is None:
            yield undecided("ratio.change", f"文中{wording.clause(stated)}，缺少计算所需的数，未作核对。", [stated])
        elif (check := _changed(stated, value, base)).status == "fail" and not (ledger.near(stated, value) and ledger.near(stated, base)):
            yield undecided("ratio.change", f"{check.message}所用的数不在同一段，未作判定。", (stated, value, base))
        else:
            yield check


def _changing(stated: Observation, ledger: Ledger) -> Observation | None:
    """The amount that changed: what was spent, if it was told before in the paragraph (支出决算为90万元，完成全年预算100万元的
    90%，比上年减少…: the budget is told in passing), else the closest amount."""
    spent = _closest(stated, SPENT, ledger)
    told = spent is not None and ledger.near(stated, spent) and ledger.order[spent.id] < ledger.order[stated.id]
    return spent if told else _closest(stated, AMOUNTS, ledger)


def _base(stated: Observation, value: Observation, ledger: Ledger) -> Observation | None:
    """The amount of change beside the rate, or the amount of the year before."""
    change = ledger.closest(stated, [o for o in ledger.stated(stated.indicator, "change_amount") if o.year == stated.year])
    before = [o for column in (*AMOUNTS, "initial_budget") for o in ledger.stated(stated.indicator, column) if _precedes(o, value)]
    earlier = ledger.closest(stated, before)
    if change and (earlier is None or ledger.near(stated, change)):
        return change
    return earlier


def _precedes(earlier: Observation, value: Observation) -> bool:
    return earlier.year is not None and value.year is not None and earlier.year == value.year - 1


def _changed(stated: Observation, value: Observation, base: Observation) -> Check:
    now = interval(value)
    if base.column == "change_amount":
        difference = interval(base)
        before = total([now, minus(difference)])
    else:
        before = interval(base)
        difference = total([now, minus(before)])
    middle = (before.low + before.high) / 2
    if before.low <= 0 or middle == 0 or value.value is None or base.value is None:
        return undecided("ratio.change", f"文中{wording.clause(stated)}，上年数不为正，未作核对。", [stated, value, base])
    delta = base.value if base.column == "change_amount" else value.value - base.value
    expected = Side(delta / middle * HUNDRED, _rate_span(now, before, difference, base), (value, base))
    return _judge_change(stated, expected)


def _rate_span(now: Interval, before: Interval, difference: Interval, base: Observation) -> Interval:
    """Interval of the rate in percent, with each printed number used once: now/before - 1, or 1/(now/change - 1)."""
    if base.column != "change_amount":
        corners = [now.low / before.high, now.high / before.low]
        return Interval((corners[0] - 1) * HUNDRED, (corners[1] - 1) * HUNDRED)
    ends = [d / (n - d) for n in now for d in difference if n > d]
    return Interval(min(ends) * HUNDRED, max(ends) * HUNDRED)


def _judge_change(stated: Observation, expected: Side) -> Check:
    actual = side(stated)
    value, base = expected.terms
    word = "比上年增减" if base.column == "change_amount" else f"{base.year}年"
    text = f"文中{wording.clause(stated)}，按{wording.printed(value)}和{word}{wording.printed(base)}计算为{wording.rate(expected.value)}"
    mirrored = Side(-expected.value, minus(expected.span), expected.terms)
    if not actual.span.meets(expected.span) and actual.span.meets(mirrored.span):
        return undecided("ratio.change", f"{text}，数值相同而增减方向不同，未作判定。", (stated, *expected.terms))
    met = "一致" if actual.span.meets(expected.span) else "不一致"
    return compare("ratio.change", actual, expected, f"{text}，两者{met}。")


def differences(ledger: Ledger) -> Iterator[Check]:
    """Amounts of change in prose against the two amounts beside them: this year's less the year's before."""
    for stated in (o for o in ledger.prose if o.column == "change_amount"):
        value = _closest(stated, AMOUNTS, ledger)
        before = [o for column in AMOUNTS for o in ledger.stated(stated.indicator, column) if value and _precedes(o, value)]
        earlier = ledger.closest(stated, [o for o in before if ledger.near(stated, o)])
        if value and earlier and value.form == NARRATIVE and ledger.near(stated, value):
            yield _difference(stated, value, earlier)


def _difference(stated: Observation, value: Observation, earlier: Observation) -> Check:
    actual, expected = side(stated), summed([value], [earlier])
    computed = wording.amount(expected.value, expected.terms)
    text = f"文中{wording.clause(stated)}，按{wording.printed(value)}减去{earlier.year}年{wording.printed(earlier)}计算为{computed}"
    if not actual.span.meets(expected.span) and minus(actual.span).meets(expected.span):
        return undecided("ratio.difference", f"{text}，数值相同而增减方向不同，未作判定。", (stated, *expected.terms))
    met = "一致" if actual.span.meets(expected.span) else "不一致"
    return compare("ratio.difference", actual, expected, f"{text}，两者{met}。")


def evaluation_rates(ledger: Ledger) -> Iterator[Check]:
    """Rates among the evaluation indicators that the amounts of the same report give (预算执行率, 结转结余率, ...)."""
    for rule in rules().rates:
        name, _, column = rule.rate.rpartition("@")
        found = [o for o in ledger.everything if o.column == column and _is_rate(o) and bare(o.indicator) == bare(name)]
        for stated in found:
            yield _evaluated(stated, rule.quotients, ledger)
        if not found:
            yield undecided("ratio.evaluation", f"没有“{name.partition(':')[2]}”的实际完成值，未作核对。")


def _is_rate(o: Observation) -> bool:
    return o.value is not None and o.unit == "percent" and o.comparator == "="


def _evaluated(stated: Observation, quotients: tuple[tuple[str, str], ...], ledger: Ledger) -> Check:
    for over, under in quotients:
        numerator, denominator = (_amount(term, stated, ledger) for term in (over, under))
        if numerator and denominator:
            return _judge("ratio.evaluation", stated, numerator, denominator)
    return undecided("ratio.evaluation", f"{wording.clause(stated)}，缺少计算所需的数，未作核对。", [stated])


def _amount(term: str, stated: Observation, ledger: Ledger) -> Observation | None:
    """A term with a form; or without: on the sheet of the rate, else the nearest in prose, else on any sheet."""
    if "/" in term:
        return right(parse(term), stated, None, ledger)
    indicator, _, column = term.rpartition("@")
    sheets: list[Sheet] = [s for s in ledger.sheets if s.year == stated.year]
    cells = [(s.form != stated.form, cell) for s in sheets if (cell := s.get(indicator, column))]
    cells.sort(key=lambda found: found[0])
    told = [o for o in ledger.stated(indicator, column) if o.year == stated.year]
    if stated.form == NARRATIVE and told:
        return ledger.closest(stated, told)
    return cells[0][1] if cells else ledger.closest(stated, told)
