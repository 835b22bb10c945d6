"""What a printed number stands for: the interval of half a unit of its last printed place on either side.

XBRL Calculations 1.1 (rounding to nearest): an identity fails only when the intervals of its two sides cannot meet.
Money in yuan, rates in percent. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from extractor.amounts import YUAN, half_unit
from extractor.records import Observation, Unit

_EXACT = frozenset({"point", "count"})  # whole points and counts are given, not rounded


class Interval(NamedTuple):
    """All values that a printed number, or a sum of such, may stand for; both ends included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    @property
    def half(self) -> Decimal:
        """Half the width: the tolerance that this side brings."""
        return (self.high - self.low) / 2


def digits(observation: Observation) -> str:
    """The printed number without separators and sign: '1,234.50' -> '1234.50'."""
    return _digits(observation.raw_value)


@lru_cache(maxsize=20_000)
def _digits(raw: str) -> str:
    return raw.replace(",", "").replace("，", "").lstrip("-−－+").strip()


def places(observation: Observation) -> int:
    """How many decimals are printed."""
    return _places(observation.raw_value)


@lru_cache(maxsize=20_000)
def _places(raw: str) -> int:
    return len(_digits(raw).partition(".")[2])


def scale(observation: Observation) -> Decimal:
    """Value of one printed unit (10000 for 万元). Told by value and print; by the unit's name where both are zero."""
    return _scale(observation.value, observation.raw_value, observation.raw_unit, observation.unit)


@lru_cache(maxsize=20_000)
def _scale(value: Decimal | None, raw: str, raw_unit: str | None, unit: Unit | None) -> Decimal:
    text = _digits(raw)
    printed = Decimal(text) if _is_number(text) else Decimal(0)
    if printed and value:
        return abs(value) / printed
    return YUAN.get(raw_unit or "", Decimal(1)) if unit == "CNY" else Decimal(1)


def interval(observation: Observation) -> Interval:
    """The interval of a printed value. Whole points and counts are exact; a bare 0 is known to the place that its value
    carries (0E+4: to 万元; see `placed`). ValueError for words."""
    if observation.value is None:
        raise ValueError(f"{observation.id} states words, not a number")
    if is_bare_zero(observation):
        half = Decimal(5).scaleb(_exponent(observation.value) - 1) if observation.unit == "CNY" else Decimal(0)
        return Interval(-half, half)
    return _interval(observation.value, observation.raw_value, observation.raw_unit, observation.unit)


@lru_cache(maxsize=20_000)
def _interval(value: Decimal, raw: str, raw_unit: str | None, unit: Unit | None) -> Interval:
    """The interval of a value that is no bare zero: a figure takes part in many identities."""
    text = _digits(raw)
    exact = not _is_number(text) or ("." not in text and unit in _EXACT)
    half = Decimal(0) if exact else half_unit(text) * _scale(value, raw, raw_unit, unit)
    return Interval(value - half, value + half)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def is_bare_zero(observation: Observation) -> bool:
    """Whether a zero without decimals is printed, which by itself does not say how far it was rounded."""
    if observation.value:
        return False
    text = digits(observation)
    return text.isdigit() and not text.strip("0")


def last_place(observation: Observation) -> int:
    """Power of ten, in yuan, of the last printed place: 2 for 187.40万元, 4 for 187万元."""
    return scale(observation).adjusted() - places(observation)


def placed(zero: Observation, place: int) -> Observation:
    """A bare zero of money whose value carries the place to which its table is printed: a 0 among whole 万元 is anything
    under half a 万元, one among hundredths is nothing."""
    return zero._replace(value=Decimal(0).scaleb(place))


@lru_cache(maxsize=20_000)
def _is_number(text: str) -> bool:
    return bool(text) and text.replace(".", "", 1).isdigit() and text.isascii()


def total(parts: Iterable[Interval]) -> Interval:
    """Interval of a sum."""
    lows, highs = Decimal(0), Decimal(0)
    for low, high in parts:
        lows, highs = lows + low, highs + high
    return Interval(lows, highs)


def minus(part: Interval) -> Interval:
    """Interval of the opposite number."""
    return Interval(-part.high, -part.low)


def hull(parts: Iterable[Interval]) -> Interval:
    """The smallest interval around all; ValueError if there is none."""
    lows, highs = zip(*parts, strict=True)
    return Interval(min(lows), max(highs))


def quotient(numerator: Interval, denominator: Interval) -> Interval | None:
    """Interval of a quotient; None where the denominator may be zero."""
    if denominator.low <= 0 <= denominator.high:
        return None
    corners = [n / d for n, d in product(numerator, denominator)]
    return Interval(min(corners), max(corners))


def times(part: Interval, factor: Decimal) -> Interval:
    """Interval times a positive number."""
    return Interval(part.low * factor, part.high * factor)
