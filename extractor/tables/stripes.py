"""Columns without vertical rules: stripes of the page in which words stand below each other.

Two words of one row never share a column; words that overlap in x do. Sparse columns count: one word in one row is
enough where the header has a word over it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.records import Box, Word

HEAD_BEHIND = 60.0  # points: figures stand at the right of their column, so its head is hardly further right
NARROWEST = 1.5  # points: space between two columns
CROSSING = 0.06  # of the rows may have a word across two columns (merged labels, long names)
ALIGNED = 2.0  # points: figures of a column end at the same x
_LETTERS_OF_FIGURES = re.compile(r"[-—]?[\d,，.%]*")  # figures, pieces of them, dashes
_AMOUNT = re.compile(r"-?[\d,]+\.\d+|-?\d{1,3}(?:,\d{3})+")
_LEVEL = re.compile(r"\d{2,3}")  # of a code: class, group or item
LEVELS = frozenset("类款项")  # heads of the columns in which a code is printed level by level, never letters of one word
MOSTLY = 0.6  # of the space from one of these heads to the next
MORE, FEWEST = 2, 2  # times, and so many, more figures of different lengths begin at one place than end at one: they stand at the left
SUPPORT = 3  # rows with words on both sides before such a word is overruled

Stripe = tuple[float, float]  # left, right in points
Row = Sequence[Word]


def stripes(body: Sequence[Row], header: Sequence[Word], walls: Sequence[float] = ()) -> list[Stripe]:
    """Columns from left to right. `body`: words of the rows below the header; `header`: words of the header's lowest
    level; `walls`: x of ruled lines that no column crosses."""
    if _at_left(body, header):
        found = _at_right([list(map(_mirrored, row)) for row in body], list(map(_mirrored, header)), [-x for x in reversed(walls)])
        return [(-right, -left) for left, right in reversed(found)]
    return _at_right(body, header, walls)


def _at_left(body: Sequence[Row], header: Sequence[Word]) -> bool:
    """Whether figures of different length begin at the same x, more than end at the same; where none tell, whether the first
    stands before all heads."""
    figures = [word for row in body for word in row if _AMOUNT.fullmatch(word.text)]
    begins, ends = (_lengths_at(figures, side) for side in (0, 2))
    if begins or ends or not figures or not header:
        return begins > MORE * ends + FEWEST
    return min(word.box.right for word in figures) <= min(word.box.left for word in header)


def _lengths_at(figures: Sequence[Word], side: int) -> int:
    """How many lengths more than one there are at each place, of figures whose left (0) or right (2) side stands there."""
    found: dict[int, set[int]] = {}
    for word in figures:
        found.setdefault(round(word.box[side]), set()).add(len(word.text))
    return sum(len(lengths) - 1 for lengths in found.values())


def _mirrored(word: Word) -> Word:
    """The word as in a mirror: what is true of figures at the right of their columns is true of those at the left."""
    left, top, right, bottom = word.box
    return word._replace(box=Box(-right, top, -left, bottom))


def _at_right(body: Sequence[Row], header: Sequence[Word], walls: Sequence[float]) -> list[Stripe]:
    """Columns whose figures stand at their right, if not in their middle."""
    joined = touching([_extent(word) for row in body for word in row])
    parted = [
        piece
        for stripe, crowded in zip(joined, _crowded(joined, body), strict=True)
        for part in _parted(stripe, crowded, body)
        for piece in _by_right_edges(part, crowded)
    ]
    found = _together([piece for stripe in parted for piece in _cut(stripe, walls)], body, header)
    return _with_heads(found, _header_only(found, header), header)


def _extent(word: Word) -> Stripe:
    return word.box.left, word.box.right


def touching(extents: Iterable[Stripe]) -> list[Stripe]:
    """Extents that overlap joined."""
    joined: list[Stripe] = []
    for left, right in sorted(extents):
        if joined and left < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _crowded(found: Sequence[Stripe], body: Sequence[Row]) -> list[list[Row]]:
    """For each stripe, the rows with several words in it: only these words."""
    lefts = [left for left, _ in found]
    crowded: list[list[Row]] = [[] for _ in found]
    for row in body:
        places = [bisect_right(lefts, word.box.left) - 1 for word in row]
        for place, count in Counter(places).items() if len(set(places)) < len(places) else ():
            if count > 1:
                crowded[place].append([word for word, own in zip(row, places, strict=True) if own == place])
    return crowded


def _parted(stripe: Stripe, crowded: Sequence[Row], body: Sequence[Row]) -> list[Stripe]:
    """A stripe that only a few crossing words hold together, parted at the gaps of the other rows."""
    if len(crowded) < SUPPORT:
        return [stripe]
    allowed = max(1, int(CROSSING * len(body)))
    extents = [_extent(w) for row in body for w in row if stripe[0] <= w.box.left < stripe[1]]
    gaps = [gap for gap in _thin(extents, allowed) if _divides(*gap, crowded)]
    return _between(gaps, extents, stripe)


def _thin(extents: list[Stripe], allowed: int) -> list[Stripe]:
    """Gaps that no more than `allowed` extents cross."""
    ends = sorted([(left, 1) for left, _ in extents] + [(right, -1) for _, right in extents])
    depth, gaps = 0, []
    for (x, step), (following, _) in pairwise(ends):
        depth += step
        if depth <= allowed and following - x >= NARROWEST:
            gaps.append((x, following))
    return gaps


def _between(gaps: Sequence[Stripe], extents: Sequence[Stripe], stripe: Stripe) -> list[Stripe]:
    """The pieces of a stripe between gaps, as wide as the words that stand in one piece only."""
    edges = [stripe[0], *((a + b) / 2 for a, b in gaps), stripe[1]]
    pieces: list[Stripe] = []
    for left, right in pairwise(edges):
        inside = [e for e in extents if left <= e[0] and e[1] <= right]
        pieces.append((min((e[0] for e in inside), default=left), max((e[1] for e in inside), default=right)))
    return pieces


def _divides(left: float, right: float, crowded: Sequence[Row]) -> bool:
    """Whether enough rows have words on both sides of a gap."""
    return sum(any(w.box.right <= left for w in row) and any(w.box.left >= right for w in row) for row in crowded) >= SUPPORT


def _by_right_edges(stripe: Stripe, crowded: Sequence[Row]) -> list[Stripe]:
    """A stripe of figures parted where its rows have several: figures too wide for their columns leave no gap, but they
    end at the same place in every row."""
    rows = [[w for w in row if stripe[0] <= w.box.left < stripe[1]] for row in crowded]
    several = [row for row in rows if len(row) > 1 and all(_LETTERS_OF_FIGURES.fullmatch(w.text) for w in row)]
    if len(several) < SUPPORT - 1:
        return [stripe]
    ends = sorted(w.box.right for row in several for w in row)
    groups = [[ends[0]]]
    for a, b in pairwise(ends):
        if b - a > ALIGNED:
            groups.append([])
        groups[-1].append(b)
    columns = [max(group) for group in groups if len(group) > 1]
    if len(columns) != max(len(row) for row in several):
        return [stripe]
    lefts = [min(w.box.left for row in several for w in row if abs(w.box.right - end) <= 2 * ALIGNED) for end in columns]
    return list(zip([stripe[0], *lefts[1:]], [*columns[:-1], stripe[1]], strict=True))


def _cut(stripe: Stripe, walls: Sequence[float]) -> list[Stripe]:
    """A stripe cut at the ruled lines through it."""
    edges = [stripe[0], *(x for x in walls if stripe[0] + 1 < x < stripe[1] - 1), stripe[1]]
    return list(pairwise(edges))


def _together(found: list[Stripe], body: Sequence[Row], header: Sequence[Word]) -> list[Stripe]:
    """Neighbours that no row fills both are one column (amounts at the right, dashes in the middle of it), unless the
    header has a word for each."""
    joined: list[Stripe] = []
    rows = [[_extent(word) for word in row] for row in (*body, header)]
    for stripe in found:
        start = joined[-2][1] if len(joined) > 1 else 0.0
        together = joined and not any(_both(row, joined[-1], stripe) for row in rows)
        if together and not _headed_apart(start, joined[-1], stripe, body, header):
            joined[-1] = (joined[-1][0], stripe[1])
        else:
            joined.append(stripe)
    return joined


def _headed_apart(start: float, a: Stripe, b: Stripe, body: Sequence[Row], header: Sequence[Word]) -> bool:
    """Whether each of two stripes has a head of its own: over it, or before it, as figures stand at the right of their column
    and heads in its middle. `start`: where the stripe before them ends. Levels of a code are no figures: they stand at the
    left, below 类, 款 or 项."""
    if _heads_of_levels(a, b, header):
        return True
    over, other = _in(header, a), _in(header, b)
    own = over or (_within(header, start, a[0]) and _figures(body, a))
    of_other = other or (_within(header, a[1], b[0]) and _figures(body, b))
    return own and of_other and not (over and other)


def _heads_of_levels(a: Stripe, b: Stripe, header: Sequence[Word]) -> bool:
    """Whether two stripes stand as far apart as the heads 类, 款 and 项 do, under them: where only the last level of a code
    is printed no row fills two of their columns."""
    heads = sorted(word.box.left for word in header if word.text in LEVELS)
    pitch = min((right - left for left, right in pairwise(heads)), default=0.0)
    return bool(pitch) and b[0] - a[0] > MOSTLY * pitch and heads[0] - pitch < a[0] and b[0] < heads[-1] + pitch / 2


def _within(row: Row, left: float, right: float) -> bool:
    return any(left < word.box.left and word.box.right < right for word in row)


def _figures(body: Sequence[Row], stripe: Stripe) -> bool:
    return any(_in((word,), stripe) and _may_be_figure(word.text) for row in body for word in row)


def _may_be_figure(text: str) -> bool:
    return bool(_LETTERS_OF_FIGURES.fullmatch(text)) and not _LEVEL.fullmatch(text)


def _both(row: Sequence[Stripe], a: Stripe, b: Stripe) -> bool:
    """Whether a row, given as the extents of its words, has a word in each of two stripes (one over both counts once)."""
    first = {n for n, (left, right) in enumerate(row) if left < a[1] and right > a[0]}
    second = {n for n, (left, right) in enumerate(row) if left < b[1] and right > b[0]} if first else first
    return bool(second) and len(first | second) > 1


def _in(row: Row, stripe: Stripe) -> bool:
    return any(word.box.left < stripe[1] and word.box.right > stripe[0] for word in row)


def _header_only(found: Sequence[Stripe], header: Sequence[Word]) -> list[Stripe]:
    """Columns that are blank all the way down: words of the header's lowest level over no other column."""
    free = [_extent(word) for word in header if not any(word.box.left < right and word.box.right > left for left, right in found)]
    return touching(free)


