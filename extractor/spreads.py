"""Sheets that hold two pages side by side (booklets, two-up prints, opened books), and text set in two columns: read one after
the other, told as one.

`parted` gives every half a page number of its own, so that text, tables and paragraphs run on from half to half as from
page to page, and `in_columns` every column; `together` puts pages and boxes of what was found back on the sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from extractor.geometry import centre, union
from extractor.records import Box, Glyph, Line, Paragraph, Place, Reading, Ruling, Section, Warning_, Word

WIDE = 1.15  # width by height from which a sheet may hold two pages
MIDDLE = 0.04  # of the width: the gutter is no further from the middle
NARROWEST = 0.015  # of the width: a gutter is as wide
PROSE_LINE = 0.55  # of half the width: a line of running text is as wide
FEWEST = 3  # lines of running text that show that a half is a page of its own
MOSTLY = 0.5  # of the wide sheets
SENTENCE = "，。；："
FEWEST_ROWS = 4  # lines of a column of running text
FEWEST_AGAIN = 2  # ... where a longer one on the page shows the gutter
MOST_WORDS = 8  # of a line of running text in two columns: tables have more
GUTTER = 0.8  # letters: columns of text are so far apart at least
NARROWEST_COLUMN, FULL, PIECES = 9.0, 1.7, 1.5  # letters: width of a column, and what is blank behind a full line; words of a line
APART = 3.0  # letters between two lines: a text ends
RUNNING = 0.35  # of the lines of a column: as many are full, and as many have the marks of sentences
ALIKE = 0.15  # of the wider column: the other is no narrower
_TITLE = re.compile(r"[\u4e00-\u9fff\d（）()“”\"、]{4,40}表")
_UNIT = re.compile(r"单位[:：](?:人民币)?[百千万亿]{0,2}元")


class Leaf(NamedTuple):
    """The sheet on which a page stands, and how far right its left edge is there, in points."""

    sheet: int
    shift: float


def parted(readings: Iterable[Reading]) -> tuple[list[Reading], tuple[Leaf, ...]]:
    """The readings, halves of sheets as pages of their own, and the leaf of each; no leaves where no sheet holds two."""
    whole = list(readings)
    wide = [reading for reading in whole if _is_wide(reading)]
    gutters = {reading.page: gutter for reading in wide if (gutter := _gutter(reading)) is not None}
    if not any(_two_pages(r, gutters[r.page]) for r in wide if r.page in gutters) or len(gutters) < MOSTLY * len(wide):
        return whole, ()
    pages: list[Reading] = []
    leaves: list[Leaf] = []
    for reading in whole:
        for half, shift in _halves(reading, gutters.get(reading.page)):
            leaves.append(Leaf(reading.page, shift))
            pages.append(_numbered(half, len(leaves)))
    return pages, tuple(leaves)


def _is_wide(reading: Reading) -> bool:
    return bool(reading.lines and reading.width and reading.height and reading.width > WIDE * reading.height)


def _gutter(reading: Reading) -> float | None:
    """Where a sheet parts: the middle of the blank strip nearest its middle that no word and no rule crosses."""
    width = reading.width or 0.0
    spans = [(w.box.left, w.box.right) for line in reading.lines for w in line.words]
    spans += [(r.x0, r.x1) for r in reading.rulings if r.y0 == r.y1]
    reached, strips = 0.0, []
    for left, right in [*sorted(spans), (width, width)]:
        if left - reached >= NARROWEST * width:
            strips.append((reached, left))
        reached = max(reached, right)
    middle = width / 2
    near = [min(max(middle, a), b) for a, b in strips]
    best = min(near, key=lambda x: abs(x - middle), default=None)
    return best if best is not None and abs(best - middle) <= MIDDLE * width else None


def _two_pages(reading: Reading, gutter: float) -> bool:
    """Whether running text in one half, and text in the other, shows that they are pages, or the title and the unit of a
    table in each: columns of one table have none."""
    halves = [_words(reading, gutter, right=right) for right in (False, True)]
    if all(map(_has_caption, halves)):
        return True
    prose = [sum(_is_prose(row, gutter) for row in half) for half in halves]
    return max(prose) >= FEWEST and min(len(half) for half in halves) >= FEWEST


def _has_caption(rows: Sequence[Sequence[Word]]) -> bool:
    texts = ["".join(word.text for word in row) for row in rows]
    return any(map(_TITLE.fullmatch, texts)) and any(map(_UNIT.search, texts))


def _words(reading: Reading, gutter: float, *, right: bool) -> list[list[Word]]:
    rows = ([w for w in line.words if (centre(w.box)[0] > gutter) == right] for line in reading.lines)
    return [row for row in rows if row]


def _is_prose(row: Sequence[Word], half: float) -> bool:
    return row[-1].box.right - row[0].box.left >= PROSE_LINE * half and any(c in word.text for word in row for c in "，。；、")


def _halves(reading: Reading, gutter: float | None) -> list[tuple[Reading, float]]:
    """The pages of a sheet, each with its shift; the warnings of the sheet go with the first."""
    if gutter is None or reading.width is None:
        return [(reading, 0.0)]
    middle = reading.width / 2
    left, right = (_half(reading, gutter, middle if second else 0.0, second=second) for second in (False, True))
    return [(left, 0.0), (replace(right, warnings=()), middle)]


def _half(reading: Reading, gutter: float, shift: float, *, second: bool) -> Reading:
    rows = ((line, [_moved(w, -shift) for w in line.words if (centre(w.box)[0] > gutter) == second]) for line in reading.lines if line.box)
    lines = tuple(_line(line, words) for line, words in rows if words)
    rulings = tuple(
        Ruling(r.x0 - shift, r.y0, r.x1 - shift, r.y1, r.width) for r in reading.rulings if ((r.x0 + r.x1) / 2 > gutter) == second
    )
    return replace(reading, lines=lines, rulings=rulings, width=(reading.width or 0.0) / 2)


def _line(line: Line, words: list[Word]) -> Line:
    """What of a line stands on one half, in its own type."""
    letters = sum(len(w.text) for w in words)
    size, heavy = sum(w.size * len(w.text) for w in words) / max(1, letters), 2 * sum(len(w.text) for w in words if w.bold) > letters
    text, box = " ".join(w.text for w in words), union(w.box for w in words)
    return line._replace(text=text, box=box, words=tuple(words), size=size, bold=heavy)


def _moved(word: Word, by: float) -> Word:
    glyphs = tuple(Glyph(g.text, g.probability, g.alternatives, _shifted(g.box, by)) for g in word.glyphs)
    return word._replace(box=_shifted(word.box, by), glyphs=glyphs)


def _shifted(box: Box, by: float) -> Box:
    return Box(box.left + by, box.top, box.right + by, box.bottom)


# --- columns of text ------------------------------------------------------------------------------------


def in_columns(pages: tuple[Reading, ...]) -> tuple[tuple[Reading, ...], tuple[Leaf, ...]]:
    """The pages, where running text is set in two columns as several: what stands above, the left column, the right one, what
    stands below; and the leaf of each. No leaves where no page is set so."""
    parts = [(part, reading.page, shift) for reading in pages for part, shift in _strips(reading)]
    if len(parts) == len(pages):
        return pages, ()
    leaves = tuple(Leaf(page, shift) for _, page, shift in parts)
    return tuple(_numbered(part, number) for number, (part, _, _) in enumerate(parts, 1)), leaves


def _strips(reading: Reading, known: float | None = None) -> list[tuple[Reading, float]]:
    """The parts of a page, each with its shift; the warnings of the page go with the first. `known`: the gutter of a longer text
    on the same page."""
    found = _band(reading, known)
    if found is None:
        return [(reading, 0.0)] if reading.lines or known is None else []
    start, end, gutter = found
    top, bottom = _reach(reading.lines[start:end])
    left, right = (
        _half(replace(reading, lines=reading.lines[start:end], rulings=()), gutter, 0.0, second=second) for second in (False, True)
    )
    shift = min(line.box.left for line in right.lines if line.box) - min(line.box.left for line in left.lines if line.box)
    moved = tuple(_line(line, [_moved(word, -shift) for word in line.words]) for line in right.lines)
    columns = [(replace(part, width=reading.width, columns=2), by) for part, by in ((left, 0.0), (replace(right, lines=moved), shift))]
    above = replace(reading, lines=reading.lines[:start], rulings=tuple(r for r in reading.rulings if r.y1 <= top))
    below = replace(reading, lines=reading.lines[end:], rulings=tuple(r for r in reading.rulings if r.y0 >= bottom))
    (first, by), *rest = [*_strips(above, gutter), *columns, *_strips(below, gutter)]
    return [(first, by), *((replace(part, warnings=()), by) for part, by in rest)]


def _reach(lines: Sequence[Line]) -> tuple[float, float]:
    boxes = [line.box for line in lines if line.box]
    return min(box.top for box in boxes), max(box.bottom for box in boxes)


def _band(reading: Reading, known: float | None) -> tuple[int, int, float] | None:
    """First line, line after the last, and gutter of the running text of a page that is set in two columns; beside a `known`
    gutter fewer lines show it."""
    marks = SENTENCE if known is None else ""
    gaps, fewest = list(_gaps(reading.lines, marks)), FEWEST_ROWS if known is None else FEWEST_AGAIN
    if len(gaps) < fewest:
        return None
    gutter = known or _commonest(gaps)
    start, end = _stretch(reading.lines, [n for n, a, b in gaps if a < gutter < b], gutter)
    end += _goes_on(reading.lines, start, end, gutter)
    band = [line for line in reading.lines[start:end] if line.box]
    size = sum(line.size for line in band) / max(1, len(band))
    halves = [[row for line in band if (row := [w for w in line.words if (w.box.left > gutter) == right])] for right in (False, True)]
    if any(len(half) < fewest for half in halves) or not _are_columns(halves, size):
        return None
    left, right = (max(row[-1].box.right for row in half) - min(row[0].box.left for row in half) for half in halves)
    top, bottom = _reach(band)
    ruled = any(r.y0 == r.y1 and top < r.y0 < bottom for r in reading.rulings)
    unlike = known is None and abs(left - right) > ALIKE * max(left, right)
    return None if ruled or unlike else (start, end, gutter)


def _gaps(lines: Sequence[Line], marks: str) -> Iterator[tuple[int, float, float]]:
    """Lines of few words with one of these marks, if any are asked for, and where a wide blank within each begins and ends."""
    for n, line in enumerate(lines):
        if line.box and 2 <= len(line.words) <= MOST_WORDS and (not marks or any(mark in line.text for mark in marks)):
            for a, b in pairwise(line.words):
                if b.box.left - a.box.right >= GUTTER * line.size > 0:
                    yield n, a.box.right, b.box.left


def _commonest(gaps: Sequence[tuple[int, float, float]]) -> float:
    """The middle of where most of the gaps lie one above the other."""
    ends = sorted([(left, 1) for _, left, _ in gaps] + [(right, -1) for _, _, right in gaps])
    deep = list(accumulate(step for _, step in ends))
    most = deep.index(max(deep))
    return (ends[most][0] + ends[most + 1][0]) / 2


def _stretch(lines: Sequence[Line], both: Sequence[int], gutter: float) -> tuple[int, int]:
    """The run of lines in which no word crosses the gutter that has most lines with words on both sides; of what goes on in the
    right column alone as much as follows."""
    best = (0, 0)
    for n in both:
        if n < best[1]:
            continue
        start = end = n
        while end < len(lines) and not any(w.box.left < gutter < w.box.right for w in lines[end].words):
            if end > start and _far(lines[end - 1], lines[end]):
                break
            end += 1
        while end > start and not any(w.box.left > gutter for w in lines[end - 1].words):
            end -= 1
        best = max(best, (start, end), key=lambda run: sum(run[0] <= n < run[1] for n in both))
    return best


def _far(above: Line, below: Line) -> bool:
    """Whether more than a few blank lines stand between two lines."""
    return above.box is not None and below.box is not None and below.box.top - above.box.bottom > APART * above.size


def _goes_on(lines: Sequence[Line], start: int, end: int, gutter: float) -> bool:
    """Whether the line after the band is the last of the left column, which is one longer than the right one: close below a line
    that ends no sentence."""
    sides = [{word.box.left > gutter for word in line.words} for line in lines[start:end]]
    if end >= len(lines) or start >= end or sum(False in side for side in sides) > sum(True in side for side in sides):
        return False
    above = [word for line in lines[start:end] for word in line.words if word.box.right < gutter]
    below, last = lines[end].words, above[-1] if above else None
    if not below or last is None or any(word.box.right > gutter for word in below) or last.text.endswith("。"):
        return False
    return below[0].box.top - last.box.bottom < last.box.bottom - last.box.top


def _are_columns(halves: Sequence[Sequence[Sequence[Word]]], size: float) -> bool:
    """Whether rows are running text in columns: wide, mostly in one piece, with the marks of sentences, and one of them full."""
    full = [_share(row[-1].box.right >= _right(rows) - FULL * size for row in rows) for rows in halves]
    wide = all(_right(rows) - min(row[0].box.left for row in rows) >= NARROWEST_COLUMN * size for rows in halves)
    whole = all(sum(map(len, rows)) <= PIECES * len(rows) for rows in halves)
    marked = [_share(any(c in word.text for word in row for c in SENTENCE + "、") for row in rows) for rows in halves]
    return wide and whole and min(marked) >= RUNNING and max(full) >= RUNNING


def _right(rows: Sequence[Sequence[Word]]) -> float:
    return max(row[-1].box.right for row in rows)


def _share(marks: Iterable[bool]) -> float:
    told = list(marks)
    return sum(told) / max(1, len(told))


def _numbered(reading: Reading, page: int) -> Reading:
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
