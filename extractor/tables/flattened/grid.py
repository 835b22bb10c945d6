"""Cells of reconstructed rows: text with its places, how sure its column is, and what was done to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from extractor.records import Cell, Edit, Place, Table, Warning_
from extractor.tables.flattened.regions import Region


class PrintedLine(NamedTuple):
    """A printed line as something printed."""

    text: str
    line: int
    page: int


class Printed(Protocol):
    """Anything printed: a token or a piece."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def line(self) -> int:
        """Line number."""

    @property
    def page(self) -> int:
        """Page number."""


NAME_SURE = 0.99  # a name stands beside its code, or its fragments complete an official name


def places(printed: Iterable[Printed]) -> tuple[Place, ...]:
    """One place a page, from the first to the last line."""
    spans: dict[int, tuple[int, int]] = {}
    for part in printed:
        first, last = spans.get(part.page, (part.line, part.line))
        spans[part.page] = (min(first, part.line), max(last, part.line))
    return tuple(Place(page, None, span) for page, span in sorted(spans.items()))


def cell(printed: Sequence[Printed], confidence: float, edits: tuple[Edit, ...] = ()) -> Cell:
    """A cell of what is printed, joined without blanks; joining lines is an edit."""
    text = "".join(re.sub(r"\s+", "", part.text) for part in printed)
    if len({part.line for part in printed}) > 1:
        edits = (*edits, Edit("joined_line", " ".join(part.text for part in printed), text))
    return Cell(text, places=places(printed), confidence=confidence, edits=edits)


def blank() -> Cell:
    """A cell without anything printed in it."""
    return Cell("")


def assembled(
    region: Region, columns: tuple[tuple[str, ...], ...], rows: tuple[tuple[Cell, ...], ...], warnings: tuple[Warning_, ...] = ()
) -> Table:
    """The finished table of a region. Its id is given by the caller of the stage."""
    filled = [c for row in rows for c in row if c.text]
    told = [c for row in rows for path, c in zip(columns, row, strict=False) if path[-1] != "行次"]
    numbers = [c for c in told if any(char.isdigit() for char in c.text)]
    return Table(
        id="",
        title=region.caption.title,
        columns=columns,
        rows=rows,
        form=region.form.id if region.form else None,
        unit=region.caption.unit,
        places=places(PrintedLine(line.text, line.number, line.page) for line in region.lines),
        lines=frozenset(line.number for line in region.lines),
        caption=region.caption.lines,
        notes=region.notes.texts,
        empty=region.notes.empty or not numbers,
        confidence=sum(c.confidence for c in filled) / len(filled) if filled else 1.0,
        warnings=warnings,
    )
