"""Columns without vertical rules: stripes of the page in which words stand below each other.

Two words of one row never share a column; words that overlap in x do. Sparse columns count: one word in one row is
enough where the header has a word over it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractor.records import Word

CROSSING = 0.06  # of the rows may have a word across two columns (merged labels, long names)
SUPPORT = 3  # rows with words on both sides before such a word is overruled

Stripe = tuple[float, float]  # left, right in points
Row = Sequence[Word]


def stripes(body: Sequence[Row], header: Sequence[Word], walls: Sequence[float] = ()) -> list[Stripe]:
    """Columns from left to right. `body`: words of the rows below the header; `header`: words of the header's lowest
    level; `walls`: x of ruled lines that no column crosses."""
    found = _parted(_touching([_extent(word) for row in body for word in row]), body)
    found = [piece for stripe in found for piece in _cut(stripe, walls)]
    found = _together(found, body, header)
    return sorted([*found, *_header_only(found, header)])


def _extent(word: Word) -> Stripe:
    return word.box.left, word.box.right


def _touching(extents: Sequence[Stripe]) -> list[Stripe]:
    """Extents that overlap joined."""
    joined: list[Stripe] = []
    for left, right in sorted(extents):
        if joined and left < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _parted(found: list[Stripe], body: Sequence[Row]) -> list[Stripe]:
    """Stripes that only a few crossing words hold together are parted at the gaps of the other rows."""
    allowed = max(1, int(CROSSING * len(body)))
    parted: list[Stripe] = []
    for left, right in found:
        extents = [_extent(w) for row in body for w in row if left <= w.box.left < right]
        parted.extend(_without_crossing(extents, body, allowed) if allowed else [(left, right)])
    return parted


def _without_crossing(extents: list[Stripe], body: Sequence[Row], allowed: int) -> list[Stripe]:
    """The stripe of these extents, parted where no more than `allowed` of its widest words cross a gap that divides
    `SUPPORT` rows."""
    whole = (min(e[0] for e in extents), max(e[1] for e in extents))
    if len(extents) <= allowed + 2 * SUPPORT:
        return [whole]
    widest = sorted(extents, key=lambda e: e[0] - e[1])
    for dropped in range(1, allowed + 1):
        pieces = _touching(widest[dropped:])
        if len(pieces) > 1 and all(_divides(a[1], b[0], body, whole) for a, b in pairwise(pieces)):
            return [(min(whole[0], pieces[0][0]), pieces[0][1]), *pieces[1:-1], (pieces[-1][0], max(whole[1], pieces[-1][1]))]
    return [whole]


def _divides(left: float, right: float, body: Sequence[Row], whole: Stripe) -> bool:
    """Whether enough rows have words on both sides of a gap."""
    both = 0
    for row in body:
        inside = [w for w in row if whole[0] <= w.box.left < whole[1]]
        both += any(w.box.right <= left for w in inside) and any(w.box.left >= right for w in inside)
    return both >= SUPPORT


def _cut(stripe: Stripe, walls: Sequence[float]) -> list[Stripe]:
    """A stripe cut at the ruled lines through it."""
    edges = [stripe[0], *(x for x in walls if stripe[0] + 1 < x < stripe[1] - 1), stripe[1]]
    return list(pairwise(edges))


def _together(found: list[Stripe], body: Sequence[Row], header: Sequence[Word]) -> list[Stripe]:
    """Neighbours that no row fills both are one column (amounts at the right, dashes in the middle of it), unless the
    header has a word over each."""
    joined: list[Stripe] = []
    rows = [*body, header]
    for stripe in found:
        if joined and not any(_in(row, joined[-1]) and _in(row, stripe) for row in rows):
            joined[-1] = (joined[-1][0], stripe[1])
        else:
            joined.append(stripe)
    return joined


def _in(row: Row, stripe: Stripe) -> bool:
    return any(w.box.left < stripe[1] and w.box.right > stripe[0] for w in row)


def _header_only(found: Sequence[Stripe], header: Sequence[Word]) -> list[Stripe]:
    """Columns that are blank all the way down: words of the header's lowest level over no other column."""
    free = [_extent(word) for word in header if not any(word.box.left < right and word.box.right > left for left, right in found)]
    return _touching(free)


def edges_of(found: Sequence[Stripe], left: float, right: float, walls: Sequence[float] = ()) -> tuple[float, ...]:
    """Column edges: a ruled line where there is one between two stripes, else the middle between them."""
    inner: list[float] = []
    for (_, a), (b, _) in pairwise(found):
        between = [x for x in walls if a - 1 <= x <= b + 1]
        inner.append(between[0] if between else (a + b) / 2)
    return (min(left, found[0][0]), *inner, max(right, found[-1][1]))


def column_of(word: Word, edges: Sequence[float]) -> int:
    """Number of the column in which the middle of a word stands."""
    return min(max(bisect_right(edges, (word.box.left + word.box.right) / 2) - 1, 0), len(edges) - 2)
