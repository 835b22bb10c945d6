"""What a row is about: its code and name, put together from the cells of a panel, and the indicator they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from extractor import knowledge
from extractor.codes import ACCOUNT
from extractor.knowledge.model import Form, Row
from extractor.likeness import bare, fold
from extractor.observations import names
from extractor.observations.cells import words
from extractor.observations.names import ALIAS, Family
from extractor.observations.panels import Span
from extractor.records import Cell, Edit, Table

FUZZY_LABEL = 0.82  # likeness of two row labels of which one lost or changed a character in six
SHORT_LABEL = 4  # characters: a shorter label is never compared by likeness
ALONE = 0.6  # mapping of a code that stands for nothing in any classification and has no name, or not even a class of one
CLEAR = 0.95  # reading of a code from which it is what is printed
SUBTOTALS = frozenset({"小计", "合计"})
TOTALS = frozenset({"合计", "总计"})
_LEADING_CODE = re.compile(rf"({ACCOUNT})(?!\d)[.、:\s]*(\D.*)")
_NOTE = re.compile(r"\((?:万元|元|不含.*|含.*|个|人|人次|辆|批次|见.*|单位:.*)\)$")
_OF_YEAR = re.compile(r"^\d{4}年(?:度)?")
_SIGN = re.compile(r"^(?:[加减]:|其中:)")
_MARK = re.compile(r"^(?:其中:?|\(\d\)|[①-⑳])")
_BETWEEN_LEVELS = re.compile(r"[\s.\-]")


class Label(NamedTuple):
    """Code and name as printed in one row of a panel, `name` joined. `reading`: how surely OCR read the cells that the code is
    put together from, 1.0 of text."""

    code: str | None
    name: str
    repairs: tuple[Edit, ...] = ()
    reading: float = 1.0


class Meaning(NamedTuple):
    """The indicator a row is about: identifier, official name, 0..1 how surely."""

    indicator: str
    name: str
    mapping: float
    repairs: tuple[Edit, ...] = ()
    row: Row | None = None


def labels(table: Table, span: Span) -> list[Label]:
    """One label a row: code parts put together over rows (204 | 06 | 01, upper levels blank or repeated), name cells
    joined from left to right where only the last one is the row's own."""
    found: list[Label] = []
    levels: list[str] = []
    groups: dict[int, str] = {}
    reading = 1.0
    for row in table.rows:
        codes = [_joined_levels(row[i].text) for i in span.codes]
        code, levels = code_of_cells(codes, levels)
        filled = [row[i] for i in span.codes if row[i].text.strip()]
        spilled = [cell for cell in filled if not any(map(str.isdigit, cell.text))]
        groups |= {i: words([row[i]]) for i in span.labels[:-1] if row[i].text.strip()}
        name = _whole(words(spilled), _own_name(row, span.labels, groups))
        if code is None and (match := _LEADING_CODE.fullmatch(fold(name))):
            code, name = match[1], match[2]
        sure = min((cell.reading or 1.0 for cell in filled), default=1.0)
        reading = sure if code in codes else min(sure, reading)  # upper levels were read in the rows above
        found.append(Label(code, name, reading=reading))
    return found


def _whole(spilled: str, name: str) -> str:
    """The name of which a part stands in the cell for the code; once where a converter wrote a merged cell in each column
    (合计 | 合计)."""
    return name if spilled == name else spilled + name


@lru_cache(maxsize=4000)
def _joined_levels(text: str) -> str:
    """A code cell, its levels without what stands between them."""
    return _BETWEEN_LEVELS.sub("", fold(text))


def _own_name(row: Sequence[Cell], columns: Sequence[int], groups: Mapping[int, str]) -> str:
    """The row's own name: its last name cell that is not blank; a subtotal goes by the name of its group, which may
    stand in a cell that spans rows above."""
    filled = [i for i in columns if row[i].text.strip()]
    if not filled:
        return ""
    name = words([row[filled[-1]]])
    above = [i for i in columns if i < filled[-1]]
    return groups.get(above[-1], name) if above and bare(name) in SUBTOTALS else name


