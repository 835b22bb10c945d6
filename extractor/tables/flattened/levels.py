"""Which fragments before a target are the first-, second- and third-level name of an evaluation indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.knowledge.model import Knowledge, Performance
from extractor.likeness import bare, fold
from extractor.tables.flattened.values import Piece

_WEIGHT = re.compile(r"[(（]\d+(?:\.\d+)?分?[)）]|\d+(?:\.\d+)?分$")
_MEASURED = re.compile(
    r"(?:率|度|性|数|数量|量|额|次|成本|时间|时限|效益|效果|影响|情况|水平|比例|质量|及时|能力|机制|指标|制度|程度|人次|场次|面积|期限)$"
)
_SENTENCE = re.compile(r"[。；;：:*×=?？]|\d[.、]|，.*，|，.{6}|.{6}，")
NUMBERED = re.compile(r"指标\s*\d{1,2}\s*[:：.、]?")  # 指标1：工程完工率: a name, whatever it says
KNOWN, UNKNOWN_UPPER, MEASURED, SHORT, EMPTY = 3.0, -3.0, 1.0, -0.6, -9.0


class Levels(NamedTuple):
    """The pieces of each level's name; empty where the cell of the level above goes on. `sure`: the upper ones are known names."""

    first: tuple[Piece, ...]
    second: tuple[Piece, ...]
    third: tuple[Piece, ...]
    sure: bool

    @property
    def upper(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The first- and the second-level name."""
        return self.first, self.second


NAMELESS = Levels((), (), (), sure=False)


class Names:
    """Known indicator names by level, as compared."""

    def __init__(self, performance: Sequence[Performance]) -> None:
        self.first = _names(performance, "一级") | {
            "产出指标",
            "效益指标",
            "满意度指标",
            "成本指标",
            "投入指标",
            "过程指标",
            "决策",
            "过程",
            "产出",
            "效益",
        }
        self.second = _names(performance, "二级")
        self.third = _names(performance, "三级")

    def level(self, pieces: Sequence[Piece]) -> set[int]:
        """The levels of which the joined pieces are a known name."""
        name = compared(joined(pieces)).removesuffix("等")  # 服务对象满意度指标等
        sets = (self.first, self.second, self.third)
        return {number for number, names in enumerate(sets, 1) if name in names}


def _names(performance: Sequence[Performance], level: str) -> frozenset[str]:
    return frozenset(compared(name) for entry in performance if entry.level.startswith(level) for name in (entry.name, *entry.aliases))


def names_of(known: Knowledge) -> Names:
    """Names of the knowledge."""
    return _made(known.performance)


@lru_cache(maxsize=4)
def _made(performance: tuple[Performance, ...]) -> Names:
    return Names(performance)


def joined(pieces: Sequence[Piece]) -> str:
    """Text of the pieces without blanks, as printed."""
    return "".join(["".join(piece.text.split()) for piece in pieces])


@lru_cache(maxsize=20000)
def compared(name: str) -> str:
    """A name as compared: weight in brackets, quotes, blanks and width folded; 釆 as 采."""
    return bare(_WEIGHT.sub("", fold(name)))


def is_name(piece: Piece, width: int) -> bool:
    """Whether a fragment can be of a name: short, and no part of a sentence."""
    text = NUMBERED.sub("", fold(piece.text), count=1)
    return piece.kind != "value" and not _SENTENCE.search(text) and len(_WEIGHT.sub("", text)) <= width


def measured(name: str) -> bool:
    """Whether a name ends as names of indicators do (…率, …度, …性)."""
    return bool(_MEASURED.search(compared(name)))


def split(pieces: Sequence[Piece], names: Names, width: int) -> Levels:
    """The best division of name fragments into the three levels. Upper levels are mostly known names; within a wrapped
    cell every fragment but the last fills the column (`width` characters)."""
    pieces = _filled(pieces, names)
    best = (EMPTY * 2, 0, 0)
    for first in range(len(pieces) + 1):
        for second in range(first, len(pieces) + 1):
            worth = _worth(pieces[:first], pieces[first:second], pieces[second:], names, width)
            best = max(best, (worth, first, second), key=lambda b: b[0])
    _, first, second = best
    parts = (tuple(pieces[:first]), tuple(pieces[first:second]), tuple(pieces[second:]))
    sure = all(not part or level in names.level(part) for level, part in enumerate(parts[:2], 1))
    return Levels(*parts, sure)


def _filled(pieces: Sequence[Piece], names: Names) -> Sequence[Piece]:
    """The name fragments without what rows that nobody filled in leave behind: names of upper levels that have no third
    one before the next of their level, and the weight of a name that is gone."""
    uppers: dict[int, Sequence[Piece]] = {}
    at = 0
    while at < len(pieces):
        if not at and not compared(pieces[0].text):
            at += 1
            continue
        end = next((e for e in range(min(len(pieces) - 1, at + 4), at, -1) if names.level(pieces[at:e]) & {1, 2}), 0)
        if not end:
            break
        level = 1 if 1 in names.level(pieces[at:end]) else 2
        uppers = {1: pieces[at:end]} if level == 1 else {**uppers, 2: pieces[at:end]}
        at = end
    return [*uppers.get(1, ()), *uppers.get(2, ()), *pieces[at:]]


def _worth(first: Sequence[Piece], second: Sequence[Piece], third: Sequence[Piece], names: Names, width: int) -> float:
    worth = 0.0
    if first:
        worth += KNOWN if 1 in names.level(first) else UNKNOWN_UPPER * 2
    if second:
        worth += KNOWN if 2 in names.level(second) else UNKNOWN_UPPER + (KNOWN - 0.5 if _separate(second, third) else 0)
    if not third:
        return worth + EMPTY
    worth += KNOWN - 1 if 3 in names.level(third) else MEASURED * measured(joined(third))
    if any(part and not compared(part[0].text) for part in (second, third)):
        worth += UNKNOWN_UPPER  # a weight in brackets ends the name before it
    return worth + sum(SHORT for part in (second, third) for piece in part[:-1] if len(piece.text) < width - 1)


def _separate(second: Sequence[Piece], third: Sequence[Piece]) -> bool:
    """Whether both stand on one line: a gap between them is a border."""
    return bool(third) and second[-1].line == third[0].line
