"""Rows without horizontal rules: the words of a band put to physical rows by the figures in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.records import Word
from extractor.tables.headers import is_number
from extractor.tables.stripes import column_of

LEVEL = 0.5  # of the letter size: figures whose middles are this close stand in one row
LOOSE = 1.5  # of the letter size: lines further apart are not of one cell
LARGER = 0.8  # of the words, in order of size
TIGHT = 0.85  # of the pitch of the figures: lines closer than this are of one cell


def physical_rows(words: Sequence[Word], edges: Sequence[float]) -> list[list[Word]]:
    """Words of a band as rows from top to bottom. A name wrapped over lines stays with the figure beside its middle;
    a name without figures is a row of its own."""
    if not words:
        return []
    size = letter_size(words)
    columns: dict[int, list[Word]] = {}
    for word in words:
        columns.setdefault(column_of(word, edges), []).append(word)
    figures = [word for column in columns.values() for word in column if is_number(word.text) and not _is_code(word, column, size)]
    anchors = _levels([_middle(word) for word in figures], LEVEL * size)
    reach = _reach(columns, size)
    pieces = [piece for column in columns.values() for block in _blocks(column, reach, size) for piece in _shared_out(block, anchors, size)]
    return _rows(pieces, anchors, size)


def _is_code(word: Word, column: Sequence[Word], size: float) -> bool:
    """Whether a number begins the name in its cell (2050399 其他职业教育支出): where that name is wrapped it stands higher than
    the figures of its row."""
    return any(
        other.box.left >= word.box.right and abs(_middle(other) - _middle(word)) <= LEVEL * size and not is_number(other.text)
        for other in column
    )


def letter_size(words: Sequence[Word]) -> float:
    """The letter size of a band: that of its larger words, as digits of scans are measured smaller than letters."""
    sizes = sorted(max(word.size, 1.0) for word in words)
    return sizes[int(LARGER * (len(sizes) - 1))] if sizes else 1.0


def figures_in_one_column(words: Sequence[Word], edges: Sequence[float]) -> int:
    """The most lines of figures that one column has: more than one, and the band holds several rows."""
    columns: dict[int, list[float]] = {}
    for word in words:
        if is_number(word.text):
            columns.setdefault(column_of(word, edges), []).append(_middle(word))
    if max(map(len, columns.values()), default=0) < 2:
        return min(1, len(columns))
    reach = LEVEL * letter_size(words)
    return max(len(_levels(middles, reach)) for middles in columns.values())


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


def _reach(columns: dict[int, list[Word]], size: float) -> float:
    """How far apart lines of one cell may be, middle to middle: less than the rows of figures are."""
    steps: list[float] = []
    for column in columns.values():
        levels = _levels([_middle(word) for word in column if is_number(word.text)], LEVEL * size)
        steps.extend(b - a for a, b in pairwise(levels))
    return min(LOOSE * size, TIGHT * min(steps, default=LOOSE * size / TIGHT))


def _blocks(column: Sequence[Word], reach: float, size: float) -> list[list[Word]]:
    """Lines of one column that follow each other closely."""
    blocks: list[list[Word]] = []
    for word in sorted(column, key=_middle):
        if (
            blocks
            and _middle(word) - _middle(blocks[-1][-1]) <= reach
            and not (is_number(word.text) and _middle(word) - _middle(blocks[-1][-1]) > LEVEL * size)
        ):
            blocks[-1].append(word)
        else:
            blocks.append([word])
    return blocks


def _shared_out(block: list[Word], anchors: Sequence[float], size: float) -> list[list[Word]]:
    """A block beside several rows of figures, parted: each line to the nearest of them."""
    top, bottom = _middle(block[0]) - LEVEL * size, _middle(block[-1]) + LEVEL * size
    inside = [anchor for anchor in anchors if top <= anchor <= bottom]
    if len(inside) < 2:
        return [block]
    shares: dict[float, list[Word]] = {}
    for word in block:
        shares.setdefault(min(inside, key=lambda anchor: abs(anchor - _middle(word))), []).append(word)
    return list(shares.values())


def _rows(pieces: Sequence[list[Word]], anchors: Sequence[float], size: float) -> list[list[Word]]:
    """Pieces at one height together: first those beside figures, then the others, by their own middles."""
    rows: list[tuple[float, list[Word]]] = [(anchor, []) for anchor in anchors]
    for piece in pieces:
        top, bottom = _middle(piece[0]), _middle(piece[-1])
        low, high = top - LEVEL * size, bottom + LEVEL * size
        fit = [row for row in rows if low <= row[0] <= high]
        if fit:
            min(fit, key=lambda row: abs(row[0] - (top + bottom) / 2))[1].extend(piece)
        else:
            rows.append(((top + bottom) / 2, list(piece)))
    return [words for _, words in sorted(rows, key=lambda row: row[0]) if words]
