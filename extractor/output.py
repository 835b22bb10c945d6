"""Findings to the published report: pydantic models of the data contract, JSON and JSON Schema 2020-12."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from extractor import records as r
from extractor.parts import Fraction, Number, Part, Row, pieces

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION: Literal["1.0"] = "1.0"
PLACES = 100_000  # steps of a box within its page
SURENESS = 10_000  # steps of a confidence
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # databases and JSON readers reject them; PDFs do yield them


class DocumentConfidence(Part):
    """How sure the document's own facts are, each 0..1."""

    kind: Fraction
    organization: Fraction
    fiscal_year: Fraction


class Document(Part):
    """The input and what it is."""

    sha256: str
    filename: str | None
    media_type: str
    bytes: int
    kind: r.Kind
    title: str
    organization: str
    fiscal_year: int | None
    confidence: DocumentConfidence


class Page(Part):
    """One page; sizes in points, null for plain text."""

    number: int
    width: float | None
    height: float | None
    rotation: int
    skew: float
    source: r.PageSource
    ocr_confidence: float | None


class Section(Part):
    """A heading and its paragraphs."""

    id: str
    parent: str | None
    level: int
    number: str | None
    title: str
    paragraphs: list[str]
    page: int


@dataclass(slots=True, kw_only=True)
class Cell(Row):
    """A cell of a table; `bbox` in fractions of its page."""

    text: str
    row_span: int
    col_span: int
    bbox: list[float] | None
    confidence: Fraction


class TableBox(Part):
    """Where a table stands on one page."""

    page: int
    bbox: list[float]


class Table(Part):
    """A table over all its pages."""

    id: str
    form: str | None
    title: str
    unit: str | None
    pages: list[int]
    bbox: list[TableBox]
    columns: list[list[str]]
    rows: list[list[Cell]]
    confidence: Fraction


@dataclass(slots=True, kw_only=True)
class Evidence(Row):
    """Where a value is printed: `bbox` [left, top, right, bottom] as fractions of the upright page from its top left corner;
    `lines` [first, last] for plain text; `row` and `column` count from 0 in the table's `rows`."""

    page: int
    bbox: list[float] | None = None
    lines: list[int] | None = None
    table: str | None = None
    row: int | None = None
    column: int | None = None


@dataclass(slots=True, kw_only=True, frozen=True)
class Signals(Row):
    """What a confidence is made of."""

    ocr: float | None
    structure: float | None
    mapping: float | None
    arithmetic: float | None


@dataclass(slots=True, kw_only=True)
class Repair(Row):
    """What was done to get a value."""

    kind: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Observation(Row):
    """One value stated in the document."""

    id: str
    form: str
    indicator: str
    name: str
    raw_name: str
    column: str
    year: int | None
    value: Number | None
    text: str | None
    unit: r.Unit | None
    comparator: r.Comparator
    raw_value: str
    raw_unit: str | None
    evidence: list[Evidence]
    confidence: Fraction
    signals: Signals
    repairs: list[Repair]


@dataclass(slots=True, kw_only=True)
class Check(Row):
    """One identity, evaluated on the document's own numbers."""

    rule: str
    status: r.Status
    severity: r.Severity
    expected: Number | None
    actual: Number | None
    difference: Number | None
    tolerance: Number | None
    unit: r.Unit | None
    observations: list[str]
    message: str


class Warning_(Part):
    """What could not be read or was left out."""

    code: str
    message: str
    page: int | None


class Report(Part):
    """The result of one extraction, as the data contract publishes it."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    document: Document
    pages: list[Page]
    sections: list[Section]
    tables: list[Table]
    observations: list[Observation]
    checks: list[Check]
    warnings: list[Warning_]

    def to_frame(self) -> pandas.DataFrame:
        """Observations as a pandas DataFrame, one row each, values as Decimal (see extractor.exports.frame)."""
        from extractor.exports import frame  # pandas costs half a second: only those who ask for frames pay

        return frame([self])

    def json_pieces(self, indent: int | None = None) -> Iterator[bytes]:
        """What `model_dump_json(indent=indent)` gives, in UTF-8, piece by piece: a long report is not held a second time."""
        return pieces(self, indent)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report."""
    described = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "mingzhang-report-1.0", **described}


Sizes = Mapping[int, tuple[float | None, float | None]]
T = TypeVar("T")


def publish(findings: r.Findings) -> Report:
    """The report of one document. Where nobody else holds `findings`, their parts are given up one by one as they are
    published, so that a long document is not held twice."""
    sizes = {page.number: (page.width, page.height) for page in findings.pages}
    source, division, pages, warnings = findings.source, findings.division, findings.pages, findings.warnings
    tables, observations, checks = list(findings.tables), list(findings.observations), list(findings.checks)
    del findings
    return Report(
        document=_document(source, division),
        pages=[_page(page) for page in pages],
        sections=[_section(section) for section in division.sections],
        tables=[_table(table, sizes) for table in _given_up(tables)],
        observations=[_observation(o, sizes) for o in _given_up(observations)],
        checks=[published_check(check) for check in _given_up(checks)],
        warnings=[Warning_(code=w.code, message=_clean(w.message), page=w.page) for w in warnings],
    )


