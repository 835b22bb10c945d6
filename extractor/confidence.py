"""Signals to a probability: that indicator, column and value of an observation are all right.

p = sigmoid(logit(READING * ocr^OCR_POWER * structure * mapping) + support - doubt)

The first factor is what reading alone gives; the checks then move it. The constants were fitted to 21,000 judged figures of
50 texts (drawn reports flattened by two converters, samples). Expected calibration error of 16 texts that were not among them:
0.077 with the first estimates, 0.029 with these. What is left comes from whole tables that were read one way or the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log, sqrt

from extractor.records import Check, Observation, Signals, Table

READING = 0.99  # share of right ones among observations read from text with every signal at its best
OCR_POWER = 2.0  # OCR scores are too high: of six wrong amounts at 90 dpi five scored above 0.9
SUPPORT = (0.0, 2.0, 2.2, 2.6)  # logits for 0, 1, 2, 3 or more kinds of identity that hold; a second one adds little, for where
# the columns are taken for one another all sums down them hold as well
UNCONFIRMED = 1.8  # logits taken from a cell whose place is doubted and that no identity confirms, in a table where they confirm others
SURE_PLACE = 0.85  # structure from which a place is not doubted
CONFIRMING = 0.05  # share of a table's cells that identities confirm, from which others are missing it
DOUBT = 0.4  # logits for a failing identity of two terms: documents are wrong themselves as often as their reading is
DOUBT_OF_READING = 8.0  # ... and so much more, per unit of probability that reading left open
MISREAD = "sum.sheet"  # rule of the finding that a table contradicts itself all over
CONTESTED = 0.5  # factor of support for what other identities contradict
MISREAD_DOUBT = (1.5, 0.3)  # logits taken from every cell of such a table without, with an identity that holds
INDEPENDENT = 2  # kinds of identity that together confirm a value
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
    structure: dict[str | None, float] = {table.id: table.confidence for table in tables}
    confirming = _confirming(observations, evidence)
    unchecked = _Evidence()
    return tuple(_weighed(o, evidence.get(o.id, unchecked), structure, _table(o) in confirming) for o in observations)


def _table(o: Observation) -> str | None:
    return o.evidence[0].table if o.evidence else None


def _confirming(observations: Iterable[Observation], evidence: Mapping[str, _Evidence]) -> frozenset[str | None]:
    """Tables in which identities confirm a part of the cells."""
    confirmed: dict[str | None, list[bool]] = defaultdict(list)
    for o in observations:
        found = evidence.get(o.id)
        confirmed[_table(o)].append(bool(found and found.kinds))
    return frozenset(table for table, cells in confirmed.items() if table and sum(cells) >= CONFIRMING * len(cells))


def _evidence(checks: Iterable[Check]) -> dict[str, _Evidence]:
    found: dict[str, _Evidence] = defaultdict(_Evidence)
    for check in checks:
        if check.rule.split(".")[0] not in SUPPORTED or len(check.observations) < 2:
            continue
        said = [found[id_] for id_ in check.observations]
        if check.rule == MISREAD:
            for evidence in said:
                evidence.misread = True
        elif check.status == "fail" or _withheld(check):
            for evidence in said:
                evidence.doubts.append(len(said))
        elif _telling(check):
            for evidence in said:
                evidence.kinds = _joined(evidence.kinds, check.rule)
    return found


def _withheld(check: Check) -> bool:
    """A failure that was put down to reading: it has numbers and is no pass."""
    return check.status == "not_applicable" and check.difference is not None


def _telling(check: Check) -> bool:
    """Whether it holds as an equation between numbers that are not all zero (not as 'at most', not as 0 = 0)."""
    if check.status != "pass" or check.difference is None or check.tolerance is None:
        return False
    return bool(check.expected or check.actual) and abs(check.difference) <= check.tolerance


def _weighed(o: Observation, evidence: _Evidence, structure: Mapping[str | None, float], confirming: bool) -> Observation:
    ocr, placed, mapping, _ = o.signals
    if placed is None:
        placed = structure.get(_table(o))
    kinds, doubts, misread = len(evidence.kinds), tuple(evidence.doubts), evidence.misread
    signals, confidence = _judged(Signals(ocr, placed, mapping), kinds, doubts, misread, confirming)
    return Observation(*o[:-3], signals, confidence, o.repairs)  # `_replace` takes three times as long


@lru_cache(maxsize=4096)
def _judged(given: Signals, kinds: int, doubts: tuple[int, ...], misread: bool, confirming: bool) -> tuple[Signals, float]:
    """Signals with what arithmetic says, and the probability. Most figures of a document are told and checked alike."""
    read = _read(given)
    odds = log(read / (1 - read)) + _shift(kinds, doubts, misread, read)
    if confirming and not kinds and given.structure is not None and given.structure < SURE_PLACE:
        odds -= UNCONFIRMED
    probability = min(MOST, max(LEAST, 1 / (1 + exp(-odds))))
    return given._replace(arithmetic=_arithmetic(kinds, len(doubts))), round(probability, 4)


def _read(signals: Signals) -> float:
    """Probability before arithmetic; a signal that does not apply takes nothing away."""
    ocr, structure, mapping, _ = signals
    read = READING if ocr is None else READING * float(ocr**OCR_POWER)
    read *= 1.0 if structure is None else structure
    read *= 1.0 if mapping is None else mapping
    return min(MOST, max(LEAST, read))


def _shift(kinds: int, doubts: Sequence[int], misread: bool, read: float) -> float:
    """Logits that the checks add or take. A failing sum of many terms says less of each of them."""
    holds = min(kinds, len(SUPPORT) - 1)
    per_identity = DOUBT * (1 + DOUBT_OF_READING * (1 - read))
    doubt = min(2 * per_identity, sum(per_identity / sqrt(terms - 1) for terms in doubts))
    taken = MISREAD_DOUBT[bool(holds)] if misread else 0.0
    support = SUPPORT[holds] * (CONTESTED if doubts else 1.0)
    return support - taken - doubt * (CONFIRMED_DOUBT if holds >= INDEPENDENT else 1.0)


def _arithmetic(holds: int, fails: int) -> float | None:
    """Share of the identities it takes part in that hold, drawn towards one half where there are few; None without any."""
    return round((holds + 0.5) / (holds + fails + 1), 4) if holds or fails else None
