"""Words of a page with the places of their boxes as columns: pages have hundreds, and most questions are asked of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, compress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from extractor.records import Box, Word

Numeric = npt.NDArray[Any]


class Placed(NamedTuple):
    """Words, and for each the middle of its box and the width of it, in points (float64 arrays of len(words))."""

    words: Sequence[Word]
    x: Numeric
    y: Numeric
    width: Numeric

    def within(self, box: Box, slack: float = 0.0) -> Placed:
        """Those whose middles lie in the box, widened by `slack` points."""
        inside = (box.left - slack <= self.x) & (self.x <= box.right + slack) & (box.top - slack <= self.y) & (self.y <= box.bottom + slack)
        if inside.all():
            return self
        return Placed(list(compress(self.words, inside.tolist())), self.x[inside], self.y[inside], self.width[inside])


def placed(words: Iterable[Word]) -> Placed:
    """Words with their places."""
    chosen = list(words)
    edges = np.fromiter(chain.from_iterable(word.box for word in chosen), np.float64, 4 * len(chosen)).reshape(-1, 4)
    left, top, right, bottom = edges.T
    return Placed(chosen, (left + right) / 2, (top + bottom) / 2, right - left)
