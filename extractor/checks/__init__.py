"""Identities that must hold, evaluated on the document's own numbers.

A check is a function from the Ledger to Checks; to add one, write it and name it in CHECKS. An identity that is a plain
sum needs no function: it is an entry in knowledge/checks.toml or in the form's own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractor.checks.classification import names_of_tables, obsolete_names, unknown_codes
from extractor.checks.directions import directions
from extractor.checks.identities import identities
from extractor.checks.ledger import Ledger, lay_out
from extractor.checks.narratives import against_tables, listings, restated, year_slips
from extractor.checks.ratios import changes, differences, evaluation_rates, rates, shares
from extractor.checks.scores import grades, score_rates, totals
from extractor.checks.sums import row_sums, trees
from extractor.checks.units import percent_points, within_prose
from extractor.checks.wording import titling
from extractor.records import Check, Division, Observation, Table

CHECKS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (
    row_sums,
    trees,
    identities,
    against_tables,
    restated,
    year_slips,
    directions,
    listings,
    rates,
    shares,
    changes,
    differences,
    evaluation_rates,
    totals,
    score_rates,
    grades,
    percent_points,
    within_prose,
    obsolete_names,
    names_of_tables,
    unknown_codes,
)


def check(observations: tuple[Observation, ...], tables: tuple[Table, ...], division: Division) -> tuple[Check, ...]:
    """Every check on what was observed. What could not be checked is in the result as `not_applicable`; one and the
    same failure is said once. Numbers are in yuan, percent or points."""
    ledger = lay_out(observations, tables, division)
    found = [result for run in CHECKS for result in run(ledger)]
    once = {(c.rule, c.status, c.message, c.observations): c for c in found}.values()
    with_titles = titling(tables)
    return tuple(_reworded(c, with_titles(c.message)) for c in once)


def _reworded(given: Check, message: str) -> Check:
    return given if given.message == message else given._replace(message=message)
