"""Readings drawn without a PDF: cells to words and rules, for tests of the table finder."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.records import Box, Reading, Ruling, Word
from extractor.words.rows import in_lines, numbered

SIZE = 10.0


def word(text: str, x: float, y: float) -> Word:
    """A word of 10 points whose top left corner is (x, y); digits are half as wide."""
    width = sum(5.0 if c.isascii() else 10.0 for c in text)
    return Word(text, Box(x, y, x + width, y + SIZE), SIZE)


def reading(page: int, words: Sequence[Word], rulings: Sequence[Ruling] = (), after: int = 0) -> Reading:
    """A page of these words and rules."""
    return numbered(Reading(page, "text_layer", in_lines(words, page), 595.0, 842.0, rulings=tuple(rulings)), after)


def frame(left: float, top: float, right: float, bottom: float) -> list[Ruling]:
    """The four sides of a cell."""
    return [
        Ruling(left, top, right, top, 0.5),
        Ruling(left, bottom, right, bottom, 0.5),
        Ruling(left, top, left, bottom, 0.5),
        Ruling(right, top, right, bottom, 0.5),
    ]


def lay(
    rows: Sequence[Sequence[str]], edges: Sequence[float], top: float, *, header: Sequence[float] | None = None
) -> tuple[list[Word], list[Ruling]]:
    """Words and rules of a table with all its borders, rows 20 points high; <: joined with the cell at its left.
    `header`: the edges of its first row, where they differ."""
    words, rules = [], []
    for r, row in enumerate(rows):
        at, y = header if header and r == 0 else edges, top + 20 * r
        for c, cell in enumerate(row):
            if cell == "<":
                continue
            last = next((n for n in range(c + 1, len(row)) if row[n] != "<"), len(row))
            rules += frame(at[c], y, at[last], y + 20)
            if cell:
                words.append(word(cell, at[c] + 4, y + 5))
    return words, rules


def sheet(rows: list[list[str]], page: int, after: int, title: str = "") -> Reading:
    """A ruled table alone on a page, columns 100 points wide."""
    edges = [60.0 + 100 * n for n in range(len(rows[0]) + 1)]
    words, rules = lay(rows, edges, 120)
    return reading(page, [*([word(title, 100, 90)] if title else []), *words], rules, after)


def sheets(pages: list[list[list[str]]]) -> list[Reading]:
    """One ruled table over these pages; the first bears its title."""
    return [sheet(rows, n, 20 * n, "部门支出总表" if n == 1 else "") for n, rows in enumerate(pages, 1)]
