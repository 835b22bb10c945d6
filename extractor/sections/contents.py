"""Contents lists told from the body: under 目录, with leaders and page numbers, or because their lines come again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from extractor.likeness import bare, fold
from extractor.sections.numbering import Marker, marker
from extractor.sections.strands import Strand, is_caption, is_final, is_prose

_WORD = re.compile(r"(?:目录|目次|contents)(?:（.*）)?", re.IGNORECASE)
# The number that ends an entry, as it is printed on its page: 3, （3）, - 3 -, 第3页, III, (2-5).
_BEFORE, _AFTER = r"(?:[（(\-—–－~第]\s*)?", r"(?:\s*[）)\-—–－~页])?"
_PAGES = r"\d{1,4}(?:\s*[\-—–~～至]\s*\d{1,4})?"
_NUMBER = rf"{_BEFORE}(?:{_PAGES}|[IVXivx]{{1,5}}){_AFTER}"
_LEADER = re.compile(rf"(?:[.．·•。_…‥⋯\-—]\s*){{4,}}\s*{_NUMBER}\s*$|(?:[.．·•…‥⋯_]\s*){{4,}}$|…{{2,}}\s*(?:{_NUMBER})?\s*$")
_DOTS = re.compile(r"[.．·•。_…‥⋯\-—]\s*[.．·•。_…‥⋯\-—]")  # every leader has two in a row: far cheaper to look for
_PAGE = re.compile(rf"(?:[\s.．·•…‥⋯_\-—]+|(?<=\D)){_BEFORE}{_PAGES}{_AFTER}\s*$")
_PAGED = re.compile(rf"[.．·…‥_\s]{_BEFORE}{_PAGES}{_AFTER}\s*$")
_LABEL = re.compile(r"序号\s*(?:报?表|项目)?名称|页码|章节")
_ALIKE = 80.1  # of 100: a line of the list and the heading it names
_SHEET = re.compile(r"附?表\s*[一二三四五六七八九十\d]{1,3}\s*[:：、]\s*\S")  # 表一：收入支出决算总表
_ANNOUNCED = re.compile(r"[^，；：,;:。]{4,40}。")  # a heading with a full stop: 一、2019年度收入支出决算总体情况。
ABOVE = 40  # lines that a web page may print above a list without the word
_LONGEST = 60  # characters of a contents line
_TAIL = 14  # characters that the second line of a wrapped entry has at most


@lru_cache(maxsize=20_000)
def entry(text: str) -> str:
    """A contents line without leaders and page number, folded."""
    text = _LEADER.sub("", text)
    return fold(_PAGE.sub("", text) if _PAGED.search(text) else text)


def contents(block: Sequence[Strand]) -> tuple[frozenset[int], frozenset[str]]:
    """Indices of the lines of contents lists, and what the lists name (folded, numbering removed)."""
    found: set[int] = set()
    i = 0
    while i < len(block):
        if _WORD.fullmatch(fold(block[i].text)):
            end = _end(block, i + 1)
            found.update(range(i, end))
            i = end
        else:
            i += 1
    if not found:
        found.update(_unnamed(block))
    found.update(i for i, s in enumerate(block) if _is_led(s.text) and len(s.text) < _LONGEST * 2 and not is_prose(_LEADER.sub("", s.text)))
    names = frozenset(bare(_named(block[i].text)) for i in found) - {""}
    return frozenset(found), names


def _is_led(text: str) -> bool:
    """Whether a leader stands in a line, up to a page number at its end or without one."""
    return _DOTS.search(text) is not None and _LEADER.search(text) is not None


def _named(text: str) -> str:
    found = marker(text)
    return entry(found.rest if found else text)


def _end(block: Sequence[Strand], start: int) -> int:
    """Index after the last line of the contents list that begins at `start`."""
    first: Marker | None = None
    seen: set[str] = set()
    restarted = False
    for i in range(start, len(block)):
        text = block[i].text
        found = marker(text)
        if not _is_entry(block, i, start):
            return i
        if found and first is None:
            first = found
        elif found and first and found.style == first.style and found.value == first.value:
            restarted = True
        if restarted or (not found and not _is_led(text) and entry(text) in seen):
            return i
        seen.update((entry(text), _named(text)))
    return len(block)


def _is_entry(block: Sequence[Strand], i: int, start: int) -> bool:
    text = block[i].text
    if _is_led(text) or _LABEL.search(text) or (len(text) <= _LONGEST and _SHEET.match(text)):
        return True
    if (named := marker(text)) and _ANNOUNCED.fullmatch(named.rest) and i + 1 < len(block) and marker(block[i + 1].text):
        return True
    if len(text) > _LONGEST or is_final(text) or is_prose(text) or is_caption(text):
        return False
    if marker(text) or re.search(r"\s\d{1,3}$", text):
        return True
    if i == start:
        return True
    if _is_tail(block, i):
        return True
    unnumbered = not any(marker(s.text) for s in block[start:i])
    return (unnumbered or _is_report_listed(block, i)) and _comes_again(block, i)


def _is_report_listed(block: Sequence[Strand], i: int) -> bool:
    """A report of its own among the numbered entries of a page (…; X局2023年度绩效评价报告; 一、部门概况; …): the list goes on below it."""
    below = block[i + 1] if i + 1 < len(block) else None
    return below is not None and block[i].line.box is not None and block[i - 1].page == below.page and bool(marker(below.text))


def _is_tail(block: Sequence[Strand], i: int) -> bool:
    """The second line of a wrapped entry: short, and another entry or a heading follows."""
    text, above = block[i].text, block[i - 1]
    alone = marker(above.text)
    if alone and not alone.rest.strip() and not marker(text):
        return True
    if len(text) > _TAIL or len(above.text) <= len(text) + 6 or block[i].page != above.page:
        return False
    below = block[i + 1].text if i + 1 < len(block) else ""
    return _comes_again(block, i) or (len(above.text) >= 16 and bool(marker(below) or _SHEET.match(below)))


def _comes_again(block: Sequence[Strand], i: int) -> bool:
    """The line, or the line it ends, stands again further down: so this is not yet the place itself."""
    name = _named(block[i].text)
    joined = _named(block[i - 1].text + block[i].text) if i else name
    later = [_named(s.text) for s in block[i + 1 :] if len(s.text) <= _LONGEST]
    pairs = {a + b for a, b in pairwise(later)}
    return name in later or joined in later or name in pairs or joined in pairs


def _unnamed(block: Sequence[Strand]) -> range:
    """A contents list without the word: numbered lines at the start, no prose among them, which come again."""
    start = next((i for i, s in enumerate(block) if marker(s.text)), None)
    if start is None or start > ABOVE:
        return range(0)
    end = _end(block, start)
    if end - start < 4 or end >= len(block):
        return range(0)
    later = [bare(_named(s.text)) for s in block[end:] if len(s.text) <= _LONGEST]
    names = [bare(_named(s.text)) for s in block[start:end]]
    again = sum(1 for n in names if process.extractOne(n, later, scorer=fuzz.ratio, score_cutoff=_ALIKE))
    return range(start, end) if again >= 0.5 * len(names) else range(0)
