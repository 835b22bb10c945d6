"""What stands in the margins of pages: page numbers and running heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.breaks import sheets
from extractor.folios import FRACTION, is_marked
from extractor.likeness import fold
from extractor.records import Line, Reading

EDGE_LINES = 3  # a running head has at most three lines
MARGIN = 0.12  # share of the page height at top and bottom where heads and page numbers stand
MIN_PAGES = 3  # on so many pages at least a line must come again to be a running head
SMALL = 0.7  # of the largest letters of a page: smaller ones name no cover
MIN_SHARE = 0.4  # and on that share of all pages (left and right heads differ)
SAME_HEIGHT = 0.02  # share of the page height within which repeated heads stand

_READ = re.compile(r"[-—–−－―~·•.一]\s?\d{1,4}\s?[-—–−－―~·•.一]?|\d{1,4}\s?[-—–−－―~·•一]")  # as OCR sees - 32 -
_STAMPED = re.compile(r"(?:N[o0Oº°]\.?|№|[编档页]\s?号)[:：]?\s?\d{3,10}|0\d{3,7}")  # by a numbering machine, on sheets that are filed
_BARE = re.compile(r"\d{1,4}")
_TENS, _ONES = ("", "X", "XX", "XXX", "XL"), ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = {tens + ones: 10 * a + b for a, tens in enumerate(_TENS) for b, ones in enumerate(_ONES) if tens + ones}
_NUMBER_AT_EDGE = re.compile(r"^\d{1,4}(?!\d)|(?<!\d)\d{1,4}$")  # the page number set beside a running head
_ADDRESS = re.compile(r"(?:https?|file)://[^\s一-鿿]+")  # what browsers set in the margins of what they print: address, time, sheet
_STAMP = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[,，]?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?")
_SHEET = re.compile(r"\d{1,4}\s*/\s*\d{1,4}$|第\s*\d{1,4}\s*页|Page\s+\d+|\b\d{1,4}\s+of\s+\d{1,4}\b")
_LETTER = re.compile(r"[^\W\d_]")
_OF_A_TABLE = re.compile(r"单位[:：]|公开\s*\d+\s*表|部门[:：]|名称[:：]|项目|科目|栏次|合计|第[一二三四五六七八九十]+部分|续表")


def margin_lines(readings: Sequence[Reading]) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Page numbers and running heads, each as (page, index of the line in its reading)."""
    if len(readings) == 1 and readings[0].source == "plain_text":
        return _of_sheets(readings[0])
    return _found(readings)


def _found(readings: Sequence[Reading]) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    numbers = frozenset(_page_numbers(readings))
    printed = frozenset((reading.page, i) for reading in readings for i in _of_a_browser(reading))
    return numbers - printed, printed | frozenset(_running_heads(readings, numbers | printed))


def _of_sheets(reading: Reading) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Those of a text without form feeds: its pages are told by the gaps between them."""
    parted = sheets(reading.lines)
    pages = [replace(reading, page=n, lines=tuple(reading.lines[i] for i in sheet)) for n, sheet in enumerate(parted, 1)]
    numbers, heads = ({(reading.page, parted[page - 1][i]) for page, i in places} for places in _found(pages))
    return frozenset(numbers), frozenset(heads)


def _page_numbers(readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    for reading in readings:
        for i, line in enumerate(reading.lines):
            text = line.text.strip()
            printed = is_marked(text) or (reading.source == "ocr" and (_READ.fullmatch(text) or _STAMPED.fullmatch(text)))
            if line.cells is None and printed and _may_be_margin(line, reading):
                yield reading.page, i
    yield from _counted(readings)


def _may_be_margin(line: Line, reading: Reading) -> bool:
    """In the margin where the page has geometry; anywhere in plain text, whose pages are not told."""
    if line.box is None or not reading.height:
        return True
    return line.box.bottom < MARGIN * reading.height or line.box.top > (1 - MARGIN) * reading.height


def _of_a_browser(reading: Reading) -> list[int]:
    """The outermost lines of a printed web page, where the browser sets address, title, time and sheet: one sheet shows it."""
    filled = [i for i, line in enumerate(reading.lines) if line.text.strip() and line.cells is None]
    outer = [i for i in dict.fromkeys((*filled[:1], *filled[-1:])) if _may_be_margin(reading.lines[i], reading)]
    texts = {i: reading.lines[i].text.strip() for i in outer}
    marks = {i: sum(bool(mark.search(text)) for mark in (_ADDRESS, _STAMP, _SHEET)) for i, text in texts.items()}
    addressed = any(_ADDRESS.search(text) for text in texts.values())
    return [i for i in outer if marks[i]] if addressed and sum(marks.values()) > 1 else []


def _counted(readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Bare numbers and fractions at the edges of pages that count with the pages: the outermost above and below."""
    found: dict[int, dict[tuple[int, bool], int]] = {}  # by how far from the page's number: line by page and above or below
    for reading in readings:
        edges = _edges(reading)
        for i in sorted(edges, key=lambda i: -min(i - edges[0], edges[-1] - i)):
            text = reading.lines[i].text.strip()
            number = _ROMANS.get(text.upper()) or _number_of(text)
            if number is not None and reading.lines[i].cells is None and _may_be_margin(reading.lines[i], reading):
                found.setdefault(number - reading.page, {})[reading.page, i - edges[0] < edges[-1] - i] = i
    usual = max(found.values(), key=_pages, default={})
    if _pages(usual) >= max(2, MIN_SHARE * len(readings)):
        yield from ((page, i) for (page, _), i in usual.items())


