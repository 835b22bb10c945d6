"""Figures and codes too wide for their cells, broken over two lines: 66,036,274.8 | 4 and 206020 | 4 are one each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.amounts import with_cents
from extractor.codes import is_account
from extractor.geometry import overlap, union
from extractor.records import Word

CLOSE = 0.8  # of the letter size: the two lines of one cell have no more space between them
CODED = 0.8  # of the numbers of a column: so many codes, and it is one of codes
CENTS = 0.9  # of the amounts of a table that have a point: with two decimals
_TORN = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:,\d{0,2}|\.\d?)?")  # how an amount may begin, up to any place
MOST_PIECES = 6  # lines of one amount
LEVEL_WIDTHS = 0.7  # of the letter size: all lines of a torn amount but the last are as wide, give or take less than a digit
_POINTED = re.compile(r"-?[\d,]*\.\d*")
_HALF_GROUP = re.compile(r",\d{0,2}$")  # no figure ends so: 167,859,04 | 4.13
_BEGUN = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:,\d{0,2}|\.)|-?\d{1,3},\d{0,2}|-?\d{4,}\.")
_CLASS_BEGUN = re.compile(r"[2-5]\d")
_CODE_BEGUN = re.compile(r"[2-5]\d{3,5}")


def runs_on(first: str, second: str) -> bool:
    """Whether a figure goes on in the line below: 66,036,274.8 | 4."""
    broken = not with_cents(first) and ("." in first or "," in first)
    whole = broken and with_cents(first + second)
    return whole and (not with_cents(second) or bool(_HALF_GROUP.search(first)))


def begins_figure(text: str) -> bool:
    """Whether a text can only be the first line of a figure: 167,859,04 or 839,738,021."""
    return bool(_BEGUN.fullmatch(text))


def code_runs_on(first: str, second: str) -> bool:
    """Whether a code goes on in the line below: 206020 | 4, or that of a class in the narrow first of three columns: 20 | 6."""
    whole = first + second
    if _CLASS_BEGUN.fullmatch(first):
        return len(second) == 1 and second.isdigit()
    return bool(_CODE_BEGUN.fullmatch(first) and is_account(whole)) and len(whole) > 3 and second.isdigit() and len(second) < 3


def completes(first: str, second: str) -> bool:
    """Whether the end of a row on one page and its rest on the next are one figure or one code, and no two: 27. | 00."""
    if runs_on(first, second):
        return True
    whole = is_account(first) and is_account(second)
    return not whole and first.isdigit() and second.isdigit() and is_account(first + second)


def in_cents(texts: Iterable[str]) -> bool:
    """Whether nearly all amounts of a table that have a point have two decimals: one with fewer is broken."""
    pointed = [with_cents(text) for text in texts if _POINTED.fullmatch(text)]
    return bool(pointed) and sum(pointed) >= CENTS * len(pointed)


def joined(column: Sequence[Word]) -> list[tuple[Word, list[Word]]]:
    """The words of one column from top to bottom, pieces of one figure or code as one word, each with its pieces."""
    ordered = sorted(column, key=lambda word: word.box.top + word.box.bottom)
    codes, torn = _is_coded(ordered), _torn_codes(ordered)
    found: list[tuple[Word, list[Word]]] = []
    start = 0
    while start < len(ordered):
        count = _torn_amount(ordered, start) or torn.get(start) or 1
        if count == 1 and start + 1 < len(ordered) and _goes_on(ordered[start], ordered[start + 1], codes):
            count = 2
        pieces = ordered[start : start + count]
        whole = pieces[0]
        if count > 1:
            whole = whole._replace(text="".join(piece.text for piece in pieces), box=union(piece.box for piece in pieces))
        found.append((whole, pieces))
        start += count
    return found


def _torn_amount(ordered: Sequence[Word], start: int) -> int:
    """How many lines, three at least, an amount takes that begins here in a cell too narrow for it (1,094 | ,019, | 496.7 | 3);
    0 where none does."""
    text = ordered[start].text
    for end in range(start + 1, min(len(ordered), start + MOST_PIECES)):
        if not _TORN.fullmatch(text) or not _right_below(ordered[end - 1], ordered[end]):
            return 0
        text += ordered[end].text
        if with_cents(text):
            return end - start + 1 if end - start > 1 and _as_wide(ordered[start:end]) else 0
    return 0


def _torn_codes(ordered: Sequence[Word]) -> dict[int, int]:
    """Where codes begin that take several lines of three digits (208 | 020 | 7), with how many each takes; none where no
    code takes three lines, as 02 below 208 may be a code of its own."""
    found: dict[int, int] = {}
    for start, first in enumerate(ordered):
        chain = [first]
        while start + len(chain) < len(ordered) and len(chain[-1].text) == 3 and _right_below(chain[-1], ordered[start + len(chain)]):
            chain.append(ordered[start + len(chain)])
        texts = [word.text for word in chain[:3]]
        length = next((n for n in (3, 2) if len(texts) >= n and len(texts[n - 1]) < 3 and is_account("".join(texts[:n]))), 0)
        if length and is_account(first.text):
            found[start] = length
    return found if 3 in found.values() else {}


def _as_wide(lines: Sequence[Word]) -> bool:
    widths = [word.box.right - word.box.left for word in lines]
    return max(widths) - min(widths) <= LEVEL_WIDTHS * max(lines[0].size, 1.0)


def _right_below(first: Word, second: Word) -> bool:
    """Whether a word stands right below another."""
    gap = second.box.top - first.box.bottom
    below = -0.5 * first.size <= gap <= CLOSE * max(first.size, 1.0) and second.box.top > first.box.top + 0.5 * first.size
    return below and overlap(first.box.left, first.box.right, second.box.left, second.box.right) > 0


def _goes_on(first: Word, second: Word, codes: bool) -> bool:
    """Whether a word stands right below another and completes it."""
    return _right_below(first, second) and (runs_on(first.text, second.text) or (codes and code_runs_on(first.text, second.text)))


def _is_coded(column: Sequence[Word]) -> bool:
    """Whether the numbers of a column are codes, whole or broken."""
    texts = [word.text for word in column if word.text.isascii() and word.text[:1].isdigit()]
    broken = sum(code_runs_on(a, b) for a, b in pairwise(texts))
    return bool(broken) and sum(is_account(text) for text in texts) + 2 * broken >= CODED * len(texts)
