"""Tables to observations, by the forms in knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor import knowledge
from extractor.observations.accounts import Side, observe_accounts, sides
from extractor.observations.cells import Frame
from extractor.observations.evaluation import observe_evaluation
from extractor.observations.listing import observe_list
from extractor.observations.rows import printed_codes
from extractor.observations.three_public import observe_three_public
from extractor.observations.units import printed_unit, units
from extractor.records import Division, Observation, Table

CODED = ("panels", "coded", "economic")


def observe_tables(tables: tuple[Table, ...], division: Division) -> list[Observation]:
    """The observations of every recognised table, without ids, in table order."""
    frames = [(frame, sides(frame) if frame.form.shape in CODED else []) for frame in _frames(tables, division)]
    context = printed_codes(side.labels for _, found in frames for side in found)
    return [observation for frame, found in frames for observation in _observed(frame, found, context)]


def _observed(frame: Frame, found: Sequence[Side], context: Mapping[str, str]) -> list[Observation]:
    if frame.form.shape in CODED:
        return observe_accounts(frame, found, context)
    if frame.form.shape == "wide":
        return observe_three_public(frame, context)
    if frame.form.shape == "list":
        return observe_list(frame)
    return observe_evaluation(frame)


def _frames(tables: Sequence[Table], division: Division) -> list[Frame]:
    """The recognised tables with the money unit of each."""
    forms = knowledge.load().forms
    recognised = [table for table in tables if table.form in forms]
    return [
        Frame(table, forms[table.form or ""], division, unit, printed_unit(table) is None)
        for table, unit in zip(recognised, units(recognised, division), strict=True)
    ]
