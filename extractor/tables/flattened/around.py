"""Cells of narrow columns broken over two lines, which stand above and below the line of the cells that are not:
`34,695.2 34,695.2` | `城乡社区支出 -- --` | `6 6`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.amounts import is_blank, with_cents
from extractor.codes import is_account
from extractor.records import Edit, Line

LINES = 3  # upper halves, the other cells, lower halves
PAIR = 2  # amounts side by side; one alone may stand where cells stand one a line
LONGEST_NAME = 24  # characters of the half of a name
_FIGURE = re.compile(r"[-\d.,，]*\d[.,，\d]*")
_PROSE = re.compile(r"[，。；：]")
_LAID_OUT = re.compile(r"^ |\S {2,}\S")
_LEADS = re.compile(r"\d{2,7}")  # what stands before a name: the rest of its code


class _Cell(NamedTuple):
    """A run of letters and where on its line it begins and ends."""

    text: str
    left: int
    right: int

    @property
    def figure(self) -> bool:
        """Whether it is an amount, a code or a part of one."""
        return bool(_FIGURE.fullmatch(self.text))

    @property
    def code(self) -> bool:
        """Whether it is a code or a part of one."""
        return bool(_LEADS.fullmatch(self.text))

    @property
    def word(self) -> bool:
        """Whether it is of a name: no figure, and no dash for a blank."""
        return not self.figure and not is_blank(self.text)


def around(lines: Sequence[Line]) -> Line | None:
    """Three lines as one with its cells whole; None where they are no such row."""
    if len(lines) != LINES or any(line.cells is not None or _PROSE.search(line.text) for line in lines):
        return None
    upper, middle, lower = (_cells(line.text) for line in lines)
    if all(cell.figure for cell in (*upper, *middle, *lower)) and (down := _down(upper, middle, lower)):
        return _joined(lines, "   ".join(down))
    figures = [cell for cell in upper if cell.figure]
    rests = [cell for cell in lower if cell.figure]
    if not figures or not middle or len(figures) != len(rests) or not _halves(upper, lower):
        return None
    wholes = [_whole(a.text, b.text, first=i == 0) for i, (a, b) in enumerate(zip(figures, rests, strict=True))]
    if not all(wholes) or any(cell.text[-1:] in ".,，" for cell in middle) or not _is_row(wholes, [*upper, *lower], middle):
        return None
    made = [_Cell(whole, a.left, a.right) for whole, a in zip(wholes, figures, strict=True)]
    names = [[cell for cell in row if cell not in found] for row, found in ((upper, figures), (lower, rests))]
    laid_out = any(_LAID_OUT.search(line.text) for line in lines)
    text = "   ".join(_by_place(made, middle, *names) if laid_out else _in_order(made, middle, *names))
    return _joined(lines, text)


def _joined(lines: Sequence[Line], text: str) -> Line:
    edit = Edit("joined_line", "\n".join(line.text for line in lines), text)
    return lines[0]._replace(text=text, last=lines[-1].last or lines[-1].number, edits=(*lines[0].edits, edit))


def _down(upper: Sequence[_Cell], middle: Sequence[_Cell], lower: Sequence[_Cell]) -> list[str]:
    """Amounts of a row without a name, each over two lines or three (7,784 | ,673. | 16 beside 523,7 | 19.70); [] where these
    do not come out even."""
    if len(upper) < PAIR or len(upper) != len(middle) or not all(re.search("[.,，]", cell.text) for cell in upper):
        return []
    rest = iter(cell.text for cell in lower)
    begun = [above.text + below.text for above, below in zip(upper, middle, strict=True)]
    wholes = [text if with_cents(text) else text + next(rest, "") for text in begun]
    return wholes if all(map(with_cents, wholes)) and next(rest, None) is None else []


def _cells(text: str) -> list[_Cell]:
    return [_Cell(match[0], match.start(), match.end()) for match in re.finditer(r"\S+", text)]


def _halves(upper: Sequence[_Cell], lower: Sequence[_Cell]) -> bool:
    """Whether what is no figure can be the halves of names."""
    return all(len(cell.text) <= LONGEST_NAME for cell in (*upper, *lower))


def _is_row(wholes: Sequence[str], outer: Sequence[_Cell], middle: Sequence[_Cell]) -> bool:
    """Whether so many cells are a row: not one amount around one cell, where cells stand one a line; nor a code around other
    than a name and amounts, nor beside dashes, which end a row of their own."""
    if all(_LEADS.fullmatch(whole) for whole in wholes):
        named = any(cell.word for cell in (*outer, *middle)) and not any(is_blank(cell.text) for cell in outer)
        return named and any(with_cents(cell.text) for cell in middle)
    return len(wholes) > 1 or len(middle) > 1


def _whole(above: str, below: str, *, first: bool) -> str:
    """The amount or the class that two halves make; '' where the upper one can stand alone, or they make neither."""
    if first and is_account(above + below) and (len(above) > 2 or (len(above), len(below)) == (2, 1)):  # 20105 above 07, 20 above 1
        return above + below
    return above + below if not with_cents(above) and re.search(r"[.,，]", above) and with_cents(above + below) else ""


def _by_place(made: Sequence[_Cell], middle: Sequence[_Cell], upper: Sequence[_Cell], lower: Sequence[_Cell]) -> list[str]:
    """Cells from left to right; the pieces of a name above one another are one."""
    stacks: list[list[_Cell]] = []
    for cell in (*upper, *(cell for cell in middle if cell.word), *lower):
        over = next((stack for stack in stacks if any(min(cell.right, c.right) > max(cell.left, c.left) for c in stack)), None)
        stacks.append([cell]) if over is None else over.append(cell)
    names = [_Cell("".join(cell.text for cell in stack), min(cell.left for cell in stack), 0) for stack in stacks]
    others = [cell for cell in middle if not cell.word]
    return [cell.text for cell in sorted([*made, *names, *others], key=lambda cell: cell.left)]


def _in_order(made: Sequence[_Cell], middle: Sequence[_Cell], upper: Sequence[_Cell], lower: Sequence[_Cell]) -> list[str]:
    """Code, name and amounts, where nothing tells their places: between which of them the dashes and noughts of the middle
    line stand is not known, so that these are left out like blanks, and sums tell."""
    codes = [cell.text for cell in made if cell.code]
    amounts = [cell.text for cell in made if not cell.code]
    parts = [cell.text for cell in middle if cell.code]
    numbers = [cell.text for cell in middle if not cell.word and not cell.code]
    words = [cell.text for cell in middle if cell.word]
    name = "".join([*(cell.text for cell in upper), *words, *(cell.text for cell in lower)])
    kept = [text for text in numbers if text.strip("-0.") and not is_blank(text)] if amounts else numbers
    return [*codes, *parts, *([name] if name else []), *amounts, *kept]
