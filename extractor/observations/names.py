"""Printed names to official codes and canonical names; shared by tables and prose. Pure functions over knowledge.

`context`: code -> name as printed in this document's own tables, which come first, because an agency may number
its own 款 and old names outlive their codes in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from extractor import knowledge
from extractor.knowledge.model import Classification
from extractor.likeness import bare, fold

Family = Literal["function", "economic"]

ALIAS = 0.95  # a name known in the field for another, older or shorter name
FUZZY = 0.80  # smallest likeness of two names that may be one name with lost or misread characters
BELOW = 0.60  # the same among the few names below a parent that is known
CLASS = 0.70  # the same among the few classes, whose names are unlike each other
CLASS_LEAD = 0.10  # by which the nearest class must lead
REST = "其他"  # what begins the names of the codes for all that has none of its own
OWN = 0.05  # what a code gains by standing in the document's own tables
LEVELS: Mapping[Family, tuple[int, ...]] = {"function": (3, 5, 7), "economic": (3, 5)}
_WEIGHT = re.compile(r"[（(]?\s*(?:权重|分值|共|计|满分)?[:：]?\s*\d+(?:\.\d+)?\s*分\s*[)）]?$")
_NUMBERING = re.compile(
    r"^(?:[①-⑳]|\(?\d{1,2}[.、．)](?!\d)|\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+[、.．]|指标\d{1,2}[:：.、]?(?=[\u4e00-\u9fff]))+"
)
_LEVEL_WORD = re.compile(r"\((?:类|款|项)\)$|\(\d+(?:类|款|项)\)$")


class Named(NamedTuple):
    """A code found for a name: 0..1 how surely, and whether the name had to be compared by likeness."""

    code: str | None
    confidence: float
    fuzzy: bool = False


def function_code(names: Sequence[str], year: int | None, context: Mapping[str, str]) -> tuple[str | None, float]:
    """Functional code of the names of 类, 款, 项 (in this order, from one to three of them; '' for one not printed).
    A single name may be of any level. (None, 0.0) if none is near enough."""
    found = _best(list(names), year, context, "function")
    return found.code, found.confidence


def economic_code(names: Sequence[str], year: int | None, context: Mapping[str, str]) -> tuple[str | None, float]:
    """Economic code of the names of 类, 款; as function_code."""
    found = _best(list(names), year, context, "economic")
    return found.code, found.confidence


def code_of_name(
    name: str,
    year: int | None,
    prefix: str = "",
    *,
    family: Family = "function",
    length: int | None = None,
    context: Mapping[str, str] | None = None,
) -> Named:
    """The code below `prefix` (of `length` digits) whose name this is: printed in the document, official, alias, or
    nearest by likeness. Code None if none is near enough or two are equally near."""
    candidates = [
        (code, like, official)
        for code, like, official in alike(name, family, context or {})
        if code.startswith(prefix) and length in (None, len(code))
    ]
    ranked = sorted(candidates, key=lambda c: (-c[1] - OWN * (c[0] in (context or {})), not holds(c[0], c[2], year, family), len(c[0])))
    if not ranked:
        return Named(None, 0.0)
    best = ranked[0]
    rivals = {c[0] for c in ranked if c[1] == best[1] and (c[0] in (context or {})) == (best[0] in (context or {}))}
    confidence = best[1] if len(rivals) == 1 else best[1] / len(rivals)
    return Named(best[0], confidence, best[1] < ALIAS)


def class_of_name(name: str, year: int | None, family: Family = "function", leading: str = "") -> Named:
    """The class (类) whose name is nearest, also where a character of a short name was misread, if no other is near; of
    those whose codes begin with `leading`."""
    found = code_of_name(name, year, leading, family=family, length=3)
    if found.code:
        return found
    alike = process.extract(key(name), _classes(family, year, leading), scorer=fuzz.ratio, score_cutoff=CLASS * 100, limit=4)
    near = [each for each in alike if _may_be(key(name), each[0])]
    if not near or any(other[2][:3] != near[0][2][:3] and near[0][1] - other[1] < CLASS_LEAD * 100 for other in near[1:]):
        return Named(None, 0.0)
    return Named(str(near[0][2][:3]), near[0][1] / 100 * ALIAS, True)


@lru_cache(maxsize=100)
def _classes(family: Family, year: int | None, leading: str) -> dict[str, str]:
    """Code and name of each class in force that year whose code begins with `leading` -> key of the name."""
    rows = (row for row in classification(family).codes if len(row.code) == 3 and row.code.startswith(leading))
    return {row.code + row.name: key(row.name) for row in rows if row.holds(year)}


def same_name(printed: str, official: str) -> float:
    """How surely two names are one: 1.0 equal, ALIAS by a known alias, else likeness where it is FUZZY or more, else 0."""
    a, b = key(printed), key(official)
    if not a or not b:
        return 0.0
    if bare(printed) == bare(official):
        return 1.0
    if a == b or b in _older(a) or a in _older(b):
        return ALIAS
    ratio = fuzz.ratio(a, b) / 100
    return ratio * ALIAS if ratio >= FUZZY and _may_be(a, b) else 0.0


def _may_be(a: str, b: str) -> bool:
    """Whether two keys that are alike can be one name: 其他公共安全 is never 公共安全, what is left over is not what it is
    left over from."""
    return a.startswith(REST) == b.startswith(REST)


@lru_cache(maxsize=20_000)
def key(name: str) -> str:
    """The part of a name that tells it apart: folded, without numbering, （类）, a closing 支出 and 其它 for 其他."""
    name = _LEVEL_WORD.sub("", _NUMBERING.sub("", fold(name)))
    name = re.sub(r"[\"'、,，.。:;·*()]", "", name).replace("其它", "其他")
    return name.removesuffix("支出") or name


@lru_cache(maxsize=4_000)
def canonical_performance(name: str) -> str:
    """Canonical name of an evaluation indicator; its own name joined, without numbering and weight, if it has none."""
    own = performance_name(name)
    canonical, aliases = _performance()
    folded = _plain(own)
    return canonical.get(folded) or aliases.get(folded) or own


def performance_name(name: str) -> str:
    """The printed name of an evaluation indicator, joined, without numbering and weight: ①投入管理指标(30分) -> 投入管理指标."""
    joined = re.sub(r"\s+", "", name)
    joined = _WEIGHT.sub("", _NUMBERING.sub("", joined))
    return joined.strip("：:，,。；;") or re.sub(r"\s+", "", name)


def _plain(name: str) -> str:
    return re.sub(r"[\"'()\-]", "", fold(name))


@cache
def _performance() -> tuple[dict[str, str], dict[str, str]]:
    """Folded name -> canonical name, by names and by aliases."""
    names: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for row in knowledge.load().performance:
        names.setdefault(_plain(row.name), row.name)
        for alias in row.aliases:
            aliases.setdefault(_plain(alias), row.name)
    return names, aliases


@lru_cache(maxsize=20_000)
def _older(name: str) -> frozenset[str]:
    """Names that an alias of the field stands for, both as keys."""
    return _aliases().get(name, frozenset())


@cache
def _aliases() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in knowledge.load().aliases:
        if row.category.startswith(("功能科目", "经济科目")) and "划转" not in row.category and "编码" not in row.category:
            found.setdefault(key(row.alias), set()).add(key(row.canonical))
    return {alias: frozenset(names) for alias, names in found.items()}


def classification(family: Family) -> Classification:
    """The official classification of a family."""
    return knowledge.load().functional if family == "function" else knowledge.load().economic


@cache
def _by_key(family: Family) -> dict[str, tuple[tuple[str, str], ...]]:
    """Key of a name -> codes with the official name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in classification(family).codes:
        found.setdefault(key(row.name), []).append((row.code, row.name))
    return {name: tuple(rows) for name, rows in found.items()}


