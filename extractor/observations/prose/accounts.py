"""Names of accounts in words (科学技术支出（类）科学技术普及（款）科普活动（项）) to codes of the functional classification.

What the document's own tables print beside a code goes before the classification; a name that fits nothing exactly goes
by its alias, then by likeness. Where the 款 is wrong or missing, an 项 that occurs once below the 类 is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.knowledge import load
from extractor.observations.names import ALIAS, alike, code_of_name
from extractor.observations.prose.nlp import ACCOUNT, CODE_AND_NAME, CODES_BEHIND, NAMED_CODE
from extractor.records import Observation, Table

DIGITS = {"类": 3, "款": 5, "项": 7}
EXACT, CONTEXT = 1.0, 0.95
PART = 0.5  # a name that another account has is hardly one of these with words before it
FUNCTION = "function:"
LEAST_SURE = 0.45  # below it several accounts are called so (行政运行 under an unknown 款), and none is named
_CODE = re.compile(r"2\d{2}(?:\d{2}){0,2}")
_JOINED = re.compile(r"(2\d{2}(?:\d{2}){0,2})([\u4e00-\u9fff(].*)")
_PART = re.compile(r"\d{2,3}|\d{5}|\d{7}")
_CHAINED, _DIGITS = re.compile(CODES_BEHIND), re.compile(r"\((\d{2,3})[类款项]?\)")
_ACCOUNT, _CODED, _NAMED = re.compile(ACCOUNT), re.compile(CODE_AND_NAME), re.compile(NAMED_CODE)


class Found(NamedTuple):
    """A code with how sure the mapping is, and how it was repaired ((why, before, after), ...)."""

    code: str
    mapping: float
    repairs: tuple[tuple[str, str, str], ...] = ()


class Accounts:
    """Reads account names in the order of printing; a 款 belongs to the 类 named last, an 项 to the 款 named last."""

    def __init__(self, tables: Sequence[Table], year: int | None, tabular: Sequence[Observation] = ()) -> None:
        self.year = year
        self.printed = ""
        self._tables, self._tabular = tables, tabular
        self._chain: dict[str, str] = {}
        self._names: dict[str, str] = {}

    @cached_property
    def context(self) -> dict[str, str]:
        """Code -> name as the document's tables print them; gathered for the first account that prose names."""
        read = {o.indicator.removeprefix(FUNCTION): o.raw_name for o in self._tabular if o.indicator.startswith(FUNCTION)}
        return read | {code: name for table in self._tables for code, name in _printed_accounts(table)}

    def read(self, text: str) -> Found:
        """The code of one printed account (folded, with its bracket), '' if nothing fits."""
        match = _ACCOUNT.fullmatch(text)
        if match:
            return self._levelled(match["name"], match["code"], match["level"])
        if _CHAINED.fullmatch(text) and self._known(code := "".join(_DIGITS.findall(text))):
            self._remember(code, text)
            return Found(code, EXACT)
        coded = _CODED.match(text) or _NAMED.match(text)
        code = coded.groupdict().get("digits7") or coded["code7"] if coded else ""
        if code and self._known(code):
            self._remember(code, text)
            return Found(code, EXACT)
        return Found("", 0.0)

    def called(self, name: str) -> Found:
        """The 款 or 项 that is called just so and stands alone with it; '' if several are, or none."""
        for length in (DIGITS["项"], DIGITS["款"]):
            code, confidence, fuzzy = code_of_name(name, self.year, length=length, context=self.context)
            if code and not fuzzy and confidence >= CONTEXT:
                return Found(code, CONTEXT, (("code_from_name", name, code),))
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
        return bool(load().functional.of(code)) or code in self.context

    def _printed_code(self, digits: str, level: str, prefix: str) -> Found | None:
        """（204类）（06款）（01项）: the code is printed, whole or its last part."""
        if not digits:
            return None
        code = digits if len(digits) == DIGITS[level] else prefix + digits
        return Found(code, EXACT) if len(code) == DIGITS[level] else None

    def _by_name(self, name: str, prefix: str, length: int) -> Found:
        """The surest of the name and what is left of it when words before it were read as part of it. They hardly were where
        another account is called so: 统计信息事务, a 款, printed as an 项 is not its 信息事务."""
        best = Found("", 0.0)
        for candidate in _suffixes(name):
            code, confidence, fuzzy = code_of_name(candidate, self.year, prefix, length=length, context=self.context)
            if code and confidence > max(best.mapping, LEAST_SURE) and (prefix or length == DIGITS["类"] or not fuzzy):
                mapping = EXACT if confidence == 1 and candidate == name else min(confidence, CONTEXT)
                best = Found(code, mapping, (("fuzzy_name" if fuzzy else "code_from_name", candidate, code),))
            if best.mapping >= CONTEXT:
                break
        part = any(before != name for _, before, _ in best.repairs)
        other = part and any(like >= ALIAS for _, like, _ in alike(name, "function", self.context))
        return best._replace(mapping=min(PART, best.mapping)) if other else best


def _suffixes(name: str) -> Iterator[str]:
    """The name, then its ends (其中教育支出 -> 教育支出), longest first."""
    return (name[start:] for start in range(max(1, len(name) - 1)))


def _printed_accounts(table: Table) -> Iterator[tuple[str, str]]:
    """(code, name) of every row that prints both, in one cell, in two, or the code split over several (206 | 07 | 02)."""
    for row in table.rows:
        digits = ""
        for text in filter(None, ("".join(cell.text.split()) for cell in row[:6])):
            coded = text[0].isdecimal()
            if coded and _PART.fullmatch(text):
                digits += text
            elif coded and (joined := _JOINED.fullmatch(text)):
                yield joined[1], joined[2]
                break
            elif digits and _CODE.fullmatch(digits):
                yield digits, text
                break
            else:
                digits = ""