def code_of_cells(cells: Sequence[str], above: Sequence[str]) -> tuple[str | None, list[str]]:
    """Code of one row from its code cells, and the levels for the next row. `above`: levels of the row before.
    A cell may hold a full code (2060701), one level (206, 07, 01), or nothing where the level above goes on."""
    levels = list(above)
    code: str | None = None
    for i, text in enumerate(cells):
        if not text.isdigit():
            continue
        if len(text) in (3, 5, 7):
            if code and not text.startswith(code):
                break  # codes of another classification follow
            levels = [text[:3], *(text[k : k + 2] for k in range(3, len(text), 2))]
        elif len(text) <= 2 and levels and 0 < i <= len(levels):
            levels = [*levels[:i], text.zfill(2)]
        else:
            continue
        code = "".join(levels)
    return code, levels if code else list(above)


def printed_codes(rows: Iterable[Sequence[Label]]) -> dict[str, str]:
    """Code -> name as printed in the document's own tables (labels by panel), the first printing of each code."""
    found: dict[str, str] = {}
    for printed in rows:
        for label in printed:
            if label.code and len(label.code) >= 3 and label.name:
                found.setdefault(label.code, label.name)
    return found


def coded(label: Label, family: Family, year: int | None, context: Mapping[str, str], parent: str) -> Meaning | None:
    """The classification code a row is about: by its code, and by its name where the code is missing or is documented
    for something else. `parent`: code of the class or group that the row stands below, '' if unknown."""
    code, name = label.code, label.name
    if code is None:
        return _by_name(name, family, year, context, parent)
    other = _documented_elsewhere(code, name, family, year) if name else None
    if name and not other and label.reading < CLEAR:
        other = _one_digit_off(code, name, family)
    if other:
        return _meaning(other, family, year, ALIAS, (Edit("code_from_name", code, other),))
    agreement, confirmed = _agreement(code, name, family)
    return _meaning(code, family, year, agreement * (1.0 if confirmed else label.reading**2), name=name)


def _meaning(code: str, family: Family, year: int | None, mapping: float, repairs: tuple[Edit, ...] = (), name: str = "") -> Meaning:
    official = names.classification(family).name(code, year)
    return Meaning(f"{family}:{code}", official or name or code, mapping, repairs)


@lru_cache(maxsize=4000)
def _agreement(code: str, name: str, family: Family) -> tuple[float, bool]:
    """How well code and name agree, 1.0 where one of them says nothing against the other, and whether the name confirms the
    code. The same pairs stand in most tables of a document."""
    known = list(names.names_of(code, {}, family))
    if not known:
        of_a_class = any(True for _ in names.names_of(code[:3], {}, family))
        return (ALIAS if name and of_a_class else ALONE), False
    like = max(names.same_name(name, each) for each in known)
    return (max(0.9, like) if name else ALIAS), like >= ALIAS


def listed(name: str, code: str, like: float, family: Family, year: int | None) -> Meaning:
    """The code that a list of names alone gives one of them. `like`: 0..1 how well the code has that name."""
    fuzzy = (Edit("fuzzy_name", name, code),) if like < ALIAS else ()
    return _meaning(code, family, year, like, (Edit("code_from_name", "", code), *fuzzy))


def _by_name(name: str, family: Family, year: int | None, context: Mapping[str, str], parent: str) -> Meaning | None:
    if not name:
        return None
    for prefix in [parent[:n] for n in (5, 3) if len(parent) >= n] + [""]:
        found = names.code_of_name(name, year, prefix, family=family, context=context)
        if found.code and found.confidence > 0.5:
            repairs = (Edit("code_from_name", "", found.code), *((Edit("fuzzy_name", name, found.code),) if found.fuzzy else ()))
            return _meaning(found.code, family, year, found.confidence, repairs)
    found = names.class_of_name(name, year, family)
    if found.code:
        return _meaning(
            found.code, family, year, found.confidence, (Edit("code_from_name", "", found.code), Edit("fuzzy_name", name, found.code))
        )
    return None


