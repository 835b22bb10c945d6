"""Rows of pipe tables: markdown, with and without outer pipes, and tables drawn with box characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.pages.markup import inline, joined

_BOX = str.maketrans("│┃║｜¦", "|||||")
_UNESCAPED = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*\|?\s*")
_DRAWN = re.compile(r"[\s+\-=|:─━═┄┅┈┉┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╯╰╞╡╪╟╢╫]+")
MIN_RUN = 3  # so many lines with equally many pipes are a table also without outer pipes


def is_ruler(line: str) -> bool:
    """|---|---|, +-----+-----+, ├───┼───┤: a line that draws and says nothing."""
    if not _DRAWN.fullmatch(line) or len(line.strip()) < 3:
        return False
    separates = "|" in line and bool(_SEPARATOR.fullmatch(line))
    return separates or "+-" in line or "+=" in line or any(c in line for c in "─━═")


def pipe_rows(lines: Sequence[str]) -> frozenset[int]:
    """Indexes of the lines that are rows of a pipe table (rulers not among them)."""
    counts = [len(_UNESCAPED.findall(line.translate(_BOX))) for line in lines]
    found = {i for i, line in enumerate(lines) if counts[i] >= 2 and _framed(line)}
    for i, line in enumerate(lines):
        if "|" in line and is_ruler(line):
            found |= _around(counts, i)
    found |= _runs(counts)
    return frozenset(i for i in found if not is_ruler(lines[i]))


def _framed(line: str) -> bool:
    text = line.translate(_BOX).strip()
    return text.startswith("|") and (text.endswith("|") or text.count("|") >= 3)


def _around(counts: Sequence[int], ruler: int) -> set[int]:
    """The header line above a |---| ruler and the rows below it."""
    found = {ruler - 1} if ruler and counts[ruler - 1] else set()
    below = ruler + 1
    while below < len(counts) and counts[below]:
        found.add(below)
        below += 1
    return found


def _runs(counts: Sequence[int]) -> set[int]:
    found: set[int] = set()
    start = 0
    for i in range(1, len(counts) + 1):
        if i == len(counts) or counts[i] != counts[start]:
            if counts[start] and i - start >= MIN_RUN:
                found |= set(range(start, i))
            start = i
    return found


def pipe_cells(line: str) -> tuple[str, ...]:
    """Cells of a row; outer pipes are not cells."""
    text = line.translate(_BOX).strip()
    parts = _UNESCAPED.split(text)
    if parts and not parts[0].strip() and text.startswith("|"):
        parts = parts[1:]
    if parts and not parts[-1].strip() and text.endswith("|"):
        parts = parts[:-1]
    return tuple(inline(part).strip() for part in parts)


def merged(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The printed lines of one row of a drawn table as one row."""
    width = max(len(row) for row in rows)
    cells = [""] * width
    for row in rows:
        for i, text in enumerate(row):
            cells[i] = joined(cells[i], text)
    return tuple(cells)
