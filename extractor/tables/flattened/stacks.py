"""Header words where the text keeps the layout (runs of blanks as wide as the page): words one above another are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.records import Line

GAP = 3  # blanks that part two cells in a text with layout
MIN_GAPS = 2  # lines with such gaps before the header counts as laid out


@dataclass(slots=True)
class _Stack:
    """Words one above another; `left`, `right`: characters of the lowest one."""

    left: int
    right: int
    words: list[str] = field(default_factory=list)


def stacked(lines: Sequence[Line]) -> list[str]:
    """The words of a laid out header, each joined from top to bottom, from left to right; nothing where the text keeps
    no layout. A word above several others is put before the one below its middle."""
    if sum(bool(re.search(rf"\S\s{{{GAP},}}\S", line.text)) for line in lines) < MIN_GAPS:
        return []
    stacks: list[_Stack] = []
    for line in lines:
        row = [_Stack(match.start(), match.end(), [match[0]]) for match in re.finditer(r"\S+(?: \S+)*", line.text)]
        for word in row:
            above = [stack for stack in stacks if _over(stack, word, row)]
            if len(above) == 1:
                above[0].left, above[0].right = word.left, word.right
                above[0].words += word.words
            else:
                stacks.append(word)
    return ["".join(stack.words).replace(" ", "") for stack in sorted(stacks, key=lambda stack: stack.left + stack.right)]


def _over(stack: _Stack, word: _Stack, row: Sequence[_Stack]) -> bool:
    """Whether a stack stands over this word and over no other of its line."""
    overlapping = [other for other in row if min(other.right, stack.right) > max(other.left, stack.left)]
    return overlapping == [word]
