"""Sentences to observations."""

from __future__ import annotations

from extractor.records import Division, Observation, Table


def observe_prose(division: Division, tables: tuple[Table, ...]) -> list[Observation]:
    """First draft, to be replaced."""
    return []
