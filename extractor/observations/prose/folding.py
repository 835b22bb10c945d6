"""Text as it is compared, with the way back to the text as printed. Pure functions."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_DROPPED = frozenset(" \t\r\n\u3000\u00a0\u200b\ufeff*\"'“”‘’「」『』\\")
_MAPPED = {"〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")", "﹪": "%", "—": "-", "–": "-", "－": "-", "−": "-", "釆": "采"}


class Folded(NamedTuple):
    """`text` without white space, quotes and markup, in one width; `offsets[i]` is where text[i] stands in the original,
    with one more entry for the end."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that text[start:end] was folded from. ValueError if it is empty."""
        if start >= end:
            raise ValueError(f"an empty span has no original: {start}..{end}")
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=8192)
def _character(c: str) -> str:
    if c in _DROPPED:
        return ""
    if "\N{CIRCLED DIGIT ONE}" <= c <= "\N{CIRCLED NUMBER TWENTY}":
        return c  # it numbers an item; a 1 would read as a figure
    return _MAPPED.get(c) or unicodedata.normalize("NFKC", c)


def fold(text: str) -> Folded:
    """Fold `text` character by character, so that every character can be traced back."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, c in enumerate(text):
        for folded in _character(c):
            characters.append(folded)
            offsets.append(offset)
    return Folded("".join(characters), (*offsets, len(text)))
