"""Signals to a probability: that indicator, column and value of an observation are all right.

p = sigmoid(logit(READING * ocr^OCR_POWER * structure * mapping) + support - doubt)

The first factor is what reading alone gives; the checks then move it. The constants are first estimates in the spirit
of naive Bayes, to be fitted on samples and kept in models/calibration.json.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import exp, log, sqrt

from extractor.records import Check, Observation, Signals, Table

READING = 0.99  # share of right ones among observations read from text with every signal at its best
OCR_POWER = 2.0  # OCR scores are too high: of six wrong amounts at 90 dpi five scored above 0.9
SUPPORT = (0.0, 0.7, 2.0)  # logits for 0, 1, 2 or more kinds of identity that hold; one also holds for many wrong
# readings: all sums down a column hold as well where the columns are taken for one another
DOUBT = 0.4  # logits for a failing identity of two terms: documents are wrong themselves as often as their reading is
DOUBT_OF_READING = 8.0  # ... and so much more, per unit of probability that reading left open
MISREAD = "sum.sheet"  # rule of the finding that a table contradicts itself all over
MISREAD_DOUBT = 2.5  # logits taken from every cell of such a table: most of them stand in a wrong column
CONFIRMED_DOUBT = 0.5  # factor of doubt for what two other identities confirm: the fault is then elsewhere
LEAST, MOST = 0.02, 0.998  # nothing is certain
SUPPORTED = frozenset({"sum", "balance", "cross_form", "narrative", "ratio", "score"})  # families that test numbers


@dataclass(slots=True)
class _Evidence:
    """What the checks say of one observation."""

    kinds: frozenset[str] = frozenset()  # rules that hold; two of one rule are not independent
    doubts: list[int] = field(default_factory=list)  # number of terms of each identity that fails
    misread: bool = False


@lru_cache(maxsize=2000)
def _joined(kinds: frozenset[str], kind: str) -> frozenset[str]:
    """One more kind; the same sets are made over and over."""
    return kinds | {kind}


def weigh(observations: tuple[Observation, ...], checks: tuple[Check, ...], tables: tuple[Table, ...]) -> tuple[Observation, ...]:
    """The observations with `signals.arithmetic` and `confidence` set. A table's own confidence counts as structure
    where an observation has none."""
    evidence = _evidence(checks)
    structure = {table.id: table.confidence for table in tables}
    return tuple(_weighed(o, evidence.get(o.id), structure) for o in observations)


def _evidence(checks: Iterable[Check]) -> dict[str, _Evidence]:
    found: dict[str, _Evidence] = defaultdict(_Evidence)
    for check in checks:
        if check.rule.split(".")[0] not in SUPPORTED or len(check.observations) < 2:
            continue
        for id_ in check.observations:
            if check.rule == MISREAD:
                found[id_].misread = True
            elif check.status == "fail" or _withheld(check):
                found[id_].doubts.append(len(check.observations))
            elif _telling(check):
                found[id_].kinds = _joined(found[id_].kinds, check.rule)
    return found


def _withheld(check: Check) -> bool:
    """A failure that was put down to reading: it has numbers and is no pass."""
    return check.status == "not_applicable" and check.difference is not None


def _telling(check: Check) -> bool:
    """Whether it holds as an equation between numbers that are not all zero (not as 'at most', not as 0 = 0)."""
    if check.status != "pass" or check.difference is None or check.tolerance is None:
        return False
    return bool(check.expected or check.actual) and abs(check.difference) <= check.tolerance


def _weighed(o: Observation, evidence: _Evidence | None, structure: dict[str, float]) -> Observation:
    signals = o.signals
    if signals.structure is None and o.evidence and o.evidence[0].table in structure:
        signals = signals._replace(structure=structure[o.evidence[0].table])
    read = _read(signals)
    odds = log(read / (1 - read)) + (_shift(evidence, read) if evidence else 0.0)
    probability = min(MOST, max(LEAST, 1 / (1 + exp(-odds))))
    return replace(o, signals=signals._replace(arithmetic=_arithmetic(evidence)), confidence=round(probability, 4))


def _read(signals: Signals) -> float:
    """Probability before arithmetic; a signal that does not apply takes nothing away."""
    ocr, structure, mapping = (1.0 if s is None else s for s in signals[:3])
    return min(MOST, max(LEAST, READING * float(ocr**OCR_POWER) * structure * mapping))


def _shift(evidence: _Evidence, read: float) -> float:
    """Logits that the checks add or take. A failing sum of many terms says less of each of them."""
    if evidence.misread:
        return -MISREAD_DOUBT
    holds = min(len(evidence.kinds), len(SUPPORT) - 1)
    per_identity = DOUBT * (1 + DOUBT_OF_READING * (1 - read))
    doubt = min(2 * per_identity, sum(per_identity / sqrt(terms - 1) for terms in evidence.doubts))
    return SUPPORT[holds] - doubt * (CONFIRMED_DOUBT if holds == len(SUPPORT) - 1 else 1.0)


def _arithmetic(evidence: _Evidence | None) -> float | None:
    """Share of the identities it takes part in that hold, drawn towards one half where there are few; None without any."""
    if evidence is None or not (evidence.kinds or evidence.doubts):
        return None
    holds, fails = len(evidence.kinds), len(evidence.doubts)
    return round((holds + 0.5) / (holds + fails + 1), 4)
