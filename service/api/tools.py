"""For figures that others extracted: their names as our identifiers, our checks, and two reports side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints

from extractor import Report
from service.api import stored, wire
from service.api.access import Reader
from service.api.resources import Service
from service.api.route import LARGE_BODY, new_router
from service.comparison import Comparison, compare
from service.problems import Fault, Problem, documented
from service.rechecking import Checked, DoubledIdentifier, Figures, recheck
from service.resolution import KINDS, Candidate, Kind, of_code, of_name

router = new_router("tools", LARGE_BODY)
MOST_NAMES = 500  # of one request
MOST_JOBS = 6  # side by side
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Queried(wire.Wire):
    """A name or a code, or both: then the code goes first."""

    name: _Name | None = Field(None, examples=["社会保障和就业支出"])
    code: Annotated[str, StringConstraints(pattern=r"^\d{3,7}$")] | None = Field(None, examples=["2080505"])
    kinds: list[Kind] = Field(default=list(KINDS), min_length=1, max_length=len(KINDS), description="what it may be")
    parents: list[_Name] = Field(default=[], max_length=2, description="names of 类 and 款 above it")
    year: int | None = Field(None, ge=1900, le=2200, description="whose classification is meant")


class ResolveRequest(wire.Wire):
    """Names and codes of others."""

    items: list[Queried] = Field(min_length=1, max_length=MOST_NAMES)


class Resolved(BaseModel):
    """Candidates for each query in order, surest first; [] where nothing is near enough."""

    items: list[list[Candidate]]


@router.post("/resolve", operation_id="resolve_names")
def resolve_names(principal: Reader, asked: ResolveRequest) -> Resolved:  # noqa: ARG001 - asked for its scope
    """What names and codes mean: indicators of the vocabulary, functional and economic codes, forms, columns."""
    return Resolved(items=[_candidates(query) for query in asked.items])


def _candidates(query: Queried) -> list[Candidate]:
    coded = of_code(query.code, query.year) if query.code else []
    if coded or query.name is None:
        return coded
    return of_name(query.name, query.year, kinds=query.kinds, parents=query.parents)


@router.post("/check", operation_id="check_figures")
def check_figures(principal: Reader, asked: Figures) -> Checked:  # noqa: ARG001 - asked for its scope
    """Sums, balances, cross-form identities, ratios and codes of the figures of one document. Nothing is stored."""
    try:
        return recheck(asked)
    except DoubledIdentifier:
        raise Problem("invalid_request", errors=[Fault(where="body.observations", message="two have one id")]) from None
    except ArithmeticError:  # figures so far apart that no decimal of 28 digits holds their ratio
        raise Problem(
            "invalid_request", errors=[Fault(where="body.observations", message="figures are too far apart to be compared")]
        ) from None


@router.get(
    "/compare",
    operation_id="compare_jobs",
    responses=documented(["not_found", "comparison_unavailable", "report_not_ready", "report_missing"]),
)
def compare_jobs(
    service: Service,
    principal: Reader,
    jobs: Annotated[str, Query(min_length=1, max_length=500, description="identifiers, separated by commas, the earlier year first")],
    codes: Annotated[bool, Query(description="also figures of single codes, projects and evaluation indicators")] = False,
) -> Comparison:
    """The main figures of two to six reports side by side, with the change from the first to the last."""
    asked = list(dict.fromkeys(part.strip() for part in jobs.split(",") if part.strip()))
    if not 2 <= len(asked) <= MOST_JOBS:
        raise Problem("comparison_unavailable", f"2 to {MOST_JOBS} jobs")
    rows = [stored.job_of(service, principal, job) for job in asked]
    reports = {row.id: Report.model_validate_json(service.blobs.read(stored.report_of(row))) for row in rows}
    return compare(reports, codes=codes)
