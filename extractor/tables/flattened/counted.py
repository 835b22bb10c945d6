"""Line numbers (行次) of a two-sided table printed one cell a line: 1, 32, 2, 33, … in this order tell its rows, also those
whose labels and amounts are blank."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.tables.flattened.tokens import Token, ordinal

MIN_ROWS = 3
MOST = 200  # rows of the longest table
MOST_BEHIND = 60  # cells behind the last number: its amounts, and totals without numbers
Places = dict[int, int]  # position in the stream to line number


def counted(stream: Sequence[Token]) -> tuple[list[list[Token]], Sequence[Token]]:
    """The printed rows, each label, number and amounts of the left half, then those of the right, and the cells behind them
    (totals often have no numbers); no rows where the numbers of the two halves do not alternate to the end."""
    numbers = [(at, n) for at, token in enumerate(stream) if (n := ordinal(token.text)) and n < MOST and len(token.text) < 4]
    steps = sorted({n - 1 for _, n in numbers if n > MIN_ROWS})
    found = max((_alternating(numbers, step) for step in steps), key=len, default={})
    if len(found) < 2 * MIN_ROWS or len(stream) - max(found) > MOST_BEHIND:
        return [], stream
    borders = [0, *(_end(stream, at, following) for at, following in pairwise([*sorted(found), len(stream)]))]
    halves = [list(stream[a:b]) for a, b in pairwise(borders)]
    return [left + right for left, right in zip(halves[::2], halves[1::2], strict=True)], stream[borders[-1] :]


def _alternating(numbers: Sequence[tuple[int, int]], step: int) -> Places:
    """Where 1, 1 + step, 2, 2 + step, … stand, to the last row of which both are there; {} where one of a pair lacks."""
    found: Places = {}
    at = 0
    for row in range(1, step + 1):
        left = _next(numbers, at, row)
        right = _next(numbers, left + 1, row + step)
        if right >= len(numbers):
            return found if left >= len(numbers) else {}
        found[numbers[left][0]], found[numbers[right][0]] = row, row + step
        at = right + 1
    return found


def _next(numbers: Sequence[tuple[int, int]], at: int, wanted: int) -> int:
    """Index from `at` of the next place of a number; their count where there is none."""
    return next((i for i in range(at, len(numbers)) if numbers[i][1] == wanted), len(numbers))


def _end(stream: Sequence[Token], at: int, following: int) -> int:
    """Where the cells of the number at `at` end: before the words that are the label of the next number."""
    return next((i for i in range(at + 1, following) if stream[i].kind == "word"), following)