def alike(name: str, family: Family, context: Mapping[str, str]) -> Iterator[tuple[str, float, str]]:
    """Codes whose name is like this one: code, likeness, that name. Likeness by characters only if nothing else is."""
    found = [(code, like, own) for code, own in context.items() if (like := same_name(name, own))]
    wanted = {key(name), *_older(key(name))}
    for each in wanted:
        found += [(code, 1.0 if bare(official) == bare(name) else ALIAS, official) for code, official in _by_key(family).get(each, ())]
    yield from found
    if not any(like >= ALIAS for _, like, _ in found):
        yield from _nearest(key(name), family)


@lru_cache(maxsize=2000)
def _nearest(wanted: str, family: Family) -> tuple[tuple[str, float, str], ...]:
    """Codes with official names whose key is like the one wanted: code, likeness, name. A row is asked for once a level."""
    known = _by_key(family)
    nearest = process.extract(wanted, list(known), scorer=fuzz.ratio, score_cutoff=FUZZY * 100, limit=8)
    likes = [(near, score / 100 * ALIAS) for near, score, _ in nearest if _may_be(wanted, near)]
    return tuple((code, like, official) for near, like in likes for code, official in known[near])


def holds(code: str, name: str, year: int | None, family: Family) -> bool:
    """Whether the code has exactly this name in that year."""
    return any(row.name == name and row.holds(year) for row in classification(family).of(code, year))


