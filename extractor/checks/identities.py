"""Identities that are data: forms/*.toml and checks.toml. left = sum of right, within one form or across forms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from extractor.checks import wording
from extractor.checks.ledger import Ledger, Sheet
from extractor.checks.magnitude import wrong_unit
from extractor.checks.placing import UNSURE, doubted
from extractor.checks.terms import Term, lefts, parse, right
from extractor.checks.unread import explains
from extractor.checks.verdict import Side, compare, side, summed, undecided, withheld
from extractor.knowledge import Identity, load
from extractor.knowledge.rules import rules
from extractor.records import Check, Observation

SHOWN_TERMS = 12  # a sentence with more numbers is not read


def identities(ledger: Ledger) -> Iterator[Check]:
    """Evaluate every identity; one that finds nothing to evaluate is said to be not applicable."""
    for identity in _all():
        if identity.kinds and ledger.kind not in identity.kinds:
            continue
        found = [check for left, sheet in lefts(parse(identity.left), ledger) if (check := _evaluate(identity, left, sheet, ledger))]
        yield from found or [undecided(identity.rule, f"{_said(identity)}：缺少可比的数，未作核对。")]


@cache
def _all() -> tuple[Identity, ...]:
    """Identities of the forms (terms there need not name their own form), then those across forms."""
    own = (_qualified(identity, form.id) for form in load().forms.values() for identity in form.identities)
    return (*own, *rules().identities)


def _qualified(identity: Identity, form: str) -> Identity:
    def name(term: str) -> str:
        return term if "/" in term else ("-" if term.startswith("-") else "") + f"{form}/{term.removeprefix('-')}"

    return identity.model_copy(
        update={
            "left": name(identity.left),
            "right": tuple(name(t) for t in identity.right),
            "alternatives": tuple(tuple(name(t) for t in terms) for terms in identity.alternatives),
        }
    )


def _said(identity: Identity) -> str:
    term = parse(identity.left)
    indicator = load().indicators.get(term.indicator, term.indicator)
    return f"{wording.form_name(term.form)}{indicator}"


def _evaluate(identity: Identity, left: Observation, sheet: Sheet | None, ledger: Ledger) -> Check | None:
    """None where the identity does not apply to this left side."""
    if not _applies(identity, left, sheet, ledger):
        return None
    sides = [s for terms in (identity.right, *identity.alternatives) if (s := _sum(terms, left, sheet, ledger, identity.complete))]
    if not sides:
        return None
    actual = side(left)
    best = next((s for s in sides if _holds(identity, actual, s)), sides[0])
    return _judge(identity, actual, best, ledger)


def _judge(identity: Identity, actual: Side, expected: Side, ledger: Ledger) -> Check:
    holds = _holds(identity, actual, expected)
    message = _message(actual, expected, holds)
    if holds:
        return compare(identity.rule, actual, expected, message, holds=True)
    gap = abs(actual.value - expected.value)
    terms = actual.terms + expected.terms
    failed = compare(identity.rule, actual, expected, message, holds=False, severity=identity.severity)
    if doubted(terms):
        return withheld(failed, UNSURE)
    if explains(gap, terms, ledger):
        return withheld(failed, "另有未归类的数恰为差额，未能判定。")
    if identity.scope is not None and gap > Decimal(str(identity.scope)) * abs(expected.value):
        return undecided(identity.rule, f"{message}相差过大，口径不同，未作判定。", terms)
    if len(expected.terms) == 1 and (unit := wrong_unit(actual.terms[0], expected.terms[0])):
        return unit
    return failed


def _holds(identity: Identity, actual: Side, expected: Side) -> bool:
    return actual.span.high >= expected.span.low if identity.relation == ">=" else actual.span.meets(expected.span)


def _applies(identity: Identity, left: Observation, sheet: Sheet | None, ledger: Ledger) -> bool:
    if sheet and _crosses(identity) and ledger.sheet(sheet.form, sheet.year) is None:
        return False  # several sheets of this form: which of them the other form sums is open
    if identity.unless and right(parse(identity.unless), left, sheet, ledger):
        return False
    if identity.when is None:
        return True
    first, second = (right(parse(term), left, sheet, ledger) for term in identity.when)
    return bool(first and second and side(first).span.meets(side(second).span))


def _crosses(identity: Identity) -> bool:
    form = parse(identity.left).form
    return any(parse(term).form != form for terms in (identity.right, *identity.alternatives) for term in terms)


def _sum(texts: tuple[str, ...], left: Observation, sheet: Sheet | None, ledger: Ledger, complete: bool) -> Side | None:
    """The right side; None if a term that may not be blank is missing, or if all are."""
    plus: list[Observation] = []
    less: list[Observation] = []
    for term in map(parse, texts):
        found = right(term, left, sheet, ledger)
        if found is None and (complete or not term.blank):
            return None
        if found is not None and found.id != left.id and found.unit == left.unit:
            _pick(term, plus, less).append(found)
    return summed(plus, less) if plus or less else None


def _pick(term: Term, plus: list[Observation], less: list[Observation]) -> list[Observation]:
    return less if term.negative else plus


def _message(actual: Side, expected: Side, holds: bool) -> str:
    left = actual.terms[0]
    where = wording.form_name(left.form)
    stated = f"{where}{wording.clause(left)}"
    other = _other(left.form, expected)
    if holds:
        return f"{stated}，与{other}一致。"
    return f"{stated}，{other}，相差{wording.amount(abs(actual.value - expected.value), actual.terms + expected.terms)}。"


def _other(form: str, expected: Side) -> str:
    first = expected.terms[0]
    where = "" if first.form == form else wording.form_name(first.form)
    if len(expected.terms) == 1:
        return f"{where}{wording.clause(first)}"
    shown = "、".join(wording.clause(term) for term in expected.terms[:SHOWN_TERMS])
    return f"{where}{shown}合计{wording.amount(expected.value, expected.terms)}"
