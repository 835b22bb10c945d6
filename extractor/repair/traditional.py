"""Mirrors in traditional characters, read as simplified ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

# each of these is in nearly every report and in no text in simplified characters
_TELLING = "預決財總單萬項專務業關經費購車營運與設員會貨標績評價結轉餘補貼資產債養險療環鄉農責職級類錄備註"
_THEIRS = "预决财总单万项专务业关经费购车营运与设员会货标绩评价结转余补贴资产债养险疗环乡农责职级类录备注"
MIN_LETTERS = 10  # telling traditional letters; a name or a quotation has fewer


def is_traditional(texts: Iterable[str]) -> bool:
    """Whether a document is written in traditional characters."""
    text = "".join(texts)
    traditional = sum(map(text.count, _TELLING))
    return traditional >= MIN_LETTERS and traditional > 4 * sum(map(text.count, _THEIRS))


def misread(text: str) -> str:
    """A line of a scan in simplified characters without the traditional ones that OCR saw in blurred letters (决 as 決)."""
    return text if _of_simplified(text) else "".join(map(_simplified, text))


def _of_simplified(text: str) -> bool:
    """Whether all characters are in GB 2312, the repertoire of simplified Chinese."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified(char: str) -> str:
    """The character; one that GB 2312 lacks in its simplified form. Those that are simplified characters, too (乾, 後) stay."""
    return char if _of_simplified(char) else simplifier()(char)


@cache
def simplifier() -> Callable[[str], str]:
    """The converter; its tables are loaded only where a document needs them."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    return lambda text: str(converter.convert(text))
