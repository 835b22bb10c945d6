"""Rows without horizontal rules: the words of a band put to physical rows by the figures in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from extractor.amounts import DASHES
from extractor.records import Word
from extractor.tables.broken import joined
from extractor.tables.headers import is_number
from extractor.tables.stripes import column_of, in_columns

LEVEL = 0.5  # of the letter size: figures whose middles are this close stand in one row
NEAR = 0.3  # of the letter size: lines whose middles differ by no more are level
FULL = 1.5  # of the letter size: a line that ends so near the edge of its column may be wrapped there
FEWEST_HANGING = 2  # wrapped names that show how figures are set
LOOSE = 1.5  # of the letter size: lines further apart are not of one cell
LARGER = 0.8  # of the words, in order of size
TIGHT = 0.85  # of the pitch of the figures: lines closer than this are of one cell


def physical_rows(words: Sequence[Word], edges: Sequence[float]) -> list[list[Word]]:
    """Words of a band as rows from top to bottom. A name wrapped over lines stays with the figure beside its middle;
    a name without figures is a row of its own."""
    if not words:
        return []
    size = letter_size(words)
    by_column: dict[int, list[Word]] = {}
    for word in words:
        by_column.setdefault(column_of(word, edges), []).append(word)
    whole = [joined(column) for column in by_column.values()]
    heights = _heights(whole, size)
    columns = [[_Placed(heights(word, parts), is_figure(word.text), word) for word, parts in column] for column in whole]
    anchors = _levels([figure.middle for column in columns for figure in _figures(column, size)], LEVEL * size)
    low = _hang(columns, anchors, size)
    reach = LOOSE * size if low else _reach(columns, size)
    pieces = [piece for column in columns for block in _blocks(column, reach, size) for piece in _shared_out(block, anchors, size, low)]
    printed = {id(word): parts for column in whole for word, parts in column}
    return [[part for word in row for part in printed[id(word)]] for row in _rows(pieces, anchors, size)]


def is_figure(text: str) -> bool:
    """Whether a word is a number, or the dash or slash that stands for none."""
    return is_number(text) or text in DASHES


def _heights(whole: Sequence[Sequence[tuple[Word, list[Word]]]], size: float) -> Callable[[Word, list[Word]], float]:
    """At what height each word stands in its row. Where figures are torn over three lines or more, they are level by their
    first lines, their middles or their last ones: whichever gives the fewest rows."""
    figures = [(word, parts) for column in whole for word, parts in column if is_number(word.text)]
    if any(len(parts) > 2 for _, parts in figures):
        ways: list[Callable[[Word, list[Word]], float]] = [
            lambda word, _: _middle(word),
            lambda _, parts: _middle(parts[0]),
            lambda _, parts: _middle(parts[-1]),
        ]
        return min(ways, key=lambda way: len(_levels([way(word, parts) for word, parts in figures], LEVEL * size)))
    level = sorted(_middle(word) for word, parts in figures if len(parts) == 1)
    return lambda word, parts: _height(word, parts, level, size)


def _height(word: Word, parts: Sequence[Word], level: Sequence[float], size: float) -> float:
    """At what height a word stands in its row: one broken over lines at that of the line with which other figures are
    level, the middle of its lines where none are."""
    if len(parts) == 1:
        return _middle(word)
    heights = (_middle(word), _middle(parts[-1]), _middle(parts[0]))
    return next((y for y in heights if level[_between(level, y - NEAR * size, y + NEAR * size)]), _middle(word))


class _Placed(NamedTuple):
    """A word, the height of its middle, and whether it is a number."""

    middle: float
    figure: bool
    word: Word


def _figures(column: Sequence[_Placed], size: float) -> list[_Placed]:
    """The numbers of a column but those that begin the name in their cell (2050399 其他职业教育支出): where that name is
    wrapped they stand higher than the figures of their row."""
    names = [(middle, word.box.left) for middle, figure, word in column if not figure]
    if not names:
        return list(column)
    return [
        placed
        for placed in column
        if placed.figure
        and not any(left >= placed.word.box.right and abs(middle - placed.middle) <= LEVEL * size for middle, left in names)
    ]


def letter_size(words: Sequence[Word]) -> float:
    """The letter size of a band: that of its larger words, as digits of scans are measured smaller than letters."""
    sizes = sorted([word.size for word in words])
    return max(sizes[int(LARGER * (len(sizes) - 1))], 1.0) if sizes else 1.0


def figures_in_one_column(words: Sequence[Word], edges: Sequence[float]) -> int:
    """The most lines of figures that one column has: more than one, and the band holds several rows."""
    columns = in_columns((word for word in words if is_number(word.text)), edges)
    if (most := max(map(len, columns))) < 2:
        return most
    reach = LEVEL * letter_size(words)
    return max(len(_levels([_middle(word) for word in column], reach)) for column in columns)


def _middle(word: Word) -> float:
    return (word.box.top + word.box.bottom) / 2


def _levels(middles: Sequence[float], reach: float) -> list[float]:
    """Heights that lie close together as one."""
    groups: list[list[float]] = []
    for middle in sorted(middles):
        if groups and middle - groups[-1][0] <= reach:
            groups[-1].append(middle)
        else:
            groups.append([middle])
    return [sum(group) / len(group) for group in groups]


def _reach(columns: Sequence[Sequence[_Placed]], size: float) -> float:
    """How far apart lines of one cell may be, middle to middle: less than the rows of figures are."""
    steps: list[float] = []
    for column in columns:
        levels = _levels([placed.middle for placed in column if placed.figure], LEVEL * size)
        steps.extend(b - a for a, b in pairwise(levels))
    return min(LOOSE * size, TIGHT * min(steps, default=LOOSE * size / TIGHT))


def _blocks(column: Sequence[_Placed], reach: float, size: float) -> list[list[_Placed]]:
    """Lines of one column that follow each other closely."""
    blocks: list[list[_Placed]] = []
    before = 0.0
    for placed in sorted(column, key=itemgetter(0)):
        step = placed.middle - before
        if blocks and step <= reach and not (placed.figure and step > LEVEL * size):
            blocks[-1].append(placed)
        else:
            blocks.append([placed])
        before = placed.middle
    return blocks


def _shared_out(block: list[_Placed], anchors: Sequence[float], size: float, hanging: bool) -> list[list[_Placed]]:
    """A block beside several rows of figures, parted: each line to the nearest of them, or to the last that it does not
    stand above."""
    if len(block) < 2:
        return [block]
    inside = anchors[_between(anchors, block[0].middle - LEVEL * size, block[-1].middle + LEVEL * size)]
    if len(inside) < 2:
        return [block]
    shares: dict[float, list[_Placed]] = {}
    for placed in block:
        above = [anchor for anchor in inside if anchor <= placed.middle + LEVEL * size] if hanging else []
        shares.setdefault(above[-1] if above else min(inside, key=lambda anchor: abs(anchor - placed.middle)), []).append(placed)
    return list(shares.values())


def _hang(columns: Sequence[Sequence[_Placed]], anchors: Sequence[float], size: float) -> bool:
    """Whether figures stand beside the first lines of wrapped names: below a figure's height there are more lines, above
    the first there are none, and every line that is followed by such a one runs to the edge of its column."""
    names = [[placed for placed in column if not placed.figure] for column in columns]
    found = [_hanging(column, anchors, size) for column in names if len(column) > 1]
    return None not in found and sum(filter(None, found)) >= FEWEST_HANGING


def _hanging(column: Sequence[_Placed], anchors: Sequence[float], size: float) -> int | None:
    """How many figures have more lines of a column below their height, None where a line stands so that it cannot be."""
    edge = max(placed.word.box.right for placed in column)
    low = [placed.middle for placed in column if all(abs(placed.middle - anchor) > NEAR * size for anchor in anchors)]
    followed = {bisect_right(anchors, middle) - 1 for middle in low}
    full = {
        n
        for n, anchor in enumerate(anchors)
        if any(abs(p.middle - anchor) <= NEAR * size and edge - p.word.box.right < FULL * size for p in column)
    }
    return len(followed) if followed <= full else None


def _between(heights: Sequence[float], low: float, high: float) -> slice:
    """Where in ascending heights those from low to high stand, both included."""
    return slice(bisect_left(heights, low), bisect_right(heights, high))


def _rows(pieces: Sequence[list[_Placed]], anchors: Sequence[float], size: float) -> list[list[Word]]:
    """Pieces at one height together: first those beside figures, then the others, by their own middles."""
    rows: list[tuple[float, list[Word]]] = [(anchor, []) for anchor in anchors]
    others: list[tuple[float, list[Word]]] = []
    for piece in pieces:
        top, bottom = piece[0].middle, piece[-1].middle
        low, high = top - LEVEL * size, bottom + LEVEL * size
        fit = rows[_between(anchors, low, high)] + [row for row in others if low <= row[0] <= high]
        words = [placed.word for placed in piece]
        if fit:
            min(fit, key=lambda row: abs(row[0] - (top + bottom) / 2))[1].extend(words)
        else:
            others.append(((top + bottom) / 2, words))
    return [words for _, words in sorted(rows + others, key=itemgetter(0)) if words]
