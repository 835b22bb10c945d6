"""Terms of identities (see checks.toml): from `form/indicator@column` to the observations they name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extractor.checks.ledger import NARRATIVE, Ledger, Sheet
from extractor.records import Observation

MAIN_COLUMNS = ("final", "total", "budget")  # what `amount` stands for: the first one printed


@dataclass(frozen=True)
class Term:
    """One parsed term."""

    form: str
    indicator: str
    column: str
    blank: bool = False  # may be missing
    negative: bool = False


@cache
def parse(text: str) -> Term:
    """A term as written in the knowledge files. ValueError if it has no form or no column."""
    body = text.strip()
    negative, blank = body.startswith("-"), body.endswith("?")
    form, slash, fact = body.removeprefix("-").removesuffix("?").partition("/")
    indicator, at, column = fact.rpartition("@")
    if not slash or not at:
        raise ValueError(f"not a term of the form form/indicator@column: {text}")
    return Term(form, indicator, column, blank, negative)


def fits(pattern: str, indicator: str) -> bool:
    """Whether an indicator is meant by a pattern (`function:*`, or a plain indicator)."""
    return indicator.startswith(pattern[:-1]) if pattern.endswith("*") else indicator == pattern


def lefts(term: Term, ledger: Ledger) -> list[tuple[Observation, Sheet | None]]:
    """Every observation that a left term names, each with the sheet it stands on (None in prose)."""
    if term.form == NARRATIVE:
        columns = None if term.column == "*" else (term.column,)
        found = [o for o in ledger.prose if fits(term.indicator, o.indicator) and (columns is None or o.column in columns)]
        return [(o, None) for o in found if o.unit in ("CNY", "count")]
    return [(o, sheet) for sheet in ledger.of_form(term.form) for o in _on_sheet(term, sheet)]


def _on_sheet(term: Term, sheet: Sheet) -> list[Observation]:
    indicators = dict.fromkeys(indicator for indicator, _ in sheet.cells if fits(term.indicator, indicator))
    found: list[Observation] = []
    for indicator in indicators:
        if term.column == "*":
            found += [o for o in sheet.row(indicator).values() if o.unit == "CNY"]
        elif cell := cell_of(sheet, indicator, term.column):
            found.append(cell)
    return found


def cell_of(sheet: Sheet, indicator: str, column: str) -> Observation | None:
    """The cell of a sheet; `amount` is its main column."""
    columns = MAIN_COLUMNS if column == "amount" else (column,)
    return next((cell for c in columns if (cell := sheet.get(indicator, c))), None)


def right(term: Term, left: Observation, sheet: Sheet | None, ledger: Ledger) -> Observation | None:
    """The observation that a right term names, given the left one; None if it is not printed."""
    indicator = left.indicator if term.indicator.endswith("*") else term.indicator
    column = left.column if term.column == "*" else term.column
    if term.form == NARRATIVE:
        stated = [o for o in ledger.stated(indicator, column) if o.year == left.year]
        closest = ledger.closest(left, stated)
        return closest if closest and ledger.near(left, closest) else None
    page = sheet if sheet and sheet.form == term.form else ledger.sheet(term.form, left.year)
    return cell_of(page, indicator, column) if page else None
