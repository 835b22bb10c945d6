"""Reading to Reading: characters, spread letters, running heads and page numbers mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from extractor.records import Edit, Line, Reading, Warning_, Word
from extractor.repair.characters import mended
from extractor.repair.margins import margin_lines
from extractor.repair.spread import closed
from extractor.repair.strewn import gathered
from extractor.repair.traditional import is_traditional, misread, simplifier
from extractor.repair.turned import upright

Mend = tuple[str, Callable[[str], str]]  # why, and what is done to a text


def mend(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Readings with their characters set right, page numbers and running heads left out (a warning counts them).
    Every changed text carries an Edit. Line numbers stay as they are. Heads show only by coming again, so all readings
    are gathered first; they hold no pictures, and the whole document's readings are needed by the next stage anyway."""
    pages = [_mended(reading, _CHARACTERS) for reading in readings]
    pages, strewn = gathered(upright(pages))
    if strewn:
        pages[0] = _warned(pages[0], "strewn_letters", f"略去散落在正文和表格中的印章或水印字 {strewn} 处。")
    if is_traditional(line.text for reading in pages for line in reading.lines):
        pages = [_mended(reading, (("traditional", simplifier()),)) for reading in pages]
        pages[0] = _warned(pages[0], "traditional_converted", "文件为繁体字，已按简体识读。")
    else:
        pages = [_mended(reading, _MISREAD) if reading.source == "ocr" else reading for reading in pages]
    yield from _without_margins(pages)


_CHARACTERS: tuple[Mend, ...] = (("character", mended), ("spread_letters", closed))
_MISREAD: tuple[Mend, ...] = (("character", misread),)


def _mended(reading: Reading, mends: tuple[Mend, ...]) -> Reading:
    return replace(reading, lines=tuple(_line(line, mends) for line in reading.lines))


def _line(line: Line, mends: tuple[Mend, ...]) -> Line:
    """The line with its text, cells and words mended; the same object where nothing was wrong."""
    for why, change in mends:
        text = change(line.text)
        cells = line.cells and tuple(map(change, line.cells))
        if text != line.text or cells != line.cells:
            edit = Edit(why, line.text, text)
            line = line._replace(text=text, cells=cells, words=_words(line.words, change), edits=(*line.edits, edit))
    return line


def _words(words: tuple[Word, ...], change: Callable[[str], str]) -> tuple[Word, ...]:
    """Words mended one by one; a word of nothing but invisible characters is none."""
    changed = ((word, change(word.text)) for word in words)
    return tuple(word if text == word.text else word._replace(text=text) for word, text in changed if text.strip())


def _without_margins(pages: list[Reading]) -> Iterator[Reading]:
    numbers, heads = margin_lines(pages)
    dropped = numbers | heads
    if dropped:
        message = f"略去页码 {len(numbers)} 处、页眉页脚 {len(heads)} 处。"
        pages[0] = _warned(pages[0], "running_head_removed", message)
    for reading in pages:
        kept = tuple(line for i, line in enumerate(reading.lines) if not _goes(reading, i, dropped))
        yield reading if len(kept) == len(reading.lines) else replace(reading, lines=kept)


def _goes(reading: Reading, index: int, dropped: frozenset[tuple[int, int]]) -> bool:
    """Whether a line is left out: one in the margin, or in text the blank line above it: gaps stay as wide as they are."""
    above = (reading.page, index + 1) in dropped and reading.source == "plain_text"
    return (reading.page, index) in dropped or (above and index > 0 and not reading.lines[index].text.strip())


def _warned(reading: Reading, code: str, message: str) -> Reading:
    return replace(reading, warnings=(*reading.warnings, Warning_(code, message)))
