"""A wrong printed unit shows in the magnitude: the same digits, 10,000 or 100,000,000 times apart."""

from __future__ import annotations

from decimal import Decimal

from extractor.checks import wording
from extractor.checks.intervals import interval, scale, times
from extractor.checks.verdict import compare, side
from extractor.records import Check, Observation

NEVER_APART = 1000  # times: however coarsely both are rounded, amounts nearer than this are not 10,000 times apart
FACTORS = (Decimal(10000), Decimal(100000000))  # 元-万元 and 万元-亿元; 元-亿元


def apart(a: Observation, b: Observation) -> Decimal | None:
    """The factor between two amounts of money that are equal but for a power of the unit; None if they are not."""
    if a.unit != "CNY" or b.unit != "CNY" or not a.value or not b.value:
        return None
    if max(abs(a.value), abs(b.value)) < NEVER_APART * min(abs(a.value), abs(b.value)):
        return None
    small, large = sorted((interval(a), interval(b)), key=lambda span: abs(span.low + span.high))
    return next((factor for factor in FACTORS if times(small, factor).meets(large)), None)


def wrong_unit(stated: Observation, reference: Observation) -> Check | None:
    """A failing unit check where `stated` differs from `reference` by a unit alone; None otherwise."""
    factor = apart(stated, reference)
    if factor is None or stated.value is None or reference.value is None:
        return None
    meant = scale(stated) * factor if abs(stated.value) < abs(reference.value) else scale(stated) / factor
    message = (
        f"{wording.form_name(stated.form)}{wording.clause(stated)}，{wording.form_name(reference.form)}"
        f"{wording.clause(reference)}，数字相同而单位不同，单位应为{wording.unit_of(meant, wording.unit(reference))}。"
    )
    return compare("unit.magnitude", side(stated), side(reference), message, holds=False)
