"""Reports against hand-made expectations: how many figures, headings, paragraphs and contradictions were found.

A figure counts only if form, indicator, column, year and value are all right. Names are compared after folding width,
quotes, dashes and white space. An expectation may mark observations as `optional` or `ambiguous` (neither right nor wrong),
give a second defensible column or year (`column_alt`, `year_alt`), and cover some forms only (`partial`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from extractor.likeness import fold

Record = Mapping[str, Any]
_FORM_TITLE = re.compile(r"(决算(总|明细)?表|预算(总|明细)?表|总表|汇总表|自评表|申报表|得分情况表?|支出表|收入表)$")
_NOTE = re.compile(r"(注|说明):?")
_MARKS = re.compile("[()\"'-]")  # names of projects and indicators are compared without brackets, quotes and dashes
_EDGES = "。.;；:：,，、"  # a heading with or without its closing stop is the same heading


class Tally(NamedTuple):
    """Right ones, expected ones, given ones."""

    right: int = 0
    expected: int = 0
    given: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was expected and nothing given."""
        return 2 * self.right / (self.expected + self.given) if self.expected + self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected ones that were found."""
        return self.right / self.expected if self.expected else 1.0

    def plus(self, other: Tally) -> Tally:
        """Pooled with another."""
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Score:
    """How far one report is from what was expected. `certain` pairs each judged confidence with whether it was right."""

    meta: Tally
    headings: Tally
    paragraphs: Tally
    tables: Tally
    prose: Tally
    failing: Tally  # right: contradictions found; given: all that were reported
    false_alarms: int
    contradicted: int  # prose figures given another value than expected
    certain: tuple[tuple[float, bool], ...] = ()
    misses: tuple[str, ...] = field(default=(), repr=False)


def score(expected: Record, report: Record) -> Score:
    """Compare one report with its expectation (both parsed JSON)."""
    matched = _match(expected, report)
    failing, false_alarms = _contradictions(expected, report)
    return Score(
        meta=_meta(expected.get("document", {}), report.get("document", {})),
        headings=_multiset(_headings(expected), _headings(report)),
        paragraphs=_multiset(_paragraphs(expected), _paragraphs(report)),
        tables=matched.tables,
        prose=matched.prose,
        failing=failing,
        false_alarms=false_alarms,
        contradicted=matched.contradicted,
        certain=tuple(matched.certain),
        misses=tuple(matched.misses),
    )


def calibration_error(certain: Iterable[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error over equal bins (Naeini et al., AAAI 2015); None without judged observations."""
    binned: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in certain:
        binned[min(int(confidence * bins), bins - 1)].append((confidence, right))
    count = sum(map(len, binned.values()))
    if not count:
        return None
    return sum(abs(sum(c for c, _ in b) - sum(ok for _, ok in b)) for b in binned.values()) / count


def _name(text: object) -> str:
    return fold(str(text or "")).strip(_EDGES).replace("\\", "")


def _meta(expected: Record, given: Record) -> Tally:
    facts = [f for f in ("kind", "title", "organization", "fiscal_year") if expected.get(f) is not None]
    return Tally(sum(_name(expected[f]) == _name(given.get(f)) for f in facts), len(facts), len(facts))


def _headings(report: Record) -> list[tuple[str, str]]:
    """Numbers and titles, the forms' own titles left out: they are scored as tables."""
    sections = report.get("sections") or []
    pairs = [(s.get("number"), _name(s.get("title"))) for s in sections]
    return [(_name(number), title) for number, title in pairs if number is not None or not _FORM_TITLE.search(title)]


def _paragraphs(report: Record) -> list[str]:
    texts = [_name(p) for s in report.get("sections") or [] for p in s.get("paragraphs", [])]
    return [text for text in texts if not _NOTE.match(text)]


def _multiset(expected: list[Any], given: list[Any]) -> Tally:
    shared = Counter(expected) & Counter(given)
    return Tally(sum(shared.values()), len(expected), len(given))


