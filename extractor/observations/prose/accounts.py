"""Names of accounts in words (科学技术支出（类）科学技术普及（款）科普活动（项）) to codes of the functional classification.

What the document's own tables print beside a code goes before the classification; a name that fits nothing exactly goes
by its alias, then by likeness. Where the 款 is wrong or missing, an 项 that occurs once below the 类 is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extractor.knowledge import load
from extractor.likeness import bare, likeness
from extractor.observations.prose.nlp import ACCOUNT, CODED
from extractor.records import Table

DIGITS = {"类": 3, "款": 5, "项": 7}
LEAST_LIKENESS = 0.8  # below it two names of accounts are different names (行政单位医疗, 事业单位医疗 are at 0.67)
EXACT, CONTEXT, FUZZY = 1.0, 0.95, 0.8
_CODE = re.compile(r"2\d{2}(?:\d{2}){0,2}")
_PART = re.compile(r"\d{2,3}|\d{5}|\d{7}")
_ACCOUNT, _CODED = re.compile(ACCOUNT), re.compile(CODED.split("(?=支出决算")[0])


class Found(NamedTuple):
    """A code with how sure the mapping is, and how it was repaired ((why, before, after), ...)."""

    code: str
    mapping: float
    repairs: tuple[tuple[str, str, str], ...] = ()


class Accounts:
    """Reads account names in the order of printing; a 款 belongs to the 类 named last, an 项 to the 款 named last."""

    def __init__(self, tables: Iterable[Table], year: int | None) -> None:
        self.year = year
        self.printed = ""
        self._own: dict[str, set[str]] = {}
        for code, name in (pair for table in tables for pair in _printed_accounts(table)):
            self._own.setdefault(bare(name), set()).add(code)
        self._chain: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def read(self, text: str) -> Found:
        """The code of one printed account (folded, with its bracket), '' if nothing fits."""
        match = _ACCOUNT.fullmatch(text)
        if match:
            return self._levelled(match["name"], match["code"], match["level"])
        coded = _CODED.match(text)
        if coded and self._known(coded["digits7"]):
            self._remember(coded["digits7"], text)
            return Found(coded["digits7"], EXACT)
        return Found("", 0.0)

    def _levelled(self, name: str, digits: str, level: str) -> Found:
        self._forget_below(level, name)
        prefix = self._chain.get({"类": "", "款": "类", "项": "款"}[level], "")
        found = self._printed_code(digits, level, prefix) or self._by_name(name, prefix, DIGITS[level])
        if level == "项" and not found.code and len(prefix) == 5:
            found = self._by_name(name, prefix[:3], 7)
        if found.code:
            self._chain[level] = found.code
        return found

    def _forget_below(self, level: str, name: str) -> None:
        order = ["类", "款", "项"]
        for lower in order[order.index(level) :]:
            self._chain.pop(lower, None)
            self._names.pop(lower, None)
        if level == "项" and "款" not in self._chain and "类" in self._chain:
            self._chain["款"] = self._chain["类"]
        self._names[level] = name
        self.printed = "".join(f"{self._names[part]}（{part}）" for part in order if part in self._names)

    def _remember(self, code: str, text: str) -> None:
        self.printed = text
        for level, length in DIGITS.items():
            if len(code) >= length:
                self._chain[level] = code[:length]

    def _known(self, code: str) -> bool:
        return bool(load().functional.of(code)) or any(code in codes for codes in self._own.values())

    def _printed_code(self, digits: str, level: str, prefix: str) -> Found | None:
        """（204类）（06款）（01项）: the code is printed, whole or its last part."""
        if not digits:
            return None
        code = digits if len(digits) == DIGITS[level] else prefix + digits
        return Found(code, EXACT) if len(code) == DIGITS[level] else None

    def _by_name(self, name: str, prefix: str, length: int) -> Found:
        for candidate in _suffixes(name):
            own = self._pick(self._own.get(bare(candidate), ()), prefix, length)
            known = own or self._pick(
                (c.code for c in load().functional.named(candidate, self.year, prefix=prefix, length=length)), prefix, length
            )
            if known:
                return Found(known, EXACT if candidate == name else CONTEXT, (("code_from_name", candidate, known),))
        return self._by_alias(name, prefix, length)

    def _by_alias(self, name: str, prefix: str, length: int) -> Found:
        for candidate in _suffixes(name):
            for canonical in _aliases().get(bare(candidate), ()):
                own = self._pick(self._own.get(bare(canonical), ()), prefix, length)
                known = own or self._pick(
                    (c.code for c in load().functional.named(canonical, self.year, prefix=prefix, length=length)), prefix, length
                )
                if known:
                    return Found(known, CONTEXT, (("code_from_name", candidate, known),))
        return self._by_likeness(name, prefix, length)

    def _by_likeness(self, name: str, prefix: str, length: int) -> Found:
        """The likeliest name below `prefix`; nothing is guessed over the whole classification."""
        if not prefix and length != DIGITS["类"]:
            return Found("", 0.0)
        own = ((n, c) for n, codes in self._own.items() for c in codes if len(c) == length and c.startswith(prefix))
        known = ((c.name, c.code) for c in load().functional.codes if len(c.code) == length and c.code.startswith(prefix))
        scored = [(likeness(bare(name), bare(n)), c, n) for n, c in (*own, *known)]
        best = max(scored, default=(0.0, "", ""))
        if best[0] < LEAST_LIKENESS:
            return Found("", 0.0)
        return Found(best[1], round(FUZZY * best[0], 3), (("fuzzy_name", name, best[2]), ("code_from_name", name, best[1])))

    def _pick(self, codes: Iterable[str], prefix: str, length: int) -> str:
        """The code of that length below `prefix`; of several the first, if it is the only one below a 款."""
        fitting = list(dict.fromkeys(c for c in codes if len(c) == length and c.startswith(prefix)))
        if len(fitting) == 1 or (fitting and len(prefix) >= length - 2):
            return fitting[0]
        return ""


def _suffixes(name: str) -> Iterator[str]:
    """The name, then what is left when words before it were read as part of it (其中教育支出 -> 教育支出), longest first;
    each also with 支出 added or removed (科学技术（类）, 其他支出支出)."""
    for start in range(max(1, len(name) - 1)):
        part = name[start:]
        yield part
        yield part[:-2] if part.endswith("支出") else part + "支出"


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """Old and short names of accounts to their canonical names."""
    found: dict[str, tuple[str, ...]] = {}
    for alias in load().aliases:
        if alias.category.startswith("功能科目") and not alias.alias[0].isdigit():
            found[bare(alias.alias)] = (*found.get(bare(alias.alias), ()), alias.canonical)
    return found


def _printed_accounts(table: Table) -> Iterator[tuple[str, str]]:
    """(code, name) of every row that prints both, the code in one cell or split over several (206 | 07 | 02)."""
    for row in table.rows:
        digits = ""
        for cell in row[:6]:
            text = re.sub(r"\s+", "", cell.text)
            if _PART.fullmatch(text):
                digits += text
            elif text and _CODE.fullmatch(digits):
                yield digits, text
                break
            elif text:
                digits = ""
