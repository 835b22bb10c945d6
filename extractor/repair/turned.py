"""Pages whose print is turned by a quarter, as text: converters that go from line to line find one or two letters on each
(12 / ,0 / 46), with the letters of every cell one below another. They are put together to one cell a line.

A number's cell goes on as long as its letters fill their lines; where it ends, its separators and decimals tell. Blank
lines stand between cells, or in some texts anywhere. Where nothing parts 35 from 0, they are 350: sums will not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from extractor.folios import is_marked
from extractor.records import Edit, Line, Reading

LEAST_LINES, OF_ALL = 8, 60  # with print: of a page, of all pages
MOST_LETTERS = 2  # on a line
NEXT_PAGE = 3  # blank lines
LEAST_MARKS = 3  # separators of thousands or decimal points, before numbers are told by them
ODD, ACROSS = 1.0, 1.5  # cost of each letter of what is no amount, of a blank line within a number; a number costs 1
LEAST_SHARE = 0.05  # of the lines are figures
MIN_AGAIN = 2  # pages that begin with the same letters: those of a stamp

_FIGURES = re.compile(r"[\d,.%]{1,2}|-[\d.]|[-—－]")
_CODE = re.compile(r"(?:2[0-3]|3[019]|5[019])\d(?:\d\d){0,2}|\d\d")
_LABEL = re.compile(r"[一二三四五六七八九十]{1,3}、")
_BORDER = re.compile(r"(公开\d\d表)|(?=(?:部门|编制单位|编制部门|单位|金额单位)[：:])|(?<=[：:]元)|(?<=[：:]万元)|(栏次)")

Cells = list[tuple[int, int]]  # of the pieces: first and one past the last


class _Piece(NamedTuple):
    """What stands on a line. `apart`: a blank line is above it."""

    line: Line
    text: str
    apart: bool


class _Print(NamedTuple):
    """How numbers are printed: with commas, with so many `decimals`. `loose`: blank lines part no cells, or stand anywhere."""

    commas: bool
    decimals: int
    loose: bool

    def costs(self, text: str) -> float:
        """What it costs to take figures for one number."""
        grouped = r"\d{1,3}(?:,\d{3})*" if self.commas else r"\d+"
        point = rf"\.\d{{{self.decimals}}}" if self.decimals else ""
        return 1.0 if re.fullmatch(rf"-?{grouped}{point}%?|[-—－]|0", text) else 1.0 + ODD * len(text)


def upright(pages: Sequence[Reading]) -> list[Reading]:
    """The pages of a text with turned print as one cell a line; the same readings where there is none."""
    if not any(page.source == "plain_text" for page in pages):
        return list(pages)
    sheets = [_sheet(lines) for page in pages if page.source == "plain_text" for lines in _turned(page.lines)]
    manner = _manner(sheets)
    if manner is None:
        return list(pages)
    stamps = _stamps(sheets)
    return [_page(page, manner, stamps) if page.source == "plain_text" else page for page in pages]


def _page(page: Reading, manner: _Print, stamps: frozenset[str]) -> Reading:
    joined = {lines[0].number: (lines, _joined(_sheet(lines), manner, stamps)) for lines in _turned(page.lines)}
    gone = {line.number for lines, _ in joined.values() for line in lines}
    kept = [new for line in page.lines for new in (joined[line.number][1] if line.number in joined else [line] * (line.number not in gone))]
    return replace(page, lines=tuple(kept)) if joined else page


def _turned(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Stretches of lines with a letter or two each, from the first to the last with print."""
    begin = 0
    for end in [*_borders(lines), len(lines)]:
        stretch = lines[begin:end]
        filled = [i for i, line in enumerate(stretch) if line.text.strip()]
        if len(filled) >= LEAST_LINES and sum(bool(_FIGURES.fullmatch(_text(stretch[i]))) for i in filled) >= LEAST_SHARE * len(filled):
            yield stretch[filled[0] : filled[-1] + 1]
        begin = end


def _borders(lines: Sequence[Line]) -> Iterator[int]:
    """Where stretches end: before and after a longer line, and behind the blank lines of a page's end."""
    blank = 0
    for i, line in enumerate(lines):
        text = _text(line)
        if len(text) > MOST_LETTERS or line.cells is not None or line.level:
            yield from (i, i + 1)
        elif text and blank >= NEXT_PAGE:
            yield i
        blank = 0 if text else blank + 1


def _text(line: Line) -> str:
    return "".join(line.text.split())


def _sheet(lines: Sequence[Line]) -> list[_Piece]:
    found: list[_Piece] = []
    apart = False
    for line in lines:
        if text := _text(line):
            found.append(_Piece(line, text, apart))
        apart = not text
    return found


def _manner(sheets: Sequence[Sequence[_Piece]]) -> _Print | None:
    """How the numbers of all turned pages are printed; None where nothing tells."""
    pieces = [piece for sheet in sheets for piece in sheet]
    commas, points = (sum(mark in piece.text for piece in pieces if _FIGURES.fullmatch(piece.text)) for mark in ",.")
    if len(pieces) < OF_ALL or max(commas, points) < LEAST_MARKS:
        return None
    inside = sum(b.apart and (a.text[-1:] in ",." or b.text[0] in ",.") for sheet in sheets for a, b in pairwise(sheet))
    loose = inside >= LEAST_MARKS or not any(piece.apart for piece in pieces)
    places = [1, 2] if points >= LEAST_MARKS else [0]
    manners = [_Print(commas >= LEAST_MARKS, decimals, loose) for decimals in places]
    return min(manners, key=lambda manner: sum(_price(sheet, manner) for sheet in sheets))


