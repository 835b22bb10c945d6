"""Ruled lines to frames: lines that meet, or that lie inside or beside the same frame, belong to one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from extractor.geometry import union
from extractor.records import Box, Ruling

TOUCH = 3.0  # points: lines this close meet
OPEN = 5.0  # points: how far a line of a frame may reach beyond it
MOST_CROSSINGS = 4_000_000  # lines across times lines down: more is a map or a chart, and no table
PANEL_GAP = 40.0  # points: frames side by side at most this far apart are panels of one table
LEVEL = 6.0  # points: tops (bottoms) of such panels differ by no more
FEWEST = 3  # lines of a frame; and in either direction, for a frame with cells

Lines = npt.NDArray[Any]  # (n, 4): x0, y0, x1, y1 in points
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


class Frame(NamedTuple):
    """Lines across and lines down that belong together, and the box around them."""

    across: Lines
    down: Lines
    box: Box

    def with_lines(self, across: Lines, down: Lines, box: Box) -> Frame:
        """The frame with more lines, around which `box` is."""
        return Frame(np.concatenate((self.across, across)), np.concatenate((self.down, down)), union((self.box, box)))


def frames(rulings: Iterable[Ruling]) -> list[Frame]:
    """Every frame of crossing lines on a page. Lines that belong to none are left out."""
    lines = np.array([*rulings], np.float64).reshape(-1, 5)[:, :4]
    x0, y0, x1, y1 = lines.T
    across, down = lines[(y0 == y1) & (x1 - x0 > TOUCH)], lines[(x0 == x1) & (y1 - y0 > TOUCH)]
    if not len(across) or not len(down) or len(across) * len(down) > MOST_CROSSINGS:
        return []
    return _side_by_side(_whole(_crossing(across, down)))


def _crossing(across: Lines, down: Lines) -> list[Frame]:
    """Lines that meet, together (connected components), with the lines that meet no other but lie inside."""
    meets = (
        (down[:, 0] >= across[:, None, 0] - TOUCH)
        & (down[:, 0] <= across[:, None, 2] + TOUCH)
        & (across[:, None, 1] >= down[:, 1] - TOUCH)
        & (across[:, None, 1] <= down[:, 3] + TOUCH)
    )
    numbers = _components(meets)
    counts = np.bincount(np.concatenate(numbers))
    found = [_frame(across[numbers[0] == n], down[numbers[1] == n]) for n in np.flatnonzero(counts >= FEWEST).tolist()]
    lone = [counts[each] < FEWEST for each in numbers]
    if not (lone[0].any() or lone[1].any()):
        return found
    order = np.argsort(np.concatenate((numbers[0][lone[0]], numbers[1][lone[1]])), kind="stable")
    return _with_strays(found, np.concatenate((across[lone[0]], down[lone[1]]))[order])


def _frame(across: Lines, down: Lines) -> Frame:
    lines = np.concatenate((across, down))
    return Frame(across, down, Box(*lines[:, :2].min(axis=0).tolist(), *lines[:, 2:].max(axis=0).tolist()))


def _components(meets: Bools) -> tuple[Numbers, Numbers]:
    """For each line across and each line down the number of the first line that it is joined to. `meets`: which line across
    meets which line down."""
    count = len(meets)
    across, down = np.arange(count), np.arange(count, count + meets.shape[1])
    alone = np.ones(count, np.bool_), np.ones(meets.shape[1], np.bool_)
    for start in np.flatnonzero(meets.any(axis=1)).tolist():
        if not alone[0][start]:
            continue
        new = np.array([start])
        while len(new):
            across[new], alone[0][new] = start, False
            beside = np.flatnonzero(meets[new].any(axis=0) & alone[1])
            down[beside], alone[1][beside] = start, False
            new = np.flatnonzero(meets[:, beside].any(axis=1) & alone[0])
    return across, down


def _with_strays(found: list[Frame], strays: Lines) -> list[Frame]:
    """Lines that meet no other but lie inside a frame belong to it: rows of a frame without outer borders."""
    none = strays[:0]
    for line in strays:
        place = Box(*line.tolist())
        home = next((n for n, frame in enumerate(found) if _holds(frame.box, place)), None)
        if home is not None:
            upright = place.left == place.right
            found[home] = found[home].with_lines(none if upright else line[None], line[None] if upright else none, place)
    return found


def _holds(box: Box, other: Box) -> bool:
    across = box.left - OPEN <= other.left and other.right <= box.right + OPEN
    return across and box.top - OPEN <= other.top and other.bottom <= box.bottom + OPEN


def _whole(found: Sequence[Frame]) -> list[Frame]:
    """Frames with those joined that lie inside another that has cells: its blank cells have no borders, and what stands
    beyond them meets none of its lines."""
    whole: list[Frame] = []
    for frame in sorted(found, key=lambda f: len(f.across) + len(f.down), reverse=True):
        homes = (n for n, other in enumerate(whole) if min(len(other.across), len(other.down)) >= FEWEST and _holds(other.box, frame.box))
        home = next(homes, None)
        if home is None:
            whole.append(frame)
        else:
            whole[home] = whole[home].with_lines(*frame)
    return whole


def _side_by_side(found: Sequence[Frame]) -> list[Frame]:
    """Frames that stand side by side at one height are panels of one table."""
    joined: list[Frame] = []
    for frame in sorted(found, key=lambda f: f.box.left):
        home = next((n for n, other in enumerate(joined) if _beside(other.box, frame.box)), None)
        if home is None:
            joined.append(frame)
        else:
            joined[home] = joined[home].with_lines(*frame)
    return joined


def _beside(box: Box, other: Box) -> bool:
    level = abs(box.top - other.top) <= LEVEL and abs(box.bottom - other.bottom) <= LEVEL
    return level and 0 <= other.left - box.right <= PANEL_GAP
