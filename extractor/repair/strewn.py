"""Letters of a stamp or watermark strewn over the lines of converted text: 政 / 务 / 公 / 开 / 专 / 用, one a line, again
and again, and behind lines that they crossed. Converters set the letters of a slanted word where each of them stands.

They are told by their order: alone on a line they come round in one cycle, forwards or backwards, which the tails of
wrapped names never do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from extractor.records import Edit, Line, Reading

LEAST_TIMES = 6  # a letter stands alone on so many lines
LEAST_LETTERS, MOST_LETTERS = 4, 14  # of the word
IN_ORDER = 0.6  # share of the letters that are followed by the one that usually follows them
LONGEST = 4  # letters of the word that may stand together on a line
LEAST_PIECES = 3  # pieces of a seal that stand alone
LONGEST_TITLE = 40  # characters
SEALS = frozenset("章印")  # closes the word of a seal, and is set a little apart
_SEAL_NAMES = ("财务专用章", "业务专用章", "合同专用章", "公文专用章")
_SEAL_PIECES = frozenset(
    name[a:b] for name in _SEAL_NAMES for a in range(5) for b in range(a + 2, 6) if {"专", "章"} & set(name[a:b]) and name[a:b] != "专用"
)
_SEAL_STARTS = frozenset(name[:2] for name in _SEAL_NAMES[:1])
_LONE = re.compile(r"[\u4e00-\u9fff]")
_TAIL = re.compile(r"(?:\s{2,}|(?<=[。；，、：）])\s+)([\u4e00-\u9fff]{1,4})\s*$")
_APART = re.compile(r"(?:(?<=\s\s)|(?<![\s\S]))[\u4e00-\u9fff](?=\s{2,}\S)")
_TITLE = re.compile(r"(?:决算表|预算表|总表|明细表|情况表|说明|情况|解释|概况|职责|设置|报告)$")
_NUMERALS = frozenset("一二三四五六七八九十百元类款项无有是否优良中差")


class Strewn(NamedTuple):
    """Readings without the strewn letters, and how many `lines` they stood on."""

    pages: list[Reading]
    lines: int


class Stamp(NamedTuple):
    """What is strewn: letters of a word that comes round, and pieces of a seal's name."""

    letters: frozenset[str]
    pieces: frozenset[str]


def gathered(pages: Sequence[Reading]) -> Strewn:
    """The pages of a text without the letters that are strewn over it; pages with geometry tell their stamps otherwise."""
    texts = ["".join(line.text.split()) for page in pages if page.source == "plain_text" for line in page.lines]
    stamp = Stamp(_letters(texts), _pieces(texts))
    if not (stamp.letters or stamp.pieces):
        return Strewn(list(pages), 0)
    cleared = [_cleared(page, stamp) if page.source == "plain_text" else page for page in pages]
    return Strewn(cleared, sum(a is not b for old, new in zip(pages, cleared, strict=True) for a, b in _changes(old, new)))


def _changes(old: Reading, new: Reading) -> list[tuple[Line, Line | None]]:
    kept = {line.number: line for line in new.lines}
    return [(line, kept.get(line.number)) for line in old.lines]


def _letters(texts: Sequence[str]) -> frozenset[str]:
    """The letters of the strewn word; none where lone letters come in no order."""
    lone = [text for text in texts if _LONE.fullmatch(text) and text not in _NUMERALS]
    times = Counter(lone)
    often = max(times.values(), default=0)
    word = [letter for letter, n in times.items() if n >= max(LEAST_TIMES, 0.4 * often)]
    if not LEAST_LETTERS <= len(word) <= MOST_LETTERS:
        return frozenset()
    following: dict[str, Counter[str]] = {letter: Counter() for letter in word}
    for a, b in pairwise(letter for letter in lone if letter in following):
        following[a][b] += 1
    usual = {a: after.most_common(1)[0] for a, after in following.items() if after}
    steps = sum(sum(after.values()) for after in following.values())
    in_order = sum(count for _, count in usual.values())
    one_each = len({b for b, _ in usual.values()}) >= len(word) - 1 and all(a != b for a, (b, _) in usual.items())
    return frozenset(word) if one_each and in_order >= IN_ORDER * steps else frozenset()


def _pieces(texts: Sequence[str]) -> frozenset[str]:
    """Pieces of the name in a seal, where they stand alone page after page: 财务专, 用章."""
    seen = sum(text in _SEAL_PIECES for text in texts)
    return _SEAL_PIECES | _SEAL_STARTS if seen >= LEAST_PIECES else frozenset()


def _cleared(page: Reading, stamp: Stamp) -> Reading:
    kept = [_without_tail(line, stamp) for line in page.lines if not _is_strewn("".join(line.text.split()), stamp)]
    return replace(page, lines=tuple(kept))


def _is_strewn(text: str, stamp: Stamp) -> bool:
    """A line of nothing but letters of the word, or a piece of the seal."""
    letters = stamp.letters
    if text in stamp.pieces:
        return True
    if not text or not letters or len(text) > LONGEST or not all(map(_LONE.fullmatch, text)):
        return False
    inside = sum(letter in letters or letter in SEALS for letter in text)
    return inside == len(text)


def _without_tail(line: Line, stamp: Stamp) -> Line:
    """The line without letters between wide gaps and behind it: after a wide gap, after a sentence, or run into a usual title."""
    text = _APART.sub(lambda match: "  " if match[0] in stamp.letters else match[0], line.text)
    found = _TAIL.search(text)
    if found and _is_strewn(found[1], stamp):
        text = text[: found.start()]
    elif len(text) <= LONGEST_TITLE:
        run_in = next((n for n in range(1, LONGEST + 1) if _is_strewn(text[-n:], stamp) and _TITLE.search(text[:-n])), 0)
        text = text[: len(text) - run_in]
    if text == line.text or line.cells is not None:
        return line
    return line._replace(text=text, edits=(*line.edits, Edit("strewn_letters", line.text, text)))
