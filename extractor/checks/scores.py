"""Points: totals, weights, rates of points, grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from extractor.checks import wording
from extractor.checks.intervals import interval, quotient, times
from extractor.checks.ledger import Ledger, Sheet
from extractor.checks.verdict import Side, compare, finding, side, summed, undecided
from extractor.knowledge import load
from extractor.knowledge.rules import rules
from extractor.likeness import bare
from extractor.records import Check, Observation

TOTAL = "self_evaluation.total"
BUDGET = "self_evaluation.budget"  # the line of the budget, which has points of its own
FULL = Decimal(100)
FLAT = frozenset({"score_summary"})  # forms of one level


def totals(ledger: Ledger) -> Iterator[Check]:
    """总分 = Σ得分 and 总分值 = Σ分值, over the set of indicators whose weights are known to add up to the whole."""
    for sheet in ledger.sheets:
        weights, points = (_totalled(_column(sheet, column), sheet, column) for column in ("weight", "score"))
        if not weights or not points:
            continue
        yield from _weights(sheet, weights)
        yield from _points(sheet, weights, points)


def _column(sheet: Sheet, column: str) -> dict[str, Observation]:
    return {i: o for (i, c), o in sheet.cells.items() if c == column and o.unit == "point"}


def _totalled(rows: dict[str, Observation], sheet: Sheet, column: str) -> dict[str, Observation]:
    """The rows; in the form of one project its own rows, which go by its name, as what they are: the row with the
    largest weight is the total, the other one the line of the budget."""
    own = sorted((o for o in sheet.printed if _project(o) and o.column == "weight"), key=lambda o: o.value or 0)
    if TOTAL in rows or not 1 <= len(own) <= 2:
        return rows
    others = {i: o for i, o in rows.items() if not _project(o)}
    named = zip((BUDGET, TOTAL)[-len(own) :], own, strict=True)
    return others | {name: o for name, weight in named if (o := _beside(weight, column, sheet))}


def _project(o: Observation) -> bool:
    return o.indicator.startswith("project:") and o.unit == "point"


def _beside(weight: Observation, column: str, sheet: Sheet) -> Observation | None:
    """The cell of a column in the same printed row."""
    row = weight.evidence[0].row if weight.evidence else None
    cells = (o for o in sheet.printed if o.column == column and o.indicator == weight.indicator and o.unit == "point")
    return next((o for o in cells if o.evidence and o.evidence[0].row == row and row is not None), None)


def _weights(sheet: Sheet, weights: Mapping[str, Observation]) -> Iterator[Check]:
    """A printed total of weights against the weights of some level; levels may be mixed in a table, so that only a
    flat one (the summary by first level) can be wrong."""
    whole = weights.get(TOTAL)
    rows = {i: o for i, o in weights.items() if i != TOTAL}
    if whole is None or len(rows) < 2:
        return
    levels = [summed(chosen) for chosen in _levels(rows) if len(chosen) > 1]
    met = next((level for level in levels if side(whole).span.meets(level.span)), None)
    expected = met or summed(rows.values())
    text = f"{wording.form_name(sheet.form)}分值合计{wording.printed(whole)}，各项分值之和{expected.value}分"
    if met is None and sheet.form not in FLAT:
        yield undecided("score.weights", f"{text}，层级不明，未作判定。", [whole])
    else:
        yield compare("score.weights", side(whole), expected, f"{text}。")


def _levels(rows: Mapping[str, Observation]) -> tuple[list[Observation], ...]:
    """The ways in which the rows may add up: the leaves, the first level, all of them."""
    top = [o for i, o in rows.items() if _first_level(i)]
    leaves = [o for i, o in rows.items() if not _first_level(i) or i == BUDGET]
    return leaves, top, list(rows.values())


def _first_level(indicator: str) -> bool:
    family, _, name = indicator.partition(":")
    return indicator == BUDGET or (family == "performance" and bare(name) in _first_names())


@cache
def _first_names() -> frozenset[str]:
    first = [indicator for indicator in load().performance if indicator.level == "一级"]
    return frozenset(bare(name) for indicator in first for name in (indicator.name, *indicator.aliases))


def _points(sheet: Sheet, weights: Mapping[str, Observation], points: Mapping[str, Observation]) -> Iterator[Check]:
    whole = points.get(TOTAL)
    if whole is None:
        yield undecided("score.total", f"{wording.form_name(sheet.form)}没有总分，未作核对。")
        return
    full = weights[TOTAL].value if TOTAL in weights else FULL
    parts = _complete(weights, points, full)
    if not parts:
        yield undecided("score.total", f"{wording.form_name(sheet.form)}各项分值之和不是{full}分，总分未作核对。", [whole])
        return
    expected = summed(parts)
    terms = "、".join(wording.name(o) + wording.printed(o) for o in parts) if len(parts) <= 8 else f"{len(parts)}项"
    text = f"{wording.form_name(sheet.form)}总分{wording.printed(whole)}，各项得分（{terms}）合计{expected.value}分"
    gap = abs(side(whole).value - expected.value)
    yield compare("score.total", side(whole), expected, f"{text}{f'，相差{gap}分' if gap else ''}。")


def _complete(weights: Mapping[str, Observation], points: Mapping[str, Observation], full: Decimal | None) -> list[Observation]:
    """Scores of the level whose weights add up to `full`; empty if there is none."""
    scored = {i: weights[i] for i in points if i in weights and i != TOTAL}
    for chosen in _levels(scored):
        if len(chosen) > 1 and sum((o.value or Decimal(0) for o in chosen), Decimal(0)) == full:
            rows = {o.id: i for i, o in scored.items()}
            return [points[rows[o.id]] for o in chosen]
    return []


def score_rates(ledger: Ledger) -> Iterator[Check]:
    """得分率 = 得分 / 分值, and 得分 <= 分值."""
    rows = [(sheet.row(indicator)) for sheet in ledger.sheets for indicator in dict.fromkeys(i for i, _ in sheet.cells)]
    for row in [*rows, *_told(ledger)]:
        score, weight, stated = (row.get(column) for column in ("score", "weight", "score_rate"))
        if not score or not weight or score.unit != "point" or weight.unit != "point":
            continue
        yield _within(score, weight)
        if stated and stated.unit == "percent":
            yield _rate(stated, score, weight)


def _told(ledger: Ledger) -> Iterator[dict[str, Observation]]:
    """Weight and score of one indicator told in one sentence of prose."""
    for weight in (o for o in ledger.prose if o.column == "weight"):
        score = ledger.closest(weight, [o for o in ledger.stated(weight.indicator, "score") if o.year == weight.year])
        if score and ledger.near(weight, score):
            yield {"weight": weight, "score": score}


def _within(score: Observation, weight: Observation) -> Check:
    holds = interval(score).low <= interval(weight).high
    where = wording.form_name(score.form)
    relation = "不高于" if holds else "高于"
    text = f"{where}{wording.name(score)}得分{wording.printed(score)}，{relation}分值{wording.printed(weight)}。"
    return compare("score.weight", side(score), side(weight), text, holds=holds)


def _rate(stated: Observation, score: Observation, weight: Observation) -> Check:
    span = quotient(interval(score), interval(weight))
    if span is None or score.value is None or not weight.value:
        return undecided("score.rate", f"{wording.name(stated)}分值为0，得分率未作核对。", [stated, score, weight])
    expected = Side(score.value / weight.value * FULL, times(span, FULL), (score, weight))
    if stated.value and not side(stated).span.meets(expected.span) and times(side(stated).span, FULL).meets(expected.span):
        return undecided("score.rate", f"{wording.name(stated)}得分率可能以小数表示，未作判定。", [stated, score, weight])
    text = (
        f"{wording.form_name(stated.form)}{wording.name(stated)}得分{wording.printed(score)}除以分值{wording.printed(weight)}"
        f"为{wording.rate(expected.value)}，得分率写作{wording.printed(stated)}。"
    )
    return compare("score.rate", side(stated), expected, text)


def grades(ledger: Ledger) -> Iterator[Check]:
    """评价等级 against the score, by the bands of the ministry."""
    known = {band.grade: band for band in rules().bands}
    for word in (o for o in ledger.words if o.column == "grade" and o.text in known):
        score = _score_of(word, ledger)
        if score is None or score.value is None:
            yield undecided("score.grade", f"评价等级{word.text}没有对应的得分，未作核对。", [word])
            continue
        band = known[word.text or ""]
        fits = band.least <= score.value < band.below
        text = f"{wording.name(score)}得分{wording.printed(score)}，评价等级为{word.text}（{band.least}分以上）"
        if fits:
            yield compare("score.grade", side(score), side(score), f"{text}，相符。", holds=True)
        else:
            yield finding("score.grade", f"{text}，与得分不符。", [word, score])


def _score_of(word: Observation, ledger: Ledger) -> Observation | None:
    """The score that a grade goes with: the nearest of the same indicator, in the same form before others."""
    scores = [o for o in ledger.everything if o.indicator == word.indicator and o.column == "score" and o.unit == "point"]
    same = [o for o in scores if o.form == word.form]
    return ledger.closest(word, same or scores)
