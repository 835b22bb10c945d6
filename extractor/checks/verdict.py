"""From two sides of an identity to a Check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.amounts import plain
from extractor.checks.intervals import Interval, interval, minus, total
from extractor.records import Check, Observation, Severity


class Side(NamedTuple):
    """One side of an identity: its value, what it may stand for, and the observations it is made of."""

    value: Decimal
    span: Interval
    terms: tuple[Observation, ...]


def side(observation: Observation) -> Side:
    """One observation as a side."""
    assert observation.value is not None
    return Side(observation.value, interval(observation), (observation,))


def summed(plus: Iterable[Observation], less: Iterable[Observation] = ()) -> Side:
    """A sum of observations, less others."""
    added, taken = tuple(plus), tuple(less)
    span = total([*map(interval, added), *map(minus, map(interval, taken))])
    return Side(_value(added) - _value(taken), span, added + taken)


def _value(terms: Iterable[Observation]) -> Decimal:
    return sum([o.value for o in terms if o.value is not None], Decimal(0))


def compare(rule: str, actual: Side, expected: Side, message: str, *, holds: bool | None = None, severity: Severity = "error") -> Check:
    """The Check of `actual` (what is stated) against `expected` (what it must be); `holds` where the relation is
    another one than equality."""
    met = actual.span.meets(expected.span) if holds is None else holds
    return Check(
        rule=rule,
        status="pass" if met else "fail",
        severity="info" if met else severity,
        message=message,
        expected=plain(expected.value),
        actual=plain(actual.value),
        difference=plain(actual.value - expected.value),
        tolerance=actual.span.half + expected.span.half,
        unit=actual.terms[0].unit if actual.terms else None,
        observations=ids(actual.terms + expected.terms),
    )


def finding(rule: str, message: str, observations: Sequence[Observation], *, severity: Severity = "warning") -> Check:
    """A failing check that is no comparison of two numbers."""
    return Check(rule=rule, status="fail", severity=severity, message=message, observations=ids(observations))


def undecided(rule: str, message: str, observations: Sequence[Observation] = ()) -> Check:
    """What could not be checked, and why. Never counted as passed."""
    return Check(rule=rule, status="not_applicable", severity="info", message=message, observations=ids(observations))


def withheld(check: Check, why: str) -> Check:
    """A failing check of which reading is suspected, not the document: no failure any more, but its numbers stay."""
    return check._replace(status="not_applicable", severity="info", message=check.message + why)


def ids(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Their ids, each once."""
    return tuple(dict.fromkeys([o.id for o in observations]))
