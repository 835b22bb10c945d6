"""Header words printed away from their header: producers draw cells of several lines after all others, so that converters give
一般公共预算财 / 政拨款 / 政府性基金预算 / 财政拨款 below the rows. They are put back above them, and so are labels (公开04表)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from extractor.knowledge.model import Form
from extractor.likeness import fold
from extractor.records import Line
from extractor.tables.captions import Caption, frame
from extractor.tables.flattened.columns import FRAME_WORDS, PANELS
from extractor.tables.flattened.regions import Region
from extractor.tables.flattened.tokens import of_line

LEAST_WORD = 4  # characters of a word that is one of a header and nothing else
COVERED = 0.9  # share of the characters of such lines that known words take
LONGEST = 16  # characters of a piece
_DATED_STAGE = r"20\d\d年?度?(?:年初|全年|调整)?(?:预算数?|决算数?|执行数)"  # forms name their stages without a year
MOST_LINES = 40  # of header words in a run
TOTAL_LINES = 8  # of the last row of a two-sided table, one cell a line
_TOP = 2  # lines of a region among which no word can have strayed


class Run(NamedTuple):
    """Lines one below another that are made of header words: these words, in their order."""

    words: list[str]
    lines: Sequence[Line]


def restored(region: Region) -> Region:
    """The region with header words from below its rows on a line of its own on top, and labels and units in its caption."""
    if region.form is None or region.shape not in ("coded", "economic", "panels", "wide"):
        return region
    lines, labels = _without_labels(region.lines)
    first = next((i for i, line in enumerate(lines) if any(token.number and "." in token.text for token in of_line(line))), len(lines))
    found = _strayed(lines, region.form, first)
    if not found and not labels:
        return region
    gone = {line.number for run in found for line in run.lines}
    kept = tuple(line for line in lines if line.number not in gone)
    words = " ".join(word for run in found for word in run.words)
    top = (kept[0]._replace(text=words, number=min(gone)),) if words and kept else ()
    return replace(region, lines=(*top, *kept), caption=_with(region.caption, labels, gone))


def _without_labels(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines, and those among the rows that say nothing but 公开04表 or a unit."""
    labels = [line for line in lines[_TOP:] if len(line.text) < 2 * LONGEST and (part := frame(line.text)).label and not part.rest.strip()]
    numbers = {line.number for line in labels}
    return [line for line in lines if line.number not in numbers], labels


def _with(caption: Caption, labels: Sequence[Line], gone: set[int]) -> Caption:
    units = [part.unit for line in labels if (part := frame(line.text)).unit]
    numbers = tuple(sorted({*caption.lines, *(line.number for line in labels), *gone}))
    return replace(caption, unit=caption.unit or (units[0] if units else None), lines=numbers)


def _strayed(lines: Sequence[Line], form: Form, first: int) -> list[Run]:
    """Runs with words that the header, the lines before `first`, does not have; each broken over lines."""
    header = "".join(fold(line.text) for line in lines[:first])
    found = [run for run in _runs(lines, form, first) if any(word not in header for word in run.words) and _wrapped(run)]
    if form.shape == "wide":  # words that come once are rows of a list, not heads of two blocks
        return [run for run in found if len(set(run.words)) < len(run.words)]
    if form.shape == "panels":  # its labels are words of headers, too; but nothing stands below its last total
        return [run for run in found if _below_total(lines, run)]
    return found


def _runs(lines: Sequence[Line], form: Form, first: int) -> Iterator[Run]:
    """Runs of lines behind the first row that are made of header words of the form, to their end."""
    known = _words(form)
    at = first + 1
    while at < len(lines):
        end = at
        while end < len(lines) and _may_stray(lines[end]):
            end += 1
        for i in range(max(at, end - MOST_LINES), end):
            if words := _spelt("".join(fold(line.text) for line in lines[i:end]), known):
                yield Run(words, lines[i:end])
                break
        at = max(end, at + 1)


def _below_total(lines: Sequence[Line], run: Run) -> bool:
    at = next(i for i, line in enumerate(lines) if line.number == run.lines[0].number)
    return any("总计" in fold(line.text) for line in lines[max(0, at - TOTAL_LINES) : at])


def _wrapped(run: Run) -> bool:
    """Whether a long word stands on several lines: what is whole on its line is the header of a page of its own."""
    texts = [fold(line.text) for line in run.lines]
    return any(len(word) >= LEAST_WORD and not any(word in text for text in texts) for word in run.words)


def _may_stray(line: Line) -> bool:
    return line.cells is None and all(token.kind == "word" and len(token.text) <= LONGEST for token in of_line(line))


def _spelt(text: str, known: Sequence[str]) -> list[str]:
    """The words that a text is made of, in their order; [] where others are left, or none is long enough to tell."""
    covered = [False] * len(text)
    places: list[tuple[int, str]] = []
    for pattern in (_DATED_STAGE, *map(re.escape, known)):
        for match in re.finditer(pattern, text):
            if not any(covered[match.start() : match.end()]):
                covered[match.start() : match.end()] = [True] * len(match[0])
                places.append((match.start(), match[0]))
    told = any(len(word) >= LEAST_WORD for _, word in places)
    return [word for _, word in sorted(places)] if told and sum(covered) >= COVERED * len(text) else []


@lru_cache(maxsize=64)
def _words(form: Form) -> tuple[str, ...]:
    """Header words of the form, longest first; for 三公 its items too, which head columns there."""
    words = {fold(word) for column in form.columns for path in column.headers for word in path.split(">")}
    items = {fold(label) for row in form.rows for label in row.labels} if form.shape == "wide" else set[str]()
    return tuple(sorted({*words, *items, *FRAME_WORDS, *PANELS} - {"类", "款", "项"}, key=lambda word: -len(word)))
