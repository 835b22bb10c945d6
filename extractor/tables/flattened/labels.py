"""Labels of two-sided tables: which half knows them, where one begins on a line, and the rests of wrapped ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from extractor.knowledge.model import Form, Knowledge
from extractor.likeness import bare, fold, likeness
from extractor.tables.flattened.tokens import Token

MAX_LOOSE = 6  # pieces of wrapped labels between two lines whose every distribution is tried
NOWHERE = 9.0  # worth lost by a rest of a label beside nothing: no likeness makes up for it
WHOLE = 0.3  # worth of a label that is known as it stands, over one that is only like a known one
NUMBERED, LABELLED, GUESSED = 0.98, 0.95, 0.7  # a side told by line numbers, by two labels, by one label alone
LEFT, RIGHT = 0, 1
_LABEL_START = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,2}[)）]|其中|本年(?:收入|支出)|(?:收入|支出)?[合总]计|结转|上年|年[初末])"
)


@dataclass(slots=True)
class Side:
    """One half of a printed line: words of its label, its line number (行次) and its numbers."""

    label: list[Token] = field(default_factory=list)
    place: Token | None = None
    numbers: list[Token] = field(default_factory=list)
    sure: float = NUMBERED

    @property
    def name(self) -> str:
        """The label joined."""
        return "".join(re.sub(r"\s+", "", token.text) for token in self.label)

    @property
    def empty(self) -> bool:
        """Whether nothing but a line number is printed."""
        return not self.label and not self.numbers


Pair = tuple[Side, Side]


class Labels:
    """Known labels of the form's two halves, as compared."""

    def __init__(self, form: Form | None, known: Knowledge) -> None:
        rows = form.rows if form else ()
        self.left = {bare(label) for row in rows if row.panel != "expenditure" for label in row.labels}
        self.right = {bare(label) for row in rows if row.panel != "revenue" for label in row.labels}
        functions = {bare(code.name) for code in known.functional.codes if len(code.code) == 3}
        self.functions = functions | {re.sub(r"支出$", "", name) for name in functions}
        self.right |= self.functions
        self.fits: dict[tuple[str, int], float] = {}
        self.codes = {bare(code.name): code.code for code in reversed(known.functional.codes) if len(code.code) == 3}

    def code(self, name: str) -> str:
        """Code of a 类 by its name with or without 支出, '' if it is none."""
        return self.codes.get(name) or self.codes.get(name + "支出") or ""

    def side(self, name: str) -> int | None:
        """The half a label belongs to; None if both or neither know it."""
        compared = bare(name)
        left, right = compared in self.left, compared in self.right
        return None if left == right else LEFT if left else RIGHT

    def fit(self, name: str, side: int) -> float:
        """Likeness of a label to the nearest known one of that half."""
        compared = bare(name)
        if (compared, side) not in self.fits:
            self.fits[compared, side] = max((likeness(compared, other) for other in (self.left, self.right)[side]), default=0.0)
        return self.fits[compared, side]

    def has(self, name: str) -> bool:
        """Whether one of the halves knows the label."""
        return bare(name) in self.left or bare(name) in self.right

    def gain(self, name: str, side: Side, half: int) -> float:
        """How much nearer to a known label a side is under this name than as it is; to make a known label is something, too."""
        return self.fit(name, half) - (self.fit(side.name, half) if side.label else 0.5) + (WHOLE if self.has(name) else 0.0)


def join_loose(loose: Sequence[Token], before: Pair | None, after: Pair | None, labels: Labels) -> None:
    """Give the rests of wrapped labels to the labels that they complete: the first of them to the row before (behind its
    labels), the others to the row after (before its labels), so that all labels together come nearest to known ones."""
    sides = [*(before or ()), *(after or ())]
    if all(side.empty and not side.place for side in sides):
        return
    for start in range(0, len(loose), MAX_LOOSE):
        part = loose[start : start + MAX_LOOSE]
        ordered = (choice for choice in product(range(len(sides)), repeat=len(part)) if _rises(choice, before))
        best = max(ordered, key=lambda choice: _worth(part, choice, sides, before, labels))
        for number, side in enumerate(sides):
            mine = [token for token, to in zip(part, best, strict=True) if to == number]
            side.label[:] = _joined(side, mine, behind=before is not None and number < len(before))


def _rises(choice: Sequence[int], before: Pair | None) -> bool:
    """Whether no rest of the row before stands behind a beginning of the next one."""
    behind = [number >= len(before or ()) for number in choice]
    return behind == sorted(behind)


def _joined(side: Side, mine: Sequence[Token], *, behind: bool) -> list[Token]:
    return [*side.label, *mine] if behind else [*mine, *side.label]


def _worth(part: Sequence[Token], choice: Sequence[int], sides: Sequence[Side], before: Pair | None, labels: Labels) -> float:
    """How much nearer to known labels the sides come; rests more often stand behind their labels than before them."""
    worth = 0.0
    for number, side in enumerate(sides):
        mine = [token for token, to in zip(part, choice, strict=True) if to == number]
        if mine and side.empty and not side.place:
            worth -= NOWHERE
        elif mine:
            behind = number < len(before or ())
            name = "".join(token.text for token in _joined(side, mine, behind=behind))
            worth += labels.gain(name, side, number % 2) + (0.001 if behind else 0.0)
    return worth


def groups(tokens: Sequence[Token], labels: Labels) -> list[Side]:
    """Label and numbers, label and numbers, …: the cells of a line without line numbers."""
    found: list[Side] = []
    for token in tokens:
        if token.kind == "word":
            if not found or found[-1].numbers or _begins_label(token, found[-1], labels):
                found.append(Side(sure=LABELLED))
            found[-1].label.append(token)
        else:
            if not found:
                found.append(Side(sure=GUESSED))
            found[-1].numbers.append(token)
    return found


def _begins_label(token: Token, side: Side, labels: Labels) -> bool:
    """Whether a word begins a new label: numbered, a total beside a label, or a known label beside another."""
    known = labels.has(side.name) and labels.has(token.text)
    return bool(side.label) and (known or bool(_LABEL_START.match(fold(token.text))))
