"""When two printed names are the same name: folding and similarity. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.．](?!\d)|其中:)+")
_PUNCTUATION = str.maketrans("", "", "\"'、,，.。:;·*")
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "「": '"', "」": '"', "‘": "'", "’": "'", "釆": "采", "—": "-", "–": "-", "－": "-", "〔": "(", "〕": ")"}
)


@lru_cache(maxsize=20000)
def fold(text: str) -> str:
    """The form in which names are compared: NFKC width, one kind of quotes and dashes, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split())


@lru_cache(maxsize=20000)
def bare(text: str) -> str:
    """`fold` without numbering (一、 （一） 1.), brackets' contents kept, quotes, punctuation and colons removed."""
    return _NUMBERING.sub("", fold(text)).translate(_PUNCTUATION)


def likeness(a: str, b: str) -> float:
    """Similarity 0..1 of two names after folding; 1 means equal."""
    return float(fuzz.ratio(fold(a), fold(b))) / 100
