"""Text set in two columns: its columns as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from extractor.records import Line, Reading, Word
from extractor.spreads.leaves import Leaf, half_of, line_of, moved, numbered

SENTENCE = "，。；："
FEWEST_ROWS = 4  # lines of a column of running text
FEWEST_AGAIN = 2  # ... where a longer one on the page shows the gutter
MOST_WORDS = 8  # of a line of running text in two columns: tables have more
GUTTER = 0.8  # letters: columns of text are so far apart at least
NARROWEST_COLUMN, FULL, PIECES = 9.0, 1.7, 1.5  # letters: width of a column, and what is blank behind a full line; words of a line
APART = 3.0  # letters between two lines: a text ends
RUNNING = 0.35  # of the lines of a column: as many are full, and as many have the marks of sentences
ALIKE = 0.15  # of the wider column: the other is no narrower


def in_columns(pages: tuple[Reading, ...]) -> tuple[tuple[Reading, ...], tuple[Leaf, ...]]:
    """The pages, where running text is set in two columns as several: what stands above, the left column, the right one, what
    stands below; and the leaf of each. No leaves where no page is set so."""
    parts = [(part, reading.page, shift) for reading in pages for part, shift in _strips(reading)]
    if len(parts) == len(pages):
        return pages, ()
    leaves = tuple(Leaf(page, shift) for _, page, shift in parts)
    return tuple(numbered(part, number) for number, (part, _, _) in enumerate(parts, 1)), leaves


def _strips(reading: Reading, known: float | None = None) -> list[tuple[Reading, float]]:
    """The parts of a page, each with its shift; the warnings of the page go with the first. `known`: the gutter of a longer text
    on the same page."""
    found = _band(reading, known)
    if found is None:
        return [(reading, 0.0)] if reading.lines or known is None else []
    start, end, gutter = found
    top, bottom = _reach(reading.lines[start:end])
    left, right = (
        half_of(replace(reading, lines=reading.lines[start:end], rulings=()), gutter, 0.0, second=second) for second in (False, True)
    )
    shift = min(line.box.left for line in right.lines if line.box) - min(line.box.left for line in left.lines if line.box)
    aside = tuple(line_of(line, [moved(word, -shift) for word in line.words]) for line in right.lines)
    columns = [(replace(part, width=reading.width, columns=2), by) for part, by in ((left, 0.0), (replace(right, lines=aside), shift))]
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