def _pages(places: Mapping[tuple[int, bool], int]) -> int:
    return len({page for page, _ in places})


def _number_of(text: str) -> int | None:
    """A bare number, or that of a fraction (3/20)."""
    match = FRACTION.fullmatch(text) or _BARE.fullmatch(text)
    return match and int(match[1] if match.re is FRACTION else match[0])


def _edges(reading: Reading) -> list[int]:
    """Indexes of the first and last lines with words."""
    filled = [i for i, line in enumerate(reading.lines) if line.text.strip()]
    return sorted({*filled[:EDGE_LINES], *filled[-EDGE_LINES:]})


def _running_heads(readings: Sequence[Reading], numbers: frozenset[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines at the edges that come again on many pages, but for captions of tables and for what may be the title on a cover:
    the appearance on the first page, unless there are much larger letters on it."""
    if len(readings) < MIN_PAGES:
        return
    where: dict[tuple[str, bool], dict[int, list[tuple[int, int]]]] = {}
    for reading in readings:
        for i in _edges(reading):
            line = reading.lines[i]
            text = _NUMBER_AT_EDGE.sub("#", fold(line.text))
            worded = len(text) > 1 and _LETTER.search(text)  # amounts at the feet of pages are alike but for their digits
            if line.cells is None and worded and (reading.page, i) not in numbers and _may_be_margin(line, reading):
                heights = where.setdefault((text, _is_wide(reading)), {})
                heights.setdefault(_height(line, reading), []).append((reading.page, i))
    for text, places in _usual(where).items():
        pages = {page for page, _ in places}
        if len(pages) >= max(MIN_PAGES, MIN_SHARE * len(readings)) and not _OF_A_TABLE.search(text):
            yield from (place for place in places if place[0] != readings[0].page or _is_small(readings[0], place[1]))


def _usual(where: Mapping[tuple[str, bool], Mapping[int, list[tuple[int, int]]]]) -> dict[str, list[tuple[int, int]]]:
    """The places of each text about the height where it mostly stands: one height on upright pages, another on wide ones."""
    usual: dict[str, list[tuple[int, int]]] = {}
    for (text, _), heights in where.items():
        most = max(heights, key=lambda height: len(heights[height]))
        usual.setdefault(text, []).extend(place for step in (most - 1, most, most + 1) for place in heights.get(step, ()))
    return usual


def _is_wide(reading: Reading) -> bool:
    return bool(reading.width and reading.height and reading.width > reading.height)


def _is_small(reading: Reading, index: int) -> bool:
    """Whether a line is set much smaller than the largest of its page: what names a cover is not."""
    largest = max(line.size for line in reading.lines)
    return 0 < reading.lines[index].size < SMALL * largest


def _height(line: Line, reading: Reading) -> int:
    """Height on the page in steps of SAME_HEIGHT; 0 without geometry."""
    return round(line.box.top / reading.height / SAME_HEIGHT) if line.box and reading.height else 0
