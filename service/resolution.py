"""Names and codes that others use, as our identifiers: indicators, functional and economic codes, evaluation indicators,
forms and columns. By the knowledge that the extractor reads with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field
from rapidfuzz import fuzz, process

from extractor import knowledge
from extractor.likeness import bare
from extractor.observations import names
from extractor.observations.names import Family

Kind = Literal["indicator", "function", "economic", "performance", "form", "column"]
KINDS: tuple[Kind, ...] = ("indicator", "function", "economic", "performance", "form", "column")
NEAR = 0.80  # smallest likeness of two names that may be one, as in the extractor
ALIAS = 0.95  # a name by which the field knows it, though not the official one
MOST = 5  # candidates told
_LENGTHS = {3, 5, 7}  # digits of a code
_FAMILIES: dict[str, Family] = {"2": "function", "3": "economic", "5": "economic"}  # by first digit; 5.. are of government accounts


class Candidate(BaseModel):
    """What a name or code may mean: `id` as reports use it. `confidence` 0..1; `fuzzy`: the name had to be compared by likeness."""

    kind: Kind
    id: str
    name: str
    confidence: float = Field(ge=0, le=1)
    fuzzy: bool = False


def of_code(code: str, year: int | None) -> list[Candidate]:
    """What a code means in that year's classification; [] for an unknown one."""
    family = _FAMILIES.get(code[:1])
    name = names.classification(family).name(code, year) if family and len(code) in _LENGTHS else None
    return [Candidate(kind=family, id=f"{family}:{code}", name=name, confidence=1.0)] if family and name else []


def of_name(name: str, year: int | None, *, kinds: Sequence[Kind] = KINDS, parents: Sequence[str] = ()) -> list[Candidate]:
    """What a name may mean, surest first, at most MOST. `parents`: names of 类 and 款 above it, where it is that of a code."""
    found: list[Candidate] = []
    for kind in kinds:
        if kind == "function" or kind == "economic":
            found += _coded(kind, name, year, parents)
        elif kind == "performance":
            found += _performance(name)
        else:
            found += _listed(kind, name)
    return sorted(found, key=lambda c: -c.confidence)[:MOST]


def _coded(family: Family, name: str, year: int | None, parents: Sequence[str]) -> Iterable[Candidate]:
    find = names.function_code if family == "function" else names.economic_code
    if parents:
        code, sure = find([*parents[-2:], name], year, {})
        fuzzy = sure < ALIAS
    else:
        code, sure, fuzzy = names.code_of_name(name, year, family=family)
    if code is not None:
        official = names.classification(family).name(code, year) or name
        yield Candidate(kind=family, id=f"{family}:{code}", name=official, confidence=round(min(1.0, sure), 4), fuzzy=fuzzy)


def _performance(name: str) -> Iterable[Candidate]:
    """Only names that the field knows: anything at all could be an evaluation indicator of somebody's own."""
    canonical = names.canonical_performance(name)
    if canonical in {row.name for row in knowledge.load().performance}:
        sure = 1.0 if bare(canonical) == bare(name) else ALIAS
        yield Candidate(kind="performance", id=f"performance:{canonical}", name=canonical, confidence=sure)


def _listed(kind: Kind, name: str) -> Iterable[Candidate]:
    """Exactly that name, official or known; else the nearest ones."""
    known = _names(kind)
    exact = known.get(bare(name), ())
    if exact:
        yield from exact
        return
    for near, score, _ in process.extract(bare(name), list(known), scorer=fuzz.ratio, score_cutoff=NEAR * 100, limit=MOST):
        for candidate in known[near]:
            yield candidate.model_copy(update={"confidence": round(candidate.confidence * score / 100, 4), "fuzzy": True})


@cache
def _names(kind: Kind) -> dict[str, tuple[Candidate, ...]]:
    """Bare name -> what it stands for; the official names before the others."""
    found: dict[str, dict[str, Candidate]] = {}
    for sure, id_, official, printed in (*_official(kind), *_printed(kind)):
        found.setdefault(bare(printed), {}).setdefault(id_, Candidate(kind=kind, id=id_, name=official, confidence=sure))
    return {printed: _shared(tuple(candidates.values())) for printed, candidates in found.items() if printed}


def _shared(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """One name of several things is less sure to mean each; the one whose official name it is goes before the others."""
    best = max(c.confidence for c in candidates)
    first = [c for c in candidates if c.confidence == best]
    share = {c.id: len(first) if c in first else len(candidates) for c in candidates}
    return tuple(c.model_copy(update={"confidence": round(c.confidence / share[c.id], 4)}) for c in candidates)


Named = tuple[float, str, str, str]  # confidence, identifier, official name, printed name


def _official(kind: Kind) -> Iterable[Named]:
    known = knowledge.load()
    titles = {"indicator": known.indicators, "column": known.columns, "form": {f.id: f.title for f in known.forms.values()}}[kind]
    yield from ((1.0, id_, name, name) for id_, name in titles.items())


def _printed(kind: Kind) -> Iterable[Named]:
    known = knowledge.load()
    for form in known.forms.values():
        if kind == "form":
            yield from ((ALIAS, form.id, form.title, title) for title in form.titles)
        elif kind == "indicator":
            rows = ((row.indicator, label) for row in form.rows for label in row.labels if row.indicator in known.indicators)
            yield from ((ALIAS, id_, known.indicators[id_], label) for id_, label in rows)
        else:
            columns = (*form.columns, *(column for panel in form.panels for column in panel.columns))
            headed = ((column.id, header) for column in columns for header in column.headers if column.id in known.columns)
            yield from ((ALIAS, id_, known.columns[id_], header.rpartition(">")[2]) for id_, header in headed)
