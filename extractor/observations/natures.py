"""人员经费 and 公用经费 of economic codes: a code tells in which of the two columns its amounts stand.

Few agencies put single codes into the other column; where all stand there, the columns were taken for one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from extractor.knowledge import load
from extractor.records import Observation

FEWEST = 4  # amounts of one nature, all in the column of the other
CONTRADICTED = 0.1  # structure of the two columns: sums down them hold all the same
_FAMILY = "economic:"


def placed_by_nature(observations: Sequence[Observation]) -> list[Observation]:
    """The observations, with both columns of a table doubted where the amounts of one nature all stand in that of the other."""
    natures = _natures()
    named = frozenset(natures.values())
    columns: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for o in observations:
        nature = natures.get(o.indicator.removeprefix(_FAMILY)[:3]) if o.indicator.startswith(_FAMILY) else None
        if nature and o.value and o.column in named:
            columns[_table(o), nature].append(o.column)
    wrong = {table for (table, nature), found in columns.items() if len(found) >= FEWEST and nature not in found}
    return [_doubted(o) if o.column in named and _table(o) in wrong else o for o in observations] if wrong else list(observations)


@cache
def _natures() -> dict[str, str]:
    """Economic class -> the column of its amounts."""
    return {code.code: code.nature for code in load().economic.codes if code.nature}


def _table(o: Observation) -> str | None:
    return o.evidence[0].table


def _doubted(o: Observation) -> Observation:
    structure = CONTRADICTED if o.signals.structure is None else min(CONTRADICTED, o.signals.structure)
    return o._replace(signals=o.signals._replace(structure=structure))
