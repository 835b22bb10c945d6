"""What a column header means: the role of a column, its canonical column, its unit and its year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractor import periods
from extractor.amounts import YUAN
from extractor.knowledge.model import Column, Form
from extractor.likeness import bare, fold

Role = Literal["code", "label", "ordinal", "note", "value"]
Path = Sequence[str]
Words = tuple[str, ...]

FUZZY = 0.84  # two header words of which one has lost or misread a character in six
PART = "其中"  # begins the header of a part of what stands above
CRUMB = 2  # characters of a header word that may be the rest of a wrapped one
SHORTEST = 3  # characters: shorter words are never compared by likeness
MISREAD = 4  # characters: in a word this long one may be misread
_UNIT = re.compile(r"[（(]?(?:单位[:：])?(?:人民币)?(百万元|亿元|万元|千元|元)[)）]?$|[（(](?:人民币)?(百万元|亿元|万元|千元|元)[)）]")
_FORMULA = re.compile(r"[（(]?[\d=+\-×÷*/%()（）]*=[\d=+\-×÷*/%()（）]+$|[（(][A-Za-z][)）]$|[（(]\d{1,2}[)）]$|(?<=[^\d])\d{1,2}$")
_NAMED_CODE = re.compile(r"(?:编码|代码).?(?:名称|科目)$|名称.?(?:编码|代码)$")  # one cell for both: 科目编码及名称
_NAMES_BOTH = re.compile(r"(?:单位|部门)名称\(.*(?:科目|功能分类|经济分类).*\)$")  # agencies above their accounts
_COMPARED = re.compile(r"[比较](?=(?:19|20)\d\d年).*")  # 比2024年执行数: the year that it is compared with
_PERCENT = re.compile(r"[(（]?[%％][)）]?$")
_NOTED = re.compile(r"\([^()]*\)?$|\([^()]\)")
_INCLUDED = re.compile(r"\((?:不?含|不?包[含括])[^()]*\)$")  # 事业收入(不含教育收费)
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度)?")


class Pattern(BaseModel):
    """A canonical column told by a regular expression on the last header word."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    column: str
    match: str


class Headings(BaseModel):
    """headings.toml, validated."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code_parts: tuple[str, ...]
    code_words: frozenset[str]
    label_parts: tuple[str, ...]
    label_words: frozenset[str]
    ordinal_words: frozenset[str]
    note_parts: tuple[str, ...]
    operator_words: frozenset[str]
    project_words: frozenset[str]
    agency_words: frozenset[str]
    explaining_words: frozenset[str]
    subtotals: frozenset[str]
    stages: frozenset[str]
    stage_columns: frozenset[str]
    this_year: tuple[str, ...]
    last_year: tuple[str, ...]
    before_last_year: tuple[str, ...]
    patterns: tuple[Pattern, ...]


class Heading(NamedTuple):
    """A header path resolved: canonical column, 0..1 how surely, whether by likeness, how specific the match was."""

    column: Column
    confidence: float
    fuzzy: bool = False
    neutral: bool = False  # it only says that here is the value (金额, 合计, 决算数)


class Word(NamedTuple):
    """One header word without unit, formula and year. `back`: by how many years it says to be before the report's."""

    text: str
    unit: str | None
    year: int | None
    back: int


