"""The encoding of Chinese text, told from the bytes: UTF-8, UTF-16, GB18030, Big5. Declarations are not believed.

A file in one encoding often decodes without error in another (GB18030 takes nearly all pairs of bytes), so candidates
are compared by how much of the outcome is everyday Chinese: characters of the first level of GB 2312 (3,755 characters,
99.9 % of running text), ASCII and CJK punctuation.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import NamedTuple

SAMPLE_BYTES = 65536  # enough to tell; the whole file is decoded once
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5")  # the earlier wins a tie
LOST = "\ufffd"
_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·－％＋＝～ \u3000\xa0\t\r\n\f①②③④⑤⑥⑦⑧⑨⑩≥≤×"


class Decoded(NamedTuple):
    """Text, the encoding as Python names it, how many places could not be decoded (U+FFFD stands there), and how much
    of it is everyday text where the encoding was guessed (at most 1)."""

    text: str
    encoding: str
    lost: int
    fit: float = 1.0


def decode(data: bytes) -> Decoded:
    """The text of the bytes in the encoding that fits best; never raises."""
    encoding, fit = _encoding(data)
    printed = data.count(LOST.encode("utf-8")) if encoding.startswith("utf-8") else 0  # lost before, by another program
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count(LOST) - printed, fit)


def _encoding(data: bytes) -> tuple[str, float]:
    """The encoding that fits best, and how well it fits."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, 1.0
    if b"\x00" not in data and _decodes(data, "utf-8"):
        return "utf-8", 1.0
    sample = data[:SAMPLE_BYTES]
    fits = {encoding: _plausibility(sample, encoding) for encoding in _CANDIDATES}
    best = max(fits, key=lambda encoding: fits[encoding])
    return best, fits[best]


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of bytes that become everyday characters, less those that become nothing."""
    text = sample.decode(encoding, "replace")
    everyday = _everyday()
    usual = sum(len(c.encode(encoding)) for c in text if c in everyday)
    lost = sum(c == LOST or (c < " " and c not in "\t\n\r\f") for c in text)
    return (usual - 3 * lost) / len(sample)


@cache
def _everyday() -> frozenset[str]:
    """ASCII, CJK punctuation and the first level of GB 2312 (rows 16 to 55), with their traditional forms left out."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    level_one = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    return frozenset(level_one) | frozenset(_PUNCTUATION) | frozenset(map(chr, range(0x20, 0x7F)))
