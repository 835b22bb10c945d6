"""Identities that must hold, evaluated on the document's own numbers."""

from __future__ import annotations

from extractor.records import Check, Division, Observation, Table


def check(observations: tuple[Observation, ...], tables: tuple[Table, ...], division: Division) -> tuple[Check, ...]:
    """First draft, to be replaced."""
    return ()
