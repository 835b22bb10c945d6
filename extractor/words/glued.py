"""Amounts too wide for their cells, printed without a gap between them or against the words of the next cell, told apart by how
amounts are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from extractor.amounts import MEASURE
from extractor.codes import is_account

_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})"
_SINGLE = re.compile(rf"{_NUMBER}\.\d{{1,4}}|-?\d{{1,3}}(?:,\d{{3}})+")
_FIGURE = re.compile(rf"{_NUMBER}(?:\.\d{{1,4}})?%?")
_NAME = re.compile(rf"(?!{MEASURE})[\u4e00-\u9fff（(].*[\u4e00-\u9fff）)]")
_SENTENCE = re.compile("[。；，]")
LONG = 5  # characters: the head of a column
MOST_DECIMALS = 4  # of amounts: 亿元 with four
WIDE = 12  # characters: two amounts of one decimal that are shorter fit their cells (3.10.5 numbers a heading)


def single(text: str) -> bool:
    """Whether a text is one amount with decimals or with separators."""
    return _SINGLE.fullmatch(text) is not None


def several(text: str) -> bool:
    """Whether a run of digits may be more than one figure: two points, two commas, or more decimals than amounts have."""
    return text.count(".") > 1 or text.count(",") > 1 or ("." in text and len(text) - text.rindex(".") - 1 > MOST_DECIMALS)


@cache
def _patterns(decimals: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    amount = rf"{_NUMBER}\.\d{{{decimals}}}" if decimals else r"-?\d{1,3}(?:,\d{3})+"
    return re.compile(amount), re.compile(rf"(?:{amount})+")


def alike(run: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of one amount and of several without a gap, printed with as many decimals as the last of a run of digits
    has; whole ones with separators, where it has none."""
    _, point, decimals = run.rpartition(".")
    return _patterns(len(decimals)) if point and 0 < len(decimals) <= MOST_DECIMALS and decimals.isdigit() else _patterns(0)


def splits(text: str, uneven: Sequence[int]) -> list[int]:
    """Places at which a text falls into amounts: where its letters join `uneven`ly, if that gives amounts (and codes of the
    panel beside them) and nothing else; else so that all have as many decimals as the last. [] where it does not."""
    parts = [text[a:b] for a, b in pairwise([0, *uneven, len(text)])]
    if uneven and single(parts[0]) and all(single(part) or is_account(part) for part in parts):
        return list(uneven)
    amount, amounts = alike(text)
    if not amounts.fullmatch(text) or (amount is _patterns(1)[0] and len(text) < WIDE):
        return []
    return [match.end() for match in amount.finditer(text)][:-1]


def part_at_rule(before: str, after: str) -> bool:
    """Whether what stands on the two sides of a ruled line are two cells' texts, printed against it from both sides: a figure and
    a name, two amounts, or two long names (short ones are parts of one that a phantom rule crosses)."""
    names = [_NAME.fullmatch(text) is not None for text in (before, after)]
    if all(names):
        return min(len(before), len(after)) >= LONG and not _SENTENCE.search(before + after)
    if any(names):
        return _FIGURE.fullmatch(before if names[1] else after) is not None
    return single(before) and single(after) and _decimals(before) == _decimals(after)


def _decimals(amount: str) -> int:
    return len(amount.partition(".")[2])
