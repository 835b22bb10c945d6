"""Parts of a stored report: observations, tables, sections, checks that a reader asks for, in the order of the report.

Works on the report's JSON as it is stored (plain dicts): numbers stay as written, nothing is parsed into money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Part = dict[str, Any]
Name = Literal["observations", "tables", "sections", "checks"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; None asks for everything. `indicator` is a prefix, or a whole identifier. `status`: of checks.
    An observation has the status fail or pass if a check of that status takes it in."""

    form: str | None = None
    indicator: str | None = None
    column: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    status: str | None = None
    page: int | None = None


def observations(report: Part, asked: Filter) -> list[Part]:
    """Observations that fit all that is asked."""
    of_status = _in_checks(report, asked.status)
    return [o for o in report["observations"] if _observed(o, asked) and (of_status is None or o["id"] in of_status)]


def tables(report: Part, asked: Filter) -> list[Part]:
    """Tables of a form, on a page, as sure as asked."""
    return [t for t in report["tables"] if asked.form in (None, t["form"]) and _sure(t, asked) and asked.page in (None, *t["pages"])]


def sections(report: Part, asked: Filter) -> list[Part]:
    """Sections that begin on a page."""
    return [s for s in report["sections"] if asked.page in (None, s["page"])]


def checks(report: Part, asked: Filter) -> list[Part]:
    """Checks of a status that take in an observation as asked; failing ones first, each kind in the order of the report."""
    narrow = asked.form or asked.indicator or asked.column or asked.page is not None
    kept = {o["id"] for o in report["observations"] if _observed(o, asked)} if narrow else None
    found = [c for c in report["checks"] if asked.status in (None, c["status"]) and (kept is None or kept.intersection(c["observations"]))]
    return sorted(found, key=_urgency)


def _urgency(check: Part) -> tuple[int, int]:
    status = ("fail", "not_applicable", "pass").index(check["status"])
    return status, ("error", "warning", "info").index(check["severity"]) if status == 0 else 0


def _in_checks(report: Part, status: str | None) -> set[str] | None:
    if status is None:
        return None
    taken: Iterable[list[str]] = (c["observations"] for c in report["checks"] if c["status"] == status)
    return {id_ for ids in taken for id_ in ids}


def _observed(o: Part, asked: Filter) -> bool:
    return (
        asked.form in (None, o["form"])
        and asked.column in (None, o["column"])
        and (asked.indicator is None or o["indicator"].startswith(asked.indicator))
        and (asked.page is None or any(e["page"] == asked.page for e in o["evidence"]))
        and _sure(o, asked)
    )


def _sure(part: Part, asked: Filter) -> bool:
    low = 0.0 if asked.min_confidence is None else asked.min_confidence
    high = 1.0 if asked.max_confidence is None else asked.max_confidence
    return low <= float(part["confidence"]) <= high
