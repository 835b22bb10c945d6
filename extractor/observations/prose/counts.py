"""Things that are counted: which indicators they are, and what the unit behind a number says of it."""

from __future__ import annotations

from functools import cache

from extractor.observations.prose.terms import terms


def family_of(indicator: str) -> str:
    """What stands before the first dot or colon: three_public, function, ..."""
    return indicator.replace(":", ".").split(".")[0]


def is_count(indicator: str) -> bool:
    """Whether the indicator is a number of things, never an amount of money."""
    return indicator in _counts()


@cache
def _counts() -> frozenset[str]:
    return frozenset(i for s in terms().subjects if s.unit == "count" for i in s.indicators) | {
        "assets.general_equipment_over_500k",
        "assets.special_equipment_over_1m",
        "assets.equipment_over_1m",
    }


def priced(subjects: tuple[str, ...], heading: tuple[str, ...], unit: str | None) -> tuple[str, ...]:
    """What an amount or a rate is about: things that are counted have none, so after them it is what the heading says
    (公务用车购置费: 购置车辆0台，预算为0万元)."""
    counted = unit in ("CNY", "percent") and bool(subjects) and all(map(is_count, subjects))
    return heading if counted else subjects


def measured(indicator: str, unit: str | None) -> bool:
    """Whether `unit` may stand behind a count of this indicator; a missing one may."""
    rules = [rule for rule in terms().measured if indicator.startswith(rule.subject)]
    return unit is None or all(unit in rule.units for rule in rules)


def counted_thing(subject: str, unit: str) -> str:
    """What a number with `unit` counts after `subject`, by the count rules; '' for nothing we know."""
    for rule in terms().counts:
        if subject.startswith(rule.subject) and unit in rule.units:
            return rule.indicator
    return ""
