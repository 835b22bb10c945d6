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
    band = (0.0, 0.0)
    for word in sorted(words, key=lambda w: w.box.top + w.box.bottom):
        extent = word.box[1::2]
        if rows and (extent == band or _on(extent, band)):
            rows[-1].append(word)
            continue
        rows.append([word])
        band = extent
    ordered = [joined(sorted(row, key=lambda w: w.box.left)) for row in rows]
    return tuple(_line(row, page, number) for number, row in enumerate(ordered, 1))


def _on(word: tuple[float, float], band: tuple[float, float]) -> bool:
    """Whether a word shares at least half its height, or half the band's, with the band; both as top and bottom."""
    (top, bottom), (above, below) = word, band
    least = min(bottom - top, below - above)
    return overlap(top, bottom, above, below) >= SHARED_HEIGHT * max(least, 0.1)


def _line(row: list[Word], page: int, number: int) -> Line:
    letters, size, heavy = 0, 0.0, 0
    for word in row:
        length = len(word.text)
        letters += length
        size += word.size * length
        heavy += length * word.bold
    text, box = " ".join([word.text for word in row]), union([word.box for word in row])
    return Line(page, number, text, box, tuple(row), bold=2 * heavy > letters, size=size / max(1, letters))


def numbered(reading: Reading, after: int) -> Reading:
    """The reading with its lines numbered on from `after`. Lines of plain text keep their number in the file."""
    if reading.source == "plain_text":
        return reading
    return replace(reading, lines=tuple([Line(line.page, n, *line[2:]) for n, line in enumerate(reading.lines, after + 1)]))
