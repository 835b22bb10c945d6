"""公务用车及运行维护费: without 购置 the name may mean all that the vehicles cost, or what is left beside the purchases.

The words do not tell it; what else is stated of the same year and column does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor.knowledge import load
from extractor.records import Observation

WHOLE, PURCHASE, OPERATION = "three_public.vehicle", "three_public.vehicle_purchase", "three_public.vehicle_operation"
TOTAL, OTHERS = "three_public.total", ("three_public.overseas", "three_public.reception")
DECIDED, OPEN = 0.9, 0.6  # mapping of a name that only the other figures explain, and of one that they do not
ROUNDING = Decimal(200)  # CNY: four figures in 万元 with two decimals add up but for this
_EITHER = re.compile(r"车辆?[及和与、](?:运行|维护|运维)")


def explained(stated: Sequence[Observation], tabular: Iterable[Observation]) -> list[Observation]:
    """A section's observations, with vehicles under such a name as running costs where the others show that purchases are not
    in them, and doubted where nothing shows it. `tabular`: the observations of the document's tables."""
    if not any(_is_either(o) for o in stated):
        return list(stated)
    clear = [o for o in (*stated, *tabular) if o.indicator.startswith("three_public.") and o.value is not None and not _is_either(o)]
    return [_read(o, clear) if _is_either(o) else o for o in stated]


def _is_either(o: Observation) -> bool:
    return o.indicator == WHOLE and o.unit == "CNY" and bool(_EITHER.search(o.raw_name))


def _read(o: Observation, clear: Sequence[Observation]) -> Observation:
    """It is no whole where the purchases, told beside it, are more than it or make up the whole with it."""
    known: dict[str, set[Decimal]] = {}
    for other in clear:
        if (other.year, other.column, other.unit) == (o.year, o.column, o.unit) and other.value is not None:
            known.setdefault(other.indicator, set()).add(other.value)
    purchases, wholes = known.get(PURCHASE, set()), known.get(WHOLE, set()) | _left(known)
    if o.value is None or len(purchases) != 1 or not all(purchases) or _among(o.value, wholes):
        return o
    (bought,) = purchases
    if o.value < bought or _among(o.value, known.get(OPERATION, set())) or _among(o.value + bought, wholes):
        name = load().indicators.get(OPERATION, o.name)
        return _doubted(o._replace(indicator=OPERATION, name=name), DECIDED)
    return _doubted(o, OPEN)


def _among(value: Decimal, others: Iterable[Decimal]) -> bool:
    return any(abs(value - other) <= ROUNDING for other in others)


def _left(known: dict[str, set[Decimal]]) -> set[Decimal]:
    """What the total leaves for vehicles, where it and the other two are told."""
    terms = [known.get(name, set()) for name in (TOTAL, *OTHERS)]
    if any(len(term) != 1 for term in terms):
        return set()
    total, *others = (value for (value,) in terms)
    return {total - sum(others)}


def _doubted(o: Observation, mapping: float) -> Observation:
    given = 1.0 if o.signals.mapping is None else o.signals.mapping
    return o._replace(signals=o.signals._replace(mapping=min(mapping, given)))
