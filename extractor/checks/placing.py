"""How sure it is where figures stand and what they are about: a sum of cells that may stand in a wrong column says nothing against
the document."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.records import Observation

SURE = 0.85  # structure from which a cell's place is not doubted
CLEAR = 0.95  # ... and from which its table was not put together by guessing
GUESSED = 0.65  # mapping up to which what a figure is about is a guess
UNSURE = "所涉数字在表中的位置未能确定，未作判定。"


def doubted(terms: Iterable[Observation], least: float = SURE) -> bool:
    """Whether the place of one of the figures is doubted."""
    return any(o.signals.structure is not None and o.signals.structure < least for o in terms)


def guessed(o: Observation) -> bool:
    """Whether what the figure is about is a guess: it contradicts nobody."""
    return o.signals.mapping is not None and o.signals.mapping <= GUESSED
