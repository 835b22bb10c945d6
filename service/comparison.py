"""Main figures of several reports side by side: two years of one agency, or two agencies of one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, Field

from extractor.output import Observation, Report
from extractor.parts import Number

CODED = ("function:", "economic:", "project:", "performance:")  # indicators that are no main figures
NARRATIVE = "narrative"
RATE_PLACES = Decimal("0.01")  # of a percentage
Key = tuple[str, str]


class Figure(BaseModel):
    """One report's value of a figure."""

    job: str
    observation: str
    form: str
    year: int | None
    value: Number
    confidence: float


class Compared(BaseModel):
    """A figure in the order of the jobs asked; null where a report does not state it. `change` is the last value less the
    first, `change_rate` in percent of the first, to two places; null where one is missing or the first is 0."""

    indicator: str
    name: str
    column: str
    unit: str | None
    figures: list[Figure | None]
    change: Number | None
    change_rate: Number | None


class ComparedReport(BaseModel):
    """One of the reports compared."""

    job: str
    organization: str
    fiscal_year: int | None
    kind: str
    title: str


class Comparison(BaseModel):
    """Reports side by side."""

    reports: list[ComparedReport]
    figures: list[Compared] = Field(description="in the order in which the first report states them")


def compare(reports: Mapping[str, Report], *, codes: bool = False) -> Comparison:
    """The figures of all reports by indicator and column. `codes`: also those of single codes, projects and evaluation
    indicators. Of a figure stated more than once the surest statement in a form is taken, prose where no form has it."""
    chosen = {job: _main(report, codes) for job, report in reports.items()}
    keys = dict.fromkeys(key for figures in chosen.values() for key in figures)
    told = [_told(job, report) for job, report in reports.items()]
    return Comparison(reports=told, figures=[_compared(key, chosen) for key in keys])


def _told(job: str, report: Report) -> ComparedReport:
    d = report.document
    return ComparedReport(job=job, organization=d.organization, fiscal_year=d.fiscal_year, kind=d.kind, title=d.title)


def _main(report: Report, codes: bool) -> dict[Key, Observation]:
    """The statement that stands for each figure of the reported year."""
    found: dict[Key, Observation] = {}
    for o in report.observations:
        if o.value is None or o.comparator != "=" or (not codes and o.indicator.startswith(CODED)):
            continue
        if None not in (o.year, report.document.fiscal_year) and o.year != report.document.fiscal_year:
            continue
        key = (o.indicator, o.column)
        if key not in found or _rank(o) > _rank(found[key]):
            found[key] = o
    return found


def _rank(o: Observation) -> tuple[bool, float]:
    return o.form != NARRATIVE, o.confidence


def _compared(key: Key, chosen: Mapping[str, Mapping[Key, Observation]]) -> Compared:
    stated = {job: figures.get(key) for job, figures in chosen.items()}
    first = next(o for o in stated.values() if o is not None)
    alike = {o.unit for o in stated.values() if o is not None} == {first.unit}
    change, rate = _change([o.value if o else None for o in stated.values()]) if alike else (None, None)
    return Compared(
        indicator=first.indicator,
        name=first.name,
        column=first.column,
        unit=first.unit,
        figures=[_figure(job, o) for job, o in stated.items()],
        change=change,
        change_rate=rate,
    )


def _figure(job: str, o: Observation | None) -> Figure | None:
    if o is None or o.value is None:
        return None
    return Figure(job=job, observation=o.id, form=o.form, year=o.year, value=o.value, confidence=o.confidence)


def _change(values: Sequence[Decimal | None]) -> tuple[Decimal | None, Decimal | None]:
    first, last = values[0], values[-1]
    if first is None or last is None:
        return None, None
    change = last - first
    return change, (change * 100 / first).quantize(RATE_PLACES) if first else None