def _best(names: list[str], year: int | None, context: Mapping[str, str], family: Family) -> Named:
    """The code whose own name and whose parents' names fit best."""
    while names and not names[-1]:
        names.pop()
    if not names:
        return Named(None, 0.0)
    levels = LEVELS[family]
    lengths = {levels[len(names) - 1]} if 1 < len(names) <= len(levels) else set(levels)
    candidates = {code: like for code, like, _ in sorted(alike(names[-1], family, context), key=lambda c: c[1]) if len(code) in lengths}
    if not candidates:
        return _below(names, year, context, family)
    weighed = {code: _fit(code, like, names, context, family) for code, like in candidates.items()}
    order = {code: (-weight, not _in_force(code, year, family), len(code)) for code, weight in weighed.items()}
    best = min(order, key=lambda code: (order[code], code))
    rivals = [code for code in order if code != best and order[code] == order[best]]
    confidence = min(1.0, weighed[best])
    return Named(best, confidence / (1 + len(rivals)), candidates[best] < ALIAS)


def _fit(code: str, like: float, names: Sequence[str], context: Mapping[str, str], family: Family) -> float:
    """Mean likeness of the names of a code and its parents to the names printed, and a little more for its own tables."""
    total, count = like, 1
    for name, length in zip(names[:-1], LEVELS[family], strict=False):
        if name and length < len(code):
            total += max((same_name(name, known) for known in names_of(code[:length], context, family)), default=0.0)
            count += 1
    return total / count + OWN * (code in context)


def names_of(code: str, context: Mapping[str, str], family: Family) -> Iterable[str]:
    """All names that a code has or had, the document's own first."""
    own = [context[code]] if code in context else []
    return [*own, *(row.name for row in classification(family).of(code))]


def _in_force(code: str, year: int | None, family: Family) -> bool:
    return any(row.holds(year) for row in classification(family).of(code))


def _below(names: list[str], year: int | None, context: Mapping[str, str], family: Family) -> Named:
    """No code is called like the last name: the nearest one below the parent that the names before give, or the only
    row that the document has below it."""
    parent = _best(names[:-1], year, context, family) if len(names) > 1 else Named(None, 0.0)
    if parent.code is None or parent.confidence < FUZZY:
        return Named(None, 0.0)
    below, length = parent.code, len(parent.code) + 2
    children = {row.code: row.name for row in classification(family).codes if row.code.startswith(below) and len(row.code) == length}
    own = {code: name for code, name in context.items() if code.startswith(below) and len(code) == length}
    near = process.extractOne(key(names[-1]), {c: key(n) for c, n in (children | own).items()}, scorer=fuzz.ratio, score_cutoff=BELOW * 100)
    if near:
        return Named(str(near[2]), min(parent.confidence, near[1] / 100), True)
    return Named(next(iter(own)), parent.confidence / 2, True) if len(own) == 1 else Named(None, 0.0)
