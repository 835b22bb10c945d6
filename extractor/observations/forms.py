"""Tables to observations, by the forms in knowledge."""

from __future__ import annotations

from extractor.records import Division, Observation, Table


def observe_tables(tables: tuple[Table, ...], division: Division) -> list[Observation]:
    """First draft, to be replaced."""
    return []
