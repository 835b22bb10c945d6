"""Reading* to Table*: found by rulings, by geometry, by separators, or by the form's own knowledge."""

from __future__ import annotations

from extractor.records import Reading, Table


def find(readings: tuple[Reading, ...]) -> tuple[Table, ...]:
    """First draft, to be replaced."""
    return ()
