"""Evaluation sheets of which every cell is one line: names of upper levels, then name, target, result, weight and score one
below another, whatever words stand as target or result. Read only where all lines come out as rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from extractor.likeness import fold
from extractor.tables.flattened.levels import Names, joined
from extractor.tables.flattened.runs import Indicator
from extractor.tables.flattened.values import Piece, kind

POINTS = ("weight", "score")
MOST = 100  # points of a whole sheet
MIN_ROWS = 2
REASON, UNFILLED = 1.0, 0.5  # cost of a line that is a reason, of an upper name without rows

Cut = tuple[float, tuple[tuple[int, int, bool], ...]]  # cost; of each row: first line, line of its name, whether a reason follows


def upright(pieces: Sequence[Piece], kinds: Sequence[str], names: Names) -> list[Indicator]:
    """The rows; [] where the lines are no such cells."""
    starts = [i for i, piece in enumerate(pieces) if not piece.at or not i or piece.line != pieces[i - 1].line]
    cells = [_cell(pieces[start:end]) for start, end in pairwise([*starts, len(pieces)])]
    if not {"target", "actual"} <= set(kinds) or not set(POINTS) & set(kinds) or not cells:
        return []
    upper = [bool(names.level([cell]) & {1, 2}) for cell in cells]
    parted = _parted(cells, upper, kinds)
    if len(parted) < MIN_ROWS:
        return []
    rows = [_row(cells, begin, name, kinds, reason=reason) for begin, name, reason in parted]
    told = sum(row.values["target"].value or row.values["actual"].kind != "text" for row in rows)
    return rows if 2 * told >= len(rows) else []


def _cell(parts: Sequence[Piece]) -> Piece:
    text = joined(parts)
    return parts[0]._replace(text=text, kind=kind(text), at=0, of=1)


def _row(cells: Sequence[Piece], begin: int, name: int, kinds: Sequence[str], *, reason: bool) -> Indicator:
    end = name + 1 + len(kinds)
    row = Indicator(dict(zip(kinds, cells[name + 1 : end], strict=True)), names=list(cells[begin : name + 1]))
    row.reason = [cells[end]] if reason else []
    return row


def _parted(cells: Sequence[Piece], upper: Sequence[bool], kinds: Sequence[str]) -> tuple[tuple[int, int, bool], ...]:
    """The cheapest division of all lines into rows; () where there is none."""

    @cache
    def best(begin: int) -> Cut | None:
        if all(upper[begin:]):
            return UNFILLED * (len(cells) - begin), ()
        found: list[Cut] = []
        name = begin
        while name < len(cells):
            end = name + 1 + len(kinds)
            if end <= len(cells) and _fits(cells[name:end], kinds):
                for reason in (False, True)[: 1 + (end < len(cells) and cells[end].kind == "text" and not upper[end])]:
                    rest = best(end + reason)
                    cost = REASON * reason + UNFILLED * max(0, name - begin - 2)
                    found += [(rest[0] + cost, ((begin, name, reason), *rest[1]))] if rest else []
            if not upper[name]:
                break
            name += 1
        return min(found, default=None)

    cut = best(0)
    return cut[1] if cut else ()


def _fits(cells: Sequence[Piece], kinds: Sequence[str]) -> bool:
    """Whether these are a name and its values: points are numbers, the score no more than the weight."""
    points = {kind: cell for kind, cell in zip(kinds, cells[1:], strict=True) if kind in POINTS}
    if cells[0].kind != "text" or not all(cell.plain and not fold(cell.text).endswith("%") for cell in points.values()):
        return False
    worth = [Decimal(fold(points[kind].text).replace(",", "")) for kind in POINTS if kind in points]
    return worth[0] <= MOST and worth[-1] <= worth[0]
