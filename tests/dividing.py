"""Documents drawn as text, and divided: the sections as plain strings, so that a test reads like its document."""

from __future__ import annotations

from textwrap import dedent
from unicodedata import east_asian_width

from extractor.records import Box, Division, Line, Reading, Source, Table
from extractor.sections import divide

SHUT = "，。、；：！？）》”%,.;:)"


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text file, markdown heading marks told."""
    found = []
    for number, row in enumerate(text.split("\n"), 1):
        level = len(row) - len(row.lstrip("#"))
        cells = tuple(row.split("\t")) if "\t" in row else None
        found.append(Line(1, number, row.lstrip("#").strip() if level else row, cells=cells, level=level))
    return tuple(found)


def divided(text: str, *tables: Table, filename: str = "a.txt") -> Division:
    """A plain text file, divided."""
    return divide(_source(filename), (Reading(1, "plain_text", lines_of(dedent(text).strip("\n"))),), tables)


def printed(*pages: list[tuple[float, float, str]], size: float = 12.0, filename: str = "a.pdf") -> Division:
    """Pages of (left, top, text) in points, every character `size` wide (half for ASCII), divided."""
    readings = []
    number = 0
    for page, rows in enumerate(pages, 1):
        lines = []
        for left, top, text in rows:
            number += 1
            box = Box(left, top, left + width(text) * size / 2, top + size)
            lines.append(Line(page, number, text, box=box, size=size))
        readings.append(Reading(page, "text_layer", tuple(lines), 595.0, 842.0))
    return divide(_source(filename), tuple(readings), ())


def _source(filename: str) -> Source:
    return Source(b"", filename, "text/plain", "0" * 64, "utf-8")


def width(text: str) -> int:
    """Columns: two for a Chinese character."""
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def wrapped(text: str, characters: int, lead: str = "") -> list[str]:
    """The text set `characters` wide; the first line begins with `lead`; no line begins with a closing sign."""
    found, line, room = [], lead, 2 * characters
    for c in text:
        if width(line) + width(c) > room and (c not in SHUT or width(line) >= room + 2):
            found.append(line)
            line = ""
        line += c
    return [*found, line]


def headings(division: Division) -> list[str]:
    """Each heading as 'level number title'."""
    return [" ".join(str(part) for part in (s.level, s.number, s.title) if part is not None) for s in division.sections]


def paragraphs(division: Division) -> list[str]:
    """All paragraphs in order."""
    return [p.text for s in division.sections for p in s.paragraphs]