@lru_cache(maxsize=4000)
def _documented_elsewhere(code: str, name: str, family: Family, year: int | None) -> str | None:
    """Another code of the same level that is documented for this name, where this code is not known for it.
    The last 其他 of a group was numbered …01 and is numbered …99: such a row keeps its printed code."""
    known = list(names.names_of(code, {}, family))
    if any(names.same_name(name, each) for each in known):
        return None
    within = code[:3] if known else code[:-2]  # an unknown code may be a misread one of the same group
    found = names.code_of_name(name, year, within, family=family, length=len(code))
    if not found.code or found.code == code or found.confidence < ALIAS or found.fuzzy:
        return None
    rows = names.classification(family).of(found.code)
    documented = any(row.documented and row.holds(year) and names.same_name(name, row.name) for row in rows)
    return found.code if documented and not bare(name).startswith("其他") else None


def _one_digit_off(code: str, name: str, family: Family) -> str | None:
    """The only code that has this name and differs in one digit from one that stands for nothing in any classification."""
    if list(names.names_of(code, {}, family)):
        return None
    near = (code[:i] + digit + code[i + 1 :] for i in range(len(code)) for digit in "0123456789" if digit != code[i])
    alike = [each for each in near if any(names.same_name(name, known) >= ALIAS for known in names.names_of(each, {}, family))]
    return alike[0] if len(alike) == 1 else None


class Rows:
    """The known rows of one panel of a form, with the state that tells rows of one label apart."""

    def __init__(self, form: Form, panel: str, printed: Sequence[str]) -> None:
        """`printed`: all labels of the panel, so that a label of two rows goes to the one not printed otherwise."""
        self._by_label = _by_label(form, panel)
        rows = ([row for row in self._by_label.get(plain(label), ()) if not row.below] for label in printed)
        self._sole = {free[0].indicator for free in rows if len(free) == 1}
        self._above = ""
        self._seen: set[str] = set()

    def meaning(self, printed: str) -> Meaning | None:
        """The row a label stands for; rows must be asked for from top to bottom. None for a label unknown."""
        label, mapping = plain(printed), 1.0
        repairs: tuple[Edit, ...] = ()
        rows = self._by_label.get(label, ())
        if not rows and len(label) >= SHORT_LABEL:
            near = process.extractOne(label, list(self._by_label), scorer=fuzz.ratio, score_cutoff=FUZZY_LABEL * 100)
            if near:
                rows, mapping = self._by_label[near[0]], near[1] / 100 * ALIAS
                repairs = (Edit("fuzzy_name", printed, near[0]),)
        row = self._chosen(rows)
        if row is None:
            return None
        if not row.below:
            self._above = row.indicator
            self._seen.add(row.indicator)
        return Meaning(row.indicator, knowledge.load().indicators.get(row.indicator, row.labels[0]), mapping, repairs, row)

    def _chosen(self, rows: Sequence[Row]) -> Row | None:
        free = [row for row in rows if not row.below]
        below = next((row for row in rows if row.below and row.below == self._above), None)
        if below and (not free or self._seen.intersection(row.indicator for row in free)):
            return below
        unclaimed = [row for row in free if row.indicator not in self._sole] if len(free) > 1 else free
        unseen = [row for row in unclaimed or free if row.indicator not in self._seen]
        return next(iter(unseen or unclaimed or free), None)


@cache
def _by_label(form: Form, panel: str) -> Mapping[str, Sequence[Row]]:
    """The rows of a panel of a form (of all its panels for '') by their labels."""
    found: dict[str, list[Row]] = {}
    for row in form.rows:
        for label in row.labels if not panel or row.panel in ("", panel) else ():
            found.setdefault(plain(label), []).append(row)
    return found


@lru_cache(maxsize=20_000)
def plain(label: str) -> str:
    """A row label as it is compared: bare, without a unit or a note in brackets at its end, without 其中 and 加减."""
    text = _NOTE.sub("", fold(label))
    text = _SIGN.sub("", _OF_YEAR.sub("", text))
    return _MARK.sub("", bare(text)).replace("(", "").replace(")", "")


def meaning_of_class(found: names.Named, family: Family, year: int | None, printed: str) -> Meaning:
    """The class that a line of forms 01 and 04 is about, found by its name."""
    repairs = (Edit("fuzzy_name", printed, found.code or ""),) if found.fuzzy else ()
    return _meaning(found.code or "", family, year, found.confidence, repairs, printed)
