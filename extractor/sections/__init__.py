"""Readings and tables to Division: document kind, title, agency, year, outline and paragraphs."""

from __future__ import annotations

from extractor.records import Division, Reading, Source, Table


def divide(source: Source, readings: tuple[Reading, ...], tables: tuple[Table, ...]) -> Division:
    """First draft, to be replaced."""
    return Division("other", "", "", None, 0.0, ())
