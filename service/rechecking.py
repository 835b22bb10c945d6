"""The extractor's checks on figures that others extracted."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor import output
from extractor import records as r
from extractor.checks import check
from extractor.parts import Number

MOST_FIGURES = 5_000  # of one request; a long report has 2,000
MOST_VALUE = Decimal(10) ** 18  # yuan: a thousand times what the whole country spends in a year
_Word = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class StatedFigure(BaseModel):
    """One figure, as the data contract says it. Only `indicator`, `column` and `value` are needed; `raw_value` and `raw_unit`
    tell how precisely it was printed (else to the second place of yuan), `table` which figures stand in one table."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(None, min_length=1, max_length=60, description="default: o1, o2, ... in order")
    form: _Word = "narrative"
    indicator: _Word = Field(examples=["revenue.total", "function:2060702"])
    name: str = Field("", max_length=300)
    column: _Word = Field(examples=["final"])
    year: int | None = Field(None, ge=1900, le=2200)
    value: Annotated[Number, Field(ge=-MOST_VALUE, le=MOST_VALUE, decimal_places=8, allow_inf_nan=False)] | None = None
    text: str | None = Field(None, max_length=2000)
    unit: r.Unit | None = "CNY"
    comparator: r.Comparator = "="
    raw_value: str = Field("", max_length=60, examples=["187.40"])
    raw_unit: str | None = Field(None, max_length=20, examples=["万元"])
    table: str | None = Field(None, max_length=60)
    page: int = Field(1, ge=1, le=100_000)


class Figures(BaseModel):
    """The figures of one document."""

    model_config = ConfigDict(extra="forbid")

    kind: r.Kind = "final_accounts"
    fiscal_year: int | None = Field(None, ge=1900, le=2200)
    observations: list[StatedFigure] = Field(min_length=1, max_length=MOST_FIGURES)


class Checked(BaseModel):
    """What the checks found; `checks` name observations by the identifiers sent, or o1, o2, ..."""

    checks: list[output.Check]


class DoubledIdentifier(ValueError):
    """Two figures have one identifier."""


def recheck(figures: Figures) -> Checked:
    """All checks that need no document. Raises DoubledIdentifier."""
    observations = tuple(_observation(f, n, figures.fiscal_year) for n, f in enumerate(figures.observations, 1))
    if len({o.id for o in observations}) < len(observations):
        raise DoubledIdentifier
    division = r.Division(figures.kind, "", "", figures.fiscal_year, 1.0, ())
    return Checked(checks=[output.published_check(c) for c in check(observations, (), division)])


def _observation(f: StatedFigure, number: int, year: int | None) -> r.Observation:
    return r.Observation(
        id=f.id or f"o{number}",
        form=f.form,
        indicator=f.indicator,
        name=f.name or f.indicator,
        raw_name=f.name or f.indicator,
        column=f.column,
        year=f.year if f.year is not None else year,
        value=f.value,
        text=f.text,
        unit=f.unit,
        comparator=f.comparator,
        raw_value=f.raw_value or _as_printed(f.value),
        raw_unit=f.raw_unit or ("元" if f.unit == "CNY" and not f.raw_value else None),
        evidence=(r.Evidence(r.Place(f.page), f.table),),
    )


def _as_printed(value: Decimal | None) -> str:
    """To the second place: how figures in yuan are printed."""
    return "" if value is None else f"{abs(value):.2f}"
