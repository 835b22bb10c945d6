"""Names in evaluation tables without explanations: everything between the values is names, and a name wrapped around
its values has its end behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.tables.flattened.levels import Names, compared, is_name, joined, measured, split
from extractor.tables.flattened.runs import Indicator
from extractor.tables.flattened.values import Piece

KNOWN, MEASURED, FAR, SYMMETRIC = 2.0, 1.0, 0.3, 0.6
WRAPPED_SURE = 0.85  # a name put together from pieces before and behind its values
_FOOT = re.compile(r"其[他它](?:需要)?说明|备注|说明|评价结论|存在(?:的)?问题|改进措施|(?:项目|财务)负责人|填[报表]人")  # below the rows
MAX_UPPER = 6  # pieces of a wrapped first- or second-level name


def part(rows: list[Indicator], rest: list[Piece], names: Names, width: int) -> None:
    """Give the words between the values to the row before (end of its name, reason) or to the next one. `rest`: words
    behind the last value, taken by the last row."""
    if not rows:
        return
    uppers = [_uppers(row, names) for row in rows]
    gaps = [_reasons(row, following.before if following else rest) for row, following in zip(rows, [*rows[1:], None], strict=True)]
    rows[0].names = [*uppers[0], *rows[0].before]
    starts = [_upper_start(gap, names) for gap in gaps]
    centred = any(start for start in starts[:-1] if start) or bool(gaps and gaps[-1]) or any(upper for upper in uppers)
    for i, (gap, start) in enumerate(zip(gaps, starts, strict=True)):
        last = i + 1 == len(rows)
        foot = next((n for n, piece in enumerate(gap) if _FOOT.match(piece.text)), len(gap))
        room = foot if last else sum(piece.line < min(rows[i + 1].lines) for piece in gap)
        cut = room if last else start if start is not None else _cut(rows[i], gap, room, names, width, centred=centred)
        rows[i].names += gap[:cut]
        rows[i].sure = min(rows[i].sure, WRAPPED_SURE) if cut else rows[i].sure
        if not last:
            rows[i + 1].names = [*uppers[i + 1], *gap[cut:]]


def _uppers(row: Indicator, names: Names) -> list[Piece]:
    """First- and second-level names on the line of the values, taken out of the words before it: where the third-level
    name is wrapped around them, its beginning stands on the line above."""
    line = min(row.lines)
    beside = [piece for piece in row.before if piece.line == line]
    above = [piece for piece in row.before if piece.line != line]
    if not beside or not above or not all(names.level([piece]) & {1, 2} for piece in beside):
        return []
    row.before = above
    return beside


def _reasons(row: Indicator, gap: Sequence[Piece]) -> list[Piece]:
    """The gap without what stands on the line of the values behind them: the reason, which goes to the row. Its
    sentences go on in the next lines."""
    lines = row.lines
    beside = [piece for piece in gap if piece.line in lines and piece.line == max(lines)]
    long = [piece for piece in gap if piece not in beside and not is_name(piece, 99)]
    row.reason = [piece for piece in gap if piece in beside or piece in long]
    return [piece for piece in gap if piece not in row.reason]


def _upper_start(gap: Sequence[Piece], names: Names) -> int | None:
    """Where the first known first- or second-level name begins: what stands before it belongs to the row before."""
    for start in range(len(gap)):
        for end in range(start + 1, min(len(gap), start + MAX_UPPER) + 1):
            if names.level(gap[start:end]) & {1, 2} and (end < len(gap)):
                return start
    return None


def _cut(row: Indicator, gap: Sequence[Piece], room: int, names: Names, width: int, *, centred: bool) -> int:
    """How many pieces of the gap end the name of the row before; `room`: those above the next row's values."""
    if not centred:
        return 0
    third = split(row.names, names, width).third
    above = sum(piece.line < min(row.lines) for piece in third)
    return max(range(min(room, len(gap)) + 1), key=lambda cut: _worth(third, gap, cut, above, names))


def _worth(third: Sequence[Piece], gap: Sequence[Piece], cut: int, above: int, names: Names) -> float:
    worth = _plausible([*third, *gap[:cut]], names) + _plausible(gap[cut:], names) - FAR * cut
    return worth + (SYMMETRIC if cut and cut == above else 0.0)


def _plausible(pieces: Sequence[Piece], names: Names) -> float:
    if not compared(joined(pieces)):
        return -KNOWN
    return KNOWN if 3 in names.level(pieces) else MEASURED * measured(joined(pieces))
