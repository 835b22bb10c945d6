"""Amounts as printed: number words, signs, units, and the interval that a printed number stands for.

Money is a Decimal, parsed once, never a float. Tolerance follows XBRL Calculations 1.1 (rounding to nearest):
a printed number stands for the interval of half a unit of its last printed place on either side.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.records import Comparator

YUAN: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "百万元": Decimal(1000000),
    "亿元": Decimal(100000000),
}
DASHES = frozenset({"-", "--", "—", "——", "－", "–", "/"})  # printed for none in a column of figures
BLANKS = DASHES | {"", "---", "／", "\\", "*", "无", "空", "…", "一"}  # printed for none in any cell
GROUPED = r"\d{1,3}(?:[,，]\d{3})+"  # digits with separators of thousands
DIGITS = rf"{GROUPED}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
MEASURE = r"[元万亿千百辆次批台分平方月]|年(?![初末终])|项(?!目)|个(?!人)|人(?!员)|日(?!常)"  # what a figure counts: it stays with it
_COMPARATORS: tuple[tuple[str, Comparator], ...] = (
    (">=", ">="), ("＞=", ">="), ("＞＝", ">="), ("=>", ">="), ("≥", ">="), ("⩾", ">="), ("≧", ">="),
    ("<=", "<="), ("＜=", "<="), ("＜＝", "<="), ("=<", "<="), ("≤", "<="), ("⩽", "<="), ("≦", "<="),
    (">", ">"), ("＞", ">"), ("<", "<"), ("＜", "<"), ("=", "="), ("＝", "="),
    ("不低于", ">="), ("不少于", ">="), ("不小于", ">="), ("至少", ">="), ("大于等于", ">="), ("大于或等于", ">="),
    ("不高于", "<="), ("不超过", "<="), ("不大于", "<="), ("不多于", "<="), ("小于等于", "<="), ("小于或等于", "<="),
    ("大于", ">"), ("小于", "<"), ("等于", "="),
)  # fmt: skip
_COMPARING = frozenset(sign[0] for sign, _ in _COMPARATORS)
_BRACKETED = re.compile(rf"[（(]((?:{DIGITS})[%％]?)[)）]")
_WITH_CENTS = re.compile(rf"-?(?:(?!0){GROUPED}|[1-9]\d*|0)\.\d{{2}}")
_TWO = re.compile(r"\.\d\d\s+\d")  # an amount in cents, and one more figure beside it
_NUMBER = re.compile(rf"(?P<sign>[-−－﹣]?)(?:[¥￥])?(?P<digits>{DIGITS})")


class Amount(NamedTuple):
    """A printed number. `value` as printed (no unit applied), `raw` its digits as printed with its sign,
    `rest` what follows it (%, 万元, 个), `half` half a unit of the last printed place."""

    value: Decimal
    raw: str
    comparator: Comparator
    rest: str
    half: Decimal


def is_blank(text: str) -> bool:
    """Blank, or one of the signs printed for a blank (dashes, slashes). A printed 0 is not blank."""
    return "".join(text.split()) in BLANKS


def with_cents(text: str) -> bool:
    """Whether a text is one whole amount with two decimals: 1,234.56. No amount begins with a needless nought (01.45)."""
    return _WITH_CENTS.fullmatch(text) is not None


@lru_cache(maxsize=20_000)
def half_unit(raw: str) -> Decimal:
    """Half a unit of the last printed place: '187.40' -> 0.005, '22' -> 0.5."""
    _, _, decimals = raw.partition(".")
    return Decimal(5).scaleb(-len(decimals) - 1)


def unbracketed(text: str) -> str:
    """An amount in brackets as accountants print a negative, with its sign: (123.45) -> -123.45. Other text as it is."""
    match = _BRACKETED.fullmatch("".join(text.split())) if "(" in text or "（" in text else None
    return f"-{match[1]}" if match else text


@lru_cache(maxsize=20_000)
def parse(text: str) -> Amount | None:
    """A cell that is one number: optional comparator, sign, digits, then a unit without digits. In brackets it is negative
    where it has decimals; a whole number in brackets may be a column number, and is none.
    None for blanks, words, codes with spaces, and for anything with two numbers in it."""
    if _TWO.search(text):
        return None
    text = "".join(text.split())
    text = unbracketed(text) if "." in text else text
    comparator: Comparator = "="
    for sign, meaning in _COMPARATORS if text[:1] in _COMPARING else ():
        if text.startswith(sign):
            comparator, text = meaning, text[len(sign) :]
            break
    match = _NUMBER.match(text)
    if not match:
        return None
    rest = text[match.end() :]
    if any(c.isdigit() for c in rest):
        return None
    digits = match["digits"].replace(",", "").replace("，", "")
    negative = bool(match["sign"])
    value = -Decimal(digits) if negative else Decimal(digits)
    raw = ("-" if negative else "") + match["digits"]
    return Amount(value, raw, comparator, rest, half_unit(match["digits"]))


def in_yuan(value: Decimal, unit: str) -> Decimal:
    """`value` in `unit` (万元, 元, ...) as yuan. KeyError for a unit that is not money."""
    return plain(value * YUAN[unit])


@lru_cache(maxsize=20_000)
def plain(value: Decimal) -> Decimal:
    """The same value without exponent and trailing zeros: 1.50E+3 -> 1500. Kept: a report states most of its figures
    several times, and its checks state them again."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
