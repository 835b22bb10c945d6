"""Tables of pages with geometry (text layers and scans alike): parts found page by page, joined over pages, headed."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.geometry import union
from extractor.records import Line, Place, Reading, Table
from extractor.tables.beside import widened
from extractor.tables.captions import body_range, caption, declares_empty, notes, row_line
from extractor.tables.continued import Part, chained, rejoined
from extractor.tables.drawn_parts import RULED, parts_of
from extractor.tables.headers import Headed, headed, is_number
from extractor.tables.page_frames import unframed
from extractor.tables.wide_labels import with_wide_labels

FEW_LABELS = 3  # cells: 合计 and a dash or two in an empty frame


def drawn(readings: Sequence[Reading]) -> list[Table]:
    """Every table drawn on a page, in reading order, with ids d1, d2, ... A table over several pages is one table."""
    parts: list[Part] = []
    tail: tuple[Line, ...] = ()  # lines below the last table of the page before: a title may stand there alone
    for reading in map(unframed, readings):
        if reading.source == "plain_text" or reading.width is None:
            continue
        found = [_captioned(part) for part in parts_of(reading, tail, parts[-1] if parts and parts[-1].page == reading.page - 1 else None)]
        parts.extend(found)
        low = max((part.lattice.box.bottom for part in found), default=0.0)
        tail = tuple(line for line in reading.lines if line.box and line.box.top > low)
    return [_table(chain, number) for number, chain in enumerate(chained(widened(parts)), 1)]


def _captioned(part: Part) -> Part:
    """The part with caption and notes, also where they stand in rows of the grid itself."""
    first, end = body_range([[cell.text for cell in row] for row in part.rows])
    line = part.lines[0] if part.lines else Line(part.page, 0, "")
    inner = [row_line([cell.text for cell in row], line) for row in part.rows[:first]]
    inner_notes = [row_line([cell.text for cell in row], line) for row in part.rows[end:]]
    return part.with_words(caption([*part.above, *inner]), notes([*inner_notes, *part.below]), (first, end))


def _table(chain: Sequence[Part], number: int) -> Table:
    """One table from its parts on one page or several."""
    first = chain[0]
    body, repairs = rejoined(chain)
    parted = headed(body)
    if any(part.confidence < RULED for part in chain):
        parted = parted._replace(rows=with_wide_labels(parted.rows))
    consumed = frozenset(line.number for part in chain for line in part.lines)
    caption_lines = {n for part in chain for n in part.caption.lines if n not in consumed}
    printed = sorted((part for whole in chain for part in whole.printed), key=lambda part: part.page)
    pages = {part.page: [p.lattice.box for p in printed if p.page == part.page] for part in printed}
    return Table(
        f"d{number}",
        first.caption.title,
        parted.columns,
        parted.rows,
        unit=next((part.caption.unit for part in chain if part.caption.unit), None),
        places=tuple(Place(page, union(boxes)) for page, boxes in pages.items()),
        lines=consumed,
        caption=tuple(sorted(caption_lines)),
        facts=first.caption.facts,
        notes=tuple(dict.fromkeys(text for part in chain for text in part.notes.texts)),
        empty=any(part.notes.empty for part in chain) or _is_empty(parted),
        confidence=min(part.confidence for part in chain) * repairs,
    )


def _is_empty(parted: Headed) -> bool:
    """An empty frame, or one that says so in a cell: no number stands in it."""
    if any(is_number(cell.text) for row in parted.rows for cell in row):
        return False
    texts = [cell.text for row in parted.rows for cell in row if cell.text.strip()]
    return len(texts) <= FEW_LABELS or any(declares_empty(text) for text in texts if len(text) > FEW_LABELS)
