"""Rows of an evaluation table that fell apart: names in pieces of three characters, a target, a long explanation, and
somewhere `96 2 2` (actual, weight, score). Values are found first; what stands between them is parted into the
explanation of the row before and the names of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.likeness import fold
from extractor.tables.flattened.heads import Head
from extractor.tables.flattened.levels import NAMELESS, Levels, Names, is_name, joined, measured, split
from extractor.tables.flattened.values import Piece

MIN_REPEAT = 4  # characters by which an explanation is known again
VERTICAL = 3  # single characters one below another: a column one character wide


@dataclass(slots=True)
class Indicator:
    """One row. `values`: kind (target, actual, weight, score) to its piece."""

    values: dict[str, Piece] = field(default_factory=dict)
    names: list[Piece] = field(default_factory=list)
    explanation: list[Piece] = field(default_factory=list)
    reason: list[Piece] = field(default_factory=list)
    levels: Levels = NAMELESS
    sure: float = 0.95
    before: list[Piece] = field(default_factory=list)
    between: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """The rows, and what stands behind the last one."""

    rows: list[Indicator]
    rest: list[Piece]


def indicators(pieces: Sequence[Piece], head: Head, names: Names) -> Found:
    """Rows of the pieces below the header, up to the total."""
    kinds = [kind for kind, _ in head.columns if kind in ("target", "actual", "weight", "score")]
    rows, rest = _values(pieces, kinds, names, explained=any(kind == "explanation" for kind, _ in head.columns))
    width = _width(rows, names)
    _part(rows, rest, names, width)
    for row in rows:
        row.levels = split(row.names, names, width)
    return Found(rows, rest)


def _values(pieces: Sequence[Piece], kinds: Sequence[str], names: Names, *, explained: bool) -> tuple[list[Indicator], list[Piece]]:
    """Give every value its row and column: a run of values fills the columns of its row from left to right, a value
    with a comparator begins a row."""
    rows: list[Indicator] = []
    loose: list[Piece] = []
    at = 0
    while at < len(pieces):
        run = _run(pieces, at, kinds, names, rows, loose, explained=explained)
        if not run:
            loose.append(pieces[at])
            at += 1
            continue
        open_row = rows[-1] if rows and len(rows[-1].values) < len(kinds) else None
        begins = run[0].compared or open_row is None or (open_row.values and _starts_anew(open_row, run, kinds))
        if begins:
            rows.append(Indicator(before=loose))
        else:
            rows[-1].between.extend(loose)
        loose = []
        _fill(rows[-1], run, kinds)
        at += len(run)
    return rows, loose


def _starts_anew(row: Indicator, run: Sequence[Piece], kinds: Sequence[str]) -> bool:
    """Whether a run of values cannot belong to the open row: all its columns up to the run's length are taken."""
    return len(run) > len(kinds) - len(row.values)


def _run(
    pieces: Sequence[Piece],
    at: int,
    kinds: Sequence[str],
    names: Names,
    rows: Sequence[Indicator],
    loose: Sequence[Piece],
    *,
    explained: bool,
) -> list[Piece]:
    """The values that stand one behind another from here on, on one line or on lines of their own."""
    found: list[Piece] = []
    while at + len(found) < len(pieces) and len(found) < len(kinds):
        piece = pieces[at + len(found)]
        if found and piece.compared:
            break
        if piece.value or _word_value(piece, found, kinds, names, rows, loose, explained=explained):
            found.append(piece)
        else:
            break
    if found and all(piece.kind == "word" for piece in found) and len(found) > 1 and not explained and len(kinds) < len(found):
        return found[:1]
    return found


def _word_value(
    piece: Piece,
    found: Sequence[Piece],
    kinds: Sequence[str],
    names: Names,
    rows: Sequence[Indicator],
    loose: Sequence[Piece],
    *,
    explained: bool,
) -> bool:
    """Whether words stand where a value is due: known words behind a complete name, or beside other values."""
    if piece.kind != "word":
        return False
    if found or not explained:
        return True
    pending = bool(rows) and len(rows[-1].values) < len(kinds) and bool(rows[-1].values)
    if pending and piece.of == 1:
        return False
    tail = list(loose[-8:])
    complete = any(3 in names.level(tail[start:]) for start in range(len(tail)))
    beside = piece.at > 0
    return complete or beside or (bool(tail) and measured(joined(tail[-3:])))


def _fill(row: Indicator, run: Sequence[Piece], kinds: Sequence[str]) -> None:
    """Columns of a run: from the first free one; where values are missing, the last ones (weight, score) go last."""
    free = [kind for kind in kinds if kind not in row.values]
    if row.values:
        free = free[free.index(_next_free(row, kinds)) :]
    targets = free[: len(run)]
    if len(run) < len(free) and not run[0].compared and len(run) >= 2 and all(piece.plain for piece in run):
        targets = free[-len(run) :]  # 2 2: the actual value is blank
    for kind, piece in zip(targets, run, strict=False):
        row.values[kind] = piece


def _next_free(row: Indicator, kinds: Sequence[str]) -> str:
    last = max(kinds.index(kind) for kind in row.values)
    return next((kind for kind in kinds[last + 1 :] if kind not in row.values), kinds[-1])


def _width(rows: Sequence[Indicator], names: Names) -> int:
    """Characters in a line of the third-level column: the longest last piece before a target, and known whole names."""
    lasts = sorted(len(row.before[-1].text) for row in rows if row.before and row.before[-1].kind == "text")
    wrapped = [len(row.before[-2].text) for row in rows if len(row.before) > 1 and 3 in names.level(row.before[-2:])]
    usual = lasts[max(0, len(lasts) * 95 // 100 - 1)] if lasts else 0  # one row in twenty may have more words in the way
    return max([3, usual, *wrapped])


def _part(rows: list[Indicator], rest: list[Piece], names: Names, width: int) -> None:
    """What stands between the values: rest of the row before, then names of the next row."""
    tails: list[list[Piece]] = []
    for row in rows:
        cut = _cut(row.before, names, width)
        tails.append(row.before[:cut])
        row.names = row.before[cut:]
    known = {joined(row.between) for row, tail in zip(rows, [*tails[1:], rest], strict=True) if not tail and len(row.between) > 1}
    for row, tail in zip(rows, [*tails[1:], []], strict=True):
        _rest(row, tail, known, names, width)
    if rows and rest:
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
