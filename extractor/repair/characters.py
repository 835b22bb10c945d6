"""Characters that look right and are wrong: radicals, full-width digits, invisible and private-use characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from extractor.knowledge import load

# zero-width, direction and variation marks, soft hyphen; private use (Wingdings bullets and unmapped glyphs)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_SUSPECT = (
    "\u00ad\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u2e80-\u2fdf\ufe00-\ufe1f"
    "\ufe30-\ufe4f\uf900-\ufaff\ufeff\uff01-\uff5e\ue000-\uf8ff\U000f0000-\U0010ffff"
)
_COMPATIBLE = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00))  # Kangxi radicals, compatibility forms
_VERTICAL = (range(0xFE10, 0xFE1A), range(0xFE30, 0xFE4F))  # punctuation of vertical lines, also where fonts map level lines to it
_FULL_WIDTH = {ord(char): chr(ord(char) + 0xFEE0) for char in ",:;!?()[]{}"}
_WIDE_POINT = re.compile(r"(?<=\d)[．](?=\d)")
_WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?:\D|$))")
# an amount, or what stands of it on one line of a narrow cell: ５１８，９７５ | ，２６７．１２
_PIECE = re.compile(r"(?=(?:\D?\d){3})\d{0,3}(?:[,，]\d{3})*(?:[,，]\d{0,2}|[.．]\d{0,2})?")
_NARROW = {ord("，"): ",", ord("．"): "."}


@cache
def _table() -> Mapping[int, str]:
    """Code point -> right character: radicals and OCR confusions we know, what NFKC maps, full-width letters and digits."""
    table = {
        ord(char): folded
        for block in (*_COMPATIBLE, *_VERTICAL)
        for char in map(chr, block)
        if len(folded := unicodedata.normalize("NFKC", char)) == 1 and folded != char
    }
    table |= {code: table[code].translate(_FULL_WIDTH) for block in _VERTICAL for code in block if code in table}
    table |= dict(zip(map(ord, "﹃﹄﹁﹂"), "“”‘’", strict=True))  # as GB/T 15834 has them for vertical lines
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
    table |= {0xFF05: "%", 0xFF0B: "+", 0xFF1D: "="}
    return table | {ord(wrong): right for wrong, right in load().confusions.items() if len(wrong) == 1}


def mended(text: str) -> str:
    """The text with wrong characters set right. Full-width punctuation stays, but for the point and the comma inside a
    number (１，２８４．３６ -> 1,284.36)."""
    if not needs_mending(text):
        return text
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _PRIVATE.sub("", text).translate(_table())
    if "．" not in text and "，" not in text:
        return text
    return text.translate(_NARROW) if _PIECE.fullmatch(text) else _WIDE_COMMA.sub(",", _WIDE_POINT.sub(".", text))


def needs_mending(text: str) -> bool:
    """Whether anything in the text may be wrong; nearly all lines are done with here."""
    return not text.isascii() and _suspect().search(text) is not None


@cache
def _suspect() -> re.Pattern[str]:
    return re.compile(f"[{_SUSPECT}{''.join(map(re.escape, map(chr, _table())))}]")
