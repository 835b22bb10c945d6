"""Tables too wide for their paper: columns that a spreadsheet printed on pages of their own, put back beside the others.

A spreadsheet cuts such a table into blocks of columns and prints them one after the other, page by page (first down, then
over) or row of pages by row of pages (first over, then down). The rows of a block stand at the same heights on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from extractor.likeness import fold
from extractor.records import Cell
from extractor.tables.captions import Caption
from extractor.tables.continued import Part, same_columns
from extractor.tables.headers import header_height, is_entry, is_number
from extractor.tables.lattice import Lattice

LEVEL = 2.5  # points: rules between the same two rows differ no more in height from page to page
FEWEST = 4  # rules between rows: with fewer, equal heights say little


def widened(parts: Sequence[Part]) -> list[Part]:
    """The parts, those that hold further columns of a part before them joined to it."""
    whole: list[Part] = []
    for part in parts:
        home = next((i for i in _of_one_title(whole, part) if _goes_on_beside(whole[i], part, whole[:i])), None)
        if home is None:
            whole.append(part)
        else:
            whole[home] = _joined(whole[home], part)
    return whole


def _of_one_title(whole: Sequence[Part], part: Part) -> list[int]:
    """Numbers of the parts that may be of one table with a part: those under the last title, on pages before it."""
    start = max((i for i, each in enumerate(whole) if each.caption.title), default=0)
    return [i for i in range(start, len(whole)) if whole[i].page < part.page]


def _goes_on_beside(known: Part, part: Part, before: Sequence[Part]) -> bool:
    """Whether a part holds further columns of the rows of a known one."""
    if any(rows and is_entry(rows[0]) for rows in (known.rows, part.rows)):  # filled-in sheets of one template
        return False
    if not _level(known.lattice, part.lattice) or (part.caption.title and part.caption.title != known.caption.title):
        return False
    if any(cell.text.strip() for row in (*known.rows[len(part.rows) :], *part.rows[len(known.rows) :]) for cell in row):
        return False
    words, others = _heads(part), [_heads(each) for each in known.printed]
    if words:
        return not words <= others[0] and words not in others[1:]
    return _continues_columns(known, part, before)


def _continues_columns(known: Part, part: Part, before: Sequence[Part]) -> bool:
    """Whether a part without a header has the columns of one that was put beside the page before `known`."""
    blocks = before[-1].printed[len(known.printed) :] if before else ()
    return bool(blocks) and same_columns(blocks[0].lattice, part.lattice) and not _labels(part)


def _level(a: Lattice, b: Lattice) -> bool:
    """Whether the rows of two parts stand at the same heights."""
    return len(a.ys) == len(b.ys) >= FEWEST and all(abs(y - other) <= LEVEL for y, other in zip(a.ys, b.ys, strict=True))


def _heads(part: Part) -> frozenset[str]:
    """Words of a part's header, empty where it begins with figures."""
    height = header_height(part.rows)
    rows = part.rows[: max(height, 1)]
    words = frozenset(fold(cell.text) for row in rows for cell in row if cell.text.strip())
    return frozenset() if any(map(is_number, words)) else words


def _labels(part: Part) -> bool:
    """Whether words stand in the rows of a part."""
    return any(cell.text.strip() and any("\u4e00" <= c <= "\u9fff" for c in cell.text) for row in part.rows for cell in row)


def _joined(known: Part, part: Part) -> Part:
    """Both as one part, the row labels printed again beside the cut left out."""
    again = _repeated(known, part)
    blank = tuple(Cell() for _ in part.rows[0]) if part.rows else ()
    pairs = zip_longest(known.rows, part.rows[: len(known.rows)], fillvalue=blank)
    rows = tuple((*a, *b[again:]) for a, b in pairs)
    width = known.lattice.xs[-1] - part.lattice.xs[again]
    xs = (*known.lattice.xs, *(x + width for x in part.lattice.xs[again + 1 :]))
    return replace(
        known,
        rows=rows,
        lattice=replace(known.lattice, xs=xs, spans={}),
        lines=(*known.lines, *part.lines),
        caption=_both(known.caption, part.caption),
        notes=known.notes if known.notes.texts else part.notes,
        confidence=min(known.confidence, part.confidence),
        blocks=(*known.printed, part),
    )


def _repeated(known: Part, part: Part) -> int:
    """How many columns at the left of a part are printed again: the same head right above the same cells, row for row."""
    width = min(len(row) for row in (*known.rows, *part.rows)) if known.rows and part.rows else 0
    height = max(header_height(known.rows), 1)
    count = 0
    while count < width - 1 and _column(known, count, height) == _column(part, count, height):
        count += 1
    return count


def _column(part: Part, column: int, height: int) -> list[str]:
    """Texts of a column: the lowest word of its header, and what stands below."""
    texts = [fold(row[column].text) for row in part.rows]
    return [next(filter(None, reversed(texts[:height])), ""), *texts[height:]]


def _both(first: Caption, second: Caption) -> Caption:
    lines = tuple(sorted({*first.lines, *second.lines}))
    return Caption(
        first.title or second.title, first.unit or second.unit, first.agency or second.agency, first.label or second.label, lines
    )