def _with_heads(found: Sequence[Stripe], heads: Sequence[Stripe], header: Row) -> list[Stripe]:
    """Columns with the heads that stand over none of them: a head next to a column without one heads it (dashes at the
    right end of a column whose short head is centred), the others head blank columns."""
    headless = [stripe for stripe in found if not _in(header, stripe)]
    ordered = sorted([*found, *heads])
    joined: dict[Stripe, Stripe] = {}
    for a, b in _paired(ordered, {*heads}, {*headless}):
        joined[a] = joined[b] = (a[0], b[1])
    return sorted({joined.get(stripe, stripe) for stripe in ordered})


def _paired(ordered: Sequence[Stripe], heads: set[Stripe], headless: set[Stripe]) -> list[tuple[Stripe, Stripe]]:
    """Neighbours of which one is a head and one has none, in as many pairs as there can be, the closest of these."""
    best: list[tuple[int, float, list[tuple[Stripe, Stripe]]]] = [(0, 0.0, []), (0, 0.0, [])]
    for a, b in pairwise(ordered):
        without, before = best[-1], best[-2]
        if (a in heads and b in headless) or (b in heads and a in headless):
            cost = b[0] - a[1] + (HEAD_BEHIND if b in heads else 0.0)
            with_pair = (before[0] + 1, before[1] - cost, [*before[2], (a, b)])
            best.append(max(without, with_pair, key=lambda choice: choice[:2]))
        else:
            best.append(without)
    return best[-1][2]


