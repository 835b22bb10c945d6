"""Codes and names of the classification: a name of another year in prose, a class that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.checks import wording
from extractor.checks.ledger import Ledger
from extractor.checks.verdict import finding, undecided
from extractor.knowledge import Classification, load
from extractor.knowledge.model import Code
from extractor.likeness import bare
from extractor.records import Check, Observation

GRACE = 1  # years after a change of name in which the old one is no error yet; ends of validity are often recalled only
LEVELS = {"类": 3, "款": 5, "项": 7}
# 农林水支出（类）扶贫（款）其他扶贫支出（项） and 公共安全支出（204类）司法（06款）行政运行（01项）
_SEGMENT = re.compile(r"([^，。；、：:（）()\d][^，。；：:（）()]*)[（(]\s*\d{0,5}\s*([类款项])\s*[）)]")


def obsolete_names(ledger: Ledger) -> Iterator[Check]:
    """Prose that calls a code by a name of another year than the tables, or the classification of that year, do."""
    seen: set[tuple[str, str]] = set()
    for o in ledger.prose:
        family, _, code = o.indicator.partition(":")
        if family == "function" and ledger.year:
            for part, name in _names(o, code, ledger):
                if (part, bare(name)) not in seen:
                    seen.add((part, bare(name)))
                    yield from _obsolete(o, part, name, ledger)


def _names(o: Observation, code: str, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Codes of all levels with the names that the prose gives them: from the words of the observation, or the
    sentence they stand in."""
    for words in dict.fromkeys((o.raw_name, _chain(o, ledger))):
        segments = _SEGMENT.findall(words)
        for name, level in segments:
            if LEVELS[level] <= len(code):
                yield code[: LEVELS[level]], name
    if o.raw_name and not _SEGMENT.search(o.raw_name):
        yield code, o.raw_name


def _chain(o: Observation, ledger: Ledger) -> str:
    """The chain of names (类 款 项) printed last before the figure in its paragraph."""
    text, offset = _sentence(o, ledger)
    ends = [m for m in re.finditer(r"[（(]\s*\d{0,5}\s*[类款项]\s*[）)]", text) if m.start() < offset]
    if not ends or len(o.indicator.partition(":")[2]) != LEVELS[ends[-1][0].strip("（）() 0123456789")]:
        return ""
    first = len(ends) - 1
    for before, after in reversed(list(pairwise(ends))):
        if re.search(r"[，。；：:\d]", text[before.end() : after.start()]):
            break
        first -= 1
    start = max((m.end() for m in re.finditer(r"[，。；：:\d.、\s]", text[: ends[first].start()])), default=0)
    return text[start : ends[-1].end()]


def _sentence(o: Observation, ledger: Ledger) -> tuple[str, int]:
    """The paragraph that a figure of prose stands in, and where in it; ('', 0) if it is not found."""
    line = o.evidence[0].place.lines if o.evidence else None
    for section in ledger.division.sections:
        for paragraph in section.paragraphs:
            lines = [place.lines for place in paragraph.places if place.lines]
            if line and any(first <= line[0] <= last for first, last in lines) and o.raw_value in paragraph.text:
                return paragraph.text, paragraph.text.find(o.raw_value)
    return "", 0


def _obsolete(o: Observation, code: str, name: str, ledger: Ledger) -> Iterator[Check]:
    known: Classification = load().functional
    rows = [row for row in known.of(code) if _stem(row.name) == _stem(name)]
    current = next((row for row in known.of(code, ledger.year) if row.holds(ledger.year) and row.documented), None)
    if not rows or current is None or any(_valid(row, ledger.year) for row in rows):
        return
    printed = _in_tables(code, ledger)
    if any(_stem(other.raw_name or other.name) == _stem(name) for other in printed):
        return
    table = f"，{wording.form_name(printed[0].form)}为“{_words(printed[0].raw_name or printed[0].name)}”" if printed else ""
    text = f"文中{code}写作“{name}”{table}，{ledger.year}年度分类科目为“{current.name}”，名称不一致。"
    yield finding("classification.name", text, [o, *printed[:1]])


def _words(printed: str) -> str:
    """A printed name without its number (五、) and its code."""
    return bare(re.sub(r"^[\d\s]+", "", printed))


def _stem(name: str) -> str:
    """What two names are compared by: 科学技术（类）支出 leaves its 支出 behind the bracket."""
    return _words(name).removesuffix("支出")


def _valid(row: Code, year: int | None) -> bool:
    return year is None or row.year_to is None or year <= row.year_to + GRACE


def _in_tables(code: str, ledger: Ledger) -> list[Observation]:
    return [o for sheet in ledger.sheets for (indicator, _), o in sheet.cells.items() if indicator == f"function:{code}"]


def unknown_codes(ledger: Ledger) -> Iterator[Check]:
    """Codes that the classification lacks. It is not complete below the class, so that only a class can be wrong."""
    families = {"function": load().functional, "economic": load().economic}
    seen: set[str] = set()
    for o in ledger.everything:
        family, _, code = o.indicator.partition(":")
        if family not in families or o.indicator in seen or families[family].of(code):
            continue
        seen.add(o.indicator)
        yield _unknown(o, code, families[family])


def _unknown(o: Observation, code: str, known: Classification) -> Check:
    where = wording.form_name(o.form)
    if not known.of(code[:3]):
        return finding("classification.code", f"{where}科目编码{code}（{o.raw_name or o.name}）的类级{code[:3]}不在分类科目中。", [o])
    return undecided("classification.code", f"{where}科目编码{code}（{o.raw_name or o.name}）不在已知的分类科目中，未作判定。", [o])