def _price(sheet: Sequence[_Piece], manner: _Print) -> float:
    return sum(_parted(run, manner)[0] for figures, run in _runs(sheet) if figures)


def _runs(sheet: Iterable[_Piece]) -> list[tuple[bool, list[_Piece]]]:
    return [(figures, list(run)) for figures, run in groupby(sheet, key=lambda piece: bool(_FIGURES.fullmatch(piece.text)))]


def _stamps(sheets: Sequence[Sequence[_Piece]]) -> frozenset[str]:
    """What pages begin with again and again: letters of a stamp, which another stage knows best when they stand alone."""
    firsts = [_words_of(_first(sheet)) for sheet in sheets]
    return frozenset(text for text in firsts if firsts.count(text) >= MIN_AGAIN)


def _words_of(pieces: Iterable[_Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _first(sheet: Sequence[_Piece]) -> Sequence[_Piece]:
    """The letters before the first blank line."""
    end = next((i for i, piece in enumerate(sheet) if i and piece.apart), len(sheet))
    return sheet[:end]


def _joined(sheet: Sequence[_Piece], manner: _Print, stamps: frozenset[str]) -> list[Line]:
    """The lines of a page: its stamp as it stood, then one cell a line."""
    lines: list[Line] = []
    while not manner.loose and _words_of(first := _first(sheet)) in stamps:
        lines += [piece.line for piece in first]
        sheet = sheet[len(first) :]
    tail = _page_number(sheet)
    cells = [*_cells(sheet[: len(sheet) - tail], manner), *([sheet[len(sheet) - tail :]] if tail else [])]
    return [*lines, *(_line(cell, text) for cell in _words(cells) for text in _texts(cell, manner))]


def _page_number(sheet: Sequence[_Piece]) -> int:
    """How many pieces at the end are a page number between dashes."""
    return next((n for n in (3, 2) if is_marked(_words_of(sheet[-n:]))), 0)


def _cells(sheet: Sequence[_Piece], manner: _Print) -> Iterator[Sequence[_Piece]]:
    """The pieces of every cell."""
    ranked = "行次" in _words_of(sheet)
    runs = _runs(sheet)
    words, coded = "", False
    for i, (figures, run) in enumerate(runs):
        if figures:
            head = 1 if ranked and _LABEL.match(words) and len(run) > 1 else 0
            yield from ([run[0]],) if head else ()
            after = runs[i + 1][1][0].text if i + 1 < len(runs) else ""
            cells = [run[head + a : head + b] for a, b in _parted(run[head:], manner, after)[1]]
            coded = bool(_CODE.fullmatch(_words_of(cells[-1]))) and len(cells[-1]) > 1
            yield from cells
            continue
        parts = [run] if coded else _word_cells(run, manner)
        words = _words_of(parts[-1])
        yield from parts


def _word_cells(run: Sequence[_Piece], manner: _Print) -> list[Sequence[_Piece]]:
    """Words parted at blank lines."""
    cuts = [i for i in range(1, len(run)) if run[i].apart and not manner.loose]
    return [run[a:b] for a, b in pairwise([0, *cuts, len(run)])]


def _parted(run: Sequence[_Piece], manner: _Print, after: str = "") -> tuple[float, Cells]:
    """The cheapest division of figures into numbers, and its cost. `after`: the words that follow; the last may be their code, or
    the number of a year."""
    best: list[tuple[float, Cells]] = [(0.0, [])]
    for end in range(1, len(run) + 1):
        found = []
        for begin in range(end - 1, -1, -1):
            if begin < end - 1 and len(run[begin].text) < MOST_LETTERS:
                break  # a line that is not full is the last of its cell
            cost, cells = best[begin]
            text = _words_of(run[begin:end])
            worth = 1.0 if after and end == len(run) and _names(text, after) else _worth(manner, text)
            across = 0.0 if manner.loose else ACROSS * sum(piece.apart for piece in run[begin + 1 : end])
            found.append((cost + worth + across, [*cells, (begin, end)]))
        best.append(min(found, key=lambda each: each[0]))
    return best[-1]


def _names(text: str, after: str) -> bool:
    """Whether figures belong to the words after them: the code of a name, or 2021 before 年."""
    return bool(re.fullmatch(r"(?:19|20)\d\d", text) if after.startswith("年") else _CODE.fullmatch(text))


@cache
def _worth(manner: _Print, text: str) -> float:
    return manner.costs(text)


def _words(cells: Iterable[Sequence[_Piece]]) -> list[Sequence[_Piece]]:
    """Cells with the figures that belong to words joined to them: 2021 年, 公开 02 表."""
    found: list[Sequence[_Piece]] = []
    for cell in cells:
        before = _words_of(found[-1]) if found else ""
        text = _words_of(cell)
        year = re.fullmatch(r"(?:19|20)\d\d", before) and text.startswith("年")
        form = (before.endswith("公开") and re.fullmatch(r"\d\d", text)) or (re.search(r"公开\d\d$", before) and text.startswith("表"))
        if year or form:
            found[-1] = [*found[-1], *cell]
        else:
            found.append(cell)
    return found


def _texts(cell: Sequence[_Piece], manner: _Print) -> list[str]:
    text = _words_of(cell)
    return [part for part in _BORDER.split(text) if part] if manner.loose else [text]


def _line(cell: Sequence[_Piece], text: str) -> Line:
    first, last = cell[0].line, cell[-1].line
    if first is last and text == first.text.strip():
        return first
    return first._replace(text=text, last=last.number, edits=(*first.edits, Edit("joined_line", first.text, text)))