@cache
def headings() -> Headings:
    """The validated file; pydantic.ValidationError if it is at fault."""
    return Headings.model_validate(tomllib.loads((files("extractor.knowledge") / "headings.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=4000)
def word(printed: str) -> Word:
    """A header word taken apart: 2023年决算数（万元） -> 决算数, 万元, 2023."""
    text = fold(printed)
    unit = next((u for match in _UNIT.finditer(text) for u in match.groups() if u in YUAN), None)
    text = _UNIT.sub("", text) if unit and bare(_UNIT.sub("", text)) else text
    own = _COMPARED.sub("", text)
    years = periods.years(own) or [int(found[:4]) for found in re.findall(r"(?<!\d)20\d\d(?!\d)", own)]
    text = _FORMULA.sub("", _YEAR.sub("", text)) or text
    return Word(bare(text), unit, years[0] if years else None, _back(text))


def _back(text: str) -> int:
    """2 of 前年, 1 of 上年, else 0; 上年结转 is of the report's own year."""
    said = ((2, headings().before_last_year), (1, headings().last_year))
    return next((n for n, words in said for w in words if text.startswith(w) and not text.startswith((w + "结", w + "末"))), 0)


def unit_of(path: Path) -> str | None:
    """Money unit printed in the header path (全年预算数（万元）), None if there is none."""
    return next((found for part in reversed(path) if (found := word(part).unit)), None)


def year_of(path: Path, fiscal_year: int | None) -> int | None:
    """Year that the header path names (2023年决算数, 上年数), else the fiscal year."""
    named = [word(part) for part in path]
    for each in reversed(named):
        if each.year is not None:
            return each.year
    return None if fiscal_year is None else fiscal_year - max((each.back for each in named), default=0)


def role(path: Path) -> Role | None:
    """What a column holds by its header alone; None for an empty header."""
    return _role(tuple(path))


@lru_cache(maxsize=4000)
def _role(path: tuple[str, ...]) -> Role | None:
    words = _words(path)
    if not words:
        return None
    last, known = words[-1], headings()
    if _NAMED_CODE.search(last) or _NAMES_BOTH.search(last):
        return "label"
    if last in known.code_words or any(part in last for part in known.code_parts):
        return "note" if "单位" in last else "code"
    if last in known.ordinal_words:
        return "ordinal"
    if last in known.label_words:
        return "label"
    if any(part in last for part in known.note_parts):
        return "note"
    if any(bare(part) in last for part in known.label_parts):
        return "label"
    wrapped = len(words) > 1 and len(last) <= CRUMB and last not in known.stages | known.subtotals
    return _role((*words[:-2], words[-2] + last)) if wrapped else "value"


def match(form: Form, path: Path) -> Heading | None:
    """The canonical column of a header path; None if no column of the form is near enough."""
    words = _words(path)
    return _matched(form, words, fold(path[-1]).startswith(PART)) if words else None


@lru_cache(maxsize=20_000)  # every header word of a table is tried on every form
def _matched(form: Form, words: Words, part: bool) -> Heading | None:
    patterns = _patterns(form)
    if _is_part(words, patterns):
        return None
    found = _exact(words, patterns) or _by_pattern(words, patterns.columns) or _rate(words, patterns) or _noted(words, patterns)
    return found or (None if part else _wrapped(words, patterns)) or _alike(words, patterns.single, part)


class Endings:
    """Columns by the words that their header paths end with, for look-up; of equal endings the first column counts."""

    def __init__(self, patterns: Iterable[tuple[Column, Words]]) -> None:
        self._columns: dict[Words, Column] = {}
        for column, words in patterns:
            self._columns.setdefault(words, column)
        self._longest = max(map(len, self._columns), default=0)

    def of(self, words: Words) -> Column | None:
        """The column whose longest pattern the path ends with."""
        for length in range(min(len(words), self._longest), 0, -1):
            if (found := self._columns.get(words[-length:])) is not None:
                return found
        return None

    def misread(self, text: str) -> bool:
        """Whether a long word is one of these but for one character (二年结转). 本年 in place of 上年 says another thing."""
        if len(text) < MISREAD or text.startswith(headings().this_year):
            return False
        return any(Levenshtein.distance(text, words[0], score_cutoff=1) <= 1 for words in self._columns if len(words) == 1)


class Patterns(NamedTuple):
    """The header patterns of a form, laid out for look-up."""

    all: Endings
    paths: Endings  # of two words and more
    unstaged: Endings  # columns that are no stage (决算数)
    closed: Endings
    single: tuple[tuple[Column, str], ...]  # long enough to be compared by likeness
    columns: dict[str, Column]


@lru_cache(maxsize=200)  # forms
def _patterns(form: Form) -> Patterns:
    pairs = [(column, tuple(bare(part) for part in header.split(">"))) for column in form.columns for header in column.headers]
    return Patterns(
        Endings(pairs),
        Endings(p for p in pairs if len(p[1]) > 1),
        Endings(p for p in pairs if p[0].id not in headings().stage_columns),
        Endings(p for p in pairs if p[0].closed),
        tuple((column, words[0]) for column, words in pairs if len(words) == 1 and len(words[0]) >= SHORTEST),
        {column.id: column for column, _ in pairs},
    )


def _is_part(words: Words, patterns: Patterns) -> bool:
    """Whether the path leads below a column that is closed: 年初结转和结余 > 项目支出结转和结余 > 小计."""
    whole = words[:-1] if words[-1] in headings().subtotals | headings().stages else words
    misread = any(patterns.closed.misread(above) and not patterns.all.of((above,)) for above in words[:-1])
    return misread or any(patterns.closed.of((above,)) for above in whole[:-1])


def _words(path: Path) -> Words:
    return tuple(text for part in path if (text := word(part).text))


def _exact(words: Words, patterns: Patterns) -> Heading | None:
    """By the words themselves: the most words of the path first, a subtotal below a word for the word itself."""
    known = headings()
    last, neutral = words[-1], words[-1] in known.stages or words[-1] in known.subtotals
    if found := patterns.paths.of(words):
        return Heading(found, 1.0, neutral=neutral and (found.id == "total" or found.id in known.stage_columns))
    if len(words) > 1 and last in known.subtotals and (above := patterns.unstaged.of(words[:-1])):
        return Heading(above, 1.0, neutral=above.id == "total")
    if len(words) > 1 and last in known.stages and (above := _kind_above(words, patterns)):
        return Heading(above, 1.0)
    if found := patterns.all.of(words) or patterns.all.of((*words[:-1], _undated(last))):
        return Heading(found, 1.0, neutral=neutral)
    if len(words) > 1 and (neutral or last in known.label_words):
        return Heading(above, 0.9) if (above := patterns.all.of(words[:-1])) else None
    return None


def _kind_above(words: Words, patterns: Patterns) -> Column | None:
    """The column that a word above the last one names, where that says no stage of this form but only the amount (事业收入 > 金额)."""
    last, above = patterns.all.of(words[-1:]), patterns.unstaged.of(words[:-1])
    return above if last and above and last.id == "total" != above.id else None


def _rate(words: Words, patterns: Patterns) -> Heading | None:
    """A column of percentages by its last word without the sign for them: 执行率(%)."""
    last = _PERCENT.sub("", words[-1])
    found = _exact((*words[:-1], last), patterns) if last and last != words[-1] else None
    return found if found and found.column.unit == "percent" else None


def _noted(words: Words, patterns: Patterns) -> Heading | None:
    """A column that holds no money by its last word without what brackets say of it: 指标值(包含数字及文字描述), 得分(20分*执行率),
    全年(程)指标值.
    Of money they may say which (财政拨款收入(基金)), unless they say what it includes."""
    last = _NOTED.sub("", words[-1])
    found = _exact((*words[:-1], last), patterns) if last and last != words[-1] else None
    return found._replace(confidence=0.9) if found and (found.column.unit != "CNY" or _INCLUDED.search(words[-1])) else None


def _undated(text: str) -> str:
    """Without 本年 or 上年 before a stage: 上年决算数 -> 决算数."""
    for prefix in (*headings().before_last_year, *headings().last_year, *headings().this_year):
        if text.startswith(prefix) and len(text) > len(prefix):
            return text[len(prefix) :]
    return text


def _by_pattern(words: Words, columns: dict[str, Column]) -> Heading | None:
    for each in headings().patterns:
        if each.column in columns and re.search(each.match, words[-1]):
            return Heading(columns[each.column], 0.9)
    return None


def _wrapped(words: Words, patterns: Patterns) -> Heading | None:
    """By the last words of the path run together: 收入预算 > 事业单 > 位 > 经营收入, one cell that three lines were taken apart of."""
    joined = ((*words[:-n], "".join(words[-n:])) for n in (2, 3) if len(words) >= n)
    return next((found._replace(confidence=0.9) for each in joined if (found := _exact(each, patterns))), None)


def _alike(words: Words, single: Iterable[tuple[Column, str]], part: bool) -> Heading | None:
    """The nearest column by likeness of the last word, or of the path's words run together (a header cut by a wrap). `part`:
    the last word is a part of the column above (一般公共预算 > 其中:财政拨款) and no rest of its header."""
    last = words[-1]
    if len(last) < SHORTEST:
        return None
    printed = [last, "".join(words)] if len(words) > 1 and not part else [last]
    scored = [(fuzz.ratio(text, header, score_cutoff=100 * FUZZY) / 100, column) for column, header in single for text in printed]
    best = max(scored, key=lambda s: s[0], default=None)
    return Heading(best[1], best[0] * 0.9, fuzzy=True) if best and best[0] >= FUZZY else None
