"""Values of an evaluation table: which of the pieces are values, of which row, in which column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.tables.flattened.levels import NAMELESS, NUMBERED, Levels, Names, joined, measured
from extractor.tables.flattened.values import Piece

LOOK_BACK = 8  # pieces of a wrapped name
SURE = 0.95  # a row whose values stand together


@dataclass(slots=True)
class Indicator:
    """One row. `values`: kind (target, actual, weight, score) to its piece; `before`: words between the values of the
    row before and its own, `between`: words between its first and its last value."""

    values: dict[str, Piece] = field(default_factory=dict)
    names: list[Piece] = field(default_factory=list)
    explanation: list[Piece] = field(default_factory=list)
    reason: list[Piece] = field(default_factory=list)
    levels: Levels = NAMELESS
    sure: float = SURE
    before: list[Piece] = field(default_factory=list)
    between: list[Piece] = field(default_factory=list)

    @property
    def lines(self) -> set[int]:
        """Lines on which its values stand."""
        return {piece.line for piece in self.values.values()}


class Runs:
    """Walks over the pieces once. `kinds`: the value columns from left to right; `explained`: long words may stand
    between target and result, so that not every known word is a value."""

    def __init__(self, pieces: Sequence[Piece], kinds: Sequence[str], names: Names, *, explained: bool) -> None:
        self.pieces, self.kinds, self.names, self.explained = pieces, kinds, names, explained
        self.rows: list[Indicator] = []
        self.loose: list[Piece] = []

    def read(self) -> tuple[list[Indicator], list[Piece]]:
        """The rows, and the words behind the last value. A run of values fills the columns of its row from left to
        right; a second target begins a row."""
        at = 0
        while at < len(self.pieces):
            run = self._run(at)
            if not run:
                self.loose.append(self.pieces[at])
                at += 1
                continue
            self._take(run)
            at += len(run)
        for row in self.rows:
            self._complete(row)
        return self.rows, self.loose

    def _run(self, at: int) -> list[Piece]:
        """Values that stand one behind another from here on."""
        found: list[Piece] = []
        while at + len(found) < len(self.pieces) and len(found) < len(self.kinds):
            piece = self.pieces[at + len(found)]
            second = piece.compared and (self.kinds[0] == "target" or any(p.compared for p in found))
            if (found and second) or not (piece.value or self._word_value(piece, found)):
                break
            found.append(piece)
        return found

    def _word_value(self, piece: Piece, found: Sequence[Piece]) -> bool:
        """Whether words stand where a value is due: known words behind a complete name, or beside other values."""
        if piece.kind != "word":
            return False
        if found or not self.explained:
            return piece.at > 0 or bool(found) or bool(self.loose)
        pending = bool(self.rows) and 0 < len(self.rows[-1].values) < len(self.kinds)
        if pending and piece.of == 1:
            return False
        tail = self.loose[-LOOK_BACK:]
        complete = any(3 in self.names.level(tail[start:]) for start in range(len(tail)))
        return complete or piece.at > 0 or (bool(tail) and measured(joined(tail[-3:])))

    def _take(self, run: Sequence[Piece]) -> None:
        last = self.rows[-1] if self.rows else None
        if last is None or self._begins(last, run):
            self.rows.append(Indicator(before=self.loose))
        elif last is not None:
            last.between.extend(self.loose)
        self.loose = []
        self._fill(self.rows[-1], run)

    def _begins(self, row: Indicator, run: Sequence[Piece]) -> bool:
        """Whether a run of values is of a new row: it has a target and the open row has one, or it has more values
        than the open row has room for behind its last one."""
        if any(piece.compared for piece in run) and "target" in row.values:
            return True
        return not row.values or len(run) > len(self._free(row))

    def _free(self, row: Indicator) -> list[str]:
        """Columns behind the last one that has a value."""
        last = max((self.kinds.index(kind) for kind in row.values), default=-1)
        return list(self.kinds[last + 1 :])

    def _fill(self, row: Indicator, run: Sequence[Piece]) -> None:
        """Columns of a run: the first free ones. Where values are missing, numbers alone are weight and score, which
        come last, and a comparator shows the target."""
        free = self._free(row)
        if len(run) < len(free) and len(run) >= 2 and all(piece.plain for piece in run) and "weight" in free:
            free = free[-len(run) :]
        if run[0].compared and "target" in free:
            free = free[free.index("target") :]
        elif len(run) == 3 and run[0].kind == "word" and free == ["target", "actual", "weight", "score"] and not self.explained:
            free = free[1:] if run[1].plain and run[2].plain else free  # words that no list knows are its target
        for kind, piece in zip(free, run, strict=False):
            row.values[kind] = piece

    def _complete(self, row: Indicator) -> None:
        """Words that no list knows stand as target or result beside weight and score on one line."""
        missing = [kind for kind in self.kinds if kind not in row.values and kind in ("target", "actual")]
        if self.explained or not missing or not row.values or (row.before and NUMBERED.match(row.before[-1].text)):
            return
        line = min(row.lines)
        beside = [piece for piece in row.before if piece.line == line]
        if len(beside) > len(missing) or (len(beside) == len(missing) and len(row.before) > len(beside)):
            for kind, piece in zip(missing, beside[-len(missing) :], strict=True):
                row.values[kind] = piece
            row.before = [piece for piece in row.before if piece not in beside[-len(missing) :]]
            row.sure = min(row.sure, 0.85)
