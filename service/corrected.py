"""Reports with the corrections that stand: what a person says takes the place of what was read, which stays beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from extractor import Observation, Report
from extractor.output import Repair
from service.store.tables import Correction

CORRECTABLE = ("indicator", "name", "column", "year", "value", "text", "unit", "comparator")
KIND = "corrected"  # of the repairs that tell what was read
_OBSERVATION = TypeAdapter(Observation)


def corrected(report: Report, standing: Sequence[Correction]) -> Report:
    """Every corrected observation with what a person says; its repairs tell field by field what was read. Its confidence and
    signals stay those of the reading, and the checks those of the figures as printed."""
    after = {each.observation: each.after for each in standing}
    shown = [_corrected(o, after[o.id]) if o.id in after else o for o in report.observations]
    return report.model_copy(update={"observations": shown})


def read_as(observation: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a stored observation that can be corrected, as they were read."""
    return {name: observation[name] for name in CORRECTABLE}


def mark(sha256: str, standing: Sequence[Correction]) -> str:
    """What tells a report with these corrections apart from all others."""
    versions = sorted((each.observation, each.version) for each in standing)
    return hashlib.sha256(json.dumps([sha256, versions]).encode()).hexdigest()


def _corrected(o: Observation, after: Mapping[str, object]) -> Observation:
    told = o.model_dump(mode="json")
    changed = {name: value for name, value in after.items() if name in CORRECTABLE and value != told[name]}
    repairs = [Repair(kind=KIND, before=f"{name}: {_text(told[name])}", after=f"{name}: {_text(value)}") for name, value in changed.items()]
    parsed = _OBSERVATION.validate_python({**told, **changed})
    return replace(parsed, repairs=[*o.repairs, *repairs])


def _text(value: object) -> str:
    return "" if value is None else str(value)
