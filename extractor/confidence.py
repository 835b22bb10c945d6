"""Signals to a probability."""

from __future__ import annotations

from extractor.records import Check, Observation, Table


def weigh(observations: tuple[Observation, ...], checks: tuple[Check, ...], tables: tuple[Table, ...]) -> tuple[Observation, ...]:
    """First draft, to be replaced."""
    return observations
