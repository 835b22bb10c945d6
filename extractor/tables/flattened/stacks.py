"""Header words wrapped over lines, put together: words one above another where the text keeps the layout (runs of
blanks as wide as the page), else pieces of successive lines that make a known word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.likeness import fold

GAP = 3  # blanks that part two cells in a text with layout
REACH = 4  # lines below the first piece of a wrapped word within which its other pieces stand
# a word, with what is in brackets behind a blank; or the letters of a spread one (合 计). One blank parts two words: the heads
# of narrow columns stand no further apart
_PIECE = re.compile(r"\S{2,}(?: [（(]\S*)*|\S(?: \S(?!\S))*")
_YEAR_APART = re.compile(r"\b((?:19|20)\d\d)( +)(年)")
MIN_GAPS = 2  # lines with such gaps before the header counts as laid out


@dataclass(slots=True)
class _Stack:
    """Words one above another; `left`, `right`: characters of the lowest one."""

    left: int
    right: int
    words: list[str] = field(default_factory=list)


def with_years(text: str) -> str:
    """The line with years whole whose digits a converter set apart (2022 年预算数), other letters in their places."""
    return _YEAR_APART.sub(r"\2\1\3", text)


def stacked(lines: Sequence[str]) -> list[str]:
    """The words of a laid out header, each joined from top to bottom, from left to right; nothing where the text keeps
    no layout. A word above several others is put before the one below its middle."""
    if sum(bool(re.search(rf"\S\s{{{GAP},}}\S", line)) for line in lines) < MIN_GAPS:
        return []
    stacks: list[_Stack] = []
    for line in lines:
        row = [_Stack(match.start(), match.end(), [match[0]]) for match in _PIECE.finditer(line)]
        for word in row:
            above = [stack for stack in stacks if _over(stack, word, row)]
            if len(above) == 1:
                above[0].left, above[0].right = word.left, word.right
                above[0].words += word.words
            else:
                stacks.append(word)
    return ["".join(stack.words).replace(" ", "") for stack in sorted(stacks, key=lambda stack: stack.left + stack.right)]


def _over(stack: _Stack, word: _Stack, row: Sequence[_Stack]) -> bool:
    """Whether a stack stands over this word and over no other of its line."""
    overlapping = [other for other in row if min(other.right, stack.right) > max(other.left, stack.left)]
    return overlapping == [word]


Spot = tuple[int, int]  # line of the header, piece on that line


def unwrapped(rows: Sequence[Sequence[str]], words: frozenset[str], labels: frozenset[str]) -> list[list[str]]:
    """The pieces of a header by line, those that make a known word on successive lines joined in the place of the one on
    the fullest line: 一般公共 | 预算财政 | 拨款 below one another, with 政府性基 | 金预算财 | 政拨款 beside them. A piece
    that is one of `words` is whole, but for what goes on in pieces that are none; one of `labels` (公务用车) may begin a
    longer one (公务用车 | 购置费)."""
    left: list[list[str | None]] = [[*row] for row in rows]
    longest = sorted(words | labels, key=len, reverse=True)
    for i, row in enumerate(rows):
        for j, piece in enumerate(row):
            if left[i][j] is None:
                continue
            spelt = (found for word in longest if len(found := _spelt(left, (i, j), word)) > 1)
            if fold(piece) in words:  # 政府性基金 is whole, but not above 预算拨款收 and 入
                spelt = (found for found in spelt if not any(fold(left[a][b] or "") in words for a, b in found[1:]))
            _join(left, min(spelt, key=_spread, default=[]))
    return [kept for row in left if (kept := [piece for piece in row if piece is not None])]


def _spelt(rows: Sequence[Sequence[str | None]], spot: Spot, word: str) -> list[Spot]:
    """The pieces, beginning with the one at `spot`, one a line, that make the word; nothing where none do."""
    line, at = spot
    piece = fold(rows[line][at] or "")
    if not piece or not word.startswith(piece):
        return []
    if piece == word:
        return [spot]
    rest = word[len(piece) :]
    for below in range(line + 1, min(len(rows), line + REACH)):
        for other in range(len(rows[below])):
            found = _spelt(rows, (below, other), rest)
            if found:
                return [spot, *found]
    return []


def _spread(spots: Sequence[Spot]) -> tuple[int, int]:
    """How far the pieces of a word stand apart: in lines, then in places on their lines."""
    return spots[-1][0] - spots[0][0], abs(spots[-1][1] - spots[0][1])


def _join(rows: list[list[str | None]], spots: Sequence[Spot]) -> None:
    if not spots:
        return
    word = "".join(rows[line][at] or "" for line, at in spots)
    line, at = max(spots, key=lambda spot: len(rows[spot[0]]))
    for other, place in spots:
        rows[other][place] = None
    rows[line][at] = word