def with_heads(found: Sequence[Stripe], header: Sequence[Word]) -> list[Stripe]:
    """Columns as wide as their heads: figures stand at one side of theirs, a head in the middle. A head over several, or
    reaching over the next one's head, tells nothing."""
    wide = list(found)
    for left, right in map(_extent, header):
        over = [n for n, (a, b) in enumerate(found) if left < b and right > a]
        if len(over) == 1:
            a, b = wide[over[0]]
            wide[over[0]] = min(a, left), max(b, right)
    return list(found) if any(b[0] < a[1] for a, b in pairwise(wide)) else wide


def edges_of(found: Sequence[Stripe], left: float, right: float, walls: Sequence[float] = ()) -> tuple[float, ...]:
    """Column edges: a ruled line where there is one between two stripes, else the middle between them."""
    inner: list[float] = []
    for (_, a), (b, _) in pairwise(found):
        between = [x for x in walls if a - 1 <= x <= b + 1]
        inner.append(between[0] if between else (a + b) / 2)
    return (min(left, found[0][0]), *inner, max(right, found[-1][1]))


def column_of(word: Word, edges: Sequence[float]) -> int:
    """Number of the column in which the middle of a word stands."""
    return bisect_right(edges, (word.box.left + word.box.right) / 2, 1, len(edges) - 1) - 1


def in_columns(words: Iterable[Word], edges: Sequence[float]) -> list[list[Word]]:
    """The words of each column between these edges."""
    found: list[list[Word]] = [[] for _ in edges[1:]]
    for word in words:
        found[column_of(word, edges)].append(word)
    return found
