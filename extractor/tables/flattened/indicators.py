"""Rows of an evaluation table that fell apart: names in pieces of three characters, a target, a long explanation, and
somewhere `96 2 2` (actual, weight, score). Values are found first; what stands between them is parted into the
explanation of the row before and the names of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.likeness import fold
from extractor.tables.flattened import compact
from extractor.tables.flattened.heads import Head
from extractor.tables.flattened.levels import Names, is_name, joined, measured, split
from extractor.tables.flattened.runs import Indicator, Runs
from extractor.tables.flattened.upright import upright
from extractor.tables.flattened.values import Piece

POINTS = (100, 90)  # of all indicators, with or without those of the execution of the budget
MIN_REPEAT = 4  # characters by which an explanation is known again
VERTICAL = 3  # single characters one below another: a column one character wide


@dataclass(slots=True)
class Found:
    """The rows, and what stands behind the last one."""

    rows: list[Indicator]
    rest: list[Piece]


def indicators(pieces: Sequence[Piece], head: Head, names: Names) -> Found:
    """Rows of the pieces below the header, up to the total."""
    kinds = [kind for kind, _ in head.columns if kind in ("target", "actual", "weight", "score")]
    explained = any(kind == "explanation" for kind, _ in head.columns)
    whole = upright(pieces, kinds, names)
    if whole and not explained:
        for row in whole:
            row.levels = split(row.names, names, _width(whole, names))
        return Found(whole, [])
    rows, rest = Runs(pieces, kinds, names, explained=explained).read()
    _weights_alone(rows)
    width = _width(rows, names)
    if explained:
        _part(rows, rest, names, width)
    else:
        compact.part(rows, rest, names, width)
    for row in rows:
        row.levels = split(row.names, names, width)
    return Found(rows, rest)


def _weights_alone(rows: Sequence[Indicator]) -> None:
    """Where a sheet has one number a row that was taken for the result, and all of them make up the points to be had, they
    are the weights: results and scores are not filled in."""
    alone = [row.values["actual"] for row in rows if "actual" in row.values and row.values["actual"].plain]
    if not rows or len(alone) < len(rows) or any({"weight", "score"} & row.values.keys() for row in rows):
        return
    if sum(Decimal(fold(piece.text).rstrip("%").replace(",", "")) for piece in alone) in POINTS:
        for row in rows:
            row.values["weight"] = row.values.pop("actual")


def _width(rows: Sequence[Indicator], names: Names) -> int:
    """Characters in a line of the third-level column: the longest last piece before a target, and known whole names."""
    lasts = sorted(len(row.before[-1].text) for row in rows if row.before and row.before[-1].kind == "text")
    wrapped = [len(row.before[-2].text) for row in rows if len(row.before) > 1 and 3 in names.level(row.before[-2:])]
    usual = lasts[max(0, len(lasts) * 95 // 100 - 1)] if lasts else 0  # one row in twenty may have more words in the way
    return max([3, usual, *wrapped])


def _part(rows: list[Indicator], rest: list[Piece], names: Names, width: int) -> None:
    """What stands between the values: rest of the row before, then names of the next row."""
    if not rows:
        return
    tails: list[list[Piece]] = []
    for row in rows:
        cut = _cut(row.before, names, width)
        tails.append(row.before[:cut])
        row.names = row.before[cut:]
    known = {joined(row.between) for row, tail in zip(rows, [*tails[1:], rest], strict=True) if not tail and len(row.between) > 1}
    for row, tail in zip(rows, [*tails[1:], []], strict=True):
        _rest(row, tail, known, names, width)
    if rest:
        end = next((i for i, piece in enumerate(rest) if fold(piece.text).startswith(("总分", "合计", "总计"))), len(rest))
        _rest(rows[-1], rest[:end], known, names, width)
        del rest[:end]


def _cut(pieces: Sequence[Piece], names: Names, width: int) -> int:
    """Where the names of the next row begin: as far back as pieces look like names, upper levels being wider."""
    cut = len(pieces)
    while cut > 0 and _may_be_name(pieces, cut - 1, names, width):
        cut -= 1
    return _after_known(pieces, cut, names)


def _may_be_name(pieces: Sequence[Piece], at: int, names: Names, width: int) -> bool:
    piece = pieces[at]
    if is_name(piece, width + 1):
        return not _vertical(pieces, at)
    return (
        any(names.level(pieces[max(0, at - back) : at + ahead]) & {1, 2, 3} for back in range(3) for ahead in (1, 2, 3)) and not piece.value
    )


def _vertical(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the piece is one of several single characters below one another (a reason, one character a line)."""
    if len(pieces[at].text) > 1:
        return False
    first = at
    while first > 0 and len(pieces[first - 1].text) == 1:
        first -= 1
    last = at
    while last + 1 < len(pieces) and len(pieces[last + 1].text) == 1:
        last += 1
    return last - first + 1 >= VERTICAL


def _after_known(pieces: Sequence[Piece], cut: int, names: Names) -> int:
    """Drop pieces before a first- or second-level name that is known: they end the explanation of the row before."""
    for start in range(cut, len(pieces)):
        for end in range(start + 1, min(len(pieces), start + 6)):
            if names.level(pieces[start:end]) & {1, 2} and not _prefixes(pieces[cut:start], names):
                return start
    for start in range(cut + 1, len(pieces)):
        if 3 in names.level(pieces[start:]) and not _prefixes(pieces[cut:start], names) and not is_name(pieces[cut], 99):
            return start
    return cut


def _prefixes(pieces: Sequence[Piece], names: Names) -> bool:
    """Whether the pieces end in a first- or second-level name."""
    return any(names.level(pieces[start:]) & {1, 2} for start in range(len(pieces)))


def _rest(row: Indicator, tail: list[Piece], known: set[str], names: Names, width: int) -> None:
    """Part what stands behind a row's values: end of its name (cut by a page break), end of its explanation, reason."""
    said = joined(row.between)
    reason = [i for i in range(len(tail)) if _vertical(tail, i)]
    row.reason = [tail[i] for i in reason]
    left = [piece for i, piece in enumerate(tail) if i not in reason]
    cut = _name_end(row, said, left, known, names, width)
    row.names = [*row.names, *left[:cut]]
    row.explanation = [*row.between, *left[cut:]]
    if cut:
        row.sure = min(row.sure, 0.9)


def _name_end(row: Indicator, said: str, left: Sequence[Piece], known: set[str], names: Names, width: int) -> int:
    """How many pieces behind the values end the name: up to where the explanation goes on as it does in other rows."""
    if not left:
        return 0
    repeats = [text for text in known if len(said) >= MIN_REPEAT and text.startswith(said) and len(text) > len(said)]
    for text in repeats:
        going_on = text[len(said) :]
        for cut in range(len(left)):
            if joined(left[cut:]).startswith(going_on[: len(joined(left[cut:]))]):
                return cut
    if repeats or 3 in names.level(row.names) or measured(joined(row.names)):
        return 0
    return next((cut for cut in range(1, len(left)) if measured(joined(left[:cut])) and all(is_name(p, width + 1) for p in left[:cut])), 0)
