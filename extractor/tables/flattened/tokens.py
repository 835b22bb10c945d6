"""Printed lines of a flattened table as words, numbers and dashes; cells that ran together are parted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor import amounts
from extractor.codes import ACCOUNT
from extractor.likeness import fold
from extractor.records import Edit, Line

Kind = Literal["number", "dash", "word"]

_AMOUNT = rf"[-−﹣－]?(?:{amounts.GROUPED}(?:\.\d+)?|\d+(?:\.\d+)?)[%％]?"
_NUMBER = re.compile(_AMOUNT)
_SIGNED = re.compile(rf"[(（]{_AMOUNT}[)）]")
_MEASURE = "万亿元个人年月日度倍米级类项款季号岁台辆%％"  # a number before one of these belongs to the words
_LABEL = "年[初末]|人员|日常|项目"  # ... but not where a label begins so: 0.54年末结转和结余
_CJK = r"[\u4e00-\u9fff（(）)“”\"、]"
# an amount with decimals or separators between words, or at either end of a run of words
_DECIMAL = re.compile(rf"(?<![\d.,])(?P<n>[-−]?(?:{amounts.GROUPED}(?:\.\d+)?|\d+\.\d+))(?![\d.,]|(?!{_LABEL})[{_MEASURE}])")
_LEADING = re.compile(r"^(?P<n>\d+)(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])")
_CODE_FIRST = re.compile(rf"^(?P<n>{ACCOUNT})(?=[\u4e00-\u9fff])(?![{_MEASURE}])")
_CODE_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff）)])(?P<n>[2-5]\d{2}(?:\d{2}){1,2})(?=[\u4e00-\u9fff])")
_TOTAL_LAST = re.compile(r"(?<=[合总小]计)(?P<n>\d+)$")
_ONE_OF_TWO = re.compile(r"\d{1,3}(?:,\d{3})*\.\d{2}")
_TWO_AMOUNTS = re.compile(rf"(?:{_ONE_OF_TWO.pattern}){{2,}}")


class Token(NamedTuple):
    """One printed word, number or dash. `line`: its line number, `first`: it stands first on its line."""

    text: str
    kind: Kind
    line: int
    page: int
    first: bool = False
    edits: tuple[Edit, ...] = ()

    @property
    def number(self) -> bool:
        """Whether it is a number, a printed zero included."""
        return self.kind == "number"


def tokens(lines: Iterable[Line]) -> list[Token]:
    """All tokens of the lines in reading order."""
    return [token for line in lines for token in of_line(line)]


def of_line(line: Line) -> list[Token]:
    """Tokens of one printed line, from left to right."""
    found: list[Token] = []
    for chunk in line.text.split():
        parts = list(parted(chunk))
        edits = (Edit("split_cell", chunk, " ".join(parts)),) if len(parts) > 1 else ()
        found.extend(Token(part, kind(part), line.number, line.page, False, edits) for part in parts)
    return [token._replace(first=i == 0) for i, token in enumerate(found)]


def kind(text: str) -> Kind:
    """What a run of characters is: a number, a dash that stands for a blank, or words."""
    folded = fold(text)
    if _NUMBER.fullmatch(folded) or _SIGNED.fullmatch(folded):
        return "number"
    if folded in amounts.BLANKS and not re.search(r"[\u4e00-\u9fff]", folded):
        return "dash"
    return "word"


def parted(chunk: str) -> Iterator[str]:
    """A run without blanks as its cells: '220.25一、一般' -> '220.25', '一、一般'; '741.64741.64' -> twice '741.64'.
    Numbers that belong to words (50万元以上, 1.资金来源) stay in them."""
    if _TWO_AMOUNTS.fullmatch(chunk):
        yield from _ONE_OF_TWO.findall(chunk)
        return
    if not re.search(r"\d", chunk) or not re.search(r"[\u4e00-\u9fff]", chunk):
        yield chunk
        return
    cuts = {0, len(chunk)}
    for pattern in (_DECIMAL, _LEADING, _CODE_FIRST, _CODE_INSIDE, _TOTAL_LAST):
        for match in pattern.finditer(chunk):
            if _bounded(chunk, match.start("n"), match.end("n")):
                cuts |= {match.start("n"), match.end("n")}
    ordered = sorted(cuts)
    yield from (chunk[a:b] for a, b in pairwise(ordered))


def _bounded(chunk: str, start: int, end: int) -> bool:
    """Whether words or nothing stand on both sides of the number."""
    left = start == 0 or re.fullmatch(_CJK, chunk[start - 1])
    right = end == len(chunk) or re.fullmatch(_CJK, chunk[end])
    return bool(left and right)


def value(text: str) -> Decimal | None:
    """The number as printed; None if it is none. A number in brackets is negative."""
    folded = fold(text)
    amount = amounts.parse(folded)
    if amount is None:
        return None
    return -amount.value if _SIGNED.fullmatch(folded) else amount.value


def ordinal(text: str) -> int | None:
    """A whole number without sign, separator or decimals; None otherwise."""
    folded = fold(text)
    return int(folded) if folded.isdigit() and len(folded) <= 9 else None
