"""Rows of pipe tables: markdown, with and without outer pipes, and tables drawn with box characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from extractor.pages.text_rows.markup import inline, joined

_BOX = str.maketrans("│┃║｜¦", "|||||")
_UNESCAPED = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*\|?\s*")
_DRAWN = re.compile(r"[\s+\-=|:─━═┄┅┈┉┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╯╰╞╡╪╟╢╫]+")
_LONE = re.compile(r"[^|]*\|\s*")
MIN_LONE = 6  # so many lines that end in a pipe and have no other are cells, not rows
EVEN, MOSTLY = 0.5, 0.8  # share of lines with equally many pipes in a table with rows; of lines that begin with a pipe in one without
MIN_FILLED, MAX_STREAMED = 2, 40  # rows filled up with pipes, from which a stream of cells is told; cells of a row
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
    found |= _runs(counts) | _ended(lines, counts)
    for step, order in ((-1, range(1, len(lines))), (1, range(len(lines) - 2, -1, -1))):  # rows short of cells beside rows
        for i in order:
            if counts[i] >= 2 and i + step in found:
                found.add(i)
    return frozenset(i for i in found if not is_ruler(lines[i]))


class Streamed(NamedTuple):
    """A row of a table whose cells each end with a pipe, whatever lines they stand on. `first`, `last`: indexes of its
    lines, both included."""

    first: int
    last: int
    cells: tuple[str, ...]


def streams(lines: Sequence[str]) -> list[Streamed]:
    """Rows of tables that end every cell with a pipe and fill rows short of cells up with pipes (a |, b |, ||): a cell that
    holds paragraphs breaks its line, so a row may be printed on many lines. Rows with the fill tell how long all are."""
    found: list[Streamed] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].rstrip().endswith("|"):
            end += 1
        found += _dealt(lines, start, end)
        start = max(end, start + 1)
    return found


def run_together(lines: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Tables without rows: all cells one behind another, each with the pipe that ends it, a new line wherever one is blank.
    Index of a line -> its cells."""
    found: dict[int, tuple[str, ...]] = {}
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].rstrip().endswith("|"):
            end += 1
        block = [line.strip() for line in lines[start:end]]
        counts = Counter(len(_UNESCAPED.findall(line)) for line in block if line != "|")
        uneven = counts and max(counts.values()) <= EVEN * sum(counts.values())
        if uneven and block.count("|") >= MIN_RUN and sum(line.startswith("|") for line in block) >= MOSTLY * len(block):
            found |= {start + i: tuple(inline(cell).strip() for cell in _UNESCAPED.split(line.strip("|"))) for i, line in enumerate(block)}
        start = max(end, start + 1)
    return found


def lone_cells(lines: Sequence[str]) -> frozenset[int]:
    """Indexes of lines that are one cell each, with the pipe that ends it: rows cannot be told, the words read on."""
    found: set[int] = set()
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _LONE.fullmatch(lines[end]):
            end += 1
        if end - start >= MIN_LONE and any(line.strip(" |") for line in lines[start:end]):
            found |= set(range(start, end))
        start = max(end, start + 1)
    return frozenset(found)


def _dealt(lines: Sequence[str], start: int, end: int) -> list[Streamed]:
    """The lines dealt to rows of equally many cells, as many of them from the top as come out even."""
    counts = [len(_UNESCAPED.findall(line)) for line in lines[start:end]]
    filled = [line.rstrip().endswith("||") for line in lines[start:end]]
    if sum(filled) < MIN_FILLED or all(line.lstrip().startswith("|") for line in lines[start:end] if line.strip(" |")):
        return []
    best = max((_even(counts, filled, width) for width in range(2, MAX_STREAMED)), key=lambda rows: (len(rows) > 1, sum(map(len, rows))))
    rows = [Streamed(start + row[0], start + row[-1], _cells_ended([lines[start + i] for i in row])) for row in best]
    fill = min((_fill(row.cells) for row in rows), default=0)  # all rows have it: no column, but a wider table on the page
    return [row._replace(cells=row.cells[: len(row.cells) - fill]) for row in rows]


def _fill(cells: Sequence[str]) -> int:
    """Blank cells at the end of a row."""
    return next((i for i, cell in enumerate(reversed(cells)) if cell), len(cells))


def _even(counts: Sequence[int], filled: Sequence[bool], width: int) -> list[list[int]]:
    """Lines by rows of `width` cells, up to the first line that crosses a row's end or fills one up too early."""
    rows: list[list[int]] = []
    row: list[int] = []
    cells = 0
    for i, count in enumerate(counts):
        row.append(i)
        cells += count
        if cells > width or (filled[i] and cells < width):
            return rows
        if cells == width:
            rows.append(row)
            row, cells = [], 0
    return rows


def _cells_ended(lines: Sequence[str]) -> tuple[str, ...]:
    text = "\n".join(line.strip() for line in lines)
    return tuple(inline(" ".join(part.split())).strip() for part in _UNESCAPED.split(text)[:-1])


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


def _ended(lines: Sequence[str], counts: Sequence[int]) -> set[int]:
    """Lines one below another that each end with a pipe and have another (索引号 | 甲 | 发布机构 | 乙 |)."""
    rows = {i for i, line in enumerate(lines) if counts[i] >= 2 and line.rstrip().endswith("|")}
    return {i for i in rows if i - 1 in rows or i + 1 in rows}


def _runs(counts: Sequence[int]) -> set[int]:
    found: set[int] = set()
    start = 0
    for i in range(1, len(counts) + 1):
        if i == len(counts) or counts[i] != counts[start]:
            if counts[start] and i - start >= MIN_RUN:
                found |= set(range(start, i))
            start = i
    return found


def open_rows(lines: Sequence[str], rows: frozenset[int]) -> frozenset[int]:
    """Those of the rows whose outer pipes separate cells (` | 02 |  | 普通教育`: the first cell is blank): as many pipes
    stand in other rows of their table that begin without one."""
    kinds: dict[int, tuple[int, int]] = {}  # table and pipes of each row
    table = 0
    for i in sorted(rows):
        table += i - 1 not in rows and not (i - 2 in rows and is_ruler(lines[i - 1]))
        kinds[i] = table, len(_UNESCAPED.findall(lines[i].translate(_BOX)))
    bare = {kinds[i] for i in rows if not lines[i].translate(_BOX).lstrip().startswith("|")}
    return frozenset(i for i in rows if kinds[i] in bare)


def pipe_cells(line: str, *, outer: bool = True) -> tuple[str, ...]:
    """Cells of a row; outer pipes are not cells, unless the table has none (`outer` False)."""
    text = line.translate(_BOX).strip()
    parts = _UNESCAPED.split(text)
    if outer and parts and not parts[0].strip() and text.startswith("|"):
        parts = parts[1:]
    if outer and parts and not parts[-1].strip() and text.endswith("|"):
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