def _given_up(items: list[T]) -> Iterator[T]:
    """The items in order; the list is emptied on the way."""
    items.reverse()
    while items:
        yield items.pop()


def _clean(text: str) -> str:
    return text if text.isprintable() else _UNSTORABLE.sub("\ufffd", text)


@cache
def _steps(count: int) -> list[float]:
    """0, 1/count, ... 1: reports are full of these numbers, and each is held once. They are what `round` gives."""
    return [step / count for step in range(count + 1)]


@lru_cache(maxsize=20_000)
def _sure(probability: float) -> float:
    """A probability to four places. Raises ValueError where it is none."""
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is no probability")
    return _steps(SURENESS)[round(probability * SURENESS)]


def _document(source: r.Source, division: r.Division) -> Document:
    sure = _sure(division.confidence)
    return Document(
        sha256=source.sha256,
        filename=source.filename,
        media_type=source.media_type,
        bytes=len(source.data),
        kind=division.kind,
        title=_clean(division.title),
        organization=_clean(division.organization),
        fiscal_year=division.fiscal_year,
        confidence=DocumentConfidence(kind=sure, organization=sure, fiscal_year=sure),
    )


def _page(p: r.PageFacts) -> Page:
    return Page(
        number=p.number,
        width=p.width,
        height=p.height,
        rotation=p.rotation,
        skew=round(p.skew, 3),
        source=p.source,
        ocr_confidence=None if p.ocr_confidence is None else _sure(p.ocr_confidence),
    )


def _section(s: r.Section) -> Section:
    texts = [_clean(p.text) for p in s.paragraphs]
    return Section(id=s.id, parent=s.parent, level=s.level, number=s.number, title=_clean(s.title), paragraphs=texts, page=s.page)


def _fractions(place: r.Place, sizes: Sizes) -> list[float] | None:
    """The box of a place as fractions of its page, clipped to it."""
    width, height = sizes.get(place.page, (None, None))
    if place.box is None or not width or not height:
        return None
    left, top, right, bottom = place.box
    steps = _steps(PLACES)
    if 0 < left <= right < width and 0 < top <= bottom < height:  # nearly always; said plainly, as there are thousands
        x0, y0, x1, y1 = left / width, top / height, right / width, bottom / height
        return [steps[round(x0 * PLACES)], steps[round(y0 * PLACES)], steps[round(x1 * PLACES)], steps[round(y1 * PLACES)]]
    parts = (left / width, top / height, right / width, bottom / height)
    return [steps[round(part * PLACES)] if 0 < part < 1 else float(part >= 1) for part in parts]


def _first_box(places: Iterable[r.Place], sizes: Sizes) -> list[float] | None:
    for place in places:
        if box := _fractions(place, sizes):
            return box
    return None


def _cell(cell: r.Cell, sizes: Sizes) -> Cell:
    box = _first_box(cell.places, sizes)
    return Cell(text=_clean(cell.text), row_span=cell.row_span, col_span=cell.col_span, bbox=box, confidence=_sure(cell.confidence))


def _table(t: r.Table, sizes: Sizes) -> Table:
    boxes = [(place.page, _fractions(place, sizes)) for place in t.places]
    return Table(
        id=t.id,
        form=t.form,
        title=_clean(t.title),
        unit=t.unit,
        pages=sorted({place.page for place in t.places}),
        bbox=[TableBox(page=page, bbox=box) for page, box in boxes if box],
        columns=[[_clean(word) for word in path] for path in t.columns],
        rows=[[_cell(cell, sizes) for cell in row if cell.row_span] for row in t.rows],
        confidence=_sure(t.confidence),
    )


def _evidence(e: r.Evidence, sizes: Sizes) -> Evidence:
    lines = list(e.place.lines) if e.place.lines else None
    return Evidence(page=e.place.page, bbox=_fractions(e.place, sizes), lines=lines, table=e.table, row=e.row, column=e.column)


def _observation(o: r.Observation, sizes: Sizes) -> Observation:
    return Observation(
        id=o.id,
        form=o.form,
        indicator=_clean(o.indicator),
        name=_clean(o.name),
        raw_name=_clean(o.raw_name),
        column=o.column,
        year=o.year,
        value=o.value,
        text=None if o.text is None else _clean(o.text),
        unit=o.unit,
        comparator=o.comparator,
        raw_value=_clean(o.raw_value),
        raw_unit=o.raw_unit,
        evidence=[_evidence(e, sizes) for e in o.evidence],
        confidence=_sure(o.confidence),
        signals=_signals(o.signals),
        repairs=[Repair(kind=e.why, before=_clean(e.before), after=_clean(e.after)) for e in o.repairs],
    )


@lru_cache(maxsize=4096)
def _signals(signals: r.Signals) -> Signals:
    ocr, structure, mapping, arithmetic = (None if value is None else _sure(value) for value in signals)
    return Signals(ocr=ocr, structure=structure, mapping=mapping, arithmetic=arithmetic)


def published_check(c: r.Check) -> Check:
    """One check as the data contract shows it."""
    return Check(
        rule=c.rule,
        status=c.status,
        severity=c.severity,
        expected=c.expected,
        actual=c.actual,
        difference=c.difference,
        tolerance=c.tolerance,
        unit=c.unit,
        observations=list(c.observations),
        message=_clean(c.message),
    )
