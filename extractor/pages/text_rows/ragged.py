"""Evaluation sheets copied out of a browser: cells that span rows are printed in the first of them only, so that the rows
below are short of cells at their beginning and stand under wrong headers. Such rows are cells one below another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SEPARATOR = re.compile(r"\t|(?<!\\)[|│｜]")
_HEADER = re.compile(r"[一二]级指标\s*(?:\t|[|│｜]).*(?:得分|分值|权重)")
_FRAMED = re.compile(r"\s*[|│｜](.*)[|│｜]\s*")
_RULER = re.compile(r"[-:|\s]*")
_TOTAL = re.compile(r"\s*(?:总\s*分|合\s*计|总\s*计|总得分)\s*(?:\t|[|│｜])")
MIN_HEADS, MIN_ROWS = 5, 3


def unrowed(texts: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Index of a line of such a sheet -> its cells that are not blank, none of a line that only rules."""
    found: dict[int, tuple[str, ...]] = {}
    texts = [_unframed(text) for text in texts]
    for head, text in enumerate(texts):
        if head not in found and _HEADER.search(text) and len(_cells(text)) >= MIN_HEADS:
            rows = list(_rows(texts, head))
            if _ragged(texts[head], [texts[i] for i in rows]):
                found |= {i: tuple(filter(None, _cells(texts[i]))) for i in (*_above(texts, head), head, *rows)}
    return found


def _unframed(text: str) -> str:
    """The line without outer pipes and without what rules rows."""
    framed = _FRAMED.fullmatch(text)
    return (" | " if _RULER.fullmatch(text) else framed[1]) if framed else text


def _cells(text: str) -> list[str]:
    return ["".join(cell.split()) for cell in _SEPARATOR.split(text)]


def _rows(texts: Sequence[str], head: int) -> Iterator[int]:
    for i in range(head + 1, len(texts)):
        if not _SEPARATOR.search(texts[i]):
            return
        yield i
        if _TOTAL.match(texts[i]):
            return


def _above(texts: Sequence[str], head: int) -> Iterator[int]:
    """Lines of the same sheet above the header: names, sums, goals."""
    for i in range(head - 1, -1, -1):
        if not _SEPARATOR.search(texts[i]):
            return
        yield i


def _ragged(header: str, rows: Sequence[str]) -> bool:
    """Whether rows are short of cells: unevenly, and without blank ones at their beginning that say where."""
    counts = [len(_cells(row)) for row in rows if not _TOTAL.match(row)]
    full = sum(count >= len(_cells(header)) for count in counts)
    placed = header.rstrip(" ").endswith("|") or any(_SEPARATOR.match(row.lstrip(" ")) for row in (header, *rows))
    return len(counts) >= MIN_ROWS and len(set(counts)) > 1 and 2 * full < len(counts) and not placed
