"""Where pages stand on their sheets: parts of a sheet cut out as pages of their own, and what was found on them put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

from extractor.geometry import centre, union
from extractor.records import Box, Glyph, Line, Paragraph, Place, Reading, Ruling, Section, Warning_, Word


class Leaf(NamedTuple):
    """The sheet on which a page stands, and how far right its left edge is there, in points."""

    sheet: int
    shift: float


def half_of(reading: Reading, gutter: float, shift: float, *, second: bool) -> Reading:
    """What of a sheet stands on one side of the gutter, moved `shift` points to the left, as a page half as wide."""
    rows = ((line, [moved(w, -shift) for w in line.words if (centre(w.box)[0] > gutter) == second]) for line in reading.lines if line.box)
    lines = tuple(line_of(line, words) for line, words in rows if words)
    rulings = tuple(
        Ruling(r.x0 - shift, r.y0, r.x1 - shift, r.y1, r.width) for r in reading.rulings if ((r.x0 + r.x1) / 2 > gutter) == second
    )
    return replace(reading, lines=lines, rulings=rulings, width=(reading.width or 0.0) / 2)


def line_of(line: Line, words: list[Word]) -> Line:
    """These words of a line as a line, in their own type."""
    letters = sum(len(w.text) for w in words)
    size, heavy = sum(w.size * len(w.text) for w in words) / max(1, letters), 2 * sum(len(w.text) for w in words if w.bold) > letters
    text, box = " ".join(w.text for w in words), union(w.box for w in words)
    return line._replace(text=text, box=box, words=tuple(words), size=size, bold=heavy)


def moved(word: Word, by: float) -> Word:
    """The word with its glyphs `by` points further right."""
    glyphs = tuple(Glyph(g.text, g.probability, g.alternatives, _shifted(g.box, by)) for g in word.glyphs)
    return word._replace(box=_shifted(word.box, by), glyphs=glyphs)


def _shifted(box: Box, by: float) -> Box:
    return Box(box.left + by, box.top, box.right + by, box.bottom)


def numbered(reading: Reading, page: int) -> Reading:
    """The reading with its lines and warnings as of that page."""
    return replace(
        reading,
        page=page,
        lines=tuple(line._replace(page=page) for line in reading.lines),
        warnings=tuple(replace(warning, page=page) for warning in reading.warnings),
    )


def together(found: Any, leaves: Sequence[Leaf]) -> Any:
    """What was found on pages (records, and tuples of them) with the numbers and boxes of the sheets."""
    if not leaves:
        return found
    if isinstance(found, Place):
        leaf = leaves[found.page - 1]
        return Place(leaf.sheet, found.box and _shifted(found.box, leaf.shift), found.lines)
    if isinstance(found, Glyph):
        return found
    if isinstance(found, tuple):
        parts = [together(part, leaves) for part in found]
        return type(found)(*parts) if hasattr(found, "_fields") else tuple(parts)
    if not is_dataclass(found) or isinstance(found, type):
        return found
    changes = {f.name: together(getattr(found, f.name), leaves) for f in fields(found) if isinstance(getattr(found, f.name), tuple)}
    return replace(found, **(changes | _own(found, leaves)))


def _own(found: Any, leaves: Sequence[Leaf]) -> dict[str, Any]:
    """What single records say of pages in numbers of their own."""
    if isinstance(found, Paragraph):
        boxes = ((start, leaves[page - 1], box) for start, page, box in found.boxes)
        return {"boxes": tuple((start, leaf.sheet, _shifted(box, leaf.shift)) for start, leaf, box in boxes)}
    if isinstance(found, Section):
        return {"page": leaves[found.page - 1].sheet, "heading": together(found.heading, leaves)}
    if isinstance(found, Warning_):
        return _warned(found, leaves[found.page - 1].sheet) if found.page else {}
    return {}


def _warned(warning: Warning_, sheet: int) -> dict[str, Any]:
    return {"page": sheet, "message": warning.message.replace(f"第{warning.page}页", f"第{sheet}页")}
