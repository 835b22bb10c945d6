"""Which letter follows which: characters of a text layer chained to words by their places, whatever their order."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

GAP = 0.35  # of the letter size: wider, and a new word begins
OVERLAP = 0.2  # of the letter size: two letters that overlap more are not neighbours in one word
SAME_ROW = 0.35  # of the letter size: how far the middles of neighbours may differ in height
RAISED = 0.75  # of the line's size: smaller letters that stand high are superscripts and stay with their word
STRAIGHT = 5.0  # degrees: letters of one word are turned alike
SHELF = 24.0  # twice the height, in points, of the steps in which neighbours are looked up

Numeric = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Letters(NamedTuple):
    """Characters as columns: edges in points, size, degrees counter-clockwise."""

    left: Numeric
    top: Numeric
    right: Numeric
    bottom: Numeric
    size: Numeric
    angle: Numeric

    def at(self, which: Numbers) -> Letters:
        """Those at these places."""
        return Letters(*(column[which] for column in self))

    @property
    def shelf(self) -> Numbers:
        """Height on the page in steps of 12 points, for looking up neighbours."""
        return np.floor((self.top + self.bottom) / SHELF).astype(np.int64)

    @property
    def sideways(self) -> Bools:
        """Whether a letter lies on its side: 90 degrees runs upwards, 270 downwards."""
        tilt = self.angle % 180
        return np.asarray((tilt > 45) & (tilt < 135), np.bool_)


def chains(boxes: Numeric, sizes: Numeric, angles: Numeric) -> tuple[Numbers, Numbers]:
    """The order in which characters (boxes (n, 4), sizes, angles) make up words, and where in it each word starts: first
    runs in the order of the file, then run to run, each with its nearest successor among the runs of the same height."""
    left, top, right, bottom = boxes.T
    letters = Letters(left, top, right, bottom, sizes, angles)
    places = np.arange(len(sizes))
    if not len(places):
        return places, places
    first, second = (Letters(*(column[part] for column in letters)) for part in (slice(None, -1), slice(1, None)))
    starts = np.flatnonzero(np.concatenate(([True], ~_follows(first, second))))
    ends = np.concatenate((starts[1:], [len(sizes)]))
    follower = _successors(letters.at(starts), letters.at(ends - 1))
    return _strung(_linked(len(starts), follower), starts, ends) if follower else (places, starts)


def _strung(words: list[list[int]], starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Letters in the order of words, which are lists of runs from `starts` to `ends`, and where in it each word starts."""
    runs = np.array([run for word in words for run in word])
    lengths = (ends - starts)[runs]
    before = np.concatenate(([0], np.cumsum(lengths)))
    order = np.repeat(starts[runs] - before[:-1], lengths) + np.arange(before[-1])
    heads = np.cumsum([0, *map(len, words[:-1])])
    return order, before[heads]


def _follows(a: Letters, b: Letters) -> Bools:
    """Whether b is the next letter of the word that ends in a, pair by pair."""
    least, size = np.minimum(a.size, b.size), np.maximum(np.maximum(a.size, b.size), 1.0)
    alike = a.angle == b.angle
    if not alike.all():
        alike |= np.abs(a.angle - b.angle) % 360 <= STRAIGHT
    gap = b.left - a.right
    beside = (-OVERLAP * least <= gap) & (gap <= GAP * size) & (b.left > a.left)
    rise = np.abs(a.top + a.bottom - b.top - b.bottom) / 2
    shared = np.maximum(0.0, np.minimum(a.bottom, b.bottom) - np.maximum(a.top, b.top))
    level = (rise <= SAME_ROW * least) | ((least < RAISED * size) & (shared > 0.6 * least))
    follows = beside & level
    if (lying := a.sideways).any():
        follows = np.where(lying, _follows_sideways(a, b, size), follows)
    return np.asarray(alike & follows, np.bool_)


def _follows_sideways(a: Letters, b: Letters, size: Numeric) -> Bools:
    """The same for letters that lie on their side."""
    gap = np.where(a.angle < 180, a.top - b.bottom, b.top - a.bottom)
    level = np.abs(a.left + a.right - b.left - b.right) / 2 <= SAME_ROW * size
    return np.asarray((-OVERLAP * size <= gap) & (gap <= GAP * size) & level, np.bool_)


def _successors(first: Letters, last: Letters) -> dict[int, int]:
    """Run -> the run that follows it, by the first and last letters of runs. From left to right, each takes the leftmost of
    those that fit and are not taken."""
    a, b = _near(first, last)
    fits = (a != b) & (np.abs(last.shelf[a] - first.shelf[b]) <= 1)
    a, b = a[fits], b[fits]
    fits = _follows(last.at(a), first.at(b))
    a, b = a[fits], b[fits]
    order = np.lexsort((b, first.shelf[b] - last.shelf[a], first.left[b], a, first.left[a]))
    follower: dict[int, int] = {}
    taken: set[int] = set()
    for run, successor in zip(a[order].tolist(), b[order].tolist(), strict=True):
        if run not in follower and successor not in taken:
            follower[run] = successor
            taken.add(successor)
    return follower


def _near(first: Letters, last: Letters) -> tuple[Numbers, Numbers]:
    """Pairs of runs of which the second begins where the first ends; all seconds for runs that lie on their side."""
    count = len(first.left)
    by_left = np.argsort(first.left, kind="stable")
    lefts = first.left[by_left]
    reach = np.maximum(first.size.max(initial=1.0), np.maximum(last.size, 1.0))
    low = np.searchsorted(lefts, last.right - OVERLAP * last.size - 1, "left")
    high = np.searchsorted(lefts, last.right + GAP * reach + 1, "right")
    if (lying := last.sideways).any():
        low, high = np.where(lying, 0, low), np.where(lying, count, high)
    counts = np.maximum(high - low, 0)
    a = np.repeat(np.arange(count), counts)
    within = np.arange(len(a)) - np.repeat(np.cumsum(counts) - counts, counts)
    return a, by_left[np.repeat(low, counts) + within]


def _linked(count: int, follower: dict[int, int]) -> list[list[int]]:
    """Runs chained to words: those that follow none, each with all that follows it."""
    taken = set(follower.values())
    words: list[list[int]] = []
    for run in range(count):
        if run in taken:
            continue
        word, at = [run], follower.get(run)
        while at is not None:
            word.append(at)
            at = follower.get(at)
        words.append(word)
    linked = {run for word in words for run in word}
    return words + [[run] for run in range(count) if run not in linked]  # runs that follow each other in a ring
