"""Numbering as printed: 第一部分, 一、, （一）, 1., （1）, ①, 1), 1.2. Pure functions.

A style is a family of numbers that count together; half and full width, and the separator, do not make another style,
because clerks mix them within one list (1． 2． 3.).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extractor import numerals

_N = "[一二三四五六七八九十百零〇○]{1,4}"
_GAP = r"[\s\u3000]*"
# What a decimal is followed by when it is a quantity and no numbering (1.29 万元, 3.5个)
_QUANTITY = (
    r"(?!\d)(?![\d\s]*(?:[%％‰万亿元千百个辆台人倍分次平公亩吨月日名家条册户天小课级以至到\-—~～+×*/=，,。；;、)）]|年(?!度)|项(?!目)|$))"
)
_NO_DATE = rf"(?![.．]20\d\d(?!{_GAP}年))"  # 18.07.2015
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_IDEOGRAPHIC = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_SIGNS = {"circled": _CIRCLED, "arabic_brackets": _BRACKETED, "arabic": _DOTTED, "chinese_brackets": _IDEOGRAPHIC, "roman": _ROMAN}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("part", rf"(?P<number>第{_GAP}(?P<value>{_N}|\d{{1,2}}){_GAP}部{_GAP}分)(?P<separator>{_GAP}[、:：.．]?{_GAP})"),
        ("chapter", rf"(?P<number>第{_GAP}(?P<value>{_N}|\d{{1,2}}){_GAP}章)(?P<separator>{_GAP}[、:：.．]?{_GAP})"),
        ("section", rf"(?P<number>第{_GAP}(?P<value>{_N}|\d{{1,2}}){_GAP}节)(?P<separator>{_GAP}[、:：.．]?{_GAP})"),
        ("annex", rf"(?P<number>附[件表录]{_GAP}(?P<value>{_N}|\d{{1,2}}))(?P<separator>{_GAP}[、:：.．]{_GAP}|[\s\u3000]+|$)"),
        ("annex", r"(?P<number>附件)(?P<value>)(?P<separator>\s*[:：]\s*)(?=[\u4e00-\u9fff])"),
        ("chinese", rf"(?P<number>(?P<value>{_N}))(?P<separator>{_GAP}[、.．]{_GAP}|[,，]{_GAP}|[\s\u3000]+(?=\S{{2}}))"),
        ("chinese_brackets", rf"(?P<number>[（(]{_GAP}(?P<value>{_N}){_GAP}[）)])(?P<separator>{_GAP}[、.．]?{_GAP})"),
        ("decimal", rf"(?P<number>(?P<value>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})){_NO_DATE}(?P<separator>[、.．]?{_GAP}){_QUANTITY}"),
        (
            "arabic",
            rf"(?P<number>(?P<value>\d{{1,2}}))(?P<separator>{_GAP}、{_GAP}(?!\d{{1,2}}(?!\d))|{_GAP}．{_GAP}(?!\d)|{_GAP}\.(?!\d){_GAP}|{_GAP}[.．]{_GAP}(?=20\d\d{_GAP}年))",
        ),
        ("arabic_brackets", rf"(?P<number>[（(]{_GAP}(?P<value>\d{{1,2}}){_GAP}[）)])(?P<separator>{_GAP}[、.．]?{_GAP})"),
        ("arabic_half_bracket", rf"(?P<number>(?P<value>\d{{1,2}})(?={_GAP}[）)]))(?P<separator>{_GAP}[）)]{_GAP})"),
    )
)
_STARTS = re.compile(rf"[第附（(\d一二三四五六七八九十{_CIRCLED}{_BRACKETED}{_DOTTED}{_IDEOGRAPHIC}{_ROMAN}]")
TOP_STYLES = ("part", "chapter", "annex")


class Marker(NamedTuple):
    """A number at the start of a line. `number` as printed without separator and inner blanks, `separator` without
    blanks, `value` its ordinal, `rest` what follows, `start` the offset of `rest`."""

    style: str
    value: int
    number: str
    separator: str
    rest: str
    start: int


@lru_cache(maxsize=20_000)  # every stage of the outline asks again
def marker(text: str) -> Marker | None:
    """The numbering at the start of `text` (leading blanks allowed), or None."""
    offset = len(text) - len(text.lstrip())
    body = text[offset:]
    if not _STARTS.match(body):
        return None
    return _sign(body, offset) or _pattern(body, offset)


def _sign(body: str, offset: int) -> Marker | None:
    for style, signs in _SIGNS.items():
        value = signs.find(body[0]) + 1
        if value:
            rest = body[1:].lstrip("、.． \u3000")
            return Marker(style, value, body[0], body[1 : len(body) - len(rest)].strip(), rest, offset + len(body) - len(rest))
    return None


def _pattern(body: str, offset: int) -> Marker | None:
    for style, pattern in _PATTERNS:
        match = pattern.match(body)
        value = (_value(match["value"]) if match["value"] else 1) if match else None
        if match and value:
            number = re.sub(r"[\s\u3000]+", "", match["number"])
            return Marker(style, value, number, match["separator"].strip(), body[match.end() :], offset + match.end())
    return None


def _value(text: str) -> int | None:
    """Ordinal of the printed digits; of a decimal numbering its last place."""
    last = re.split("[.．]", text)[-1]
    return int(last) if last.isdecimal() else numerals.number(last)
