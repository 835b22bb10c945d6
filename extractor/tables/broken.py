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
    codes = _is_coded(ordered)
    found: list[tuple[Word, list[Word]]] = []
    for word in ordered:
        first, pieces = found[-1] if found else (word, [])
        if len(pieces) == 1 and _goes_on(first, word, codes):
            whole = first._replace(text=first.text + word.text, box=union((first.box, word.box)))
            found[-1] = (whole, [first, word])
        else:
            found.append((word, [word]))
    return found


def _goes_on(first: Word, second: Word, codes: bool) -> bool:
    """Whether a word stands right below another and completes it."""
    gap = second.box.top - first.box.bottom
    below = -0.5 * first.size <= gap <= CLOSE * max(first.size, 1.0) and second.box.top > first.box.top + 0.5 * first.size
    below = below and overlap(first.box.left, first.box.right, second.box.left, second.box.right) > 0
    return below and (runs_on(first.text, second.text) or (codes and code_runs_on(first.text, second.text)))


def _is_coded(column: Sequence[Word]) -> bool:
    """Whether the numbers of a column are codes, whole or broken."""
    texts = [word.text for word in column if word.text.isascii() and word.text[:1].isdigit()]
    broken = sum(code_runs_on(a, b) for a, b in pairwise(texts))
    return bool(broken) and sum(is_account(text) for text in texts) + 2 * broken >= CODED * len(texts)
