"""Words to printed lines in reading order, for text layers and OCR alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from extractor.geometry import overlap, union
from extractor.records import Line, Reading, Word

SHARED_HEIGHT = 0.5  # of the smaller height: words that share more stand on one line


def in_lines(words: Iterable[Word], page: int, joined: Callable[[list[Word]], list[Word]] = lambda row: row) -> tuple[Line, ...]:
    """Lines from top to bottom, words from left to right, numbered from 1 on this page. `joined` may merge the words
    of a line. The text of a line has one space between words."""
    rows: list[list[Word]] = []
    bands: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: w.box.top + w.box.bottom):
        if bands and _on(word, bands[-1]):
            rows[-1].append(word)
            continue
        rows.append([word])
        bands.append((word.box.top, word.box.bottom))
    ordered = [joined(sorted(row, key=lambda w: w.box.left)) for row in rows]
    return tuple(_line(row, page, number) for number, row in enumerate(ordered, 1))


def _on(word: Word, band: tuple[float, float]) -> bool:
    """Whether the word shares at least half its height, or half the band's, with the band."""
    least = min(word.box.bottom - word.box.top, band[1] - band[0])
    return overlap(word.box.top, word.box.bottom, *band) >= SHARED_HEIGHT * max(least, 0.1)


def _line(row: list[Word], page: int, number: int) -> Line:
    letters = sum(len(word.text) for word in row)
    size = sum(word.size * len(word.text) for word in row) / max(1, letters)
    bold = 2 * sum(len(word.text) for word in row if word.bold) > letters
    return Line(page, number, " ".join(word.text for word in row), union(w.box for w in row), tuple(row), bold=bold, size=size)


def numbered(reading: Reading, after: int) -> Reading:
    """The reading with its lines numbered on from `after`. Lines of plain text keep their number in the file."""
    if reading.source == "plain_text":
        return reading
    return replace(reading, lines=tuple(replace(line, number=after + n) for n, line in enumerate(reading.lines, 1)))