# --- observations --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Matched:
    tables: Tally = field(default_factory=Tally)
    prose: Tally = field(default_factory=Tally)
    contradicted: int = 0
    certain: list[tuple[float, bool]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def _indicator(indicator: str) -> str:
    family, colon, name = indicator.partition(":")
    if colon and family in ("performance", "project"):
        return f"{family}:{_MARKS.sub('', _name(name))}"
    return _name(indicator)


def _key(o: Record) -> tuple[str, str, str, Any]:
    return o.get("form") or "", _indicator(o.get("indicator") or ""), o.get("column") or "", o.get("year")


def _keys(expected: Record) -> list[tuple[str, str, str, Any]]:
    """The key of an expected observation, and those of its other defensible readings."""
    other = expected.get("column_alt") or []
    columns = [expected.get("column"), *([other] if isinstance(other, str) else other)]
    years = [expected.get("year"), *([expected["year_alt"]] if expected.get("year_alt") else [])]
    return [_key({**expected, "column": column, "year": year}) for column in columns for year in years]


def _value(o: Record) -> Decimal | None:
    try:
        return None if o.get("value") in (None, "") else Decimal(str(o["value"])).normalize()
    except InvalidOperation:
        return None


def _same(expected: Record, given: Record) -> bool:
    value = _value(expected)
    if value is None:
        return _name(expected.get("text")) == _name(given.get("text"))
    same_unit = (expected.get("unit") or "") == (given.get("unit") or "")
    return _value(given) == value and same_unit and (expected.get("comparator") or "=") == (given.get("comparator") or "=")


def _match(expected: Record, report: Record) -> _Matched:
    wanted = expected.get("observations") or []
    given = report.get("observations") or []
    by_key: dict[tuple[str, str, str, Any], list[int]] = defaultdict(list)
    for index, o in enumerate(given):
        by_key[_key(o)].append(index)
    out, used, right = _Matched(), set[int](), set[int]()
    neutral = _neutral(expected, given, by_key)
    found = {True: 0, False: 0}
    judged = [o for o in wanted if not (o.get("optional") or o.get("ambiguous"))]
    for o in judged:
        prose = o.get("form") == "narrative"
        candidates = [i for key in _keys(o) for i in by_key[key] if i not in used]
        hit = next((i for i in candidates if _same(o, given[i])), None)
        if hit is not None:
            used.add(hit)
            right.add(hit)
            found[prose] += 1
            continue
        out.misses.append(f"{_key(o)}: expected {o.get('raw_value')}, given {[given[i].get('raw_value') for i in candidates[:1]]}")
        used.update(candidates[:1])
        out.contradicted += prose and bool(candidates)
    prose_wanted = sum(o.get("form") == "narrative" for o in judged)
    tabular = [i for i, o in enumerate(given) if o.get("form") != "narrative" and (i in used or i not in neutral)]
    out.tables = Tally(found[False], len(judged) - prose_wanted, len(tabular))
    out.prose = Tally(found[True], prose_wanted, sum(o.get("form") == "narrative" for o in given))
    out.certain = [(float(given[i].get("confidence") or 0), i in right) for i in sorted(used | set(tabular))]
    return out


def _neutral(expected: Record, given: list[Record], by_key: Mapping[tuple[str, str, str, Any], list[int]]) -> set[int]:
    """Given observations of facts that are optional, undecidable, or in forms that a partial expectation leaves out."""
    wanted = expected.get("observations") or []
    undecided = [o for o in wanted if o.get("optional") or o.get("ambiguous")]
    neutral = {i for o in undecided for key in _keys(o) for i in by_key.get(key, [])}
    if expected.get("partial"):
        covered = {o.get("form") for o in wanted}
        neutral |= {i for i, o in enumerate(given) if o.get("form") not in covered}
    return neutral


# --- contradictions ------------------------------------------------------------------------------


def _contradictions(expected: Record, report: Record) -> tuple[Tally, int]:
    """Expected failing checks that a reported one agrees with, and reported ones that agree with none."""
    names = {o.get("id"): _indicator(o.get("indicator") or "") for o in report.get("observations") or []}
    failing = [c for c in report.get("checks") or [] if c.get("status") == "fail"]
    wanted = list(expected.get("checks_failing") or [])
    known = wanted + [c for c in expected.get("checks_debatable") or [] if isinstance(c, Mapping)]
    found = sum(any(_agree(c, f, names) for f in failing) for c in wanted)
    false = sum(not any(_agree(c, f, names) for c in known) for f in failing)
    return Tally(found, len(wanted), len(failing)), false


def _agree(wanted: Record, given: Record, names: Mapping[Any, str]) -> bool:
    """The same family and a shared indicator or figure, or two shared figures."""
    want = {
        _indicator(k.get("indicator") or "") if isinstance(k, Mapping) else _indicator(str(k)) for k in wanted.get("observations") or []
    }
    have = {names[o] for o in given.get("observations") or [] if o in names}
    shared = _figures(wanted) & _figures(given)
    family = str(given.get("rule", "")).split(".")[0] == wanted.get("rule_family")
    return bool((want & have and (family or shared)) or len(shared) >= 2 or (family and shared))


def _figures(check: Record) -> set[str]:
    return {n for n in re.findall(r"\d+(?:\.\d+)?", str(check.get("message", ""))) if len(n) > 3}
