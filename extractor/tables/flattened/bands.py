"""Which printed lines are of which row, where each row shows on one line only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TORN, GLUED = 3.0, 3.0  # a cell that goes on is cut; a cell that has ended is joined with the next
UNEVEN = 1.0  # per line by which a row is not centred around the line that shows it
SLACK = 1  # lines by which it may be


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Lines from `first` to `last`; `columns`: for each column its lines, and whether what stands there fills it."""

    first: int
    last: int
    columns: Sequence[Mapping[int, bool]]

    def torn(self, line: int) -> float:
        """What it costs to begin a row at this line."""
        return sum(TORN for column in self.columns if line in column and column.get(line - 1))

    def glued(self, line: int) -> float:
        """What it costs to have this line in the row of the line before."""
        return sum(GLUED for column in self.columns if line in column and column.get(line - 1) is False)


Shown = tuple[int, int]  # first and last of the lines that show a row: mostly one


def bands(shown: Sequence[Shown], wrapping: Wrapping) -> list[int]:
    """The first line of each row, of rows that show on these lines: as the cells wrap, and with the lines that show a row at
    its middle, or at its top throughout, whichever agrees better."""
    centred, top = (_best(shown, wrapping, upright) for upright in (False, True))
    return min(centred, top, key=lambda found: found[0])[1]


def _best(shown: Sequence[Shown], wrapping: Wrapping, upright: bool) -> tuple[float, list[int]]:
    """Cost and first lines of the rows, by dynamic programming from row to row."""
    glued = [0.0]
    for line in range(wrapping.first, wrapping.last + 1):
        glued.append(glued[-1] + wrapping.glued(line))
    top = min(wrapping.first, shown[0][0])
    best: dict[int, tuple[float, list[int]]] = {top: (0.0, [top])}
    for row, lines in enumerate(shown):
        last = row + 1 == len(shown)
        ends = [wrapping.last + 1] if last else range(lines[1] + 1, shown[row + 1][0] + 1)
        following: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            cut = 0.0 if last else wrapping.torn(end)
            options = (
                (cost + cut + _lopsided(start, lines, end, upright) + _between(glued, wrapping.first, start, end), starts)
                for start, (cost, starts) in best.items()
            )
            cost, starts = min(options, key=lambda option: option[0])
            following[end] = cost, starts if last else [*starts, end]
        best = following
    return min(best.values(), key=lambda found: found[0])


def _between(glued: Sequence[float], first: int, start: int, end: int) -> float:
    """What the lines of a row after its first cost."""
    return glued[end - first] - glued[start - first + 1] if end > start else 0.0


def _lopsided(start: int, lines: Shown, end: int, upright: bool) -> float:
    above, below = lines[0] - start, end - 1 - lines[1]
    if upright:
        return UNEVEN * above * 2
    return UNEVEN * max(0, abs(above - below) - SLACK) + 0.1 * abs(above - below)


def spread(middles: Sequence[float], starts: Sequence[int], last: int) -> list[int]:
    """Rows with which groups begin, of groups whose names stand at `middles`: in order, all rows covered, each name as near
    as can be to the middle of its rows; each beside the first of them where all stand beside one and not all in the middle."""
    ends = [*starts[1:], last + 1]
    count = min(len(middles), len(starts))
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for n in range(count):
        following: dict[int, tuple[float, list[int]]] = {}
        for begin, (cost, chosen) in best.items():
            room = [len(starts)] if n + 1 == count else range(begin + 1, len(starts) - (count - n - 2))
            for end in room:
                off = abs((starts[begin] + ends[end - 1] - 1) / 2 - middles[n])
                if end not in following or cost + off < following[end][0]:
                    following[end] = cost + off, chosen if n + 1 == count else [*chosen, end]
        best = following
    off, chosen = min(best.values(), key=lambda found: found[0]) if best and count else (0.0, [])
    tops = [starts.index(int(middle)) for middle in middles if middle in starts]
    return tops if off and len(tops) == len(middles) and tops[0] == 0 else chosen
