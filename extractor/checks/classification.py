"""Codes and names of the classification: a name of another year in prose, a class that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

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
            for part, name in _names(o, code):
                if (part, bare(name)) not in seen:
                    seen.add((part, bare(name)))
                    yield from _obsolete(o, part, name, ledger)


def _names(o: Observation, code: str) -> Iterator[tuple[str, str]]:
    """Codes of all levels with the names that the prose gives them: 类（类）款（款）项（项）, or one name alone."""
    segments = _SEGMENT.findall(o.raw_name)
    for name, level in segments:
        if LEVELS[level] <= len(code):
            yield code[: LEVELS[level]], name
    if o.raw_name and not segments:
        yield code, o.raw_name


def names_of_tables(ledger: Ledger) -> Iterator[Check]:
    """Rows of a coded table that bear the name of an older classification. Only names seen in documents count."""
    for sheet in ledger.sheets:
        rows: dict[str, Observation] = {}
        for o in sheet.printed:
            rows.setdefault(o.indicator, o)
        for indicator, o in rows.items():
            family, _, code = indicator.partition(":")
            outdated = _outdated(code, o.raw_name, sheet.year) if family == "function" else None
            if outdated and outdated[0].documented:
                where, year = wording.form_name(sheet.form), f"{sheet.year}年度"
                text = f"{where}中{code}写作“{_words(o.raw_name)}”，{year}分类科目为“{outdated[1].name}”，名称不一致。"
                yield finding("classification.name", text, [o])


def _outdated(code: str, name: str, year: int | None) -> tuple[Code, Code] | None:
    """The row of an older classification that has this name, and the one in force in that year; None if it is no
    older name. What is in force must be documented: recalled rows recognise, they do not contradict."""
    known: Classification = load().functional
    rows = [row for row in known.of(code) if _stem(row.name) == _stem(name)]
    current = next((row for row in known.of(code, year) if row.holds(year) and row.documented), None)
    if not rows or current is None or any(_valid(row, year) for row in rows):
        return None
    return rows[0], current


def _obsolete(o: Observation, code: str, name: str, ledger: Ledger) -> Iterator[Check]:
    outdated = _outdated(code, name, ledger.year)
    printed = _in_tables(code, ledger)
    if outdated is None or any(_stem(other.raw_name or other.name) == _stem(name) for other in printed):
        return
    table = f"，{wording.form_name(printed[0].form)}为“{_words(printed[0].raw_name or printed[0].name)}”" if printed else ""
    text = f"文中{code}写作“{name}”{table}，{ledger.year}年度分类科目为“{outdated[1].name}”，名称不一致。"
    yield finding("classification.name", text, [o, *printed[:1]])


def _words(printed: str) -> str:
    """A printed name without its number (五、) and its code."""
    return bare(re.sub(r"^[\d\s]+", "", printed))


@lru_cache(maxsize=20_000)
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
